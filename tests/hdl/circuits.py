"""Random well-formed circuits, and those of models, for the tests of the dataflow."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

import kernels
from hdl.compile import Compiled, compile_circuit
from hdl.fixed.fineness import ROUGH
from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Circuit, Output, Port, Register, Source, Table


@cache
def compiled(slug: str, format: str | int = 16, guard: int = 8) -> Compiled:
    """A library model's circuit."""
    return compile_circuit(kernels.load(slug), slug, format=format, fineness=replace(ROUGH, guard=guard))


@st.composite
def circuits(draw: st.DrawFn) -> Circuit:
    """A circuit of a port, a register, a truth register, a table, a source and up to 25 random nodes."""
    b = Builder("random_circuit")
    reach = 1 << draw(st.integers(1, 20))
    numbers = [b.input(Port("x", -reach, reach - 1, 4)), b.register(Register("r", -reach, reach, 2, 1, 0))]
    b.sources["noise"] = Source("noise", 31, 3, 20, draw(st.integers(1, (1 << 31) - 1)))
    numbers.append(b.add(ir.Bits("noise", 2, draw(st.integers(1, 12)))))
    truths = [b.register(Register("flag", 0, 1, 0, 1, 0, truth=True))]
    table = Table("shape", tuple(draw(st.lists(st.integers(-99, 99), min_size=8, max_size=8))))
    for _ in range(draw(st.integers(3, 25))):
        kind = draw(
            st.sampled_from("add sub mul div scale round floor low limit rom const lt le eq and or choose".split())
        )
        a, c = draw(st.sampled_from(numbers)), draw(st.sampled_from(numbers))
        t, u = draw(st.sampled_from(truths)), draw(st.sampled_from(truths))
        wide = max(abs(x) for n in (a, c) for x in b.bounds[n]).bit_length() > 40
        amount = draw(st.integers(1, 6))
        if kind == "add":
            numbers.append(b.plus(a, c))
        elif kind == "sub":
            numbers.append(b.minus(a, c))
        elif kind == "mul" and not wide:
            numbers.append(b.times(a, c))
        elif kind == "div" and not wide:
            numbers.append(b.add(ir.Div(a, c), 0))
        elif kind == "scale" and not wide:
            numbers.append(b.add(ir.Scale(a, amount), 0))
        elif kind == "round":
            numbers.append(b.add(ir.Round(a, amount), 0))
        elif kind == "floor":
            numbers.append(b.add(ir.Floor(a, amount), 0))
        elif kind == "low":
            numbers.append(b.add(ir.Low(a, amount), 0))
        elif kind == "limit":
            low, high = sorted((draw(st.integers(-reach, reach)), draw(st.integers(-reach, reach))))
            numbers.append(b.limited(a, low, high))
        elif kind == "rom":
            numbers.append(b.rom(table, b.add(ir.Low(a, 3), 0), 3))
        elif kind == "const":
            numbers.append(b.const(draw(st.integers(-reach, reach)), amount))
        elif kind in ("lt", "le", "eq"):
            truths.append(b.compare({"lt": ir.Lt, "le": ir.Le, "eq": ir.Eq}[kind], a, c))
        elif kind in ("and", "or"):
            truths.append((b.both if kind == "and" else b.either)(t, u))
        elif kind == "choose":
            numbers.append(b.choose(t, a, c))
    b.drive("r", b.limited(b.at_point(numbers[-1], 2), -reach, reach))
    b.drive("flag", truths[-1])
    b.outputs.append(Output("y", b.limited(numbers[-1], -(1 << 50), 1 << 50), b.points[numbers[-1]]))
    b.outputs.append(Output("spike", truths[-1], None))
    return b.finish()
