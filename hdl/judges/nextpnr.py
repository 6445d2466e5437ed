"""nextpnr: how it is called for each device, and what its report says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hdl.judges.process import ToolError, complaint, run_tool
from hdl.judges.tools import Tool
from kernels.analysis.options import Question

REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Router:
    """A device's nextpnr: its options, the frequency in MHz it aims at, files it wants, and Yosys' command for it.

    `distrust`: why its frequency is not to be believed, empty where it is.
    """

    tool: str
    part: str
    options: tuple[str, ...]
    aim: float
    command: str
    after: str = ""
    files: Mapping[str, str] | None = None
    distrust: str = ""


_GOWIN_PINS = {"clk": 52, "shift": 25, "serial_in": 26, "serial_out": 27}
ROUTERS: dict[str, Router] = {
    "ice40": Router(
        "nextpnr-ice40", "iCE40 UP5K, package sg48",
        ("--up5k", "--package", "sg48", "--pcf-allow-unconstrained", "--detailed-timing-report"), 60.0,
        "synth_ice40 -dsp",
    ),
    "ecp5": Router(
        "nextpnr-ecp5", "LFE5U-25F, package CABGA381, speed grade 6",
        ("--25k", "--package", "CABGA381", "--speed", "6", "--lpf-allow-unconstrained"), 150.0, "synth_ecp5",
    ),
    "gowin": Router(
        "nextpnr-himbaechel", "GW1NR-9C, package QN88P",
        ("--device", "GW1NR-LV9QN88PC6/I5", "--vopt", "family=GW1N-9C", "--vopt", "cst=pins.cst"), 100.0,
        "synth_gowin -noiopads", after="iopadmap -bits -inpad IBUF O:I -outpad OBUF I:O;",
        files={"pins.cst": "".join(f'IO_LOC "{name}" {pin};\n' for name, pin in _GOWIN_PINS.items())},
        distrust="placed and routed, but nextpnr-himbaechel has no credible delays for this device",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hop:
    """A piece of a path: `kind` as nextpnr calls it, ns, the net it runs over, where that is in the sources, the cells
    at its ends.
    """

    kind: str
    delay: float
    net: str
    sources: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Routed:
    """One run: the clock's highest frequency in MHz, used and available cells, the slowest path between registers.

    `from_multipliers`: the ns of the slowest path from a multiplier straight to a register, where the report says so.
    """

    seed: int
    fmax: float
    from_multipliers: float
    used: dict[str, int]
    available: dict[str, int]
    path: tuple[Hop, ...]
    seconds: float


def place_and_route(
    tool: Tool, router: Router, folder: Path, netlist: str, seed: int, *, timeout: float,
    cancelled: Question | None = None,
) -> Routed:  # fmt: skip
    """Places and routes a netlist in a folder. ToolError that says why it does not fit or cannot be routed."""
    done = run_tool(
        [*tool.command, *router.options, "--json", netlist, "--report", REPORT, "--freq", f"{router.aim:g}",
         "--seed", str(seed), "--timing-allow-fail", "-q"],
        folder, timeout=timeout, cancelled=cancelled, memory=tool.memory,
    )  # fmt: skip
    if done.code != 0:
        raise ToolError(f"{tool.name} cannot place and route it: {explained(done.errors + done.output)}")
    try:
        text = (folder / REPORT).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise ToolError(f"{tool.name} ended without writing a report") from None
    return read_report(text, seed, done.seconds)


def explained(said: str) -> str:
    """What is wrong, in a line."""
    line = complaint(said).removeprefix("ERROR: ")
    if "Unable to place cell" in line or "no BELs remaining" in line or "Unable to find legal placement" in line:
        return f"it does not fit the device ({line})"
    return line


def read_report(text: str, seed: int, seconds: float) -> Routed:
    """A run from nextpnr's report. ToolError where it is something else, or has no clock."""
    try:
        data = json.loads(text)
        clocks = {name: float(one["achieved"]) for name, one in data["fmax"].items()}
        slowest = [_path(one["path"]) for one in data["critical_paths"] if one["from"] == one["to"]]
        usage = data["utilization"]
        used = {str(name): int(one["used"]) for name, one in usage.items()}
        available = {str(name): int(one["available"]) for name, one in usage.items()}
        products = [
            float(end["delay"][-1])
            for net in data.get("detailed_net_timings", ())
            for end in net["endpoints"]
            if str(net["driver"]).endswith("_DSP")
        ]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise ToolError("nextpnr wrote no report that can be read") from None
    if not clocks:
        raise ToolError("nextpnr found no path between two registers")
    path = max(slowest, key=lambda hops: sum(hop.delay for hop in hops), default=())
    return Routed(seed, min(clocks.values()), max(products, default=0.0), used, available, path, seconds)


def _path(hops: list[dict[str, Any]]) -> tuple[Hop, ...]:
    return tuple(
        Hop(
            str(hop["type"]), float(hop["delay"]), str(hop.get("net", "")), tuple(map(str, hop.get("sources", ()))),
            str(hop["from"]["cell"]), str(hop["to"]["cell"]),
        )
        for hop in hops
    )  # fmt: skip
