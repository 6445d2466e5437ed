"""exp, expm1, exprel and the hyperbolic functions built on them.

x = k ln2 + r with |r| <= ln2/2; expm1(r) is a polynomial; 2**k is made from its bits. Measured error: exp and cosh
below 1.2 ulp for results above 2.3e-307 (smaller ones become 0); expm1, exprel, sigmoid, sinh below 2, tanh below 2.5.
"""

from __future__ import annotations

import math

from kernels.codegen.elementary.polynomial import horner
from kernels.codegen.graph import Graph

LARGEST = 709.782712893384  # exp of anything above is infinite
SMALLEST = -706.0  # exp of anything below is taken as 0
LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01  # its last 32 bits are zero: k * LN2_HIGH is exact
LN2_LOW = 1.90821492927058770002e-10
ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to an integer that sits in the low bits

# (expm1(r) - r) / r**2 on |r| <= ln2/2
EXPM1 = (
    0.5,
    0.16666666666666669,
    0.04166666666662413,
    0.008333333333330062,
    0.0013888888917213717,
    0.00019841269863053618,
    2.4801521295954376e-05,
    2.7557268459997064e-06,
    2.7620088445409746e-07,
    2.510038549551032e-08,
)


def _reduce(g: Graph, x: int, low: int | None = None) -> tuple[int, int]:
    """(q, bits): exp(x + low) = 2**k (1 + q), with k in the low bits of the integer `bits`."""
    rounded = g.add(g.mul(x, g.const(LOG2_E)), g.const(ROUND))
    k = g.sub(rounded, g.const(ROUND))
    r = g.sub(g.sub(x, g.mul(k, g.const(LN2_HIGH))), g.mul(k, g.const(LN2_LOW)))
    if low is not None:
        r = g.add(r, low)
    q = g.add(r, g.mul(g.mul(r, r), horner(g, EXPM1, r)))
    return q, g.apply("bits", rounded)


def _power_of_two(g: Graph, bits: int, minus: int) -> int:
    """2**(k - minus), k in the low bits of `bits`."""
    shifted = g.apply("ishl", bits, g.integer(52))
    return g.apply("from_bits", g.apply("iadd", shifted, g.integer((1023 - minus) << 52)))


def exp(g: Graph, x: int, low: int | None = None) -> int:
    """e**x, or e**(x + low) for a small rest `low`; infinite above 709.78, 0 below -706, NaN for NaN."""
    q, bits = _reduce(g, x, low)
    twice = g.add(g.add(q, q), g.const(2.0))  # 2**(k-1) exists where 2**k already overflows
    value = g.mul(twice, _power_of_two(g, bits, minus=1))
    value = g.select(g.apply("lt", g.const(LARGEST), x), g.const(math.inf), value)
    return g.select(g.apply("lt", x, g.const(SMALLEST)), g.const(0.0), value)


def expm1(g: Graph, x: int) -> int:
    """e**x - 1 without cancellation near 0."""
    q, bits = _reduce(g, x)
    half = _power_of_two(g, bits, minus=1)
    # 2**k q + (2**k - 1), in halves so that k = 1024 does not overflow early
    value = g.add(g.mul(half, q), g.sub(half, g.const(0.5)))
    value = g.add(value, value)
    value = g.select(g.apply("lt", g.const(LARGEST), x), g.const(math.inf), value)
    return g.select(g.apply("lt", x, g.const(-50.0)), g.const(-1.0), value)


def exprel(g: Graph, x: int) -> int:
    """(e**x - 1)/x, 1 at 0."""
    is_zero = g.apply("eq", x, g.const(0.0))
    safe = g.select(is_zero, g.const(1.0), x)
    value = g.div(expm1(g, x), safe)
    value = g.select(is_zero, g.const(1.0), value)
    return g.select(g.apply("lt", g.const(LARGEST), x), g.const(math.inf), value)


def sigmoid(g: Graph, x: int) -> int:
    """1/(1 + e**-x)."""
    return g.div(g.const(1.0), g.add(g.const(1.0), exp(g, g.neg(x))))


def tanh(g: Graph, x: int) -> int:
    """Hyperbolic tangent."""
    size = g.apply("abs", x)
    m = expm1(g, g.mul(g.const(-2.0), size))
    value = g.div(g.neg(m), g.add(m, g.const(2.0)))
    return g.select(g.apply("lt", x, g.const(0.0)), g.neg(value), value)


def sinh(g: Graph, x: int) -> int:
    """Hyperbolic sine."""
    m = expm1(g, g.apply("abs", x))
    smooth = g.add(m, g.div(m, g.add(m, g.const(1.0))))
    value = g.mul(g.const(0.5), g.select(g.apply("lt", m, g.const(1e300)), smooth, m))
    return g.select(g.apply("lt", x, g.const(0.0)), g.neg(value), value)


def cosh(g: Graph, x: int) -> int:
    """Hyperbolic cosine."""
    e = exp(g, g.apply("abs", x))
    return g.mul(g.const(0.5), g.add(e, g.div(g.const(1.0), e)))
