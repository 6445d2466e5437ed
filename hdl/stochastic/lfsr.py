"""Linear feedback shift registers of maximal length: their taps by width, one step, and long runs of values."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

# Taps of a primitive polynomial a width: x**17 + x**14 + 1 is (17, 14). Fibonacci form, stages counted from 1.
# Such tables are in Ward R, Molteno T (2007) Table of linear feedback shift registers, University of Otago.
TAPS: dict[int, tuple[int, ...]] = {
    3: (3, 2),
    4: (4, 3),
    5: (5, 3),
    6: (6, 5),
    7: (7, 6),
    8: (8, 6, 5, 4),
    9: (9, 5),
    10: (10, 7),
    11: (11, 9),
    12: (12, 6, 4, 1),
    13: (13, 4, 3, 1),
    14: (14, 5, 3, 1),
    15: (15, 14),
    16: (16, 15, 13, 4),
    17: (17, 14),
    18: (18, 11),
    19: (19, 6, 2, 1),
    20: (20, 17),
    21: (21, 19),
    22: (22, 21),
    23: (23, 18),
    24: (24, 23, 22, 17),
}
WIDTHS = range(min(TAPS), max(TAPS) + 1)
LARGEST_KEPT = 20  # bits of a register whose cycle is kept whole


def tap_mask(width: int) -> int:
    """The bits of the register whose parity is the next bit shifted in at the low end."""
    return sum(1 << (tap - 1) for tap in TAPS[width])


def stepped(width: int, state: int) -> int:
    """The state after one clock."""
    bit = (state & tap_mask(width)).bit_count() & 1
    return ((state << 1) | bit) & ((1 << width) - 1)


def period(width: int) -> int:
    """States before it repeats: all but 0."""
    return (1 << width) - 1


def jumped(width: int, state: int, clocks: int) -> int:
    """The state after so many clocks, by repeated squaring of the step's matrix over GF(2)."""
    columns = [stepped(width, 1 << i) for i in range(width)]
    clocks %= period(width)
    while clocks:
        if clocks & 1:
            state = _applied(columns, state)
        columns = [_applied(columns, column) for column in columns]
        clocks >>= 1
    return state


def _applied(columns: list[int], state: int) -> int:
    result = 0
    for i, column in enumerate(columns):
        if state >> i & 1:
            result ^= column
    return result


def spread_seeds(width: int, count: int, seed: int) -> list[int]:
    """Seeds at even distances along the cycle, the first at a place that `seed` chooses: streams from them share no
    stretch shorter than the distance.
    """
    first = jumped(width, 1, (seed * 0x9E3779B1 + 0x5851) % period(width))
    apart = period(width) // max(count, 1)
    found = [first]
    for _ in range(count - 1):
        found.append(jumped(width, found[-1], apart))
    return found


@lru_cache(maxsize=4096)
def near(width: int, a: int, b: int) -> bool:
    """Whether one state follows from the other by fewer clocks than the register has bits: they then share bits."""
    for first, other in ((a, b), (b, a)):
        state = first
        for _ in range(width):
            if state == other:
                return True
            state = stepped(width, state)
    return False


@lru_cache(maxsize=8)
def _cycle(width: int) -> np.ndarray:
    """All states from 1 on, (period,) uint32; for a cycle that is short enough to be kept."""
    return _run(width, 1, period(width))


def _run(width: int, seed: int, count: int) -> np.ndarray:
    """The states of `count` clocks, the seed first: windows over the sequence of bits that are shifted in."""
    bits = np.zeros(count + width, dtype=np.uint8)
    bits[:width] = [(seed >> (width - 1 - i)) & 1 for i in range(width)]
    made, lags = width, np.array(TAPS[width])
    while made < len(bits):
        # the recurrence also holds with all its lags times a power of two, so blocks grow with what is there
        doublings = max(0, (made // width).bit_length() - 1)
        far = lags << doublings
        size = min(int(far.min()), len(bits) - made)
        block = np.zeros(size, dtype=np.uint8)
        for lag in far:
            block ^= bits[made - lag : made - lag + size]
        bits[made : made + size] = block
        made += size
    states = np.zeros(count, dtype=np.uint32)
    for i in range(width):
        states = (states << np.uint32(1)) | bits[i : i + count]
    return states


def values(width: int, seed: int, first: int, count: int) -> np.ndarray:
    """The register's states at clocks `first` to `first + count - 1` from its seed, (count,) uint32."""
    start = jumped(width, seed, first)
    if width > LARGEST_KEPT:
        return _run(width, start, count)
    cycle = _cycle(width)
    at = int(_places(width)[start])
    return cycle[(at + np.arange(count)) % len(cycle)]


@lru_cache(maxsize=8)
def _places(width: int) -> np.ndarray:
    """Where in the cycle each state is."""
    places = np.zeros(1 << width, dtype=np.int64)
    places[_cycle(width)] = np.arange(period(width))
    return places
