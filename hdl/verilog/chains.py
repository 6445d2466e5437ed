"""Which sums of a circuit are chains of products, so that a multiplier and an accumulator can work them off?

A chain is a tree of additions and subtractions with a product in it; what is used once, inside the tree, is part of it.
A product that is no part of a sum is a chain of its own. What else a chain adds is written as products with powers of
two where it is narrow enough (`as_products`): then the accumulator has fewer things to choose from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hdl.ir import nodes as ir
from hdl.ir.bounds import bounds_of
from hdl.ir.circuit import Circuit, signed_width
from hdl.ir.prune import moved, pruned

SMALLEST_PORT = 8


@dataclass(frozen=True, slots=True)
class Addend:
    """A part of a chain: a node that is added (or subtracted) as it is, or a product shifted down by `shift`."""

    node: int  # of a product: the Mul
    negative: bool
    product: bool = False
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """The addends of a sum, and the node behind it that is kept: the sum itself, rounded, or saturated."""

    root: int
    addends: tuple[Addend, ...]
    taken: int


def uses(c: Circuit) -> Counter[int]:
    """How often each node is read, by nodes, registers and outputs."""
    found: Counter[int] = Counter(a for n in c.nodes for a in ir.operands(n))
    found.update(r.next for r in c.registers)
    found.update(o.node for o in c.outputs)
    return found


def is_joined(nodes: Sequence[ir.Node], i: int) -> bool:
    """Whether a sum only fills the zeros that a shift has left: it needs no adder."""
    node = nodes[i]
    if not isinstance(node, ir.Add):
        return False
    a, b = nodes[node.a], nodes[node.b]
    return isinstance(a, ir.Scale) and isinstance(b, ir.Const) and 0 <= b.value < 1 << a.shift


def ends(c: Circuit) -> list[int]:
    """The nodes a module takes over or shows: a state at its port is the register's."""
    registers = {r.name for r in c.registers}
    return [r.next for r in c.registers] + [o.node for o in c.outputs if o.name not in registers]


def joined(c: Circuit) -> set[int]:
    """Shifted values that have no other use than to have their zeros filled."""
    filled = {n.a for i, n in enumerate(c.nodes) if isinstance(n, ir.Add) and is_joined(c.nodes, i)}
    return filled - {a for i, n in enumerate(c.nodes) if not is_joined(c.nodes, i) for a in ir.operands(n)} - {
        r.next for r in c.registers} - {o.node for o in c.outputs}  # fmt: skip


def chains(c: Circuit) -> dict[int, Chain]:
    """The chains of a circuit by their sums, in the order of the nodes."""
    count = uses(c)
    users: dict[int, int] = {a: i for i, n in enumerate(c.nodes) for a in ir.operands(n)}

    def is_sum(i: int) -> bool:
        return isinstance(c.nodes[i], ir.Add | ir.Sub) and not is_joined(c.nodes, i)

    def is_inside(i: int) -> bool:
        return is_sum(i) and count[i] == 1 and i in users and is_sum(users[i])

    found: dict[int, Chain] = {}
    part: set[int] = set()
    for i in range(len(c.nodes) - 1, -1, -1):
        if is_sum(i) and not is_inside(i):
            addends = tuple(_addends(c, i, is_inside, count))
            if any(a.product for a in addends):
                found[i] = Chain(i, addends, _taken(c, i, count, users))
                part |= {a.node for a in addends if a.product}
    for i, node in enumerate(c.nodes):
        if isinstance(node, ir.Mul) and i not in part:
            found[i] = Chain(i, (Addend(i, False, True),), _taken(c, i, count, users))
    return dict(sorted(found.items()))


def _addends(c: Circuit, root: int, is_inside: object, count: Mapping[int, int]) -> list[Addend]:
    found = []
    stack = [(root, False)]
    while stack:
        i, negative = stack.pop()
        node = c.nodes[i]
        if isinstance(node, ir.Add | ir.Sub) and (i == root or is_inside(i)):  # type: ignore[operator]
            stack += [(node.b, negative != isinstance(node, ir.Sub)), (node.a, negative)]
            continue
        inner = node.a if isinstance(node, ir.Floor | ir.Scale) else i
        if isinstance(c.nodes[inner], ir.Mul) and count[inner] == 1 and count[i] == 1:
            shift = node.shift if isinstance(node, ir.Floor) else -node.shift if isinstance(node, ir.Scale) else 0
            found.append(Addend(inner, negative, True, shift))
        else:
            found.append(Addend(i, negative))
    return found


def _taken(c: Circuit, root: int, count: Mapping[int, int], users: Mapping[int, int]) -> int:
    """How far a sum goes on to be cut and saturated without being used otherwise."""
    i = root
    while count[i] == 1 and i in users and isinstance(c.nodes[users[i]], ir.Floor | ir.Round | ir.Saturate):
        i = users[i]
    return i


def as_products(c: Circuit) -> Circuit:
    """The same circuit with narrow addends of its chains as products with powers of two."""
    port = max((signed_width(*c.bounds[x]) for n in c.nodes if isinstance(n, ir.Mul) for x in (n.a, n.b)), default=0)
    port = max(port, SMALLEST_PORT)
    found = chains(c).values()
    added = {(chain.root, a.node) for chain in found for a in chain.addends if not a.product}
    # its other products tell by how much a chain's product is shifted before it is added
    shifts = {chain.root: sorted({a.shift for a in chain.addends if a.product and a.shift >= 0}) for chain in found}
    inside = _trees(c)
    b = _Rewriter(c)
    for i, node in enumerate(c.nodes):
        if i not in inside:
            b.copy(i)
            continue
        assert isinstance(node, ir.Add | ir.Sub)
        root = inside[i]
        new = [b.product(x, port, shifts[root]) if (root, x) in added else b.place[x] for x in (node.a, node.b)]
        b.place[i] = b.add(type(node)(*new), c.points[i], c.names.get(i))
    return b.finish()


def _trees(c: Circuit) -> dict[int, int]:
    """The additions of each chain, to its sum."""
    found: dict[int, int] = {}
    for root, chain in chains(c).items():
        leaves = {a.node for a in chain.addends}
        stack = [root] if isinstance(c.nodes[root], ir.Add | ir.Sub) else []
        while stack:
            i = stack.pop()
            found[i] = root
            node = c.nodes[i]
            stack += [x for x in ir.operands(node) if x not in leaves and isinstance(c.nodes[x], ir.Add | ir.Sub)]
    return found


class _Rewriter:
    """Copies a circuit's nodes, with others in between."""

    def __init__(self, c: Circuit) -> None:
        self.c = c
        self.nodes: list[ir.Node] = []
        self.bounds: list[tuple[int, int]] = []
        self.points: list[int] = []
        self.names: dict[int, str] = {}
        self.place: dict[int, int] = {}
        self.outside = {("input", p.name): (p.low, p.high) for p in c.inputs}
        self.outside |= {("read", r.name): (r.low, r.high) for r in c.registers}
        self.outside |= {("rom", t.name): (min(t.values), max(t.values)) for t in c.tables}

    def add(self, node: ir.Node, point: int, name: str | None = None) -> int:
        self.bounds.append(bounds_of(node, self.bounds, self.outside))
        self.nodes.append(node)
        self.points.append(point)
        if name is not None:
            self.names[len(self.nodes) - 1] = name
        return len(self.nodes) - 1

    def copy(self, i: int) -> None:
        self.place[i] = self.add(moved(self.c.nodes[i], self.place), self.c.points[i], self.c.names.get(i))

    def product(self, i: int, port: int, shifts: Sequence[int]) -> int:
        """An addend as a product with a power of two, or itself where that does not fit."""
        c, node = self.c, self.c.nodes[i]
        for shift in [s for s in shifts if s] + [0]:
            if isinstance(node, ir.Const):
                parts = _factors(node.value << shift, port)
                if parts is not None:
                    # the number second, where the other constants are
                    return self._multiplied(self.add(ir.Const(parts[1]), 0), parts[0], shift, c.points[i])
            elif isinstance(node, ir.Select) and _is_gated(c, node):
                value = c.nodes[node.a]
                assert isinstance(value, ir.Const)
                parts = _factors(value.value << shift, port)
                if parts is not None:
                    one, zero = self.add(ir.Const(parts[0]), 0), self.add(ir.Const(0), 0)
                    chosen = self.add(ir.Select(self.place[node.condition], one, zero), 0)
                    return self._multiplied(chosen, parts[1], shift, c.points[i])
            else:
                x, zeros = (node.a, node.shift) if isinstance(node, ir.Scale) else (i, 0)
                if signed_width(*c.bounds[x]) <= port and zeros + shift <= port - 2:
                    return self._multiplied(self.place[x], 1 << (zeros + shift), shift, c.points[i])
        return self.place[i]

    def _multiplied(self, x: int, factor: int, shift: int, point: int) -> int:
        """x times a constant, shifted down again."""
        product = self.add(ir.Mul(x, self.add(ir.Const(factor), 0)), point + shift)
        return self.add(ir.Floor(product, shift), point) if shift else product

    def finish(self) -> Circuit:
        c = self.c
        return pruned(
            replace(
                c, nodes=tuple(self.nodes), bounds=tuple(self.bounds), points=tuple(self.points), names=self.names,
                registers=tuple(replace(r, next=self.place[r.next]) for r in c.registers),
                outputs=tuple(replace(o, node=self.place[o.node]) for o in c.outputs),
            )
        )  # fmt: skip


def _is_gated(c: Circuit, node: ir.Select) -> bool:
    """Whether a choice is between a constant and 0."""
    return isinstance(c.nodes[node.a], ir.Const) and c.nodes[node.b] == ir.Const(0)


def _factors(value: int, port: int) -> tuple[int, int] | None:
    """A number as a factor of a port's bits and the smallest power of two; None where it has too many bits."""
    zeros = max(0, signed_width(value, value) - port)
    rest = value >> zeros
    return (rest, 1 << zeros) if rest << zeros == value and zeros <= port - 2 else None
