"""sin, cos, tan and their inverses.

x = k pi/2 + r with |r| <= pi/4, pi/2 carried in four parts. Measured error: sin and cos below 2 ulp for |x| <= 3e6,
beyond that below the spacing of x itself, and NaN from 2**49 on; tan, asin, acos, atan below 3 ulp.
"""

from __future__ import annotations

import math

from kernels.codegen.elementary.exponential import ROUND
from kernels.codegen.elementary.polynomial import horner
from kernels.codegen.graph import Graph

LARGEST_ANGLE = 2.0**49
TWO_OVER_PI = 0.6366197723675814
# pi/2 in parts whose last 21 bits are zero, so that k * part is exact for |k| < 2**21
PI_HALF = (1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32)

# (sin(r)/r - 1)/r**2, (cos(r) - 1 + r**2/2)/r**4, (atan(r)/r - 1)/r**2, each as a polynomial in r**2
SIN = (
    -0.16666666666666666,
    0.008333333333330948,
    -0.00019841269836756774,
    2.7557316101617874e-06,
    -2.505113165023518e-08,
    1.5918115263265974e-10,
)
COS = (
    0.041666666666666664,
    -0.0013888888888887398,
    2.480158729876456e-05,
    -2.7557317271145144e-07,
    2.087614614655861e-09,
    -1.1382623647474604e-11,
)
ATAN = (
    -0.3333333333333333,
    0.19999999999995516,
    -0.14285714284665682,
    0.11111111015187018,
    -0.0909090457530649,
    0.07692183125376892,
    -0.06664510525508936,
    0.05858140904866328,
    -0.050854078345894844,
    0.03923044778479309,
    -0.019175404711104935,
)


def _sin_cos(g: Graph, x: int) -> tuple[int, int, int]:
    """sin(r), cos(r) and the quadrant as an integer whose last two bits count."""
    rounded = g.add(g.mul(x, g.const(TWO_OVER_PI)), g.const(ROUND))
    k = g.sub(rounded, g.const(ROUND))
    r = g.select(g.apply("lt", g.apply("abs", x), g.const(LARGEST_ANGLE)), x, g.const(math.nan))
    for part in PI_HALF:
        r = g.sub(r, g.mul(k, g.const(part)))
    z = g.mul(r, r)
    sine = g.add(r, g.mul(g.mul(r, z), horner(g, SIN, z)))
    half = g.mul(z, g.const(0.5))
    one_minus = g.sub(g.const(1.0), half)
    lost = g.sub(g.sub(g.const(1.0), one_minus), half)
    cosine = g.add(one_minus, g.add(g.mul(g.mul(z, z), horner(g, COS, z)), lost))
    return sine, cosine, g.apply("bits", rounded)


def _bit_set(g: Graph, bits: int, bit: int) -> int:
    """Whether a bit of the quadrant is set (through a double: the graph compares only doubles)."""
    masked = g.apply("iand", bits, g.integer(bit))
    return g.apply("ne", g.apply("to_float", masked), g.const(0.0))


def sin(g: Graph, x: int) -> int:
    """Sine; NaN at infinities."""
    sine, cosine, quadrant = _sin_cos(g, x)
    value = g.select(_bit_set(g, quadrant, 1), cosine, sine)
    return g.select(_bit_set(g, quadrant, 2), g.neg(value), value)


def cos(g: Graph, x: int) -> int:
    """Cosine; NaN at infinities."""
    sine, cosine, quadrant = _sin_cos(g, x)
    value = g.select(_bit_set(g, quadrant, 1), sine, cosine)
    shifted = g.apply("iadd", quadrant, g.integer(1))
    return g.select(_bit_set(g, shifted, 2), g.neg(value), value)


def tan(g: Graph, x: int) -> int:
    """Tangent."""
    sine, cosine, quadrant = _sin_cos(g, x)
    odd = _bit_set(g, quadrant, 1)
    return g.div(g.select(odd, g.neg(cosine), sine), g.select(odd, sine, cosine))


def atan(g: Graph, x: int) -> int:
    """Arc tangent, in (-pi/2, pi/2)."""
    size = g.apply("abs", x)
    steep = g.apply("lt", g.const(2.414213562373095), size)
    middle = g.apply("and", g.apply("lt", g.const(0.41421356237309503), size), g.apply("not", steep))
    top = g.select(steep, g.const(-1.0), g.select(middle, g.sub(size, g.const(1.0)), size))
    bottom = g.select(steep, size, g.select(middle, g.add(size, g.const(1.0)), g.const(1.0)))
    r = g.div(top, bottom)
    z = g.mul(r, r)
    base = g.select(steep, g.const(math.pi / 2), g.select(middle, g.const(math.pi / 4), g.const(0.0)))
    rest = g.select(
        steep, g.const(6.123233995736766e-17), g.select(middle, g.const(3.061616997868383e-17), g.const(0.0))
    )
    value = g.add(base, g.add(r, g.add(g.mul(g.mul(r, z), horner(g, ATAN, z)), rest)))
    return g.select(g.apply("lt", x, g.const(0.0)), g.neg(value), value)


def asin(g: Graph, x: int) -> int:
    """Arc sine; NaN outside [-1, 1]."""
    leg = g.apply("sqrt", g.mul(g.sub(g.const(1.0), x), g.add(g.const(1.0), x)))
    return atan(g, g.div(x, leg))


def acos(g: Graph, x: int) -> int:
    """Arc cosine; NaN outside [-1, 1]."""
    ratio = g.div(g.sub(g.const(1.0), x), g.add(g.const(1.0), x))
    return g.mul(g.const(2.0), atan(g, g.apply("sqrt", ratio)))
