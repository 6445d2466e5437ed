"""A netlist as native code through LLVM: the same bits as the interpreter, a clock in about a microsecond."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from hdl.judges.netlist.interpret import known_cells, memory_of, net_of
from hdl.judges.netlist.llvm_cells import LLVM, resized
from hdl.judges.netlist.parse import Signal, Slice, Unknown, width
from hdl.judges.netlist.program import Flop, Load, Program
from kernels.codegen import native

POINTER = ctypes.c_void_p


class Compiled:
    """As `Interpreted`: inputs are set, `clock` is one rising edge, `get` reads nets once all has settled."""

    def __init__(self, program: Program, observe: tuple[str, ...], seed: int = 0) -> None:
        """ToolError for an unknown cell, or a division of more than 63 bits."""
        known_cells(program)
        self.program, self.observe = program, {name: net_of(program, name) for name in observe}
        self.places = _Places(program)
        signatures = {
            "clock": ctypes.CFUNCTYPE(None, POINTER, POINTER),
            "settle": ctypes.CFUNCTYPE(None, POINTER, POINTER, POINTER),
        }
        linked = native.load(llvm_text(program, tuple(self.observe.values()), self.places), signatures)
        self.linked = linked  # keeps the code alive
        self.functions: dict[str, Any] = linked.functions
        self.state = np.zeros(self.places.size, dtype=np.uint64)
        self.inputs = np.zeros(max(1, self.places.input_size), dtype=np.uint64)
        self.seen = np.zeros(sum(_slots(width(s)) for s in self.observe.values()) or 1, dtype=np.uint64)
        self.shown, at = {}, 0
        for name, signal in self.observe.items():
            self.shown[name] = at
            at += _slots(width(signal))
        self.settled = False
        unknown = Unknown(seed + 2)
        for flop in program.flops:
            bits = program.widths[flop.word]
            _store(self.state, self.places.flops[flop.word], bits, unknown.bits(bits))
        for k, memory in enumerate(program.memories):
            for j, value in enumerate(memory.contents):
                _store(self.state, self.places.memories[k] + j * _slots(memory.width), memory.width, value)

    def set(self, name: str, value: int) -> None:
        """An input from now on; bits beyond its width are dropped."""
        word = self.program.netlist.inputs[name]
        bits = self.program.widths[word]
        _store(self.inputs, self.places.inputs[word], bits, value & ((1 << bits) - 1))
        self.settled = False

    def put(self, name: str, value: int) -> None:
        """Writes a register by the name of its net."""
        at = 0
        for one in self.observe[name]:
            if one.word >= 0:
                place, bits = self.places.flops[one.word], self.program.widths[one.word]
                mask = (1 << one.length) - 1
                kept = _load(self.state, place, bits) & ~(mask << one.low)
                _store(self.state, place, bits, kept | (value >> at & mask) << one.low)
            at += one.length
        self.settled = False

    def get(self, name: str) -> int:
        """A net's value as an unsigned number, with the inputs as they are now."""
        if not self.settled:
            self.functions["settle"](self.state.ctypes.data, self.inputs.ctypes.data, self.seen.ctypes.data)
            self.settled = True
        return _load(self.seen, self.shown[name], width(self.observe[name]))

    def entry(self, memory: str, place: int) -> int:
        """A memory's contents at a place."""
        k = memory_of(self.program, memory)
        bits = self.program.memories[k].width
        return _load(self.state, self.places.memories[k] + place * _slots(bits), bits)

    def clock(self) -> None:
        """One rising edge."""
        self.functions["clock"](self.state.ctypes.data, self.inputs.ctypes.data)
        self.settled = False


def _slots(bits: int) -> int:
    return (bits + 63) // 64


def _store(array: np.ndarray, at: int, bits: int, value: int) -> None:
    for k in range(_slots(bits)):
        array[at + k] = value >> (64 * k) & 0xFFFFFFFFFFFFFFFF


def _load(array: np.ndarray, at: int, bits: int) -> int:
    return sum(int(array[at + k]) << (64 * k) for k in range(_slots(bits)))


class _Places:
    """Where each register, memory and input lies, in words of 64 bits."""

    def __init__(self, program: Program) -> None:
        self.flops: dict[int, int] = {}
        self.inputs: dict[int, int] = {}
        self.memories: list[int] = []
        at = 0
        for flop in program.flops:
            self.flops[flop.word] = at
            at += _slots(program.widths[flop.word])
        for memory in program.memories:
            self.memories.append(at)
            at += _slots(memory.width) * len(memory.contents)
        self.size = max(1, at)
        self.input_size = 0
        for word in program.netlist.inputs.values():
            self.inputs[word] = self.input_size
            self.input_size += _slots(program.widths[word])


def llvm_text(program: Program, observed: tuple[Signal, ...], places: _Places) -> str:
    """The LLVM text of `clock(state, inputs)` and `settle(state, inputs, seen)`."""
    lines = _Function(program, places, "clock", "ptr noalias %state, ptr noalias %inputs").clock()
    settle = _Function(program, places, "settle", "ptr noalias %state, ptr noalias %inputs, ptr noalias %seen")
    return "\n".join(lines + settle.settle(observed) + [native.ATTRIBUTES]) + "\n"


class _Function:
    """Writes one function; what nobody needs is not written."""

    def __init__(self, program: Program, places: _Places, name: str, arguments: str) -> None:
        self.program, self.places = program, places
        self.lines = [f"define void @{name}({arguments}) #0 {{", "entry:"]
        self.values: dict[int, str] = {}
        self.known: dict[Signal, str] = {}
        self.fresh = 0

    def op(self, text: str) -> str:
        self.fresh += 1
        self.lines.append(f"  %x{self.fresh} = {text}")
        return f"%x{self.fresh}"

    def read(self, signal: Signal) -> str:
        if signal not in self.known:
            self.known[signal] = self._put_together(signal)
        return self.known[signal]

    def _put_together(self, signal: Signal) -> str:
        whole, at, value = width(signal), 0, ""
        for one in signal:
            if one.word < 0:
                piece = str(one.low << at)
                if piece == "0" and len(signal) > 1:
                    at += one.length
                    continue
            else:
                own = self.program.widths[one.word]
                piece = self.values[one.word]
                if one.low:
                    piece = self.op(f"lshr i{own} {piece}, {one.low}")
                piece = resized(self, piece, own, one.length)
                piece = resized(self, piece, one.length, whole)
                if at:
                    piece = self.op(f"shl i{whole} {piece}, {at}")
            value = self.op(f"or i{whole} {value}, {piece}") if value else piece
            at += one.length
        return value or "0"

    def load(self, base: str, at: str, bits: int) -> str:
        """A word of so many bits from its slots."""
        value = ""
        whole = 64 * _slots(bits)
        for k in range(_slots(bits)):
            place = self.op(f"add i64 {at}, {k}") if k else at
            piece = self.op(f"load i64, ptr {self.op(f'getelementptr i64, ptr {base}, i64 {place}')}")
            piece = resized(self, piece, 64, whole)
            if k:
                piece = self.op(f"shl i{whole} {piece}, {64 * k}")
            value = self.op(f"or i{whole} {value}, {piece}") if value else piece
        return resized(self, value, whole, bits)

    def store(self, base: str, at: str, bits: int, value: str) -> None:
        whole = 64 * _slots(bits)
        value = resized(self, value, bits, whole)
        for k in range(_slots(bits)):
            place = self.op(f"add i64 {at}, {k}") if k else at
            piece = self.op(f"lshr i{whole} {value}, {64 * k}") if k else value
            piece = resized(self, piece, whole, 64)
            address = self.op(f"getelementptr i64, ptr {base}, i64 {place}")
            self.lines.append(f"  store i64 {piece}, ptr {address}")

    def compute(self, wanted: list[Signal]) -> None:
        """All steps that the wanted signals need."""
        needed = {one.word for signal in wanted for one in signal}
        steps = []
        for step in reversed(self.program.steps):
            if step.word in needed:
                steps.append(step)
                signals = (step.address,) if isinstance(step, Load) else tuple(step.operands.values())
                needed |= {one.word for signal in signals for one in signal}
        for words, base in ((self.places.flops, "%state"), (self.places.inputs, "%inputs")):
            for word, place in words.items():
                if word in needed:
                    self.values[word] = self.load(base, str(place), self.program.widths[word])
        for step in reversed(steps):
            if isinstance(step, Load):
                self.values[step.word] = self._from_memory(step)
            else:
                own = self.program.widths[step.word]
                self.values[step.word] = LLVM[step.kind](self, step.parameters, step.operands, own)

    def _place(self, memory: int, address: Signal) -> tuple[str, str]:
        """Whether an address is inside a memory, and where its entry lies (that of the first one if it is not)."""
        it = self.program.memories[memory]
        wide = max(64, width(address) + 1)
        index = resized(self, self.read(address), width(address), wide)
        index = self.op(f"sub i{wide} {index}, {it.offset}")
        inside = self.op(f"icmp ult i{wide} {index}, {len(it.contents)}")
        index = resized(self, self.op(f"select i1 {inside}, i{wide} {index}, i{wide} 0"), wide, 64)
        scaled = self.op(f"mul i64 {index}, {_slots(it.width)}")
        return inside, self.op(f"add i64 {scaled}, {self.places.memories[memory]}")

    def _from_memory(self, step: Load) -> str:
        bits = self.program.memories[step.memory].width
        inside, at = self._place(step.memory, step.address)
        return self.op(f"select i1 {inside}, i{bits} {self.load('%state', at, bits)}, i{bits} 0")

    def clock(self) -> list[str]:
        """Everything is read before anything is written."""
        flops, memories = self.program.flops, self.program.memories
        wanted = [s for f in flops for s in (f.data, f.enable, f.reset, _whole(f, self.program))]
        wanted += [s for m in memories for p in m.writes for s in (p.address, p.data, p.enable)]
        self.compute(wanted)
        following = [self._next(flop) for flop in flops]
        stores = []
        for k, memory in enumerate(memories):
            for port in memory.writes:
                inside, at = self._place(k, port.address)
                stores.append((memory.width, inside, at, self.read(port.enable), self.read(port.data)))
        for flop, value in zip(flops, following, strict=True):
            self.store("%state", str(self.places.flops[flop.word]), self.program.widths[flop.word], value)
        for bits, inside, at, enable, data in stores:  # in turn: later ports see what earlier ones wrote
            enable = self.op(f"select i1 {inside}, i{bits} {enable}, i{bits} 0")
            old = self.op(f"and i{bits} {self.load('%state', at, bits)}, {self.op(f'xor i{bits} {enable}, -1')}")
            self.store("%state", at, bits, self.op(f"or i{bits} {old}, {self.op(f'and i{bits} {data}, {enable}')}"))
        return [*self.lines, "  ret void", "}"]

    def _next(self, flop: Flop) -> str:
        bits = self.program.widths[flop.word]
        value = self.read(flop.data)

        def where(signal: Signal, when: int, chosen: str, other: str) -> str:
            sign = self.read(signal)
            a, b = (chosen, other) if when else (other, chosen)
            return self.op(f"select i1 {sign}, i{bits} {a}, i{bits} {b}")

        if flop.reset and flop.how == "gated":
            value = where(flop.reset, flop.reset_when, str(flop.reset_value), value)
        if flop.enable:
            value = where(flop.enable, flop.enable_when, value, self.values[flop.word])
        if flop.reset and flop.how == "sync":
            value = where(flop.reset, flop.reset_when, str(flop.reset_value), value)
        return value

    def settle(self, observed: tuple[Signal, ...]) -> list[str]:
        """What is observed, a row of slots each."""
        self.compute(list(observed))
        at = 0
        for signal in observed:
            self.store("%seen", str(at), width(signal), self.read(signal))
            at += _slots(width(signal))
        return [*self.lines, "  ret void", "}"]


def _whole(flop: Flop, program: Program) -> Signal:
    return (Slice(flop.word, 0, program.widths[flop.word]),)
