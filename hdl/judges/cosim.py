"""Co-simulation: the printed file as others read it, every register after every step, against the integer kernel.

Two simulators of the Verilog: Icarus Verilog, which also knows unknown values, and the netlist that Yosys reads from
the file (`hdl.judges.netlist`), which needs no program of the system.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Unpack

from hdl.compile import Compiled
from hdl.files import NEURONS, Printed, forcing_stimulus, printed
from hdl.judges.netlist.interpret import Interpreted
from hdl.judges.netlist.native import Compiled as CompiledNetlist
from hdl.judges.netlist.play import Simulation, observed_names, play
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_printed
from hdl.judges.netlist.scatter import cases_of, scatter, scatter_names
from hdl.judges.process import ToolError, run_tool
from hdl.judges.tools import find_tool, has_tool
from hdl.judges.work_folder import work_folder
from hdl.options import CircuitOptions, ModuleRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import unknown
from kernels.language.model import Model

TIMEOUT = 300.0
RANDOM_STATES = 200
SIMULATORS = ("auto", "iverilog", "yosys")
ENDED = re.compile(r"^(PASS) (\d+) steps$|^FAIL (\d+) of (\d+) steps$|^(FAIL) (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CosimRequest(ModuleRequest):
    """What is simulated."""

    registers: str = asked("parameters that stay writable, separated by commas", "")
    steps: int = asked("steps under each stimulus", 2000, low=1, high=1_000_000)
    seeds: int = asked("random stimuli beside the model's own", 1, low=0, high=20)
    tool: str = asked("simulator: iverilog, the netlist that yosys reads, or the one that is there", "auto",
                      choices=SIMULATORS)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cosim:
    """The verdict of one stimulus: steps compared, steps that differ, and what the simulator said of the first ones.

    `failed` says why it ended before its last step, where it did.
    """

    tool: str
    stimulus: str
    steps: int
    wrong: int
    said: str
    failed: str = ""

    @property
    def passed(self) -> bool:
        """Whether every step was made and agreed."""
        return self.wrong == 0 and not self.failed


@dataclass(frozen=True, slots=True)
class CosimReport:
    """All stimuli of one module; `passed` only if every step of every one agreed."""

    name: str
    passed: bool
    runs: tuple[Cosim, ...]


def cosim(
    model: Model,
    *,
    arch: str = "single",
    neurons: int = NEURONS,
    registers: str = "",
    name: str = "",
    steps: int = 2000,
    seeds: int = 1,
    tool: str = "auto",
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> CosimReport:
    """Prints a model and simulates it, under its own stimulus and random ones. The netlist that Yosys reads is also
    tried in single steps from random registers. ToolError where no simulator is there, or it fails.
    """
    simulator = chosen_simulator(tool)
    compiled = circuit_of(model, registers=registers, name=name, cancelled=cancelled, **circuit)
    made = printed(compiled, arch, steps, neurons=neurons)
    netlist = read_printed(made, TIMEOUT, cancelled) if simulator == "yosys" else None
    done = [simulate_files(made, "the model's own", cancelled, simulator, netlist)]
    for seed in range(seeds):
        if progress is not None:
            progress((seed + 1) / (seeds + 1))
        made = printed(compiled, arch, steps, forcing_stimulus(compiled, steps, seed), neurons)
        done.append(simulate_files(made, f"random, seed {seed}", cancelled, simulator, netlist))
    if netlist is not None and seeds and made.module.neurons == 1:
        done.append(_from_random_registers(compiled, made, netlist, min(steps, RANDOM_STATES), cancelled))
    if progress is not None:
        progress(1.0)
    return CosimReport(made.module.name, all(one.passed for one in done), tuple(done))


def _from_random_registers(
    compiled: Compiled, made: Printed, netlist: Program, states: int, cancelled: Question | None
) -> Cosim:
    cases = cases_of(compiled, made, states)
    found = scatter(compiled_simulation(netlist, scatter_names(made, cases)), made, cases, cancelled)
    return Cosim("yosys", "single steps from random registers", found.steps, found.wrong, found.said)


def chosen_simulator(tool: str) -> str:
    """The simulator that is meant. ToolError where none is installed."""
    if tool not in SIMULATORS:
        raise unknown("tool", "simulator", tool, SIMULATORS)
    if tool != "auto":
        find_tool(tool)
        return tool
    if has_tool("iverilog"):
        return "iverilog"
    if not has_tool("yosys"):
        raise ToolError("no simulator is installed: pip install 'sctui[synth]', or apt install iverilog")
    return "yosys"


def has_simulator() -> bool:
    """Whether there is any simulator of Verilog."""
    return has_tool("iverilog") or has_tool("yosys")


def simulate_files(
    made: Printed,
    stimulus: str,
    cancelled: Question | None = None,
    tool: str = "auto",
    netlist: Program | None = None,
) -> Cosim:
    """Runs the testbench of printed files. `netlist` is that of their module, where it has been read already."""
    if chosen_simulator(tool) == "iverilog":
        return _in_icarus(made, stimulus, cancelled)
    program = netlist or read_printed(made, TIMEOUT, cancelled)
    found = play(compiled_simulation(program, observed_names(made)), made, cancelled)
    return Cosim("yosys", stimulus, found.steps, found.wrong, found.said, found.failed)


def compiled_simulation(program: Program, observe: tuple[str, ...], seed: int = 0) -> Simulation:
    """A simulation of a netlist: compiled, but interpreted where it divides numbers too wide to compile."""
    try:
        return CompiledNetlist(program, observe, seed)
    except ToolError as problem:
        if "division" not in str(problem):
            raise
        return Interpreted(program, observe, seed)


def _in_icarus(made: Printed, stimulus: str, cancelled: Question | None) -> Cosim:
    """The printed testbench in Icarus Verilog, in a folder of its own that is removed."""
    compiler, simulator = find_tool("iverilog"), find_tool("vvp")
    with work_folder("cosim", made.files) as folder:
        sources = [made.source, next(file for file in made.files if file.endswith("_tb.v"))]
        built = run_tool(
            [*compiler.command, "-g2005", "-Wall", "-o", "simulation", *sources], folder, timeout=TIMEOUT,
            cancelled=cancelled,
        )  # fmt: skip
        if built.code != 0 or built.errors.strip():
            raise ToolError(f"iverilog does not accept {made.source}: {_first_line(built.errors or built.output)}")
        ran = run_tool([*simulator.command, "-n", "simulation"], folder, timeout=TIMEOUT, cancelled=cancelled)
    found = ENDED.search(ran.output)
    if found is None:
        raise ToolError(f"vvp ended without a verdict: {_first_line(ran.errors or ran.output)}")
    said = ran.output[: found.start()].strip()
    if found[5]:
        return Cosim("iverilog", stimulus, 0, 0, said, found[6])
    if found[1]:
        return Cosim("iverilog", stimulus, int(found[2]), 0, "")
    return Cosim("iverilog", stimulus, int(found[4]), int(found[3]), said)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:300] if text.strip() else "it said nothing"
