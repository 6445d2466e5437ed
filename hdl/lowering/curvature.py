"""How strongly can a function bend within each segment? Interval bounds on its second derivative, for a proven error.

A chord over a segment of width h misses a function by at most h**2 / 8 times the largest second derivative in it.
Values, slopes and second derivatives are carried through the operations as intervals, for all segments at once, each
widened by WIDEN of its size for the rounding of doubles and of numpy's functions. Where nothing can be proven the bound
is infinite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hdl.lowering.functions import VALUES, between
from kernels.codegen.graph import Graph

Array = NDArray[np.float64]
WIDEN = 1e-12


class Interval(NamedTuple):
    """Lower and upper ends, one a segment."""

    low: Array
    high: Array


class Jet(NamedTuple):
    """A function on each segment: its value, slope and second derivative."""

    value: Interval
    slope: Interval
    second: Interval


def interval(low: Array, high: Array) -> Interval:
    """Widened by the rounding; NaN becomes everything."""
    low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
    return Interval(low - WIDEN * np.abs(np.nan_to_num(low)), high + WIDEN * np.abs(np.nan_to_num(high)))


def plus(a: Interval, b: Interval) -> Interval:
    return interval(a.low + b.low, a.high + b.high)


def minus(a: Interval, b: Interval) -> Interval:
    return interval(a.low - b.high, a.high - b.low)


def times(a: Interval, b: Interval) -> Interval:
    """The product; 0 times infinity counts as 0, since the ends are bounds of finite numbers."""
    corners = np.array([x * y for x in a for y in b])
    corners = np.where(np.isnan(corners), 0.0, corners)
    return interval(corners.min(axis=0), corners.max(axis=0))


def over(a: Interval, b: Interval) -> Interval:
    """The quotient; everything where the divisor can be 0."""
    crosses = (b.low <= 0.0) & (b.high >= 0.0)
    safe = Interval(np.where(crosses, 1.0, b.low), np.where(crosses, 1.0, b.high))
    whole = times(a, Interval(1.0 / safe.high, 1.0 / safe.low))
    return Interval(np.where(crosses, -np.inf, whole.low), np.where(crosses, np.inf, whole.high))


def square(a: Interval) -> Interval:
    ends = a.low * a.low, a.high * a.high
    low = np.where((a.low <= 0.0) & (a.high >= 0.0), 0.0, np.minimum(*ends))
    return interval(low, np.maximum(*ends))


def scaled(a: Interval, k: float) -> Interval:
    return interval(k * a.low, k * a.high) if k >= 0.0 else interval(k * a.high, k * a.low)


def shifted(a: Interval, k: float) -> Interval:
    return interval(a.low + k, a.high + k)


def chain(x: Jet, f: Interval, first: Interval, second: Interval) -> Jet:
    """f(x) from f, f' and f'' on the range of x."""
    bent = plus(times(second, square(x.slope)), times(first, x.second))
    return Jet(f, times(first, x.slope), bent)


def rising(op: str, a: Interval) -> Interval:
    return interval(VALUES[op](a.low), VALUES[op](a.high))


def _exp(x: Jet) -> Jet:
    f = rising("exp", x.value)
    return chain(x, f, f, f)


def _expm1(x: Jet) -> Jet:
    e = rising("exp", x.value)
    return chain(x, rising("expm1", x.value), e, e)


def _log(x: Jet) -> Jet:
    inverse = over(_ones(x), x.value)
    bad = x.value.low <= 0.0
    f = rising("log", Interval(np.where(bad, 1.0, x.value.low), np.where(bad, 1.0, x.value.high)))
    f = Interval(np.where(bad, -np.inf, f.low), np.where(bad, np.inf, f.high))
    return chain(x, f, inverse, scaled(square(inverse), -1.0))


def _sqrt(x: Jet) -> Jet:
    f = rising("sqrt", Interval(np.maximum(x.value.low, 0.0), np.maximum(x.value.high, 0.0)))
    first = over(scaled(_ones(x), 0.5), f)
    return chain(x, f, first, scaled(over(first, x.value), -0.5))


def _tanh(x: Jet) -> Jet:
    f = rising("tanh", x.value)
    # neither is larger than at the middle of the curve
    first = _cut(scaled(shifted(square(f), -1.0), -1.0), 0.0, 1.0)
    return chain(x, f, first, _cut(scaled(times(f, first), -2.0), -0.7699, 0.7699))


def _sigmoid(x: Jet) -> Jet:
    f = rising("sigmoid", x.value)
    first = _cut(times(f, scaled(shifted(f, -1.0), -1.0)), 0.0, 0.25)
    return chain(x, f, first, _cut(times(first, shifted(scaled(f, -2.0), 1.0)), -0.0963, 0.0963))


def _even(x: Jet) -> Interval:
    """The range of |x|."""
    low = np.where(
        (x.value.low <= 0.0) & (x.value.high >= 0.0), 0.0, np.minimum(np.abs(x.value.low), np.abs(x.value.high))
    )
    return Interval(low, np.maximum(np.abs(x.value.low), np.abs(x.value.high)))


def _cosh(x: Jet) -> Jet:
    f = rising("cosh", _even(x))
    return chain(x, f, rising("sinh", x.value), f)


def _sinh(x: Jet) -> Jet:
    f = rising("sinh", x.value)
    return chain(x, f, rising("cosh", _even(x)), f)


def _wave(x: Jet) -> Jet:
    """sin and cos: no derivative is larger than 1."""
    unit = Interval(-np.ones_like(x.value.low), np.ones_like(x.value.low))
    return chain(x, unit, unit, unit)


def _exprel(x: Jet) -> Jet:
    """(exp(x) - 1)/x is the mean of exp(s x) over s in [0, 1]: it and all its derivatives are positive and rise."""
    first, second = (interval(_moment(k, x.value.low), _moment(k, x.value.high)) for k in (1, 2))
    return chain(x, rising("exprel", x.value), first, second)


def _moment(k: int, x: Array) -> Array:
    """The integral of s**k exp(s x) over s in [0, 1], for k of 1 and 2: by parts, near 0 by Gauss' rule."""
    near = np.abs(x) < 2.0
    far = np.where(near, 2.0, np.clip(x, -700.0, 700.0))
    e = np.exp(far)
    parts = (e * (far - 1.0) + 1.0) / far**2 if k == 1 else (e * (far * far - 2.0 * far + 2.0) - 2.0) / far**3
    s, weight = np.polynomial.legendre.leggauss(16)
    s = 0.5 * (s + 1.0)
    rule = 0.5 * (weight * s**k * np.exp(np.multiply.outer(np.where(near, x, 0.0), s))).sum(axis=-1)
    return np.asarray(np.where(near, rule, parts), dtype=np.float64)


def _atan(x: Jet) -> Jet:
    first = over(_ones(x), shifted(square(x.value), 1.0))
    return chain(x, rising("atan", x.value), first, scaled(times(x.value, square(first)), -2.0))


def _ones(x: Jet) -> Interval:
    return Interval(np.ones_like(x.value.low), np.ones_like(x.value.low))


def _cut(a: Interval, low: float, high: float) -> Interval:
    return Interval(np.clip(a.low, low, high), np.clip(a.high, low, high))


def _mul(a: Jet, b: Jet) -> Jet:
    slope = plus(times(a.slope, b.value), times(a.value, b.slope))
    mixed = scaled(times(a.slope, b.slope), 2.0)
    return Jet(times(a.value, b.value), slope, plus(plus(times(a.second, b.value), times(a.value, b.second)), mixed))


def _div(a: Jet, b: Jet) -> Jet:
    inverse = over(_ones(b), b.value)
    power = square(inverse)
    second = minus(scaled(times(times(power, inverse), square(b.slope)), 2.0), times(power, b.second))
    return _mul(a, Jet(inverse, scaled(times(power, b.slope), -1.0), second))


RULES: dict[str, Callable[..., Jet]] = {
    "add": lambda a, b: Jet(*(plus(x, y) for x, y in zip(a, b, strict=True))),
    "sub": lambda a, b: Jet(*(minus(x, y) for x, y in zip(a, b, strict=True))),
    "neg": lambda a: Jet(*(scaled(x, -1.0) for x in a)),
    "mul": _mul,
    "div": _div,
    "exp": _exp,
    "expm1": _expm1,
    "exprel": _exprel,
    "log": _log,
    "sqrt": _sqrt,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "cosh": _cosh,
    "sinh": _sinh,
    "sin": _wave,
    "cos": _wave,
    "atan": _atan,
}


def largest_bend(g: Graph, root: int, source: int, low: Array, high: Array) -> Array:
    """An upper bound of |f''| in each segment [low, high] of the source; infinite where none can be given."""
    zero = Interval(np.zeros_like(low), np.zeros_like(low))
    one = Interval(np.ones_like(low), np.ones_like(low))
    known: dict[int, Jet] = {source: Jet(Interval(low, high), one, zero)}
    with np.errstate(all="ignore"):
        for n in between(g, root, known):
            op, args, value, _ = g.nodes[n]
            if op == "const":
                level = np.full_like(low, float(value))  # type: ignore[arg-type]
                known[n] = Jet(Interval(level, level), zero, zero)
            elif op in RULES:
                known[n] = RULES[op](*(known[a] for a in args))
            else:
                return np.full_like(low, np.inf)
        second = known[root].second
        bend = np.maximum(np.abs(second.low), np.abs(second.high))
    return np.asarray(np.where(np.isnan(bend), np.inf, bend), dtype=np.float64)
