"""Builds a circuit node by node: constants fold, equal nodes are one, exact bounds come with each."""

from __future__ import annotations

from hdl.ir import nodes as ir
from hdl.ir.bounds import Bounds, bounds_of
from hdl.ir.circuit import Circuit, Output, Port, Register, Source, Table
from hdl.ir.evaluate import INNER
from hdl.ir.prune import needed, pruned
from hdl.refusal import Refused

WIDEST = 128  # bits of a wire


class Builder:
    """A growing circuit. Every method that adds a node returns its position."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: list[ir.Node] = []
        self.bounds: list[Bounds] = []
        self.points: list[int] = []
        self.names: dict[int, str] = {}
        self.inputs: dict[str, Port] = {}
        self.registers: dict[str, Register] = {}
        self.sources: dict[str, Source] = {}
        self.tables: dict[str, Table] = {}
        self.outputs: list[Output] = []
        self.kept: tuple[int, ...] = ()  # by `finish`: the positions that became those of the circuit
        self._known: dict[tuple[ir.Node, int], int] = {}
        self._outside: dict[tuple[str, str], Bounds] = {}

    def add(self, node: ir.Node, point: int = 0) -> int:
        """The position of a node with this binary point; one that was there before is not added again."""
        if not isinstance(node, ir.Const | ir.Truth):
            node = self._folded(node)
        key = node, point
        if key not in self._known:
            low, high = bounds_of(node, self.bounds, self._outside)
            if max(high, -low).bit_length() >= WIDEST:
                bits = max(high, -low).bit_length() + 1
                raise Refused(
                    "range", f"a {type(node).__name__.lower()} would need {bits} bits, more than {WIDEST}: what it is "
                    "computed from has too wide a range"
                )  # fmt: skip
            if low == high and not isinstance(node, ir.Const | ir.Truth):
                return self.add(ir.Truth(low) if self.is_truth_type(node) else ir.Const(low), point)
            self._known[key] = len(self.nodes)
            self.nodes.append(node)
            self.bounds.append((low, high))
            self.points.append(point)
        return self._known[key]

    def _folded(self, node: ir.Node) -> ir.Node:
        """The node, or the constant it is; identities that need no operation are left to the methods below."""
        read = ir.operands(node)
        values = [self.constant(i) for i in read]
        if read and type(node) in INNER and all(v is not None for v in values):
            at = dict(zip(read, values, strict=True))
            value = INNER[type(node)](node, at)
            return ir.Truth(value) if self.is_truth_type(node) else ir.Const(value)
        return node

    def constant(self, position: int) -> int | None:
        """The value of a constant node, else None."""
        node = self.nodes[position]
        return node.value if isinstance(node, ir.Const | ir.Truth) else None

    def is_truth_type(self, node: ir.Node) -> bool:
        """Whether a node's value is a truth value."""
        if isinstance(node, ir.Read):
            return self.registers[node.register].truth
        if isinstance(node, ir.Select):
            return self.is_truth_type(self.nodes[node.a])
        return isinstance(node, ir.TRUTH_RESULTS)

    # -- what stands around the nodes ---------------------------------------------------------------

    def input(self, port: Port) -> int:
        """A port, read."""
        self.inputs[port.name] = port
        self._outside["input", port.name] = port.low, port.high
        return self.add(ir.Input(port.name), port.point)

    def register(self, register: Register) -> int:
        """A register, read; its `next` is set by `drive`."""
        self.registers[register.name] = register
        self._outside["read", register.name] = register.low, register.high
        return self.add(ir.Read(register.name), register.point)

    def drive(self, name: str, node: int) -> None:
        """Sets what a register takes over."""
        r = self.registers[name]
        self.registers[name] = Register(r.name, r.low, r.high, r.point, r.initial, node, r.truth, r.writable)

    def rom(self, table: Table, index: int, point: int) -> int:
        """The entry of a table."""
        known = next((t for t in self.tables.values() if t.values == table.values), None)
        table = known or table
        self.tables[table.name] = table
        self._outside["rom", table.name] = min(table.values), max(table.values)
        return self.add(ir.Rom(table.name, index), point)

    # -- arithmetic between binary points -------------------------------------------------------------

    def const(self, value: int, point: int) -> int:
        """A constant raw * 2**-point."""
        return self.add(ir.Const(value), point)

    def at_point(self, a: int, point: int) -> int:
        """The same number with another binary point: exact towards more bits, rounded towards fewer."""
        shift = point - self.points[a]
        if shift == 0:
            return a
        if shift > 0:
            return self.add(ir.Scale(a, shift), point)
        return self.add(ir.Round(a, -shift), point)

    def rescaled(self, a: int, shift: int) -> int:
        """The number times 2**shift: the same bits, another binary point. Costs nothing."""
        point = self.points[a] - shift
        value = self.constant(a)
        if value is not None:
            return self.const(value, point)
        return a if shift == 0 else self.add(ir.Scale(a, 0), point)

    def aligned(self, a: int, b: int) -> tuple[int, int, int]:
        """Both at the finer binary point of the two, and that point."""
        point = max(self.points[a], self.points[b])
        return self.at_point(a, point), self.at_point(b, point), point

    def plus(self, a: int, b: int) -> int:
        """The exact sum."""
        if self.constant(a) == 0:
            return b
        if self.constant(b) == 0:
            return a
        a, b, point = self.aligned(a, b)
        return self.add(ir.Add(a, b), point)

    def minus(self, a: int, b: int) -> int:
        """The exact difference."""
        if self.constant(b) == 0:
            return a
        a, b, point = self.aligned(a, b)
        return self.add(ir.Sub(a, b), point)

    def times(self, a: int, b: int) -> int:
        """The exact product; a power of two only moves the point."""
        for constant, other in ((a, b), (b, a)):
            value = self.constant(constant)
            if value == 0:
                return self.const(0, 0)
            if value is not None and value > 0 and value & (value - 1) == 0:
                return self.rescaled(other, value.bit_length() - 1 - self.points[constant])
        if self.constant(a) is not None:
            a, b = b, a
        return self.add(ir.Mul(a, b), self.points[a] + self.points[b])

    def compare(self, kind: type[ir.Lt | ir.Le | ir.Eq], a: int, b: int) -> int:
        """A comparison of exact numbers; decided here where the bounds decide it."""
        a, b, _ = self.aligned(a, b)
        for x, other in ((a, b), (b, a)):
            chosen = self.nodes[x]
            if self.constant(other) is not None and isinstance(chosen, ir.Select):
                parts = chosen.a, chosen.b
                if any(self.constant(part) is not None for part in parts):
                    # a constant that is chosen is compared here
                    found = [self.compare(kind, *((p, other) if x == a else (other, p))) for p in parts]
                    return self.choose(chosen.condition, *found)
        (al, ah), (bl, bh) = self.bounds[a], self.bounds[b]
        always = {ir.Lt: ah < bl, ir.Le: ah <= bl, ir.Eq: False}[kind]
        never = {ir.Lt: al >= bh, ir.Le: al > bh, ir.Eq: ah < bl or bh < al}[kind]
        if always or never:
            return self.add(ir.Truth(int(always)))
        return self.add(kind(a, b))

    def choose(self, condition: int, a: int, b: int) -> int:
        """a or b; numbers are brought to one binary point."""
        known = self.constant(condition)
        if known is not None:
            return a if known else b
        if (self.nodes[a], self.nodes[b]) == (ir.Truth(1), ir.Truth(0)):
            return condition
        if (self.nodes[a], self.nodes[b]) == (ir.Truth(0), ir.Truth(1)):
            return self.add(ir.Not(condition))
        if not self.is_truth_type(self.nodes[a]):
            a, b, point = self.aligned(a, b)
        else:
            point = 0
        return a if a == b else self.add(ir.Select(condition, a, b), point)

    def both(self, a: int, b: int) -> int:
        """And, with known truth values taken out."""
        for known, other in ((a, b), (b, a)):
            value = self.constant(known)
            if value is not None:
                return other if value else self.add(ir.Truth(0))
        return a if a == b else self.add(ir.And(a, b))

    def either(self, a: int, b: int) -> int:
        """Or, with known truth values taken out."""
        for known, other in ((a, b), (b, a)):
            value = self.constant(known)
            if value is not None:
                return self.add(ir.Truth(1)) if value else other
        return a if a == b else self.add(ir.Or(a, b))

    def limited(self, a: int, low: int, high: int) -> int:
        """Saturated, where the bounds do not say that it need not be."""
        al, ah = self.bounds[a]
        return a if low <= al and ah <= high else self.add(ir.Saturate(a, low, high), self.points[a])

    def finish(self) -> Circuit:
        """The circuit, without the nodes nothing needs."""
        whole = Circuit(
            name=self.name,
            inputs=tuple(self.inputs.values()),
            registers=tuple(self.registers.values()),
            sources=tuple(self.sources.values()),
            tables=tuple(self.tables.values()),
            nodes=tuple(self.nodes),
            bounds=tuple(self.bounds),
            points=tuple(self.points),
            outputs=tuple(self.outputs),
            names=self.names,
        )
        self.kept = needed(whole)
        return pruned(whole)
