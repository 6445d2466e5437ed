"""The integer dataflow as native code through LLVM: the same bits as `hdl.ir.evaluate`, thousands of times faster.

Nodes are computed in 64 bits, those that need more in 128; wider ones do not exist (`hdl.ir.builder.WIDEST`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit
from hdl.ir.evaluate import Trace, input_rows
from kernels.codegen import native
from kernels.errors import Cancelled, ModelError

CHUNK = 1 << 16  # steps a call
NARROW, WIDE = "i64", "i128"
MOST_SHOWN = 64  # bits of a register or output


def run_native(
    circuit: Circuit,
    inputs: Mapping[str, Any],
    n_steps: int,
    *,
    record: bool = True,
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Trace:
    """As `run_exact`. Without `record` the trace holds the outputs' and registers' last values alone, arrays (1,).

    Raises ModelError for a circuit with a division of more than 64 bits, or registers of more.
    """
    code = _compiled(circuit)
    rows = np.ascontiguousarray(input_rows(circuit, inputs, n_steps))
    held = np.array([r.initial for r in circuit.registers], dtype=np.int64)
    bits = np.zeros((max(1, len(circuit.sources)), 2), dtype=np.uint64)
    for j, source in enumerate(circuit.sources):
        bits[j] = source.seed & ((1 << 64) - 1), source.seed >> 64
    saturating = [i for i, n in enumerate(circuit.nodes) if isinstance(n, ir.Saturate)]
    counts = np.zeros(max(1, len(saturating)), dtype=np.int64)
    columns = len(circuit.outputs) + len(circuit.registers)
    kept = np.zeros((n_steps if record else 1, columns), dtype=np.int64)
    for first in range(0, n_steps, CHUNK):
        if cancelled is not None and cancelled():
            raise Cancelled
        steps = min(CHUNK, n_steps - first)
        code(
            steps, rows[first:].ctypes.data, rows.shape[1], held.ctypes.data, bits.ctypes.data,
            kept[first if record else 0 :].ctypes.data, columns if record else 0, counts.ctypes.data,
        )  # fmt: skip
        if progress is not None:
            progress((first + steps) / n_steps)
    names = [o.name for o in circuit.outputs]
    outputs = {name: kept[:, j].copy() for j, name in enumerate(names)}
    registers = {r.name: kept[:, len(names) + j].copy() for j, r in enumerate(circuit.registers)}
    return Trace(outputs, registers, dict(zip(saturating, counts.tolist(), strict=False)))


@lru_cache(maxsize=16)
def _compiled_text(text: str) -> Any:
    i64, pointer = ctypes.c_int64, ctypes.c_void_p
    signature = ctypes.CFUNCTYPE(None, i64, pointer, i64, pointer, pointer, pointer, i64, pointer)
    return native.load(text, {"steps": signature})


def _compiled(circuit: Circuit) -> Any:
    return _compiled_text(llvm_text(circuit)).functions["steps"]


def llvm_text(circuit: Circuit) -> str:
    """The LLVM text of `steps(count, inputs, input columns, registers, sources, trace, trace columns, saturations)`."""
    return _Writer(circuit).run()


def kind_of(low: int, high: int) -> str:
    """The type that holds the numbers from `low` to `high`."""
    return WIDE if max(high, -low - 1).bit_length() >= 64 else NARROW


class _Writer:
    def __init__(self, circuit: Circuit) -> None:
        self.c = circuit
        self.lines: list[str] = []
        self.types: list[str] = []
        self.values: list[str] = []
        self.fresh = 0
        self.saturations = 0

    def new(self) -> str:
        self.fresh += 1
        return f"%x{self.fresh}"

    def op(self, text: str) -> str:
        name = self.new()
        self.lines.append(f"  {name} = {text}")
        return name

    def run(self) -> str:
        c = self.c
        ranges = [(r.name, r.low, r.high) for r in c.registers] + [(p.name, p.low, p.high) for p in c.inputs]
        for name, low, high in ranges:
            if max(high, -low - 1).bit_length() >= MOST_SHOWN:
                raise ModelError(f"{name} is wider than the {MOST_SHOWN} bits the native kernel keeps")
        head = [
            f"@{t.name} = private unnamed_addr constant [{len(t.values)} x i64] "
            f"[{', '.join(f'i64 {v}' for v in t.values)}]"
            for t in c.tables
        ]
        self.lines = [
            "define void @steps(i64 %count, ptr noalias %inputs, i64 %columns, ptr noalias %held, ptr noalias %sources,"
            " ptr noalias %trace, i64 %width, ptr noalias %saturated) #0 {",
            "entry:",
        ]
        starts = [self.op(f"getelementptr i64, ptr %held, i64 {j}") for j in range(len(c.registers))]
        starts = [self.op(f"load i64, ptr {p}") for p in starts]
        places = [self.op(f"getelementptr i128, ptr %sources, i64 {j}") for j in range(len(c.sources))]
        seeds = [self.op(f"load i128, ptr {p}, align 8") for p in places]
        self.lines += ["  br label %next", "next:", "  %k = phi i64 [ 0, %entry ], [ %after, %next ]"]
        for j, start in enumerate(starts):
            self.lines.append(f"  %r{j} = phi i64 [ {start}, %entry ], [ %q{j}, %next ]")
        for j, seed in enumerate(seeds):
            self.lines.append(f"  %s{j} = phi i128 [ {seed}, %entry ], [ %t{j}, %next ]")
        self._sources()
        self.lines += ["  %row = mul i64 %k, %columns", "  %shown = mul i64 %k, %width"]
        for i, node in enumerate(c.nodes):
            low, high = c.bounds[i]
            self.types.append(kind_of(low, high))
            self.values.append(WRITE[type(node)](self, i, node))
        self._ends()
        self.lines += ["  %after = add i64 %k, 1", "  %more = icmp slt i64 %after, %count"]
        self.lines += ["  br i1 %more, label %next, label %done", "done:"]
        for j, p in enumerate(places):
            self.lines.append(f"  store i128 %t{j}, ptr {p}, align 8")
        for j in range(len(c.registers)):
            self.lines += [f"  %e{j} = getelementptr i64, ptr %held, i64 {j}", f"  store i64 %q{j}, ptr %e{j}"]
        self.lines += ["  ret void", "}"]
        return "\n".join(head + self.lines + [native.ATTRIBUTES]) + "\n"

    def _sources(self) -> None:
        for j, s in enumerate(self.c.sources):
            moved = self.op(f"lshr i128 %s{j}, {s.tap}")
            mixed = self.op(f"xor i128 %s{j}, {moved}")
            self.lines.append(f"  %f{j} = and i128 {mixed}, {(1 << s.leap) - 1}")
            rest = self.op(f"lshr i128 %s{j}, {s.leap}")
            new = self.op(f"shl i128 %f{j}, {s.length - s.leap}")
            self.lines.append(f"  %t{j} = or i128 {rest}, {new}")

    def at(self, i: int, kind: str) -> str:
        """A node's value in a type."""
        own = self.types[i]
        if own == kind or not self.values[i].startswith("%"):
            return self.values[i]
        return self.op(f"{'sext' if kind == WIDE else 'trunc'} {own} {self.values[i]} to {kind}")

    def _ends(self) -> None:
        c = self.c
        shown = [o.node for o in c.outputs] + [r.next for r in c.registers]
        for j, node in enumerate(shown):
            place = self.op(f"add i64 %shown, {j}")
            place = self.op(f"getelementptr i64, ptr %trace, i64 {place}")
            self.lines.append(f"  store i64 {self.at(node, NARROW)}, ptr {place}")
        for j, r in enumerate(c.registers):
            self.lines.append(f"  %q{j} = add i64 {self.at(r.next, NARROW)}, 0")


def _binary(op: str) -> Callable[..., str]:
    def write(w: _Writer, i: int, n: ir.Add) -> str:
        kind = _widest(w, i, n.a, n.b)
        value = w.op(f"{op} {kind} {w.at(n.a, kind)}, {w.at(n.b, kind)}")
        return _narrowed(w, i, kind, value)

    return write


def _widest(w: _Writer, *nodes: int) -> str:
    return WIDE if any(w.types[n] == WIDE for n in nodes) else NARROW


def _narrowed(w: _Writer, i: int, kind: str, value: str) -> str:
    return w.op(f"trunc i128 {value} to i64") if kind == WIDE and w.types[i] == NARROW else value


def _div(w: _Writer, i: int, n: ir.Div) -> str:
    kind = _widest(w, i, n.a, n.b)
    if kind == WIDE:
        raise ModelError("a division of more than 64 bits has no native code")
    b = w.at(n.b, kind)
    zero = w.op(f"icmp eq {kind} {b}, 0")
    divisor = w.op(f"select i1 {zero}, {kind} 1, {kind} {b}")
    return w.op(f"sdiv {kind} {w.at(n.a, kind)}, {divisor}")


def _round(w: _Writer, i: int, n: ir.Round) -> str:
    low, high = w.c.bounds[n.a]
    kind = kind_of(low, high + (1 << n.shift >> 1))
    half = w.op(f"add {kind} {w.at(n.a, kind)}, {1 << n.shift >> 1}")
    return _narrowed(w, i, kind, w.op(f"ashr {kind} {half}, {n.shift}"))


def _scale(w: _Writer, i: int, n: ir.Scale) -> str:
    kind = w.types[i]
    return w.op(f"shl {kind} {w.at(n.a, kind)}, {n.shift}")


def _floor(w: _Writer, i: int, n: ir.Floor) -> str:
    kind = w.types[n.a]
    shift = min(n.shift, 127 if kind == WIDE else 63)
    return _narrowed(w, i, kind, w.op(f"ashr {kind} {w.at(n.a, kind)}, {shift}"))


def _low(w: _Writer, i: int, n: ir.Low) -> str:
    kind = _widest(w, i, n.a)
    return _narrowed(w, i, kind, w.op(f"and {kind} {w.at(n.a, kind)}, {(1 << n.count) - 1}"))


def _saturate(w: _Writer, i: int, n: ir.Saturate) -> str:
    kind = _widest(w, i, n.a)
    value = start = w.at(n.a, kind)
    low, high = w.c.bounds[n.a]
    if high > n.high:
        above = w.op(f"icmp sgt {kind} {value}, {n.high}")
        value = w.op(f"select i1 {above}, {kind} {n.high}, {kind} {value}")
    if low < n.low:
        below = w.op(f"icmp slt {kind} {value}, {n.low}")
        value = w.op(f"select i1 {below}, {kind} {n.low}, {kind} {value}")
    changed = w.op(f"icmp ne {kind} {value}, {start}")
    place = w.op(f"getelementptr i64, ptr %saturated, i64 {w.saturations}")
    w.saturations += 1
    count = w.op(f"add i64 {w.op(f'load i64, ptr {place}')}, {w.op(f'zext i1 {changed} to i64')}")
    w.lines.append(f"  store i64 {count}, ptr {place}")
    return _narrowed(w, i, kind, value)


def _rom(w: _Writer, i: int, n: ir.Rom) -> str:
    size = len(w.c.table(n.table).values)
    place = w.op(f"getelementptr [{size} x i64], ptr @{n.table}, i64 0, i64 {w.at(n.index, NARROW)}")
    return w.op(f"load i64, ptr {place}")


def _input(w: _Writer, i: int, n: ir.Input) -> str:
    column = next(j for j, p in enumerate(w.c.inputs) if p.name == n.port)
    place = w.op(f"getelementptr i64, ptr %inputs, i64 {w.op(f'add i64 %row, {column}')}")
    return w.op(f"load i64, ptr {place}")


def _bits(w: _Writer, i: int, n: ir.Bits) -> str:
    source = next(j for j, s in enumerate(w.c.sources) if s.name == n.source)
    moved = w.op(f"lshr i128 %f{source}, {n.low}")
    return w.op(f"and i64 {w.op(f'trunc i128 {moved} to i64')}, {(1 << n.count) - 1}")


def _compare(sign: str) -> Callable[..., str]:
    def write(w: _Writer, i: int, n: ir.Lt) -> str:
        kind = _widest(w, n.a, n.b)
        return w.op(f"zext i1 {w.op(f'icmp {sign} {kind} {w.at(n.a, kind)}, {w.at(n.b, kind)}')} to i64")

    return write


def _select(w: _Writer, i: int, n: ir.Select) -> str:
    kind = w.types[i]
    chosen = w.op(f"icmp ne i64 {w.values[n.condition]}, 0")
    return w.op(f"select i1 {chosen}, {kind} {w.at(n.a, kind)}, {kind} {w.at(n.b, kind)}")


WRITE: dict[type, Callable[..., str]] = {
    ir.Const: lambda w, i, n: str(n.value),
    ir.Truth: lambda w, i, n: str(n.value),
    ir.Input: _input,
    ir.Read: lambda w, i, n: f"%r{next(j for j, r in enumerate(w.c.registers) if r.name == n.register)}",
    ir.Bits: _bits,
    ir.Add: _binary("add"),
    ir.Sub: _binary("sub"),
    ir.Mul: _binary("mul"),
    ir.Div: _div,
    ir.Scale: _scale,
    ir.Round: _round,
    ir.Floor: _floor,
    ir.Low: _low,
    ir.Saturate: _saturate,
    ir.Rom: _rom,
    ir.Lt: _compare("slt"),
    ir.Le: _compare("sle"),
    ir.Eq: _compare("eq"),
    ir.And: lambda w, i, n: w.op(f"and i64 {w.values[n.a]}, {w.values[n.b]}"),
    ir.Or: lambda w, i, n: w.op(f"or i64 {w.values[n.a]}, {w.values[n.b]}"),
    ir.Not: lambda w, i, n: w.op(f"xor i64 {w.values[n.a]}, 1"),
    ir.Select: _select,
}
