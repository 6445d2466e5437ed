"""Arrays that begin at a cache line: a vector of 64 bytes that crosses two lines costs two accesses."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 64  # bytes; also the widest vector


def aligned(values: NDArray[Any]) -> NDArray[Any]:
    """A contiguous copy that begins at a cache line."""
    raw = np.empty(values.nbytes + LINE, dtype=np.uint8)
    skip = -raw.ctypes.data % LINE
    copy = raw[skip : skip + values.nbytes].view(values.dtype).reshape(values.shape)
    copy[...] = values
    return copy
