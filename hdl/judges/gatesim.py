"""The netlist against its source: after synthesis for a device the mapped cells are simulated, step by step.

Cells get the behaviour that Yosys' own simulation library gives them. Block memories of all but the iCE40, and the
multipliers of ECP5 and Gowin, have none there: models of our own say how the mapping uses them, and refuse what it
does not use. They were checked against the mapping of Yosys 0.70 for memories of four to 72 bits a word, not against
a device; Yosys 0.23 maps to other memories of Gowin, which are refused. What is compared is what the testbench
compares: output ports, the spike, and every register whose name the mapping has kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Unpack

from hdl.files import ARCHITECTURES, NEURONS, Printed, forcing_stimulus, printed
from hdl.judges.cosim import compiled_simulation
from hdl.judges.devices import TARGETS
from hdl.judges.netlist.play import observed_names, play
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_script
from hdl.options import CircuitOptions, ModuleRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import unknown
from kernels.language.model import Model

LONGEST = 900.0  # seconds a synthesis may take here
GATE_STEPS = 2000


@dataclass(frozen=True, slots=True)
class DeviceMapping:
    """Where the behaviour of a device's cells stands: in Yosys, and in files of our own for what Yosys only names."""

    library: str
    own: tuple[str, ...] = ()


MAPPINGS: dict[str, DeviceMapping] = {
    "ice40": DeviceMapping("+/ice40/cells_sim.v"),
    "ecp5": DeviceMapping("+/ecp5/cells_sim.v", ("ecp5_multiplier.v", "ecp5_memory.v", "block_memory.v")),
    "gowin": DeviceMapping("+/gowin/cells_sim.v", ("gowin_multiplier.v", "gowin_memory.v", "block_memory.v")),
    "xilinx": DeviceMapping("+/xilinx/cells_sim.v", ("xilinx_memory.v", "block_memory.v")),
}


@dataclass(frozen=True, slots=True)
class GatesimRequest(ModuleRequest):
    """What is synthesised, and how long its netlist is simulated."""

    target: str = asked("device", "ice40", choices=tuple(MAPPINGS))
    arch: str = asked("architecture", "shared", choices=ARCHITECTURES)
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
    arch: str = "shared",
    neurons: int = NEURONS,
    steps: int = GATE_STEPS,
    timeout: float = 300.0,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Gatesim:
    """Synthesises a model and simulates the netlist. ToolError where Yosys is missing, fails or takes too long."""
    if target not in MAPPINGS:
        raise unknown("target", "device", target, MAPPINGS)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
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
    return mapped_text(made.files[made.source], made.module.name, target, timeout, cancelled)


def mapped_text(text: str, top: str, target: str, timeout: float, cancelled: Question | None = None) -> Program:
    """As `mapped_netlist`, of a text that is trusted."""
    how, source = MAPPINGS[target], f"{top}.v"
    files = {file: _own_cells(file) for file in how.own}
    script = (
        f"read_verilog {source}; hierarchy -check -top {top}; proc; check -assert; "
        f"{TARGETS[target].command} -top {top}; select -assert-none t:$dlatch; "
        "write_verilog -noattr mapped_cells.v; design -reset; "
        f"read_verilog mapped_cells.v; {''.join(f'read_verilog -defer {file}; ' for file in how.own)}"
        # not what the netlist does not use: some of it takes Yosys a minute
        f"read_verilog -defer -nooverwrite {how.library}; hierarchy -check -top {top}; proc; flatten -wb; "
        "opt_expr; opt_clean; memory_collect; opt_clean"
    )
    return read_script({source: text, **files}, top, script, timeout, cancelled)


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
