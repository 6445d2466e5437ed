"""Arrays for kernels begin at a cache line, whatever they are copied from."""

from __future__ import annotations

import numpy as np
import pytest

from kernels.codegen.alignment import LINE, aligned


@pytest.mark.parametrize("shape", [(1,), (7, 3), (5, 2, 32), (0,), (4, 0)])
@pytest.mark.parametrize("kind", [np.float64, np.int64, np.uint32])
def test_a_copy_is_equal_contiguous_and_its_own(shape: tuple[int, ...], kind: type) -> None:
    values = np.arange(np.prod(shape) + 1).astype(kind)[1:].reshape(shape)
    copy = aligned(values.transpose())
    assert copy.dtype == kind
    assert np.array_equal(copy, values.transpose())
    assert copy.flags.c_contiguous
    assert not np.shares_memory(copy, values)
    assert copy.ctypes.data % LINE == 0 or copy.size == 0
