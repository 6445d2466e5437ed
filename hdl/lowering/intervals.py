"""Ranges of real-valued nodes from those of the leaves: how many bits before the point each needs, roughly.

The circuit's own bounds are exact integers; these say beforehand where precision is needed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from hdl.lowering.functions import VALUES
from kernels.codegen.graph import Graph

Range = tuple[float, float]
EVERYTHING: Range = (-math.inf, math.inf)

SMALLEST_LOG = -45.0  # of the last bit of any format
RISING = frozenset("exp expm1 exprel sinh tanh sigmoid asin atan floor ceil rint trunc sign".split())
POSITIVE_RISING = frozenset("sqrt log log10".split())  # on positive arguments


def range_of(g: Graph, n: int, at: Mapping[int, Range]) -> Range:
    """The range of a number, given those of its arguments; of an unknown argument it can be anything."""
    op, _, value, _ = g.nodes[n]
    return (float(value), float(value)) if op == "const" else _range(g, n, at)  # type: ignore[arg-type]


def _range(g: Graph, n: int, at: Mapping[int, Range]) -> Range:
    op, args, _, _ = g.nodes[n]
    if op == "select":
        return _choice(g, n, at)
    given = [at.get(a, EVERYTHING) for a in args]
    if op in ("add", "sub"):
        (a, b), (c, d) = given
        if op == "sub" and (args[0] == args[1] or is_fraction(g, n)):
            return 0.0, 0.0 if args[0] == args[1] else 1.0
        return (a + c, b + d) if op == "add" else (a - d, b - c)
    if op == "mul":
        low, high = product(*given)
        return (max(low, 0.0), high) if args[0] == args[1] else (low, high)
    if op == "div":
        return product(given[0], reciprocal(given[1]))
    if op == "neg":
        return -given[0][1], -given[0][0]
    if op == "abs":
        low, high = given[0]
        return (max(low, -high, 0.0), max(-low, high))
    if op == "cosh":
        size = max(abs(given[0][0]), abs(given[0][1]))
        return 1.0, _at("cosh", size)
    if op in ("sin", "cos"):
        return -1.0, 1.0
    if op in RISING:
        return _at(op, given[0][0]), _at(op, given[0][1])
    if op in POSITIVE_RISING and given[0][0] > 0.0:
        return _at(op, given[0][0]), _at(op, given[0][1])
    if op == "log":
        return SMALLEST_LOG, _at(op, max(given[0][1], math.exp(SMALLEST_LOG)))
    if op == "sqrt":
        return 0.0, _at(op, max(given[0][1], 0.0))
    if op == "acos":
        return 0.0, math.pi
    return EVERYTHING


def _choice(g: Graph, n: int, at: Mapping[int, Range]) -> Range:
    condition, a, b = g.nodes[n].args
    (al, ah), (bl, bh) = at.get(a, EVERYTHING), at.get(b, EVERYTHING)
    kind = extreme(g, n)
    if kind == "min":
        return min(al, bl), min(ah, bh)
    if kind == "max":
        return max(al, bl), max(ah, bh)
    return min(al, bl), max(ah, bh)


def extreme(g: Graph, n: int) -> str:
    """ "min" or "max" where a choice is the smaller or larger of what its condition compares, else ""."""
    condition, a, b = g.nodes[n].args
    op, compared, _, _ = g.nodes[condition]
    if op not in ("lt", "le"):
        return ""
    if compared == (a, b):
        return "min"
    return "max" if compared == (b, a) else ""


def is_fraction(g: Graph, n: int) -> bool:
    """Whether a node is x - floor(x)."""
    op, args, _, _ = g.nodes[n]
    return op == "sub" and g.nodes[args[1]].op == "floor" and g.nodes[args[1]].args[0] == args[0]


def product(x: Range, y: Range) -> Range:
    """The range of a product; 0 times infinity counts as 0."""
    corners = [0.0 if a == 0.0 or b == 0.0 else a * b for a in x for b in y]
    return min(corners), max(corners)


def reciprocal(x: Range) -> Range:
    """The range of 1/x; everything where x can be 0."""
    low, high = x
    if low <= 0.0 <= high:
        if low == 0.0 < high:
            return 1.0 / high, math.inf
        if low < 0.0 == high:
            return -math.inf, 1.0 / low
        return EVERYTHING
    return 1.0 / high, 1.0 / low


def _at(op: str, x: float) -> float:
    with np.errstate(all="ignore"):
        value = float(VALUES[op](x))
    if math.isnan(value):
        return math.inf if x > 0 else -math.inf
    return value
