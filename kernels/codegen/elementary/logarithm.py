"""log, log10, and powers with any exponent.

x = 2**k m with m in [sqrt(1/2), sqrt(2)); log(m) from s = (m - 1)/(m + 1). Measured error: log below 1 ulp; log10 and
pow carry their logarithm in two doubles and stay below 0.6 and 1.2 ulp.
"""

from __future__ import annotations

import math

from kernels.codegen.elementary.exponential import LN2_HIGH, LN2_LOW, exp
from kernels.codegen.elementary.polynomial import horner
from kernels.codegen.graph import Graph

# (2 atanh(s)/s - 2)/s**2 as a polynomial in s**2, |s| <= (sqrt(2) - 1)/(sqrt(2) + 1)
ATANH = (
    0.666666666666667,
    0.39999999999899444,
    0.2857142862600327,
    0.22222211130259878,
    0.18182889455674947,
    0.15331710618210773,
    0.14616585424888623,
)
TWO_THIRDS_LOW = 3.700743415417188e-17  # 2/3 - double(2/3)
LN2_LOWEST = 1.1612227229362532e-26  # ln2 - LN2_HIGH - LN2_LOW
# (2 atanh(s)/s - 2 - 2/3 s**2)/s**4 as a polynomial in s**2
TAIL = (
    0.4,
    0.2857142857142857,
    0.2222222222222222,
    0.18181818181818182,
    0.15384615384615385,
    0.13333333333333333,
    0.11764705882352941,
    0.10526315789473684,
    0.09523809523809523,
    0.08695652173913043,
)
INVERSE_LN10 = 0.4342944819032518  # 1/ln(10), and what the double leaves
INVERSE_LN10_LOW = 1.098319650216765e-17
TINY = 2.2250738585072014e-308
TWO_54 = 18014398509481984.0
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
HIGH_HALF = 0xFFFFFFFFF8000000  # clears the lower 27 bits of a double's pattern


def _split(g: Graph, x: int) -> tuple[int, int]:
    """(k as a double, m) with x = 2**k m for positive finite x, subnormals included."""
    tiny = g.apply("lt", x, g.const(TINY))
    bits = g.apply("bits", g.select(tiny, g.mul(x, g.const(TWO_54)), x))
    # the offset makes the exponent field count from sqrt(1/2) instead of from 1
    offset = g.apply("isub", bits, g.integer(SQRT_HALF_BITS))
    low = g.apply("iand", offset, g.integer(0xFFFFFFFFFFFFF))
    mantissa = g.apply("from_bits", g.apply("iadd", low, g.integer(SQRT_HALF_BITS)))
    # add 2048 before the logical shift, so that it is never negative
    raised = g.apply("iadd", offset, g.integer(2048 << 52))
    exponent = g.apply("iand", g.apply("ishr", raised, g.integer(52)), g.integer(4095))
    k = g.sub(g.apply("to_float", exponent), g.const(2048.0))
    return g.sub(k, g.select(tiny, g.const(54.0), g.const(0.0))), mantissa


def _edges(g: Graph, x: int, value: int) -> int:
    """log's values at 0, below 0, at infinity and NaN."""
    value = g.select(g.apply("lt", x, g.const(math.inf)), value, x)  # infinity and NaN pass
    value = g.select(g.apply("eq", x, g.const(0.0)), g.const(-math.inf), value)
    return g.select(g.apply("lt", x, g.const(0.0)), g.const(math.nan), value)


def log(g: Graph, x: int) -> int:
    """Natural logarithm; -inf at 0, NaN below."""
    k, m = _split(g, x)
    f = g.sub(m, g.const(1.0))
    s = g.div(f, g.add(f, g.const(2.0)))
    z = g.mul(s, s)
    half_square = g.mul(g.mul(g.const(0.5), f), f)
    r = g.mul(z, horner(g, ATANH, z))
    correction = g.add(g.mul(s, g.add(half_square, r)), g.mul(k, g.const(LN2_LOW)))
    value = g.add(g.mul(k, g.const(LN2_HIGH)), g.sub(f, g.sub(half_square, correction)))
    return _edges(g, x, value)


def _upper(g: Graph, x: int) -> int:
    """The upper 26 bits of a double: products of two such are exact."""
    return g.apply("from_bits", g.apply("iand", g.apply("bits", x), g.integer(HIGH_HALF)))


def _product(g: Graph, a: int, b: int) -> tuple[int, int]:
    """a*b as an unevaluated sum of two doubles (Dekker 1971)."""
    p = g.mul(a, b)
    a1, b1 = _upper(g, a), _upper(g, b)
    a2, b2 = g.sub(a, a1), g.sub(b, b1)
    error = g.sub(g.mul(a1, b1), p)
    error = g.add(error, g.add(g.mul(a1, b2), g.mul(a2, b1)))
    return p, g.add(error, g.mul(a2, b2))


def _sum(g: Graph, a: int, b: int) -> tuple[int, int]:
    """a + b as an unevaluated sum of two doubles (Knuth's two-sum)."""
    s = g.add(a, b)
    b_part = g.sub(s, a)
    return s, g.add(g.sub(a, g.sub(s, b_part)), g.sub(b, b_part))


def _log_two_doubles(g: Graph, x: int) -> tuple[int, int]:
    """log(x) for x > 0 as a sum of two doubles, to about 2**-68."""
    k, m = _split(g, x)
    f = g.sub(m, g.const(1.0))  # exact
    two_plus_f, rest = _sum(g, g.const(2.0), f)
    s = g.div(f, two_plus_f)
    p, p_low = _product(g, s, two_plus_f)
    remainder = g.sub(g.sub(g.sub(f, p), p_low), g.mul(s, rest))
    s_low = g.div(remainder, two_plus_f)
    # 2 s + s**3 (2/3 + ...): the cubic term's leading constant needs two doubles as well
    z, z_low = _product(g, s, s)
    z_low = g.add(z_low, g.mul(g.mul(g.const(2.0), s), s_low))
    tail = g.mul(z, horner(g, TAIL, z))
    c, c_low = _product(g, z, g.const(2.0 / 3.0))
    c_low = g.add(c_low, g.add(g.mul(z, g.const(TWO_THIRDS_LOW)), g.mul(z_low, g.const(2.0 / 3.0))))
    c, c_err = _sum(g, c, g.mul(z, tail))
    c_low = g.add(c_low, c_err)
    q, q_low = _product(g, s, c)
    q_low = g.add(q_low, g.add(g.mul(s, c_low), g.mul(s_low, c)))
    high, low = _sum(g, g.add(s, s), q)
    low = g.add(low, g.add(q_low, g.add(s_low, s_low)))
    base, base_low = _sum(g, g.mul(k, g.const(LN2_HIGH)), high)
    ln2_low, ln2_err = _product(g, k, g.const(LN2_LOW))
    low = g.add(low, g.add(base_low, g.add(ln2_err, g.mul(k, g.const(LN2_LOWEST)))))
    total, rest = _sum(g, base, ln2_low)
    return _sum(g, total, g.add(rest, low))


def log10(g: Graph, x: int) -> int:
    """Decimal logarithm, exact at powers of ten."""
    high, low = _log_two_doubles(g, x)
    p, p_low = _product(g, high, g.const(INVERSE_LN10))
    rest = g.add(g.mul(high, g.const(INVERSE_LN10_LOW)), g.mul(low, g.const(INVERSE_LN10)))
    return _edges(g, x, g.add(p, g.add(p_low, rest)))


def power(g: Graph, x: int, y: int) -> int:
    """x**y as C's pow: x < 0 only with an integer y, 0**y is 0, 1 or infinite."""
    size = g.apply("abs", x)
    log_high, log_low = _log_two_doubles(g, size)
    p, p_low = _product(g, y, log_high)
    p_low = g.add(p_low, g.mul(y, log_low))
    small = g.apply("lt", g.apply("abs", p_low), g.const(1.0))  # false only where p has overflowed
    value = exp(g, p, g.select(small, p_low, g.const(0.0)))
    # 0 and infinity have no logarithm: an infinite or a vanishing result by the sign of y
    falling = g.apply("lt", y, g.const(0.0))
    at_zero = g.select(falling, g.const(math.inf), g.const(0.0))
    at_infinity = g.select(falling, g.const(0.0), g.const(math.inf))
    value = g.select(g.apply("eq", x, g.const(0.0)), at_zero, value)
    value = g.select(g.apply("eq", size, g.const(math.inf)), at_infinity, value)
    is_integer = g.apply("eq", g.apply("floor", y), y)
    half = g.mul(y, g.const(0.5))
    is_odd = g.apply("and", is_integer, g.apply("ne", g.apply("floor", half), half))
    negative = g.apply("lt", x, g.const(0.0))
    value = g.select(g.apply("and", negative, is_odd), g.neg(value), value)
    value = g.select(g.apply("and", negative, g.apply("not", is_integer)), g.const(math.nan), value)
    value = g.select(g.apply("eq", y, g.const(1.0)), x, value)
    for argument in (x, y):
        value = g.select(g.apply("ne", argument, argument), argument, value)
    value = g.select(g.apply("eq", y, g.const(0.0)), g.const(1.0), value)
    return g.select(g.apply("eq", x, g.const(1.0)), g.const(1.0), value)
