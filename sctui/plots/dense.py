"""Long curves made short before they are drawn: what is outside is left out, a column gets four points at most."""

from __future__ import annotations

import numpy as np

DENSE = 8  # points a dot column, from here on


def ascending(x: np.ndarray) -> bool:
    """Whether no value is below the one before it, and all are numbers."""
    return len(x) > 0 and bool((x[1:] >= x[:-1]).all()) and bool(np.isfinite(x[0]) and np.isfinite(x[-1]))


def part_inside(x: np.ndarray, low: float, high: float) -> slice:
    """The part of ascending `x` in [low, high] and a value on either side, so that lines still reach the edges.

    All of it where `x` does not ascend or is inside.
    """
    if len(x) == 0 or not (x[0] < low or x[-1] > high) or not ascending(x):
        return slice(None)
    first, last = np.searchsorted(x, low, side="left"), np.searchsorted(x, high, side="right")
    return slice(max(int(first) - 1, 0), int(last) + 1)


def thinned(u: np.ndarray, v: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """A curve of dots (u ascending) with at most first, lowest, highest and last point of each of `width` columns.

    It touches the same dots. Curves with gaps, going back or with few points stay as they are.
    """
    if len(u) <= DENSE * width or not ascending(u) or not np.isfinite(v).all():
        return u, v
    column = np.clip(np.floor(u + 0.5), -1, width)
    starts = np.concatenate([[0], np.flatnonzero(column[1:] != column[:-1]) + 1])
    ends = np.concatenate([starts[1:], [len(u)]]) - 1
    short = np.empty((len(starts), 4))
    short[:, 0], short[:, 3] = v[starts], v[ends]
    short[:, 1], short[:, 2] = np.minimum.reduceat(v, starts), np.maximum.reduceat(v, starts)
    across = np.repeat(column[starts], 4)
    across[::4], across[3::4] = u[starts], u[ends]
    return across, short.ravel()
