"""When is what computed, with one multiplier for all products? A slot is a clock.

A product is issued in a slot in which its operands are stable and the multiplier is free; its operands stand in
registers a slot later, the product in the next, and in a register of its own in the third. A table is read into a
register. Chains of additions and choices that are too long for a clock get a register in between. Whatever has become
stable stays so until the step ends, since states change only then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit

PRODUCT = 3  # slots from its issue until a product can be read
DEEPEST = 3  # additions, comparisons or choices one after the other within a slot
DEPTH: dict[type, int] = {
    ir.Add: 1, ir.Sub: 1, ir.Round: 1, ir.Saturate: 2, ir.Lt: 1, ir.Le: 1, ir.Eq: 1, ir.Select: 1, ir.Div: 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """`issue` says in which slot each product's operands are taken, `held` which nodes have a register behind them.

    The step ends with slot `last`.
    """

    issue: Mapping[int, int]
    held: frozenset[int]
    last: int


def schedule(circuit: Circuit) -> Schedule:
    """Every product in the first free slot after its operands, in the order of the nodes."""
    held: set[int] = set()
    stable: list[int] = []
    depth: list[int] = []
    taken: set[int] = set()
    issue: dict[int, int] = {}
    for i, node in enumerate(circuit.nodes):
        read = ir.operands(node)
        when = max((stable[a] for a in read), default=0)
        deep = max((depth[a] for a in read if stable[a] == when), default=0) + DEPTH.get(type(node), 0)
        if isinstance(node, ir.Mul):
            slot = when
            while slot in taken:
                slot += 1
            taken.add(slot)
            issue[i] = slot
            when, deep = slot + PRODUCT, 0
        elif isinstance(node, ir.Rom) or (deep > DEEPEST and _changes(node)):
            held.add(i)
            when, deep = when + 1, 0
        stable.append(when)
        depth.append(deep)
    ends = [o.node for o in circuit.outputs] + [r.next for r in circuit.registers]
    return Schedule(issue, frozenset(held), max((stable[i] for i in ends), default=0))


def _changes(node: ir.Node) -> bool:
    return not isinstance(node, ir.Const | ir.Truth | ir.Input | ir.Read | ir.Bits)
