"""Where a value stands on a slider, what a place on it means, and which round number comes next."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = 100  # of an arrow key, from end to end, about
EXACT = 2.0**46  # steps; a value of more of them is too far away for steps to matter
LARGEST = 1e300


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of a slider, finite and `low` < `high`; made by `scale_for`.

    `log`: equal lengths are equal ratios; then both ends have the same sign. `whole`: whole numbers alone.
    `guessed`: the range is not the model's. Values beyond the ends are allowed: the range is a hint.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False
    guessed: bool = False

    def position(self, value: float) -> float:
        """Where a value stands, 0 at the low end and 1 at the high one; beyond them, the end."""
        if not value > self.low:  # also what is not a number
            return 0.0
        if value >= self.high:
            return 1.0
        if self.log:
            first, last = self._log(self.low), self._log(self.high)
            return _within((self._log(value) - first) / (last - first), 0.0, 1.0)
        span = self.high - self.low
        if math.isinf(span):
            return _within((value / 2 - self.low / 2) / (self.high / 2 - self.low / 2), 0.0, 1.0)
        return _within((value - self.low) / span, 0.0, 1.0)

    def value(self, position: float) -> float:
        """The value at a place, unrounded but for whole numbers; the ends are exact."""
        if not position > 0.0:
            return self.low
        if position >= 1.0:
            return self.high
        if self.log:
            first, last = self._log(self.low), self._log(self.high)
            here = first + position * (last - first)
            found = -math.exp(-here) if self.low < 0 else math.exp(here)
        else:
            half = self.high / 2 - self.low / 2  # the span itself may be infinite
            found = self.low + position * half + position * half
        found = _within(found, self.low, self.high)
        return float(round(found)) if self.whole else found

    def at(self, position: float) -> float:
        """The round value nearest to a place: what a drag of the mouse sets."""
        found = self.value(position)
        if found in (self.low, self.high):
            return found
        return _within(_multiple(round(found / self._size(found)), self._step(found)), self.low, self.high)

    def step(self, value: float, count: int, size: float = 1.0) -> float:
        """The value `count` arrow presses away, on a grid of round numbers; `size` times the usual step.

        It stops at the ends of the range; a value beyond an end comes back, and goes no further away.
        """
        for _ in range(abs(count)):
            value = self._next(value, count > 0, size)
        return value

    def _next(self, value: float, up: bool, size: float) -> float:
        end = self.high if up else self.low
        if (value >= end) if up else (value <= end):
            return value
        step = self._step(value, size)
        width = step[0] * 10.0 ** step[1]
        places = value / width if width > 0.0 else math.inf
        if not abs(places) < EXACT:  # far outside: the step is lost in the value
            return self.low if up else self.high
        nearest = round(places)
        on_grid = abs(places - nearest) < max(1e-6, abs(places) * 2.0**-50)
        n = (nearest if on_grid else math.floor(places)) + 1 if up else (nearest if on_grid else math.ceil(places)) - 1
        found = _multiple(n, step)
        return min(found, self.high) if up else max(found, self.low)

    def _size(self, value: float) -> float:
        digit, exponent = self._step(value)
        return float(digit * 10.0**exponent)

    def _step(self, value: float, size: float = 1.0) -> tuple[int, int]:
        """Digit and power of ten of the step at a value: 1, 2 or 5 times a power of ten."""
        if self.log:
            first, last = self._log(self.low), self._log(self.high)
            near = abs(_within(value, self.low, self.high))
            width = near * math.expm1(min((last - first) / STEPS * size, 1.0))
        else:
            width = (self.high / STEPS - self.low / STEPS) * size
        if self.whole:
            width = max(width, 1.0)
        return round_step(width)

    def _log(self, value: float) -> float:
        return -math.log(-value) if self.low < 0.0 else math.log(value)


def round_step(width: float) -> tuple[int, int]:
    """The nearest of 1, 2 and 5 times a power of ten, as digit and exponent."""
    if not 1e-300 < width < LARGEST:
        return 1, -300 if width < 1.0 else 300
    exponent = math.floor(math.log10(width))
    lead = width / 10.0**exponent
    for digit, limit in ((1, math.sqrt(2.0)), (2, math.sqrt(10.0)), (5, math.sqrt(50.0))):
        if lead < limit:
            return digit, exponent
    return 1, exponent + 1


def scale_for(low: float | None, high: float | None, log: bool, around: float | None, whole: bool = False) -> Scale:
    """The scale of a range as a model gives it; what is missing or makes no range is guessed about a value."""
    low, high = _finite(low), _finite(high)
    if low is not None and high is not None and low < high:
        same_sign = low > 0.0 or high < 0.0
        return Scale(low, high, log and same_sign and _spread(low, high), whole)
    middle = _finite(around) or 0.0
    reach = max(abs(middle) * 2.0, 1.0 if middle == 0.0 else 0.0)
    if low is not None and high is None:
        high = low + max(2.0 * (middle - low), reach, abs(low) * 1e-3)
    elif high is not None and low is None:
        low = high - max(2.0 * (high - middle), reach, abs(high) * 1e-3)
    elif middle == 0.0:
        low, high = -1.0, 1.0
    else:
        digit, exponent = round_step(2.0 * abs(middle))
        end = max(float(f"{digit}e{exponent}"), 1.25 * abs(middle))
        low, high = (-end, 0.0) if middle < 0.0 else (0.0, end)
    assert low is not None  # each branch has set both
    assert high is not None
    if not low < high:
        low, high = -1.0, 1.0
    return Scale(low, high, False, whole, guessed=True)


def _spread(low: float, high: float) -> bool:
    """Whether the logarithms of both ends differ: else equal ratios are no measure."""
    return math.log(abs(low)) != math.log(abs(high))


def _finite(value: float | None) -> float | None:
    return value if value is not None and abs(value) <= LARGEST else None


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _multiple(n: int, step: tuple[int, int]) -> float:
    """n steps, correctly rounded: 3 steps of 1e-1 are 0.3."""
    return float(f"{n * step[0]}e{step[1]}")
