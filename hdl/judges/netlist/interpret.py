"""A netlist in plain Python integers: slow, obviously right, and the measure of the native simulation."""

from __future__ import annotations

from collections.abc import Mapping

from hdl.judges.netlist.cells import CELLS
from hdl.judges.netlist.parse import Signal, Unknown, width
from hdl.judges.netlist.program import Flop, Load, Program
from hdl.judges.process import ToolError


class Interpreted:
    """A module being simulated. Inputs are set, `clock` is one rising edge, `get` reads nets once all has settled."""

    def __init__(self, program: Program, observe: tuple[str, ...], seed: int = 0) -> None:
        """Registers start with pseudo-random bits: what a reset forgets is seen. ToolError for an unknown cell."""
        self.program, self.observe = program, {name: net_of(program, name) for name in observe}
        known_cells(program)
        unknown = Unknown(seed + 2)
        self.values = [0] * len(program.widths)
        for flop in program.flops:
            self.values[flop.word] = unknown.bits(program.widths[flop.word])
        self.memories = [list(memory.contents) for memory in program.memories]
        self._settle()

    def set(self, name: str, value: int) -> None:
        """An input from now on; bits beyond its width are dropped."""
        word = self.program.netlist.inputs[name]
        self.values[word] = value & ((1 << self.program.widths[word]) - 1)

    def put(self, name: str, value: int) -> None:
        """Writes a register by the name of its net."""
        at = 0
        for one in self.observe[name]:
            if one.word >= 0:
                mask = (1 << one.length) - 1
                self.values[one.word] &= ~(mask << one.low)
                self.values[one.word] |= (value >> at & mask) << one.low
            at += one.length

    def get(self, name: str) -> int:
        """A net's value as an unsigned number, with the inputs as they are now."""
        self._settle()
        return self._read(self.observe[name])

    def entry(self, memory: str, place: int) -> int:
        """A memory's contents at a place."""
        return self.memories[memory_of(self.program, memory)][place]

    def clock(self) -> None:
        """One rising edge."""
        self._settle()
        following = [self._next(flop) for flop in self.program.flops]
        stores = []
        for memory, held in zip(self.program.memories, self.memories, strict=True):
            for port in memory.writes:
                place = self._read(port.address) - memory.offset
                if 0 <= place < len(held):
                    stores.append((held, place, self._read(port.enable), self._read(port.data)))
        for held, place, enable, data in stores:
            held[place] = held[place] & ~enable | data & enable
        for flop, value in zip(self.program.flops, following, strict=True):
            self.values[flop.word] = value

    def _read(self, signal: Signal) -> int:
        value = at = 0
        for one in signal:
            bits = one.low if one.word < 0 else self.values[one.word] >> one.low
            value |= (bits & ((1 << one.length) - 1)) << at
            at += one.length
        return value

    def _settle(self) -> None:
        widths = self.program.widths
        for step in self.program.steps:
            if isinstance(step, Load):
                held, memory = self.memories[step.memory], self.program.memories[step.memory]
                place = self._read(step.address) - memory.offset
                self.values[step.word] = held[place] if 0 <= place < len(held) else 0
                continue
            operands = {port: self._read(signal) for port, signal in step.operands.items()}
            sizes = {port: width(signal) for port, signal in step.operands.items()} | {"Y": widths[step.word]}
            result = CELLS[step.kind](step.parameters, operands, sizes)
            self.values[step.word] = result & ((1 << widths[step.word]) - 1)

    def _next(self, flop: Flop) -> int:
        enabled = not flop.enable or self._read(flop.enable) == flop.enable_when
        resets = bool(flop.reset) and self._read(flop.reset) == flop.reset_when
        if resets and (flop.how == "sync" or enabled):
            return flop.reset_value
        return self._read(flop.data) if enabled else self.values[flop.word]


def net_of(program: Program, name: str) -> Signal:
    """A named net or output. ToolError where the netlist has none of that name."""
    known: Mapping[str, Signal] = program.netlist.nets
    if name not in known:
        raise ToolError(f"the netlist has no {name}")
    return known[name]


def memory_of(program: Program, name: str) -> int:
    """The position of a memory. ToolError where the netlist has none of that name."""
    for k, memory in enumerate(program.memories):
        if memory.name == name:
            return k
    raise ToolError(f"the netlist has no memory {name}")


def known_cells(program: Program) -> None:
    """ToolError for the first cell that the simulator does not know."""
    for step in program.steps:
        if not isinstance(step, Load) and step.kind not in CELLS:
            raise ToolError(f"the netlist has a cell of type {step.kind}, which the simulator does not know")
