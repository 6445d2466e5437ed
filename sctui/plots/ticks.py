"""Where an axis begins and ends, and the round numbers written beside it."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

import numpy as np

ROUND = tuple(map(Decimal, ("1", "2", "2.5", "5")))  # steps between ticks, times a power of ten
LARGE, SMALL = Decimal("1e6"), Decimal("1e-3")  # outside, labels have exponents
SMALLEST = 1e-300  # ranges below it are one value


class Tick(NamedTuple):
    """A value on the axis and how it is written."""

    value: float
    label: str


def data_limits(arrays: Iterable[np.ndarray]) -> tuple[float, float]:
    """Smallest and largest finite value.

    A constant gets room on both sides, and no data at all gives (0, 1): the result always has low < high.
    """
    low, high = math.inf, -math.inf
    for array in arrays:
        if array.size == 0:
            continue
        smallest, largest = float(array.min()), float(array.max())
        if not (math.isfinite(smallest) and math.isfinite(largest)):  # NaN or an infinity in it: look closer
            finite = array[np.isfinite(array)]
            if finite.size == 0:
                continue
            smallest, largest = float(finite.min()), float(finite.max())
        low, high = min(low, smallest), max(high, largest)
    return (0.0, 1.0) if low > high else widen(low, high)


def widen(low: float, high: float) -> tuple[float, float]:
    """The same limits, or room around them if they are (nearly) one value."""
    if high - low > max(8 * math.ulp(max(abs(low), abs(high))), SMALLEST):
        return low, high
    room = max(abs(low) * 0.1, 1e-9) if abs(low) > SMALLEST else 1.0
    return max(low - room, -sys.float_info.max), min(high + room, sys.float_info.max)


def ticks(low: float, high: float, most: int) -> list[Tick]:
    """At most `most` (at least 2) round values inside [low, high], with labels that tell them apart."""
    span = high / 2 - low / 2  # halved: the distance of the ends may not be a finite number
    if not (span > 0 and math.isfinite(span)):
        return []
    smallest = math.floor(math.log10(span)) - 2
    for power in range(smallest, smallest + 6):
        for factor in ROUND:
            step = factor.scaleb(power)
            first, last = math.ceil(low / float(step) - 1e-9), math.floor(high / float(step) + 1e-9)
            if last - first + 1 <= max(most, 2):
                values = [k * step for k in range(first, last + 1)]
                return [Tick(float(value), label) for value, label in zip(values, labels(values), strict=True)]
    return []


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Whole decades in [10**low, 10**high]; `value` is the exponent. Between neighbours fall 2 and 5."""
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(decades) >= 2:
        stride = -(-len(decades) // max(most, 2))
        return [Tick(float(k), f"1e{k}" if abs(k) > 3 else f"{10.0**k:g}") for k in decades[::stride]]
    inner = ticks(10.0**low, 10.0**high, most)
    return [Tick(math.log10(tick.value), tick.label) for tick in inner if tick.value > 0]


def labels(values: list[Decimal]) -> list[str]:
    """The values with as many decimals as any of them needs, or with exponents where they are large or small."""
    plain = [value.normalize() for value in values]
    largest = max((abs(value) for value in plain), default=Decimal(0))
    if largest >= LARGE or largest < SMALL:
        return [_scientific(value) for value in plain]
    decimals = max(max(0, -int(value.as_tuple().exponent)) for value in plain)
    return [f"{value:.{decimals}f}" if value else "0" for value in plain]


def _scientific(value: Decimal) -> str:
    """1.5e9, without a sign or zeros in the exponent."""
    if not value:
        return "0"
    mantissa, _, exponent = f"{value:e}".partition("e")
    return f"{mantissa}e{int(exponent)}"
