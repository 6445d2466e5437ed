"""Place and route of Verilog from elsewhere, which is not trusted: how fast it may be clocked on an FPGA."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hdl.judges.devices import TARGETS, target_named
from hdl.judges.pnr import MOST_SEEDS, SEEDS, Pnr, place_text
from hdl.judges.process import ToolError
from hdl.judges.result_store import kept_result
from hdl.judges.synth import LONGEST, announce, time_limit
from hdl.judges.synth_file import SOURCE, TOP, top_found
from hdl.judges.tools import find_tool, make_ready, tool_version
from hdl.judges.verilog_text import accepted_name, accepted_text
from hdl.judges.work_folder import work_folder
from hdl.judges.yosys import run_yosys
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import RequestError
from kernels.request_values import flag, whole_number


@dataclass(frozen=True, slots=True)
class PnrFileRequest:
    """What is placed and routed, and for which device."""

    verilog: str = asked("the text of a Verilog file that needs no other")
    top: str = asked("name of its module on top; found without one", "")
    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    seeds: int = asked("runs, each from another start", SEEDS, low=1, high=MOST_SEEDS)
    timeout: float = asked("seconds after which a tool is stopped, for each run", 300.0, low=1.0, high=LONGEST)
    cache: bool = asked("use the result of an earlier run with the same text and tools", True)


def pnr_file(
    *,
    verilog: str,
    top: str = "",
    target: str = "ice40",
    seeds: int = SEEDS,
    timeout: float = 300.0,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Pnr:
    """Places and routes a Verilog text; `clocks` of the result is 0, since nothing is known of its steps.

    RequestError for a text that would open files, is too long or has no module; ToolError for one that the tools do not
    accept, that has no clock, or that does not fit the device.
    """
    target_named(target)
    limit, keep, count = time_limit(timeout), flag("cache", cache), whole_number("seeds", seeds, 1, MOST_SEEDS)
    text, name = accepted_text("verilog", verilog), accepted_name("top", top)
    return place_text(
        text, name or _found_top(text, limit, keep, progress, cancelled), target, seeds=count, timeout=limit, clocks=0,
        source=SOURCE, cache=keep, progress=progress, cancelled=cancelled,
    )  # fmt: skip


def _found_top(text: str, limit: float, keep: bool, progress: Progress | None, cancelled: Question | None) -> str:
    """The module that no other one uses. Its name goes into scripts, so it has to be a plain one."""
    tool = find_tool("yosys")
    script = f"read_verilog {SOURCE}; hierarchy -check -auto-top; tee -q -o {TOP} select -list A:top"

    def run() -> dict[str, Any]:
        announce(tool, 0.0, progress)
        make_ready(tool, cancelled)
        with work_folder("place and route", {SOURCE: text}) as folder:
            run_yosys(tool, script, folder, SOURCE, timeout=limit, cancelled=cancelled)
            return {"top": top_found(folder)}

    found, _ = kept_result((text, script, tool.label, tool_version(tool)), run, cache=keep)
    try:
        return accepted_name("top", found["top"])
    except RequestError:
        raise ToolError(f"the module on top of {SOURCE} has a name that cannot be placed: rename it") from None
