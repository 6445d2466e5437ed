"""Synthesis with Yosys: what a printed module needs of an FPGA's cells."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, MOST_NEURONS, NEURONS, Printed, printed
from hdl.judges.process import ToolError, run_tool
from hdl.judges.tools import find_tool
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import RequestError, unknown
from kernels.language.model import Model
from kernels.request_values import finite_numbers

LONGEST = 600.0  # seconds a synthesis may take


@dataclass(frozen=True, slots=True)
class Target:
    """A device: the command of Yosys, the cells that count as LUT, flip-flop, multiplier and memory, and how many fit.

    Patterns are beginnings of cell types.
    """

    command: str
    device: str
    luts: tuple[str, ...]
    flip_flops: tuple[str, ...]
    multipliers: tuple[str, ...]
    memories: tuple[str, ...]
    capacity: Mapping[str, int]


# Capacities: iCE40 UltraPlus UP5K, ECP5 LFE5U-25F, Gowin GW1NR-9, Artix-7 XC7A35T, from their makers' data sheets.
TARGETS: dict[str, Target] = {
    "ice40": Target(
        "synth_ice40 -dsp", "iCE40 UP5K", ("SB_LUT4",), ("SB_DFF",), ("SB_MAC16",), ("SB_RAM40", "SB_SPRAM"),
        {"lut": 5280, "ff": 5280, "dsp": 8, "bram": 30},
    ),
    "ecp5": Target(
        "synth_ecp5", "ECP5 25K", ("LUT4",), ("TRELLIS_FF",), ("MULT18X18",), ("DP16KD",),
        {"lut": 24288, "ff": 24288, "dsp": 28, "bram": 56},
    ),
    "gowin": Target(
        "synth_gowin", "GW1NR-9", ("LUT1", "LUT2", "LUT3", "LUT4"), ("DFF",), ("MULT",), ("SDP", "DPX", "SP", "pROM"),
        {"lut": 8640, "ff": 6480, "dsp": 20, "bram": 26},
    ),
    "xilinx": Target(
        "synth_xilinx -family xc7", "XC7A35T", ("LUT",), ("FDRE", "FDSE", "FDCE", "FDPE"), ("DSP48",), ("RAMB",),
        {"lut": 20800, "ff": 41600, "dsp": 90, "bram": 50},
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SynthRequest:
    """What is synthesised, and for which device."""

    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "single", choices=ARCHITECTURES)
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    neurons: int = asked("neurons of an array", NEURONS, low=2, high=MOST_NEURONS)
    timeout: float = asked("seconds after which Yosys is stopped", 300.0, low=1.0, high=LONGEST)


@dataclass(frozen=True, slots=True)
class Synth:
    """Cells by kind, their share of the device in percent, and all cells by type. `tool` says which Yosys it was."""

    name: str
    target: str
    device: str
    lut: int
    ff: int
    dsp: int
    bram: int
    percent: Mapping[str, float]
    cells: Mapping[str, int]
    fits: int  # neurons of this kind in the device
    tool: str
    seconds: float


def synth(
    model: Model,
    *,
    target: str = "ice40",
    format: str = "16",
    arch: str = "single",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    neurons: int = NEURONS,
    timeout: float = 300.0,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Synth:
    """Prints a model and synthesises it. ToolError where Yosys is missing, fails or takes too long."""
    if target not in TARGETS:
        raise unknown("target", "device", target, TARGETS)
    limit = time_limit(timeout)
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    made = printed(compiled, arch, steps=1, neurons=neurons)
    if progress is not None:
        progress(0.2)
    done = synthesise(made, target, limit, cancelled)
    if progress is not None:
        progress(1.0)
    return done


def time_limit(timeout: Any) -> float:
    """The seconds that one synthesis may take; RequestError outside of the bounds."""
    limit = float(finite_numbers("timeout", timeout))
    if not 0.0 < limit <= LONGEST:
        raise RequestError("timeout", f"has to be from 0 to {LONGEST:g} seconds")
    return limit


def synthesise(made: Printed, target: str, timeout: float, cancelled: Question | None = None) -> Synth:
    """The cells of a printed module on a device."""
    device, tool = TARGETS[target], find_tool("yosys")
    top = made.module.name
    script = (
        f"read_verilog {made.source}; hierarchy -check -top {top}; proc; check -assert; "
        f"{device.command} -top {top}; select -assert-none t:$dlatch; tee -q -o cells.json stat -json"
    )
    with tempfile.TemporaryDirectory(prefix="sctui-synth-") as name:
        folder = Path(name)
        (folder / made.source).write_text(made.module.text, encoding="ascii")
        done = run_tool(
            [*tool.command, "-q", "-l", "yosys.log", "-p", script], folder, timeout=timeout, cancelled=cancelled
        )
        if done.code != 0:
            raise ToolError(f"yosys cannot synthesise {made.source}: {_complaint(done.errors + done.output)}")
        cells = read_cells((folder / "cells.json").read_text(encoding="utf-8"))
    counts = counted(cells, device)
    percent = {kind: 100.0 * counts[kind] / most for kind, most in device.capacity.items()}
    fits = min((int(most // counts[kind]) for kind, most in device.capacity.items() if counts[kind]), default=0)
    return Synth(
        name=top, target=target, device=device.device, **counts, percent=percent, cells=cells, fits=fits,
        tool=f"yosys ({tool.origin})", seconds=done.seconds,
    )  # fmt: skip


def read_cells(text: str) -> dict[str, int]:
    """Cell types and their counts from what `stat -json` wrote. ToolError where it is something else."""
    try:
        data = json.loads(text[text.index("{") :])
        cells = data["design"]["num_cells_by_type"]
        return {str(kind): int(count) for kind, count in cells.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ToolError("yosys wrote no list of cells") from None


def counted(cells: Mapping[str, int], target: Target) -> dict[str, int]:
    """LUTs, flip-flops, multipliers and memories among the cells."""
    kinds = {"lut": target.luts, "ff": target.flip_flops, "dsp": target.multipliers, "bram": target.memories}
    return {
        kind: sum(count for cell, count in cells.items() if cell.startswith(beginnings))
        for kind, beginnings in kinds.items()
    }


def _complaint(text: str) -> str:
    lines = [line for line in text.splitlines() if "ERROR" in line] or text.strip().splitlines() or ["it said nothing"]
    return lines[0][:300]
