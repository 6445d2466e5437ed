"""A Poisson count with a fixed mean from one uniform number: how many values of the distribution function it passes."""

from __future__ import annotations

import math

from hdl.refusal import Refused
from kernels.codegen.graph import Graph

LARGEST_MEAN = 24.0
NEGLIGIBLE = 2.0**-33  # below what 32 random bits can show


def counted(g: Graph, mean: int, uniform: int, normal: int) -> int:
    """The count; `normal` is not needed. Refused where the mean changes, or is above 24."""
    value = g.constant_of(mean)
    if not isinstance(value, float):
        raise Refused("random", "a Poisson number's mean changes in the run; a fixed mean can become comparisons")
    if value > LARGEST_MEAN:
        raise Refused("random", f"a Poisson number of mean {value:g}: at most {LARGEST_MEAN:g} become comparisons")
    count = g.const(0.0)
    term = total = math.exp(-max(value, 0.0))
    k = 0
    while 1.0 - total > NEGLIGIBLE and k < 200:
        passed = g.select(g.apply("lt", g.const(total), uniform), g.const(1.0), g.const(0.0))
        count = g.add(count, passed)
        k += 1
        term *= value / k
        total += term
    return count
