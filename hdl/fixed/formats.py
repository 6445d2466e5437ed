"""Fixed-point formats Qm.n: m bits before the binary point, the sign among them, and n behind it.

A number x stands as the integer x * 2**n, in two's complement. Q8.8 holds [-128, 128) in steps of 1/256.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from kernels.errors import RequestError, quoted

MOST_BITS = 64  # of a port or a state
_TEXT = re.compile(r"[Qq](-?\d{1,3})\.(-?\d{1,3})")


@dataclass(frozen=True, slots=True)
class Format:
    """Qm.n, signed. m or n may be negative (all bits far behind, or far before the point); m + n is the width."""

    m: int
    n: int

    def __post_init__(self) -> None:
        if not 2 <= self.m + self.n <= MOST_BITS:
            raise RequestError("format", f"{self} is {self.m + self.n} bits wide; a format has 2 to {MOST_BITS} bits")

    def __str__(self) -> str:
        return f"Q{self.m}.{self.n}"

    @property
    def width(self) -> int:
        """Bits in all."""
        return self.m + self.n

    @property
    def low_raw(self) -> int:
        """The smallest integer."""
        return -(1 << (self.width - 1))

    @property
    def high_raw(self) -> int:
        """The largest integer."""
        return (1 << (self.width - 1)) - 1

    @property
    def step(self) -> float:
        """The distance of two neighbours."""
        return math.ldexp(1.0, -self.n)

    @property
    def low(self) -> float:
        """The smallest number."""
        return math.ldexp(self.low_raw, -self.n)

    @property
    def high(self) -> float:
        """The largest number."""
        return math.ldexp(self.high_raw, -self.n)

    def holds(self, value: float) -> bool:
        """Whether a number, rounded, is inside the range."""
        return math.isfinite(value) and self.low_raw <= rounded(value, self.n) <= self.high_raw

    def raw(self, value: float, name: str) -> int:
        """The integer nearest to a number. RequestError naming value and format where it does not fit."""
        if not self.holds(value):
            raise RequestError("format", misfit(name, value, self))
        return rounded(value, self.n)

    def number(self, raw: int) -> float:
        """The number an integer stands for."""
        return math.ldexp(raw, -self.n)


def misfit(name: str, value: float, form: Format) -> str:
    """The message about a value outside its format, with a format of the same width that holds it."""
    text = f"{name} = {value:g} does not fit {form}, which holds {form.low:g} to {form.high:g}"
    if not math.isfinite(value):
        return text
    m = whole_bits(value, value)
    return f"{text}; it needs at least {m} bits before the point, as in Q{m}.{max(form.n, 2 - m)}"


def rounded(value: float, n: int) -> int:
    """value * 2**n to the nearest integer, halves up, exactly."""
    return math.floor(Fraction(value) * Fraction(2) ** n + Fraction(1, 2))


def whole_bits(low: float, high: float) -> int:
    """The smallest m, sign included, with which [low, high] lies inside [-2**(m-1), 2**(m-1)); may be negative."""
    size = max(abs(low), abs(high))
    if size == 0.0:
        return 1
    m = math.frexp(size)[1] + 1  # size < 2**(m-1)
    # -2**k itself still fits into k + 1 bits
    if abs(low) > high and math.frexp(-low)[0] == 0.5:
        m -= 1
    return m


def parse_format(text: str) -> Format:
    """The format written "Q8.8". RequestError for anything else."""
    found = _TEXT.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        shown = quoted(str(text))
        raise RequestError("format", f"{shown} is no format: write Q8.8, or auto, or a number of bits as 16")
    return Format(int(found[1]), int(found[2]))
