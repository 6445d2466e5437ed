"""Polynomials in a state as nested products: 0.04*v**2 + 5*v + 140 becomes (0.04*v + 5)*v + 140.

Half the operations, and as many fused multiply-adds in native code and multipliers saved in hardware.
"""

from __future__ import annotations

from kernels.codegen.graph import Graph

MOST_DEGREE = 8


def nested(g: Graph, node: int, states: list[int]) -> int:
    """The node, a sum, with its terms in the powers of one state nested; unchanged where no power is above 1."""
    terms = _terms(g, node, positive=True)
    if len(terms) < 2:
        return node
    products = [(positive, _factors(g, term)) for positive, term in terms]
    powers = {x: max(_multiplicity(factors, x) for _, factors in products) for x in states}
    x = max(states, key=lambda s: powers[s], default=-1)
    if x < 0 or not 1 < powers[x] <= MOST_DEGREE:
        return node
    coefficients = [g.const(0.0)] * (powers[x] + 1)
    for (positive, factors), (_, term) in zip(products, terms, strict=True):
        k = _multiplicity(factors, x)
        part = term if k == 0 else _product(g, [f for f in factors if f != x])
        coefficients[k] = (g.add if positive else g.sub)(coefficients[k], part)
    value = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        value = g.add(g.mul(value, x), coefficient)
    return value


def _multiplicity(factors: list[int], x: int) -> int:
    return sum(f == x for f in factors)


def _terms(g: Graph, node: int, positive: bool) -> list[tuple[bool, int]]:
    """The summands with their signs, in order."""
    op, args, _, _ = g.nodes[node]
    if op in ("add", "sub"):
        return _terms(g, args[0], positive) + _terms(g, args[1], positive if op == "add" else not positive)
    if op == "neg":
        return _terms(g, args[0], not positive)
    return [(positive, node)]


def _factors(g: Graph, node: int) -> list[int]:
    """The factors of a product; a division by something is a factor 1/something."""
    op, args, _, _ = g.nodes[node]
    if op == "mul":
        return _factors(g, args[0]) + _factors(g, args[1])
    if op == "div" and g.nodes[args[0]].op in ("mul", "leaf"):
        return [*_factors(g, args[0]), g.div(g.const(1.0), args[1])]
    return [node]


def _product(g: Graph, factors: list[int]) -> int:
    value = g.const(1.0)
    for factor in factors:
        value = g.mul(value, factor)
    return value
