"""Plays a testbench on a simulated netlist: the same resets, writes and vectors as the printed one, the same verdict.

The simulation has two values, 0 and 1. What is unknown in a simulator with X is here a pseudo-random bit: registers
before their reset, memories before they are filled, constants that are not defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from hdl.files import Printed
from hdl.judges.netlist.parse import Signal
from hdl.judges.netlist.program import Program
from hdl.judges.process import ToolError
from hdl.verilog.testbench import Bench, middle
from kernels.analysis.options import Question
from kernels.errors import Cancelled

MOST_SAID = 5  # steps that differ are shown


class Simulation(Protocol):
    """A module that is being simulated, interpreted or compiled."""

    program: Program
    observe: dict[str, Signal]

    def set(self, name: str, value: int) -> None: ...
    def put(self, name: str, value: int) -> None: ...
    def get(self, name: str) -> int: ...
    def entry(self, memory: str, place: int) -> int: ...
    def clock(self) -> None: ...


class Failed(Exception):
    """What the testbench ends with before its vectors do."""


@dataclass(frozen=True, slots=True)
class Played:
    """Steps compared, steps that differ, what was seen in the first of them, and why it ended early if it did."""

    steps: int
    wrong: int
    said: str
    failed: str = ""


def observed_names(made: Printed, program: Program | None = None) -> tuple[str, ...]:
    """The nets a testbench looks at; with the program of a mapped netlist, those registers that are still in it."""
    bench = made.bench
    names = ["valid"] + (["spike"] if bench.has_spike else []) + (["ready"] if made.module.has_ready else [])
    if made.module.neurons > 1:
        names += ["neuron", "shown"]
    names += [state.port for state in bench.shown]
    registers = [r.name for r in bench.writable]
    registers += [r.name for r in bench.registers] if made.module.neurons == 1 else []
    return tuple(names + [name for name in registers if program is None or name in program.netlist.nets])


def vectors_of(made: Printed) -> list[int]:
    """The vectors as they stand in their file. ToolError where it is none."""
    try:
        return [int(line, 16) for line in made.files[made.bench.vectors].split()]
    except ValueError:
        raise ToolError(f"{made.bench.vectors} is no file of hexadecimal vectors") from None


def play(simulation: Simulation, made: Printed, cancelled: Question | None = None) -> Played:
    """The verdict on printed files."""
    player = (_Player if made.module.neurons == 1 else _ArrayPlayer)(simulation, made)
    try:
        player.prepare()
        for k in range(made.bench.steps):
            if k % 64 == 0 and cancelled is not None and cancelled():
                raise Cancelled
            player.step(k)
    except Failed as problem:
        return Played(player.done, player.wrong, "\n".join(player.said), str(problem))
    return Played(player.done, player.wrong, "\n".join(player.said))


class _Player:
    def __init__(self, simulation: Simulation, made: Printed) -> None:
        self.sim, self.made, self.module = simulation, made, made.module
        self.bench: Bench = made.bench
        self.vectors = vectors_of(made)
        self.done = self.wrong = 0
        self.said: list[str] = []
        self.registers = [r for r in self.bench.registers if r.name in simulation.observe]
        self.words = any(memory.name == "memory" for memory in simulation.program.memories)

    def clock(self, **pins: int) -> None:
        for pin, value in pins.items():
            self.sim.set(pin, value)
        self.sim.clock()

    def drive(self, vector: int) -> None:
        at = self.bench.observed
        for pin, width in reversed(self.bench.inputs):
            self.sim.set(pin, vector >> at & ((1 << width) - 1))
            at += width

    def fields(self, vector: int) -> Iterator[tuple[str, int]]:
        """What a vector expects of the nets that are observed."""
        for state in self.bench.shown:
            yield state.port, state.of(vector)
        if self.bench.has_spike:
            yield "spike", vector & 1
            vector >>= 1
        for r in reversed(self.bench.registers):
            if r.name in self.sim.observe:
                yield r.name, vector & ((1 << r.width) - 1)
            vector >>= r.width

    def prepare(self) -> None:
        """Resets, an interrupted step, standing still, and the writes."""
        if self.bench.writable:
            self.sim.set("cfg_we", 0)
        self.drive(self.vectors[0])
        for _ in range(3):
            self.clock(rst=1, step=0)
        self.after_reset()
        self.clock(step=1)
        self.after_reset()
        self.clock(rst=0, step=1)
        for _ in range(middle(self.module) - 1):
            self.clock(step=0)
        self.clock(rst=1, step=0)
        self.after_reset()
        for _ in range(3):
            self.clock(rst=0)
        self.after_reset()
        self.write()

    def after_reset(self) -> None:
        for r in self.registers:
            if self.sim.get(r.name) != r.initial & ((1 << r.width) - 1):
                raise Failed("registers after reset")
        if self.sim.get("valid") or (self.module.has_ready and not self.sim.get("ready")):
            raise Failed("valid or not ready after reset" if self.module.has_ready else "valid after reset")

    def write(self) -> None:
        if not self.bench.writable:
            return
        for address, (register, value) in enumerate(zip(self.bench.writable, self.bench.writes, strict=True)):
            self.clock(cfg_we=1, cfg_addr=address, cfg_data=value)
            mask = (1 << register.width) - 1
            if register.name in self.sim.observe and self.sim.get(register.name) != value & mask:
                raise Failed(f"register {register.name} does not take what is written")
        self.clock(cfg_we=1, cfg_addr=len(self.bench.writes), cfg_data=0)
        self.sim.set("cfg_we", 0)

    def step(self, k: int) -> None:
        latency = self.module.latency
        self.drive(self.vectors[k])
        self.clock(step=1)
        self.sim.set("step", 0)
        self.drive(~self.vectors[k])
        waited = 1
        while not self.sim.get("valid"):
            if waited >= latency:
                raise Failed(f"not valid {waited} clocks after step {k} began")
            self.clock(step=int(self.module.has_ready and k % 2 and not self.sim.get("ready")))
            self.sim.set("step", 0)
            waited += 1
        if waited != latency:
            raise Failed(f"valid {waited} clocks after step {k} began")
        self.compare(k)
        self.done += 1

    def compare(self, k: int) -> None:
        different = [
            f"{name} {self.sim.get(name):x}, expected {value:x}"
            for name, value in self.fields(self.vectors[k])
            if self.sim.get(name) != value
        ]
        if different:
            self.wrong += 1
            if len(self.said) < MOST_SAID:
                self.said.append(f"step {k}: {'; '.join(reversed(different))}")


class _ArrayPlayer(_Player):
    def prepare(self) -> None:
        if self.bench.writable:
            self.sim.set("cfg_we", 0)
        for step in (0, 0, 0, 1):
            self.one(0, rst=1, step=step)
        self.sim.set("rst", 0)
        self.sim.set("step", 0)
        self.after_reset()
        self.one(0, step=1)
        for _ in range(middle(self.module) - 1):
            self.one(0, step=0)
        self.one(0, rst=1, step=0)
        self.sim.set("rst", 0)
        self.after_reset()
        for _ in range(self.module.neurons + 3):
            self.one(0)
        self.after_reset()
        self.write()

    def one(self, k: int, **pins: int) -> None:
        """A clock in step k: the inputs are those of the neuron that is asked for."""
        self.drive(self.vectors[k * self.module.neurons + self.sim.get("neuron") % self.module.neurons])
        self.clock(**pins)

    def after_reset(self) -> None:
        waited = 0
        while not self.sim.get("ready"):
            if self.sim.get("valid") or waited >= self.module.neurons:
                raise Failed("the memory is not filled after reset")
            self.one(0)
            waited += 1
        word = 0
        for r in self.bench.registers:
            word = word << r.width | r.initial & ((1 << r.width) - 1)
        if self.words and any(self.word(place) != word for place in range(self.module.neurons)):
            raise Failed("the memory after reset")

    def word(self, place: int) -> int:
        return self.sim.entry("memory", place)

    def step(self, k: int) -> None:
        neurons, latency, spiking = self.module.neurons, self.module.latency, self.bench.has_spike
        if not self.sim.get("ready"):
            raise Failed(f"not ready before step {k}")
        self.one(k, step=1)
        self.sim.set("step", 0)
        seen, waited, wrong = 0, 1, False
        while True:
            if self.sim.get("valid"):
                if self.sim.get("shown") != seen:
                    raise Failed(f"neuron {self.sim.get('shown')} is shown for {seen} at step {k}")
                wrong |= self.compare_neuron(k, seen, self.vectors[k * neurons + seen], spiking)
                seen += 1
            if seen == neurons:
                break
            if waited >= latency:
                raise Failed(f"neuron {seen} not valid {waited} clocks after step {k} began")
            self.one(k)
            waited += 1
        if waited != latency:
            raise Failed(f"done {waited} clocks after step {k} began")
        self.wrong += wrong
        self.done += 1

    def compare_neuron(self, k: int, neuron: int, vector: int, spiking: bool) -> bool:
        expected = vector & ((1 << self.bench.observed) - 1)
        found = expected
        if self.words:
            found = self.word(neuron) << 1 | self.sim.get("spike") if spiking else self.word(neuron)
        shown = all(self.sim.get(state.port) == state.of(vector) for state in self.bench.shown)
        if found == expected and shown and (not spiking or self.sim.get("spike") == vector & 1):
            return False
        if len(self.said) < MOST_SAID:
            self.said.append(f"step {k} neuron {neuron}: {found:x}, expected {expected:x}")
        return True
