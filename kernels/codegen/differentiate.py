"""Symbolic derivatives on the graph, for exponential methods, noise terms and linearity.

Exact rules on shared nodes; no simplification beyond what the graph folds by itself. Steps (floor, sign,
comparisons) have derivative 0, a choice has the derivative of the branch it takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from kernels.codegen.graph import Graph

Rule = Callable[[Graph, int, tuple[int, ...], tuple[int, ...]], int]  # graph, node, arguments, their derivatives


def _product(g: Graph, y: int, a: tuple[int, ...], d: tuple[int, ...]) -> int:
    return g.add(g.mul(d[0], a[1]), g.mul(a[0], d[1]))


def _quotient(g: Graph, y: int, a: tuple[int, ...], d: tuple[int, ...]) -> int:
    if g.constant_of(d[1]) == 0.0:
        return g.div(d[0], a[1])
    return g.div(g.sub(d[0], g.mul(y, d[1])), a[1])


def _chain(factor: Callable[[Graph, int, int], int]) -> Rule:
    """dy = factor(y, x) dx."""

    def rule(g: Graph, y: int, a: tuple[int, ...], d: tuple[int, ...]) -> int:
        return g.mul(factor(g, y, a[0]), d[0])

    return rule


def _power(g: Graph, y: int, a: tuple[int, ...], d: tuple[int, ...]) -> int:
    base, exponent = a
    by_base = g.mul(g.mul(exponent, g.power(base, g.sub(exponent, g.const(1.0)))), d[0])
    by_exponent = g.const(0.0)
    if g.constant_of(d[1]) != 0.0:
        by_exponent = g.mul(g.mul(y, g.apply("log", base)), d[1])
    return g.add(by_base, by_exponent)


def _one_minus_square(g: Graph, x: int) -> int:
    return g.sub(g.const(1.0), g.mul(x, x))


def _exprel_slope(g: Graph, y: int, x: int) -> int:
    """d exprel/dx = (e**x - exprel(x))/x, 1/2 at 0; a series where the difference cancels."""
    near = g.apply("lt", g.apply("abs", x), g.const(0.05))
    safe = g.select(near, g.const(1.0), x)
    far_value = g.div(g.sub(g.apply("exp", x), y), safe)
    series = g.const(1.0 / 5760.0)
    for c in (1.0 / 840.0, 1.0 / 144.0, 1.0 / 30.0, 1.0 / 8.0, 1.0 / 3.0, 1.0 / 2.0):
        series = g.add(g.mul(series, x), g.const(c))
    return g.select(near, series, far_value)


RULES: dict[str, Rule] = {
    "add": lambda g, y, a, d: g.add(d[0], d[1]),
    "sub": lambda g, y, a, d: g.sub(d[0], d[1]),
    "neg": lambda g, y, a, d: g.neg(d[0]),
    "mul": _product,
    "div": _quotient,
    "select": lambda g, y, a, d: g.select(a[0], d[1], d[2]),
    "abs": _chain(lambda g, y, x: g.apply("sign", x)),
    "sqrt": _chain(lambda g, y, x: g.div(g.const(0.5), y)),
    "exp": _chain(lambda g, y, x: y),
    "expm1": _chain(lambda g, y, x: g.add(y, g.const(1.0))),
    "exprel": _chain(_exprel_slope),
    "log": _chain(lambda g, y, x: g.div(g.const(1.0), x)),
    "log10": _chain(lambda g, y, x: g.div(g.const(1.0 / math.log(10.0)), x)),
    "sin": _chain(lambda g, y, x: g.apply("cos", x)),
    "cos": _chain(lambda g, y, x: g.neg(g.apply("sin", x))),
    "tan": _chain(lambda g, y, x: g.add(g.const(1.0), g.mul(y, y))),
    "asin": _chain(lambda g, y, x: g.div(g.const(1.0), g.apply("sqrt", _one_minus_square(g, x)))),
    "acos": _chain(lambda g, y, x: g.div(g.const(-1.0), g.apply("sqrt", _one_minus_square(g, x)))),
    "atan": _chain(lambda g, y, x: g.div(g.const(1.0), g.add(g.const(1.0), g.mul(x, x)))),
    "sinh": _chain(lambda g, y, x: g.apply("cosh", x)),
    "cosh": _chain(lambda g, y, x: g.apply("sinh", x)),
    "tanh": _chain(lambda g, y, x: _one_minus_square(g, y)),
    "sigmoid": _chain(lambda g, y, x: g.mul(y, g.sub(g.const(1.0), y))),
    "pow": _power,
    "mod": lambda g, y, a, d: d[0],  # the divisor of a phase is a constant
}
FLAT = frozenset({"floor", "ceil", "rint", "trunc", "sign", "poisson"})


def derivative(g: Graph, node: int, leaf: int) -> int:
    """d node / d leaf, as a node."""
    zero, one = g.const(0.0), g.const(1.0)
    slopes: dict[int, int] = {}
    for current in g.reachable([node]):
        op, args, _, kind = g.nodes[current]
        if kind != "f":
            continue
        inner = tuple(slopes.get(a, zero) for a in args)
        if current == leaf:
            slopes[current] = one
        elif op in FLAT or all(g.constant_of(d) == 0.0 for d in inner):
            slopes[current] = zero
        else:
            slopes[current] = RULES[op](g, current, args, inner)
    return slopes[node]
