"""Counter-based random numbers: the draw of (seed, stream, lane, step) is a function of these four and nothing else.

Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, Parallel random numbers: as easy as 1, 2, 3, SC11). The compiled
kernels hold the same generator; this file is its definition in numpy:

- key = (low, high 32 bits of the seed); counter = (low, high 32 bits of the step, lane, stream)
- the four output words w0..w3 give two uniforms, u1 from (w0, w1) and u2 from (w2, w3),
  u = ((w0 >> 5) * 2^26 + (w1 >> 6) + 0.5) / 2^53; never 0, and 1 only where the sum rounds up to it
- and two normals (Box and Muller 1958), sqrt(-2 ln u1) cos(2 pi u2) and sqrt(-2 ln u1) sin(2 pi u2)

No result depends on how lanes and steps are grouped into calls.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Words = tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]

MASK = np.uint64(0xFFFFFFFF)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
ROUNDS = 10
HALF = np.uint64(32)


def philox4x32(counter: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike], key: tuple[int, int]) -> Words:
    """The four 32-bit output words, each as uint64 of the counter words' broadcast shape.

    `counter` holds four arrays of 32-bit words, `key` two 32-bit words.
    """
    shape = np.broadcast_shapes(*(np.shape(word) for word in counter))
    c0, c1, c2, c3 = (np.broadcast_to(np.asarray(word, dtype=np.uint64), shape) for word in counter)
    k0, k1 = key
    for _ in range(ROUNDS):
        # 32 by 32 bits: the product fits 64
        first, second = c0 * MULTIPLIER_0, c2 * MULTIPLIER_1
        c0, c2 = (second >> HALF) ^ c1 ^ np.uint64(k0), (first >> HALF) ^ c3 ^ np.uint64(k1)
        c1, c3 = second & MASK, first & MASK
        k0, k1 = (k0 + WEYL_0) & 0xFFFFFFFF, (k1 + WEYL_1) & 0xFFFFFFFF
    return c0, c1, c2, c3


def uniform(
    seed: int, stream: int, first_lane: int, lanes: int, k0: int, k1: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both uniforms of every step k0 <= k < k1 and lane: two arrays (k1 - k0, lanes)."""
    step = np.arange(k0, k1, dtype=np.uint64)[:, None]
    lane = np.arange(first_lane, first_lane + lanes, dtype=np.uint64)[None, :]
    counter = (step & MASK, step >> HALF, lane, np.full((1, 1), stream, dtype=np.uint64))
    w0, w1, w2, w3 = philox4x32(counter, (seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF))
    return _unit_interval(w0, w1), _unit_interval(w2, w3)


def normal(
    seed: int, stream: int, first_lane: int, lanes: int, k0: int, k1: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both independent standard normals of every step k0 <= k < k1 and lane: two arrays (k1 - k0, lanes)."""
    u1, u2 = uniform(seed, stream, first_lane, lanes, k0, k1)
    radius = np.sqrt(-2.0 * np.log(u1))
    angle = 2.0 * np.pi * u2
    return radius * np.cos(angle), radius * np.sin(angle)


def _unit_interval(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.float64]:
    whole = (high >> np.uint64(5) << np.uint64(26)) + (low >> np.uint64(6))
    return (whole.astype(np.float64) + 0.5) * 2.0**-53
