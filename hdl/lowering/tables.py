"""A function of one value as a table: straight lines between equally spaced points, or every value where they are few.

The error is what the lines miss (measured densely between the points) plus the rounding of the entries.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hdl.refusal import Refused

Function = Callable[[NDArray[np.float64]], NDArray[np.float64]]

FEWEST, MOST_SEGMENTS = 8, 4096
BETWEEN = 9  # samples inside a segment
LARGEST_POINT = 48  # bits behind the point of an entry: doubles know 52
MOST_ENTRY_BITS = 62
BEYOND = 2.0  # entries are cut this far beyond what makes a difference, so that no line is bent before


@dataclass(frozen=True, slots=True)
class Lines:
    """y = entries[i] + (slopes[i] * rest) / 2**shift with i = (x - first) >> shift; `slopes` is empty if shift is 0.

    x is an integer from `first` on; y stands for raw * 2**-point. `error` bounds |y - f(x)| for numbers x.
    """

    first: int
    shift: int
    entries: tuple[int, ...]
    slopes: tuple[int, ...]
    point: int
    error: float
    segments: int


def lines(
    f: Function,
    name: str,
    low: int,
    high: int,
    x_point: int,
    need: float,
    most_segments: int,
    most_bits: int,
    limit: float,
) -> Lines:
    """The table of f over the integers low ... high, which stand for raw * 2**-x_point.

    As few segments as keep the error below 2**-(need + 1), at most `most_segments`. Values beyond +-`limit` make no
    difference: entries are cut far outside. Refused where f is not finite on the range.
    """
    limit *= BEYOND
    step = math.ldexp(1.0, -x_point)
    span = high - low
    tolerance = math.ldexp(1.0, -min(60, max(-900, math.ceil(need) + 1)))
    shift = max(0, (span // most_segments).bit_length())
    coarsest = max(shift, (span // FEWEST).bit_length() if span >= FEWEST else 0)
    best: tuple[int, float] | None = None
    for s in range(coarsest, shift - 1, -1):
        error = _missed(f, name, low, span, s, step, limit)
        best = s, error
        if error <= tolerance:
            break
    assert best is not None
    s, missed = best
    first, values = _points(f, name, low, span, s, step, limit)
    largest = float(np.abs(values).max())
    whole = math.frexp(largest)[1] if largest else 0
    point = min(math.ceil(need) + 1, most_bits - whole, LARGEST_POINT)
    if whole + point > MOST_ENTRY_BITS:
        raise Refused("range", f"the table of {name} would need entries of {whole + point} bits")
    raw = [math.floor(math.ldexp(v, point) + 0.5) for v in values.tolist()]
    if s == 0:
        return Lines(first, 0, tuple(raw), (), point, math.ldexp(0.5, -point), len(raw))
    slopes = tuple(b - a for a, b in pairwise(raw))
    return Lines(first, s, tuple(raw[:-1]), slopes, point, missed + math.ldexp(1.0, -point), len(slopes))


def _points(
    f: Function, name: str, low: int, span: int, s: int, step: float, limit: float
) -> tuple[int, NDArray[np.float64]]:
    """The first point, a multiple of the segment, and f at all points."""
    first = low >> s << s
    count = ((low + span - first) >> s) + (2 if s else 1)
    x = (first + np.arange(count, dtype=np.float64) * (1 << s)) * step
    return first, _finite(f, name, x, step, limit)


def _finite(f: Function, name: str, x: NDArray[np.float64], step: float, limit: float) -> NDArray[np.float64]:
    """f, with removable singularities (0/0) filled in from both sides, cut at the limit."""
    with np.errstate(all="ignore"):  # what is not finite is looked at below
        y = np.broadcast_to(np.asarray(f(x), dtype=float), x.shape).copy()
        holes = np.isnan(y)
        if holes.any():
            width = max(step, float(np.abs(x).max()) * 1e-6)
            sides = [f(x[holes] + side * width * 1e-2) for side in (-1.0, 1.0)]
            y[holes] = 0.5 * (sides[0] + sides[1])
    if np.isnan(y).any() or (np.isinf(y).any() and math.isinf(limit)):
        at = float(x[np.isnan(y) | np.isinf(y)][0])
        raise Refused("range", f"{name} is not finite at {at:g}, which its argument can reach")
    return np.asarray(np.clip(y, -limit, limit), dtype=np.float64)


def _missed(f: Function, name: str, low: int, span: int, s: int, step: float, limit: float) -> float:
    """The largest distance of f from the lines between its points."""
    if s == 0:
        return 0.0
    first, y = _points(f, name, low, span, s, step, limit)
    width = (1 << s) * step
    x0 = first * step + np.arange(len(y) - 1) * width
    worst = 0.0
    for k in range(1, BETWEEN + 1):
        share = k / (BETWEEN + 1)
        inside = _finite(f, name, np.asarray(x0 + share * width, dtype=np.float64), step, limit)
        apart = np.abs(inside - (y[:-1] + share * np.diff(y)))
        # so far out that it makes no difference nothing is missed
        apart = np.where(np.abs(inside) >= limit / BEYOND, 0.0, apart)
        worst = max(worst, float(apart.max(initial=0.0)))
    return worst
