"""Which states only ever hold whole numbers? They need no bits behind the point, and no rounding."""

from __future__ import annotations

from hdl.lowering.program import Program
from kernels.codegen.graph import Graph

KEEPS = frozenset(("add", "sub", "mul", "neg", "abs"))
MAKES = frozenset(("floor", "ceil", "rint", "trunc"))


def whole_states(program: Program) -> frozenset[str]:
    """The largest set of states that stay whole when all of them start whole and the inputs are anything."""
    g = program.graph
    whole = {s.name for s in program.model.states}
    defined = {d.leaf: d.root for d in program.definitions}
    while True:
        nodes = _whole_nodes(g, program, whole, defined)
        left = {s for s in whole if program.next["state", s] in nodes and program.recorded[s] in nodes}
        if left == whole:
            return frozenset(whole)
        whole = left


def _whole_nodes(g: Graph, program: Program, whole: set[str], defined: dict[int, int]) -> set[int]:
    """The nodes with whole values; definitions come before what uses them."""
    found: set[int] = set()
    roots = [*(d.root for d in program.definitions), *program.next.values(), *program.recorded.values()]
    for n in [*g.reachable([d.root for d in program.definitions]), *defined, *g.reachable(roots)]:
        op, args, value, _ = g.nodes[n]
        if op == "const":
            is_whole = isinstance(value, float) and value.is_integer()
        elif n in defined:
            is_whole = defined[n] in found
        elif op == "leaf":
            is_whole = value[0] == "age" or (value[0] == "state" and value[1] in whole)  # type: ignore[index]
        elif op == "select":
            is_whole = args[1] in found and args[2] in found
        else:
            is_whole = op in MAKES or (op in KEEPS and all(a in found for a in args))
        if is_whole:
            found.add(n)
    return found
