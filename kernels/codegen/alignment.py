"""Arrays that begin at a cache line: a vector of 64 bytes that crosses two lines costs two accesses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 64  # bytes; also the widest vector


def _empty(shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """As numpy.empty, beginning at a cache line."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    raw = np.empty(size + LINE, dtype=np.uint8)
    skip = -raw.ctypes.data % LINE
    return raw[skip : skip + size].view(dtype).reshape(shape)


def aligned(values: NDArray[Any]) -> NDArray[Any]:
    """A contiguous copy that begins at a cache line."""
    copy = _empty(values.shape, values.dtype)
    copy[...] = values
    return copy
