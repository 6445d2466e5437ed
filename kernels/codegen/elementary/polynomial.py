"""Polynomials in Horner form."""

from __future__ import annotations

from collections.abc import Sequence

from kernels.codegen.graph import Graph


def horner(g: Graph, coefficients: Sequence[float], x: int) -> int:
    """c0 + c1 x + c2 x**2 + ... by Horner's rule."""
    value = g.const(coefficients[-1])
    for c in reversed(coefficients[:-1]):
        value = g.add(g.mul(value, x), g.const(c))
    return value
