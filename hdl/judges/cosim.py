"""Co-simulation: the printed file in a real simulator, every register after every step, against the integer kernel."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, MOST_NEURONS, NEURONS, Printed, forcing_stimulus, printed
from hdl.judges.process import ToolError, run_tool
from hdl.judges.tools import find_tool
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.language.model import Model

TIMEOUT = 300.0
ENDED = re.compile(r"^(PASS) (\d+) steps$|^FAIL (\d+) of (\d+) steps$|^(FAIL) (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CosimRequest:
    """What is simulated."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "single", choices=ARCHITECTURES)
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    neurons: int = asked("neurons of an array", NEURONS, low=2, high=MOST_NEURONS)
    steps: int = asked("steps under each stimulus", 2000, low=1, high=1_000_000)
    seeds: int = asked("random stimuli beside the model's own", 1, low=0, high=20)


@dataclass(frozen=True, slots=True)
class Cosim:
    """The verdict of one stimulus: steps compared, steps that differ, and what the simulator said of the first ones."""

    tool: str
    stimulus: str
    steps: int
    wrong: int
    said: str

    @property
    def passed(self) -> bool:
        """Whether every step agreed."""
        return self.wrong == 0


@dataclass(frozen=True, slots=True)
class CosimReport:
    """All stimuli of one module; `passed` only if every step of every one agreed."""

    name: str
    passed: bool
    runs: tuple[Cosim, ...]


def cosim(
    model: Model,
    *,
    format: str = "16",
    arch: str = "single",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    neurons: int = NEURONS,
    steps: int = 2000,
    seeds: int = 1,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> CosimReport:
    """Prints a model and simulates it. ToolError where no simulator is there, or it fails."""
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    made = printed(compiled, arch, steps, neurons=neurons)
    done = [simulate_files(made, "the model's own", cancelled=cancelled)]
    for seed in range(seeds):
        if progress is not None:
            progress((seed + 1) / (seeds + 1))
        made = printed(compiled, arch, steps, forcing_stimulus(compiled, steps, seed), neurons)
        done.append(simulate_files(made, f"random, seed {seed}", cancelled=cancelled))
    if progress is not None:
        progress(1.0)
    return CosimReport(made.module.name, all(one.passed for one in done), tuple(done))


def simulate_files(made: Printed, stimulus: str, cancelled: Question | None = None) -> Cosim:
    """Runs the testbench of printed files in Icarus Verilog, in a folder of its own that is removed."""
    compiler, simulator = find_tool("iverilog"), find_tool("vvp")
    with tempfile.TemporaryDirectory(prefix="sctui-cosim-") as name:
        folder = Path(name)
        for file, text in made.files.items():
            (folder / file).write_text(text, encoding="ascii")
        sources = [file for file in made.files if file.endswith(".v")]
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
    if found[5]:
        raise ToolError(f"the simulation of {made.source} failed: {found[6]}")
    if found[1]:
        return Cosim("iverilog", stimulus, int(found[2]), 0, "")
    said = ran.output[: found.start()].strip()
    return Cosim("iverilog", stimulus, int(found[4]), int(found[3]), said)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:300] if text.strip() else "it said nothing"
