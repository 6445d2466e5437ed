"""What each primitive operation of the graph computes, in plain Python: the definition the native code must match.

Doubles are Python floats (IEEE binary64, round to nearest even), integers are taken modulo 2**64.
The graph folds constants with this table, and the reference evaluator runs whole kernels with it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

MASK = 0xFFFFFFFFFFFFFFFF


def divide(a: float, b: float) -> float:
    """IEEE division: x/0 is an infinity or NaN, never an exception."""
    if b != 0.0:
        return a / b
    if a == 0.0 or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def square_root(a: float) -> float:
    """IEEE square root: NaN below zero."""
    return math.sqrt(a) if a >= 0.0 else (a if a == 0.0 else math.nan)


def multiply(a: float, b: float) -> float:
    """IEEE product (Python's own never raises)."""
    return a * b


def _rounded(function: Callable[[float], int]) -> Callable[[float], float]:
    def apply(a: float) -> float:
        # Python's integer rounding refuses infinities and loses the sign of zero
        return math.copysign(float(function(a)), a) if math.isfinite(a) and abs(a) < 2.0**53 else a

    return apply


def float_to_bits(a: float) -> int:
    """The 64 bits of a double."""
    return int(struct.unpack("<Q", struct.pack("<d", a))[0])


def bits_to_float(a: int) -> float:
    """The double with these 64 bits."""
    return float(struct.unpack("<d", struct.pack("<Q", a & MASK))[0])


def _signed(a: int) -> int:
    return a - (1 << 64) if a >> 63 else a


EVALUATE: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": multiply,
    "div": divide,
    "neg": lambda a: -a,
    "abs": abs,
    "sqrt": square_root,
    "floor": _rounded(math.floor),
    "ceil": _rounded(math.ceil),
    "rint": _rounded(round),
    "trunc": _rounded(math.trunc),
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
    "select": lambda c, a, b: a if c else b,
    "select_bool": lambda c, a, b: a if c else b,
    "iadd": lambda a, b: (a + b) & MASK,
    "isub": lambda a, b: (a - b) & MASK,
    "imul": lambda a, b: (a * b) & MASK,
    "iand": lambda a, b: a & b,
    "ior": lambda a, b: a | b,
    "ixor": lambda a, b: a ^ b,
    "ishl": lambda a, b: (a << b) & MASK,
    "ishr": lambda a, b: a >> b,
    "bits": float_to_bits,
    "from_bits": bits_to_float,
    "to_float": lambda a: float(_signed(a)),
}
