"""The netlist against its source: after synthesis for a device the mapped cells are simulated, step by step.

Cells get the behaviour that Yosys' own simulation library gives them. What is compared is what the testbench compares:
output ports, the spike, and every register whose name the mapping has kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, MOST_NEURONS, NEURONS, Printed, forcing_stimulus, printed
from hdl.judges.cosim import compiled_simulation
from hdl.judges.netlist.play import observed_names, play
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_script
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import unknown
from kernels.language.model import Model

LONGEST = 900.0  # seconds a synthesis may take here
GATE_STEPS = 2000


@dataclass(frozen=True, slots=True)
class DeviceMapping:
    """How a device is mapped for this, and where the behaviour of its cells stands: of Yosys, and of our own."""

    command: str
    library: str
    own: str = ""


# For the block memories of an ECP5 there is no open model: tables and memories are mapped to logic instead.
MAPPINGS: dict[str, DeviceMapping] = {
    "ice40": DeviceMapping("synth_ice40 -dsp", "+/ice40/cells_sim.v"),
    "ecp5": DeviceMapping("synth_ecp5 -nobram", "+/ecp5/cells_sim.v", "ecp5_multiplier.v"),
}


@dataclass(frozen=True, slots=True)
class GatesimRequest:
    """What is synthesised, and how long its netlist is simulated."""

    target: str = asked("device", "ice40", choices=tuple(MAPPINGS))
    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "shared", choices=ARCHITECTURES)
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    neurons: int = asked("neurons of an array", NEURONS, low=2, high=MOST_NEURONS)
    steps: int = asked("steps under each of the two stimuli", GATE_STEPS, low=1, high=100_000)
    timeout: float = asked("seconds after which the synthesis is stopped", 300.0, low=1.0, high=LONGEST)


@dataclass(frozen=True, slots=True)
class Gatesim:
    """The verdict: steps compared, steps that differ, what the first ones were, and why it ended early if it did.

    `cells` is how many cells the simulated netlist has, `registers` how many registers are compared besides the ports.
    """

    name: str
    target: str
    cells: int
    registers: int
    steps: int
    wrong: int
    said: str
    failed: str

    @property
    def passed(self) -> bool:
        """Whether every step was made and agreed."""
        return self.wrong == 0 and not self.failed


def gatesim(
    model: Model,
    *,
    target: str = "ice40",
    format: str = "16",
    arch: str = "shared",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    neurons: int = NEURONS,
    steps: int = GATE_STEPS,
    timeout: float = 300.0,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Gatesim:
    """Synthesises a model and simulates the netlist. ToolError where Yosys is missing, fails or takes too long."""
    if target not in MAPPINGS:
        raise unknown("target", "device", target, MAPPINGS)
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    own = printed(compiled, arch, steps, neurons=neurons)
    netlist = mapped_netlist(own, target, timeout, cancelled)
    if progress is not None:
        progress(0.6)
    found = gate_simulate(own, netlist, target, cancelled)
    if found.passed:
        forced = printed(compiled, arch, steps, forcing_stimulus(compiled, steps, 0), neurons)
        second = gate_simulate(forced, netlist, target, cancelled)
        found = _both(found, second)
    if progress is not None:
        progress(1.0)
    return found


def mapped_netlist(made: Printed, target: str, timeout: float, cancelled: Question | None = None) -> Program:
    """The cells of a device for a printed module, with their behaviour. ToolError as `synth`."""
    how, top = MAPPINGS[target], made.module.name
    files = {how.own: _own_cells(how.own)} if how.own else {}
    script = (
        f"read_verilog {made.source}; hierarchy -check -top {top}; proc; check -assert; {how.command} -top {top}; "
        "select -assert-none t:$dlatch; write_verilog -noattr mapped_cells.v; design -reset; "
        f"read_verilog mapped_cells.v; {f'read_verilog {how.own}; ' if how.own else ''}"
        # not what the netlist does not use: some of it takes Yosys a minute
        f"read_verilog -defer -nooverwrite {how.library}; hierarchy -check -top {top}; proc; flatten -wb; "
        "opt_expr; opt_clean; memory_collect; opt_clean"
    )
    return read_script({made.source: made.files[made.source], **files}, top, script, timeout, cancelled)


@cache
def _own_cells(file: str) -> str:
    return (Path(__file__).parent / "netlist" / file).read_text(encoding="ascii")


def gate_simulate(made: Printed, netlist: Program, target: str, cancelled: Question | None = None) -> Gatesim:
    """Plays the testbench of printed files on a mapped netlist."""
    names = observed_names(made, netlist)
    found = play(compiled_simulation(netlist, names), made, cancelled)
    kept = sum(r.name in names for r in made.bench.registers)
    return Gatesim(
        made.module.name, target, len(netlist.steps) + len(netlist.flops), kept, found.steps, found.wrong, found.said,
        found.failed,
    )  # fmt: skip


def _both(first: Gatesim, second: Gatesim) -> Gatesim:
    return Gatesim(
        first.name, first.target, first.cells, first.registers, first.steps + second.steps, second.wrong, second.said,
        second.failed,
    )  # fmt: skip
