"""How finely must each value be known? Bits behind the point, from how much it can change what is kept.

Backwards from the states: an error of e in an operand changes a product by e times the other operand's size, a sum by
e, a function by e times its slope. Each operation's rounding may cost a fraction of the state's last bit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from hdl.lowering.intervals import Range
from kernels.codegen.graph import Graph

Needs = dict[int, float]


def size(r: Range) -> float:
    """The largest absolute value."""
    return max(abs(r[0]), abs(r[1]))


def log2(x: float) -> float:
    """log2, very small for 0."""
    return math.log2(x) if 0.0 < x < math.inf else (-60.0 if x == 0.0 else 60.0)


def needs(
    g: Graph,
    nodes: list[int],
    ranges: Mapping[int, Range],
    roots: Mapping[int, float],
    slopes: Mapping[int, tuple[int, float]],
    compared_bits: int,
) -> Needs:
    """Bits behind the point for every number of `nodes` that a root needs.

    `roots` gives those of the roots. `slopes` says for the root of a table its argument and steepest slope;
    `compared_bits` is how fine a comparison is relative to what it compares.
    """
    found: Needs = dict(roots)

    def ask(node: int, bits: float) -> None:
        found[node] = max(found.get(node, -math.inf), bits)

    for n in reversed(nodes):
        op, args, _, kind = g.nodes[n]
        if op in ("lt", "le", "eq", "ne"):
            reach = max(size(ranges.get(a, (0.0, 1.0))) for a in args)
            for a in args:
                ask(a, compared_bits - log2(reach if math.isfinite(reach) else 1.0))
        if kind != "f" or n not in found:
            continue
        bits = found[n]
        if n in slopes:
            argument, slope = slopes[n]
            ask(argument, bits + log2(slope))
        elif op == "mul":
            for a, other in (args, args[::-1]):
                ask(a, bits + log2(size(ranges[other])))
        elif op == "div":
            low, high = ranges[args[1]]
            smallest = min(abs(low), abs(high)) if low * high > 0.0 else 0.0
            ask(args[0], bits - log2(smallest) if smallest else bits + 8)
            ask(args[1], bits + log2(size(ranges[args[0]])) - 2 * log2(smallest) if smallest else bits + 8)
        elif op == "log":
            ask(args[0], bits + 8)
        elif op == "select":
            ask(args[1], bits)
            ask(args[2], bits)
        elif op in ("add", "sub", "neg", "abs", "floor", "ceil", "rint", "trunc"):
            for a in args:
                ask(a, bits)
        else:
            for a in args:
                if g.nodes[a].kind == "f":
                    ask(a, bits)
    return found


def limits(
    g: Graph, nodes: list[int], ranges: Mapping[int, Range], roots: Mapping[int, Range], tables: Mapping[int, int]
) -> dict[int, float]:
    """The size beyond which a value makes no difference, because a state saturates all the same; infinite if none."""
    found: dict[int, float] = {}

    def allow(node: int, most: float) -> None:
        found[node] = max(found.get(node, 0.0), most)

    for root, (low, high) in roots.items():
        allow(root, max(abs(low), abs(high)) * 2.0)
    for n in reversed(nodes):
        op, args, _, kind = g.nodes[n]
        most = found.get(n, math.inf)
        if n in tables:
            allow(tables[n], math.inf)
        elif op == "mul" and g.constant_of(args[0]) is not None:
            k = abs(float(g.constant_of(args[0])))  # type: ignore[arg-type]
            allow(args[1], most / k if k else math.inf)
        elif op in ("add", "sub"):
            for a, other in (args, args[::-1]):
                allow(a, most + size(ranges.get(other, (-math.inf, math.inf))))
        elif op in ("neg", "select"):
            for a in args[-2:] if op == "select" else args:
                allow(a, most)
            if op == "select":
                allow(args[0], math.inf)
        else:
            for a in args:
                allow(a, math.inf)
    return found
