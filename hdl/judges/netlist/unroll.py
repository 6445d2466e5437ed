"""A netlist clock by clock in symbols: what is known of it, its schedule above all, is computed away."""

from __future__ import annotations

from hdl.judges.netlist.interpret import known_cells, net_of
from hdl.judges.netlist.parse import Signal
from hdl.judges.netlist.program import Flop, Load, Program, signals_of
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.symbolic_cells import result_of
from hdl.judges.netlist.words import Word, constant
from hdl.judges.process import ToolError


class Unrolled:
    """A module whose registers hold symbols, or known bits."""

    def __init__(self, program: Program, space: Space) -> None:
        """Every register starts with symbols of its own. ToolError for a memory that is written."""
        known_cells(program)
        if any(memory.writes for memory in program.memories):
            raise ToolError("a module with a memory that is written is not unrolled")
        self.program, self.space = program, space
        self.values: dict[int, Word] = {flop.word: space.unknown(program.widths[flop.word]) for flop in program.flops}
        for word in program.netlist.inputs.values():
            self.values[word] = constant(0, program.widths[word])

    def set(self, name: str, value: Word) -> None:
        """An input from now on."""
        word = self.program.netlist.inputs[name]
        assert len(value) == self.program.widths[word]
        self.values[word] = value

    def put(self, name: str, value: Word) -> None:
        """Writes a register by the name of its net."""
        at = 0
        for one in net_of(self.program, name):
            if one.word >= 0:
                bits = list(self.values[one.word])
                bits[one.low : one.low + one.length] = value[at : at + one.length]
                self.values[one.word] = tuple(bits)
            at += one.length

    def get(self, name: str) -> Word:
        """A net, with the inputs as they are now."""
        self._settle(net_of(self.program, name))
        return self._read(net_of(self.program, name))

    def registers_behind(self, name: str) -> list[Flop]:
        """The registers that a net is computed from within a clock."""
        needed = {one.word for one in net_of(self.program, name)}
        for step in reversed(self.program.steps):
            if step.word in needed:
                needed |= {one.word for signal in signals_of(step) for one in signal}
        return [flop for flop in self.program.flops if flop.word in needed]

    def clock(self) -> None:
        """One rising edge."""
        self._settle(None)
        following = {flop.word: self._next(flop) for flop in self.program.flops}
        self.values.update(following)

    def _read(self, signal: Signal) -> Word:
        bits: list[int] = []
        for one in signal:
            if one.word < 0:
                bits += constant(one.low, one.length)
            else:
                bits += self.values[one.word][one.low : one.low + one.length]
        return tuple(bits)

    def _settle(self, wanted: Signal | None) -> None:
        """All cells, or those that a signal needs."""
        needed = None if wanted is None else {one.word for one in wanted}
        steps = list(self.program.steps)
        if needed is not None:
            chosen = []
            for step in reversed(steps):
                if step.word in needed:
                    chosen.append(step)
                    needed |= {one.word for signal in signals_of(step) for one in signal}
            steps = chosen[::-1]
        for step in steps:
            width = self.program.widths[step.word]
            if isinstance(step, Load):
                memory = self.program.memories[step.memory]
                contents = (0,) * memory.offset + memory.contents
                self.values[step.word] = self.space.lookup(contents, self._read(step.address), width)
            else:
                operands = {port: self._read(signal) for port, signal in step.operands.items()}
                self.values[step.word] = result_of(self.space, step.kind, step.parameters, operands, width)

    def _next(self, flop: Flop) -> Word:
        held, value = self.values[flop.word], self._read(flop.data)

        def where(signal: Signal, when: int, chosen: Word, other: Word) -> Word:
            sign = self._read(signal)[0]
            a, b = (other, chosen) if when else (chosen, other)
            return self.space.choose(sign, a, b)

        fixed = constant(flop.reset_value, len(held))
        if flop.reset and flop.how == "gated":
            value = where(flop.reset, flop.reset_when, fixed, value)
        if flop.enable:
            value = where(flop.enable, flop.enable_when, value, held)
        if flop.reset and flop.how == "sync":
            value = where(flop.reset, flop.reset_when, fixed, value)
        return value
