"""Registers that take a constant though their gates do not show it: found by trying all inputs of small cones."""

from __future__ import annotations

from hdl.estimation.expressions import Netlist
from hdl.estimation.graph import Graph
from hdl.estimation.simplify import Name, rebuilt, simplified

MOST_INPUTS = 10


def settled(net: Netlist, inside: frozenset[Name]) -> Netlist:
    """The same module without such registers."""
    while True:
        found: dict[Name, tuple[Name | None, int]] = {}
        for name, r in net.registers.items():
            value = constant(net.graph, r.data) if name not in inside else None
            if value is not None and (not r.reset or r.value == value):
                found[name] = None, value
        if not found:
            return net
        net = simplified(rebuilt(net, found), inside)


def constant(g: Graph, literal: int) -> int | None:
    """The value of a literal that is the same for all inputs of its gates; None where it is not, or they are many."""
    cone: list[int] = []
    inputs: list[int] = []
    stack, seen = [literal >> 1], set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if g.nodes[node].inputs:
            cone.append(node)
            stack += [x >> 1 for x in g.nodes[node].inputs]
        elif node:
            inputs.append(node)
        if len(inputs) > MOST_INPUTS:
            return None
    size = 1 << len(inputs)
    ones = (1 << size) - 1
    value = {0: 0}
    for i, node in enumerate(inputs):  # all combinations at once, one in each bit
        value[node] = sum(((1 << (1 << i)) - 1) << at for at in range(1 << i, size, 2 << i))
    for node in sorted(cone):
        a, *rest = (value[x >> 1] ^ (ones if x & 1 else 0) for x in g.nodes[node].inputs)
        kind = g.nodes[node].kind
        value[node] = (
            a & rest[0] if kind == "and" else a ^ rest[0] if kind == "xor" else a & rest[0] | ~a & ones & rest[1]
        )
    got = value[literal >> 1] ^ (ones if literal & 1 else 0)
    return int(got == ones) if got in (0, ones) else None
