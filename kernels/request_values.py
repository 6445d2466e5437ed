"""What may a value in a request be? The same checks behind every door, each a RequestError naming the field."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.errors import RequestError, quoted, unknown

Array = NDArray[np.float64]


def finite_array(field: str, value: Any) -> Array:
    """Finite numbers in an array of any shape."""
    try:
        given = np.asarray(value)
        # truth values, texts, dates and complex numbers would convert silently
        if value is None or given.dtype.kind not in "iufO":
            raise TypeError
        numbers = given.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise RequestError(field, f"needs a number, not {_shown(value)}") from None
    if not np.isfinite(numbers).all():
        raise RequestError(field, "is not a finite number")
    return numbers


def finite_numbers(field: str, value: Any) -> float | Array:
    """A finite number as a float, or a list of them as an array (n,)."""
    numbers = finite_array(field, value)
    if numbers.ndim > 1 or numbers.size == 0:
        raise RequestError(field, f"needs a number or one a lane, not an array of shape {numbers.shape}")
    return float(numbers) if numbers.ndim == 0 else numbers


def finite_number(field: str, value: Any) -> float:
    """One finite number; a list is refused, of one number as well."""
    numbers = finite_numbers(field, value)
    if not isinstance(numbers, float):
        raise RequestError(field, f"needs one number, not a list of {len(numbers)}")
    return numbers


def whole_number(field: str, value: Any, lowest: int, highest: int) -> int:
    """A whole number in [lowest, highest]; numpy's count as well."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not lowest <= value <= highest:
        raise RequestError(field, f"needs a whole number from {lowest} to {highest}, not {_shown(value)}")
    return int(value)


def mapping(field: str, value: Any) -> dict[str, Any]:
    """Names with their values; empty for None."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise RequestError(field, f"needs a mapping of names to numbers, not {_shown(value)}")
    return dict(value)


def choice(field: str, value: Any, known: Iterable[str]) -> str:
    """One of the known words."""
    names = list(known)
    if not isinstance(value, str):
        raise RequestError(field, f"needs a text, not {_shown(value)}")
    if value not in names:
        raise unknown(field, field, value, names)
    return value


def flag(field: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise RequestError(field, f"needs true or false, not {_shown(value)}")
    return bool(value)


def _shown(value: Any) -> str:
    """A value on one line, short; a whole number of ten thousand digits has no text in Python."""
    try:
        return quoted(value if isinstance(value, str) else reprlib.repr(value))
    except ValueError:
        return f"a {type(value).__name__} that is too long to show"
