"""Yosys: the script of a synthesis with what has to hold of it, and what it says where that does not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hdl.judges.process import ToolError, complaint, run_tool
from hdl.judges.tools import Tool
from kernels.analysis.options import Question

LATCHES = "t:$dlatch t:$adlatch t:$dlatchsr"
CELLS, NETLIST, LOG = "cells.json", "netlist.json", "yosys.log"
CONFLICT = "Driver-driver conflict"  # only warned of, though the netlist then is not the circuit
LAST = 1 << 18  # bytes of a log that are looked at

# what Yosys says, and what it means
MEANINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"found logic loop"), "it has a loop without a register"),
    (re.compile(r"Found \d+ problems in 'check -assert'"), "the check of its wires failed"),
    (re.compile(r"selection is not empty:? ?.*dlatch"), "it has a latch; give every case a value"),
    (re.compile(r"Found \d+ SCCs but expected 0|Found \d+ SCC"), "it has a loop without a register"),
    (re.compile(CONFLICT), "the mapping gave a wire two drivers: the netlist would be wrong"),
    (re.compile(r"ABC: execution of command .* failed"), "its logic optimiser failed"),
    (re.compile(r"call stack exhausted"), "it is nested more deeply than yosys can follow"),
    (re.compile(r"bad_alloc|out of memory|memory allocation"), "it needs more memory than yosys may have"),
)
DETAIL = re.compile(r"^Warning: (.*(?:driver|loop|not used|conflicting|latch).*)$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A synthesis that was accepted: cells by type, and the seconds it took."""

    cells: dict[str, int]
    seconds: float


def synthesis_script(source: str, top: str, command: str) -> str:
    """Reads a file, checks it, maps it and counts its cells. Every assertion ends Yosys with an error.

    Without a name the module on top is found.
    """
    which, named = (f"-top {top}", f" -top {top}") if top else ("-auto-top", "")
    return (
        f"read_verilog {source}; hierarchy -check {which}; proc; select -assert-none {LATCHES}; check -assert; "
        f"{command}{named}; select -assert-none {LATCHES}; scc -expect 0; tee -q -o {CELLS} stat -json"
    )


def run_yosys(
    tool: Tool, script: str, folder: Path, source: str, *, timeout: float, cancelled: Question | None = None
) -> float:
    """Runs a script in a folder and returns the seconds. ToolError that says what is wrong with `source`."""
    done = run_tool(
        [*tool.command, "-q", "-l", LOG, "-e", CONFLICT, "-p", script], folder, timeout=timeout, cancelled=cancelled,
        memory=tool.memory,
    )  # fmt: skip
    if done.code != 0:
        # the WebAssembly one says nothing more once it has called its optimiser; the log goes on
        said = done.errors + done.output
        raise ToolError(f"yosys cannot synthesise {source}: {explained(said if 'ERROR' in said else _log(folder))}")
    return done.seconds


def mapped(
    tool: Tool,
    script: str,
    folder: Path,
    source: str,
    *,
    timeout: float,
    cancelled: Question | None = None,
) -> Mapped:
    """The cells of a file in a folder, after `synthesis_script`."""
    seconds = run_yosys(tool, script, folder, source, timeout=timeout, cancelled=cancelled)
    return Mapped(read_cells(written(folder / CELLS)), seconds)


def _log(folder: Path) -> str:
    """The end of what Yosys logged."""
    try:
        with (folder / LOG).open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - LAST))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:  # it did not even start
        return ""


def read_netlist(folder: Path) -> dict[str, Any]:
    """The netlist that a script has written."""
    try:
        found: dict[str, Any] = json.loads(written(folder / NETLIST))
    except ValueError:
        raise ToolError("yosys wrote no netlist") from None
    return found


def explained(said: str) -> str:
    """What is wrong, in a line: the meaning of Yosys' complaint with the first warning that goes with it."""
    line = re.sub(r"ERROR:\s*", "", complaint(said))
    detail = DETAIL.search(said)
    warned = detail[1][:200].rstrip(":") if detail else line
    for pattern, meaning in MEANINGS:
        if pattern.search(warned):
            return f"{meaning} ({warned})"
        if pattern.search(line):
            return f"{meaning} ({warned if 'assert' in line or 'select' in line else line})"
    return line


def read_cells(text: str, module: str = "") -> dict[str, int]:
    """Cell types and their counts from what `stat -json` wrote, of the whole design or of one module of it.

    ToolError where it is something else.
    """
    try:
        data = json.loads(text[text.index("{") :])
        cells = (data["modules"][f"\\{module}"] if module else data["design"])["num_cells_by_type"]
        return {str(kind): int(_count(count)) for kind, count in cells.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ToolError("yosys wrote no list of cells") from None


def _count(value: Any) -> Any:
    """Yosys 0.6x writes a number, or a table with one."""
    return value["count"] if isinstance(value, Mapping) else value


def written(path: Path) -> str:
    """The text of a file that Yosys should have written. ToolError where it has not."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise ToolError(f"yosys ended without writing {path.name}") from None
