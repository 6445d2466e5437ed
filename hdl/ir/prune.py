"""Takes out of a circuit what no output and no register needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hdl.ir.circuit import Circuit
from hdl.ir.nodes import OPERANDS, Bits, Input, Node, Read, Rom, operands


def needed(circuit: Circuit) -> tuple[int, ...]:
    """The positions of the nodes that an output needs, at once or in a later step, in their order."""
    next_of = {r.name: r.next for r in circuit.registers}
    return tuple(sorted(reached(circuit, [o.node for o in circuit.outputs], next_of)))


def reached(circuit: Circuit, starts: Iterable[int], next_of: Mapping[str, int] | None = None) -> set[int]:
    """The nodes that some are computed from within a step, themselves included; with the next values of registers, by
    their names, in the steps before as well.
    """
    found: set[int] = set()
    stack = list(starts)
    while stack:
        i = stack.pop()
        if i in found:
            continue
        found.add(i)
        node = circuit.nodes[i]
        stack += operands(node)
        if next_of is not None and isinstance(node, Read):
            stack.append(next_of[node.register])
    return found


def pruned(circuit: Circuit) -> Circuit:
    """The circuit with only what is needed; registers that feed nothing but themselves go as well. Ports stay."""
    wanted = needed(circuit)
    place = {old: new for new, old in enumerate(wanted)}
    nodes = tuple(moved(circuit.nodes[i], place) for i in wanted)
    read = {n.register for n in nodes if isinstance(n, Read)}
    tables = {n.table for n in nodes if isinstance(n, Rom)}
    sources = {n.source for n in nodes if isinstance(n, Bits)}
    assert all(n.port in {p.name for p in circuit.inputs} for n in nodes if isinstance(n, Input))
    return Circuit(
        name=circuit.name,
        inputs=circuit.inputs,
        registers=tuple(replace(r, next=place[r.next]) for r in circuit.registers if r.name in read),
        sources=tuple(s for s in circuit.sources if s.name in sources),
        tables=tuple(t for t in circuit.tables if t.name in tables),
        nodes=nodes,
        bounds=tuple(circuit.bounds[i] for i in wanted),
        points=tuple(circuit.points[i] for i in wanted),
        outputs=tuple(replace(o, node=place[o.node]) for o in circuit.outputs),
        names={place[i]: name for i, name in circuit.names.items() if i in place},
    )


def moved(node: Node, place: dict[int, int]) -> Node:
    """The node with its operands at their new positions."""
    names = OPERANDS[type(node)]
    if not names:
        return node
    changed: dict[str, Any] = {name: place[getattr(node, name)] for name in names}
    return replace(node, **changed)
