"""Sobol sequences in hardware: direction numbers by dimension, and the values in Gray-code order.

A value follows from the last by one exclusive-or with the direction number of the counter's lowest 0
(Antonov IA, Saleev VM 1979; as a generator of stochastic streams: Liu S, Han J 2017, Energy efficient stochastic
computing with Sobol sequences, DATE 2017). Every aligned block of 2**k values has one in each interval of
2**-k, so a stream of such a block is exact to its last bit.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

# (coefficients of the primitive polynomial between the first and the last, initial numbers) of dimensions 2, 3 ...
# Joe S, Kuo FY (2008) Constructing Sobol sequences with better two-dimensional projections. SIAM J Sci Comput 30.
INITIAL: tuple[tuple[int, tuple[int, ...]], ...] = (
    (0, (1,)),
    (1, (1, 3)),
    (1, (1, 3, 1)),
    (2, (1, 1, 1)),
    (1, (1, 1, 3, 3)),
    (4, (1, 3, 5, 13)),
    (2, (1, 1, 5, 5, 17)),
    (4, (1, 1, 5, 5, 5)),
    (7, (1, 1, 7, 11, 19)),
    (11, (1, 1, 5, 1, 1)),
    (13, (1, 1, 1, 3, 11)),
    (14, (1, 3, 5, 5, 31)),
    (1, (1, 3, 3, 9, 7, 49)),
    (13, (1, 1, 1, 15, 21, 21)),
    (16, (1, 3, 1, 13, 27, 49)),
)
DIMENSIONS = len(INITIAL) + 1
LARGEST_KEPT = 20  # bits of a sequence that is kept whole


@lru_cache(maxsize=512)
def directions(dimension: int, width: int) -> tuple[int, ...]:
    """The direction numbers of a dimension, from 1: number j is for bit j of the counter, `width` bits each."""
    if dimension == 1:
        return tuple(1 << (width - 1 - j) for j in range(width))
    inner, m = INITIAL[dimension - 2]
    degree, numbers = len(m), list(m)
    for k in range(degree, width):
        new = numbers[k - degree] ^ (numbers[k - degree] << degree)
        for i in range(1, degree):
            if inner >> (degree - 1 - i) & 1:
                new ^= numbers[k - i] << i
        numbers.append(new)
    return tuple(numbers[j] << (width - 1 - j) for j in range(width))


def stepped(dimension: int, width: int, index: int, value: int) -> int:
    """The value after that at `index`; after the last one the sequence begins again at 0."""
    lowest_zero = (~index & (index + 1)).bit_length() - 1
    return value ^ directions(dimension, width)[min(lowest_zero, width - 1)]


def values(dimension: int, width: int, first: int, count: int) -> np.ndarray:
    """The values at `first` to `first + count - 1`, (count,) uint32."""
    index = (np.arange(count, dtype=np.int64) + first) & ((1 << width) - 1)
    return _cycle(dimension, width)[index] if width <= LARGEST_KEPT else _at(dimension, width, index)


@lru_cache(maxsize=16)
def _cycle(dimension: int, width: int) -> np.ndarray:
    """All values until the sequence begins again."""
    return _at(dimension, width, np.arange(1 << width, dtype=np.int64))


def _at(dimension: int, width: int, index: np.ndarray) -> np.ndarray:
    gray = index ^ (index >> 1)
    found = np.zeros(len(index), dtype=np.uint32)
    for j, number in enumerate(directions(dimension, width)):
        found ^= np.where(gray >> j & 1, np.uint32(number), np.uint32(0))
    return found
