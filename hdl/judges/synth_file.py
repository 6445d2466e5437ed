"""Synthesis of Verilog from elsewhere, which is not trusted: what it needs of an FPGA's cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hdl.judges.devices import TARGETS, target_named
from hdl.judges.process import ToolError
from hdl.judges.result_store import kept_result
from hdl.judges.synth import LONGEST, Synth, announce, summary, time_limit
from hdl.judges.tools import find_tool, make_ready, tool_version
from hdl.judges.verilog_text import accepted_name, accepted_text
from hdl.judges.work_folder import work_folder
from hdl.judges.yosys import mapped, synthesis_script, written
from kernels.analysis.options import Progress, Question, asked
from kernels.request_values import flag

SOURCE, TOP = "given.v", "top.txt"


@dataclass(frozen=True, slots=True)
class SynthFileRequest:
    """What is synthesised, and for which device."""

    verilog: str = asked("the text of a Verilog file that needs no other")
    top: str = asked("name of its module on top; found without one", "")
    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    timeout: float = asked("seconds after which Yosys is stopped", 120.0, low=1.0, high=LONGEST)
    cache: bool = asked("use the result of an earlier run with the same text and tool", True)


def synth_file(
    *,
    verilog: str,
    top: str = "",
    target: str = "ice40",
    timeout: float = 120.0,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Synth:
    """The cells of a Verilog text on a device. RequestError for a text that would open files, is too long or has no
    module; ToolError for one that Yosys does not accept.
    """
    device, limit, keep = target_named(target), time_limit(timeout), flag("cache", cache)
    text, name = accepted_text("verilog", verilog), accepted_name("top", top)
    tool = find_tool("yosys")
    script = synthesis_script(SOURCE, name, device.command) + f"; tee -q -o {TOP} select -list A:top"

    def run() -> dict[str, Any]:
        announce(tool, 0.1, progress)
        make_ready(tool, cancelled)
        with work_folder("synthesis", {SOURCE: text}) as folder:
            done = mapped(tool, script, folder, SOURCE, timeout=limit, cancelled=cancelled)
            return {"cells": done.cells, "seconds": done.seconds, "top": top_found(folder)}

    found, cached = kept_result((text, target, script, tool.label, tool_version(tool)), run, cache=keep)
    if progress is not None:
        progress(1.0)
    return summary(str(found["top"]), target, found, tool, cached)


def top_found(folder: Path) -> str:
    """The module on top, of which Yosys has written a list. ToolError where there are several."""
    found = [name for name in written(folder / TOP).split("\n") if name and "/" not in name]
    if len(found) != 1:
        raise ToolError(f"yosys does not say which module of {SOURCE} is on top; name it")
    return found[0]
