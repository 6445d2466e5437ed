"""Each node of a circuit as Verilog-2005: a wire of its exact width. Every operand is extended by hand, so that no tool
has to guess a width and none warns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit, signed_width
from hdl.ir.prune import reached
from hdl.verilog.chains import ends, is_joined, joined


def literal(value: int, width: int) -> str:
    """A signed constant of a width."""
    if width == 1:
        return f"1'sb{-value}"  # for linters a decimal one needs a bit more
    if value == -(1 << (width - 1)):
        return f"{width}'sh{1 << (width - 1):x}"
    return f"-{width}'sd{-value}" if value < 0 else f"{width}'sd{value}"


@dataclass(frozen=True, slots=True)
class Wires:
    """The lines that declare the wires of a circuit; `width` and `text` say how to read each node."""

    lines: tuple[str, ...]
    width: tuple[int, ...]
    text: tuple[str, ...]

    def extended(self, node: int, width: int) -> str:
        """A node as a signed number of at least this width."""
        return extended(self.text[node], self.width[node], width)


def extended(text: str, own: int, width: int) -> str:
    """A signed wire, or literal, at a width no smaller than its own."""
    if own == width:
        return text
    if "'" in text:
        return literal(_value(text), width)
    return f"$signed({{{{{width - own}{{{text}[{own - 1}]}}}}, {text}}})"


def _value(text: str) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    width, _, number = digits.partition("'")
    if number.startswith("sh"):
        raw = int(number[2:], 16)
        return raw - (1 << int(width))
    return sign * int(number[2:])


class Printer:
    """Prints the nodes in order; a wire whose expression is there already is not printed again."""

    def __init__(self, circuit: Circuit, read: Mapping[tuple[str, str], str]) -> None:
        self.c, self.read = circuit, read
        self.printed: dict[tuple[str, ...], int] = {}
        self.joined = joined(circuit)
        self.wanted = reached(circuit, ends(circuit))  # what a register or an output needs
        self.lines: list[str] = []
        self.width: list[int] = []
        self.text: list[str] = []
        self.truth: list[bool] = []

    def name(self, i: int) -> str:
        return f"n{i}"

    def ext(self, i: int, width: int) -> str:
        return extended(self.text[i], self.width[i], width)

    def run(self) -> Wires:
        for i in range(len(self.c.nodes)):
            self.node(i)
        self._not_shown()
        return Wires(tuple(self.lines), tuple(self.width), tuple(self.text))

    def _not_shown(self) -> None:
        """Outputs that no register holds have no port: their wires say that they are not used."""
        shown = {r.name for r in self.c.registers} | {"spike"}
        for i in sorted({o.node for o in self.c.outputs if o.name not in shown}):
            if self.text[i].isidentifier():
                self.lines.append(f"wire [{self.width[i] - 1}:0] {self.text[i]}_unused_output = {self.text[i]};")

    def node(self, i: int) -> None:
        """Prints a node."""
        self.truth.append(self.is_truth(i))
        self.show(i)

    def is_truth(self, i: int) -> bool:
        """Whether a node is a truth value."""
        node = self.c.nodes[i]
        if isinstance(node, ir.Read):
            return self.c.register(node.register).truth
        if isinstance(node, ir.Select):
            return self.truth[node.a]
        return isinstance(node, ir.TRUTH_RESULTS)

    def show(self, i: int) -> None:
        """The lines of a node's wire, if it needs any."""
        before, node = len(self.lines), self.c.nodes[i]
        if i in self.joined or i not in self.wanted:
            self.put(1, "")
            return
        PRINT[type(node)](self, i, node, 1 if self.truth[i] else signed_width(*self.c.bounds[i]))
        own = re.compile(rf"\bn{i}(?!\d)")
        key = (*(own.sub("n", line) for line in self.lines[before:]), str(self.width[i]))
        if len(self.lines) > before and key in self.printed:
            del self.lines[before:]
            self.text[i] = f"n{self.printed[key]}"
            return
        self.printed[key] = i
        if i in self.c.names and len(self.lines) > before:
            self.lines[-1] += f"  // {self.c.names[i]}"

    def put(self, width: int, text: str) -> None:
        self.width.append(width)
        self.text.append(text)

    def wire(self, i: int, width: int, expression: str) -> None:
        kind = "wire" if self.truth[i] else f"wire signed [{width - 1}:0]"
        self.lines.append(f"{kind} {self.name(i)} = {expression};")
        self.put(width, self.name(i))

    def reach(self, i: int) -> tuple[int, int]:
        """The range of a node."""
        return self.c.bounds[i]

    def cut(self, i: int, width: int, shift: int, expression: str) -> None:
        """The upper `width` bits of an expression of width + shift bits."""
        name = self.name(i)
        self.lines.append(f"wire signed [{width - 1}:0] {name};")
        self.lines.append(f"wire [{shift - 1}:0] {name}_unused;")
        self.lines.append(f"assign {{{name}, {name}_unused}} = {expression};")
        self.put(width, name)


def _const(p: Printer, i: int, n: ir.Const, w: int) -> None:
    p.put(w, literal(n.value, w))


def _binary(sign: str) -> Callable[..., None]:
    def show(p: Printer, i: int, n: ir.Add | ir.Sub | ir.Mul, w: int) -> None:
        if is_joined(p.c.nodes, i):
            _joined(p, i, n, w)
            return
        w = max(w, p.width[n.a], p.width[n.b])
        p.wire(i, w, f"{p.ext(n.a, w)} {sign} {p.ext(n.b, w)}")

    return show


def _joined(p: Printer, i: int, n: ir.Add | ir.Sub | ir.Mul, w: int) -> None:
    """A number in the zeros behind another: no adder."""
    scaled, low = p.c.nodes[n.a], p.c.nodes[n.b]
    assert isinstance(scaled, ir.Scale)
    assert isinstance(low, ir.Const)
    x, s = scaled.a, scaled.shift
    p.wire(i, p.width[x] + s, f"$signed({{{p.text[x]}, {s}'d{low.value}}})")


def _div(p: Printer, i: int, n: ir.Div, w: int) -> None:
    w = max(w, p.width[n.a], p.width[n.b])
    a, b = p.ext(n.a, w), p.ext(n.b, w)
    p.wire(i, w, f"({b} == {literal(0, w)}) ? {a} : {a} / {b}")


def _scale(p: Printer, i: int, n: ir.Scale, w: int) -> None:
    if n.shift == 0:
        p.put(p.width[n.a], p.text[n.a])
    else:
        p.wire(i, p.width[n.a] + n.shift, f"$signed({{{p.text[n.a]}, {n.shift}'d0}})")


def _round(p: Printer, i: int, n: ir.Round, w: int) -> None:
    w = max(w, p.width[n.a] - n.shift)
    whole = w + n.shift
    p.cut(i, w, n.shift, f"{p.ext(n.a, whole)} + {literal(1 << (n.shift - 1), whole)}")


def _floor(p: Printer, i: int, n: ir.Floor, w: int) -> None:
    if n.shift == 0:
        p.put(p.width[n.a], p.text[n.a])
        return
    w = max(w, p.width[n.a] - n.shift)
    p.cut(i, w, n.shift, p.ext(n.a, w + n.shift))


def _low(p: Printer, i: int, n: ir.Low, w: int) -> None:
    own, bits = p.width[n.a], p.name(i) + "_low"
    if own > n.count:
        p.lines.append(f"wire [{n.count - 1}:0] {bits};")
        p.lines.append(f"wire [{own - n.count - 1}:0] {p.name(i)}_unused;")
        p.lines.append(f"assign {{{p.name(i)}_unused, {bits}}} = {p.text[n.a]};")
    else:
        bits = p.ext(n.a, n.count)
    p.wire(i, n.count + 1, f"$signed({{1'b0, {bits}}})")


def _saturate(p: Printer, i: int, n: ir.Saturate, w: int) -> None:
    own, a = p.width[n.a], p.text[n.a]
    inside = a if own == w else f"$signed({a}[{w - 1}:0])"
    low, high = p.reach(n.a)
    # where a limit ends in ones (or zeros) the bits above them decide
    if high > n.high:
        cut = min(own - 2, (n.high + 1 & -(n.high + 1)).bit_length() - 1) if n.high + 1 else own - 2
        inside = f"({_above(_top(a, own, cut), n.high >> cut, own - cut)}) ? {literal(n.high, w)} : {inside}"
    if low < n.low:
        cut = min(own - 2, (n.low & -n.low).bit_length() - 1) if n.low else own - 2
        inside = f"({_top(a, own, cut)} < {literal(n.low >> cut, own - cut)}) ? {literal(n.low, w)} : {inside}"
    p.wire(i, w, inside)


def _above(text: str, limit: int, width: int) -> str:
    """x > limit, as it needs no inverted x."""
    fits = limit + 1 < 1 << (width - 1)
    return f"{text} >= {literal(limit + 1, width)}" if fits else f"{text} > {literal(limit, width)}"


def _top(text: str, width: int, cut: int) -> str:
    """The bits of a signed wire above the `cut` lowest."""
    return f"$signed({text}[{width - 1}:{cut}])" if cut else text


def _rom(p: Printer, i: int, n: ir.Rom, w: int) -> None:
    # the index is inside the table by its bounds: its upper bits, the sign among them, are 0
    own, bits = p.width[n.index], max(1, (len(p.c.table(n.table).values) - 1).bit_length())
    at = f"{p.name(i)}_at"
    p.lines.append(f"wire [{bits - 1}:0] {at};")
    p.lines.append(f"wire [{own - bits - 1}:0] {p.name(i)}_unused;")
    p.lines.append(f"assign {{{p.name(i)}_unused, {at}}} = {p.text[n.index]};")
    p.wire(i, w, f"{n.table}[{at}]")


def _bits(p: Printer, i: int, n: ir.Bits, w: int) -> None:
    fresh = p.read["fresh", n.source]
    p.wire(i, n.count + 1, f"$signed({{1'b0, {fresh}[{n.low + n.count - 1}:{n.low}]}})")


def _outside(kind: str, field: str) -> Callable[..., None]:
    def show(p: Printer, i: int, n: ir.Node, w: int) -> None:
        name = getattr(n, field)
        if kind == "read":
            r = p.c.register(name)
            w = 1 if r.truth else signed_width(r.low, r.high)
        else:
            port = next(x for x in p.c.inputs if x.name == name)
            w = signed_width(port.low, port.high)
        p.put(w, p.read[kind, name])

    return show


def _compare(p: Printer, i: int, n: ir.Lt | ir.Le, w: int) -> None:
    """With a constant always as x >= c or x < c, which needs no inverted x."""
    wide = max(p.width[n.a], p.width[n.b])
    a, b = p.ext(n.a, wide), p.ext(n.b, wide)
    strict = isinstance(n, ir.Lt)
    known = {x: p.c.nodes[x].value for x in (n.a, n.b) if isinstance(p.c.nodes[x], ir.Const)}  # type: ignore[union-attr]
    if n.a in known and known[n.a] + strict < 1 << (wide - 1):
        p.wire(i, 1, f"{b} >= {literal(known[n.a] + strict, wide)}")
    elif n.b in known and known[n.b] + (not strict) < 1 << (wide - 1):
        p.wire(i, 1, f"{a} < {literal(known[n.b] + (not strict), wide)}")
    else:
        p.wire(i, 1, f"{a} {'<' if strict else '<='} {b}")


def _equal(p: Printer, i: int, n: ir.Eq, w: int) -> None:
    wide = max(p.width[n.a], p.width[n.b])
    p.wire(i, 1, f"{p.ext(n.a, wide)} == {p.ext(n.b, wide)}")


def _logic(sign: str) -> Callable[..., None]:
    return lambda p, i, n, w: p.wire(i, 1, f"{p.text[n.a]} {sign} {p.text[n.b]}")


def _select(p: Printer, i: int, n: ir.Select, w: int) -> None:
    w = max(w, p.width[n.a], p.width[n.b])
    p.wire(i, w, f"{p.text[n.condition]} ? {p.ext(n.a, w)} : {p.ext(n.b, w)}")


PRINT: dict[type, Callable[..., None]] = {
    ir.Const: _const,
    ir.Truth: lambda p, i, n, w: p.put(1, f"1'b{n.value}"),
    ir.Input: _outside("input", "port"),
    ir.Read: _outside("read", "register"),
    ir.Bits: _bits,
    ir.Add: _binary("+"),
    ir.Sub: _binary("-"),
    ir.Mul: _binary("*"),
    ir.Div: _div,
    ir.Scale: _scale,
    ir.Round: _round,
    ir.Floor: _floor,
    ir.Low: _low,
    ir.Saturate: _saturate,
    ir.Rom: _rom,
    ir.Lt: _compare,
    ir.Le: _compare,
    ir.Eq: _equal,
    ir.And: _logic("&"),
    ir.Or: _logic("|"),
    ir.Not: lambda p, i, n, w: p.wire(i, 1, f"~{p.text[n.a]}"),
    ir.Select: _select,
}


def wires(circuit: Circuit, read: Mapping[tuple[str, str], str]) -> Wires:
    """The nodes of a circuit as wires; `read` names ("input" | "read" | "fresh", name) in the module."""
    return Printer(circuit, read).run()
