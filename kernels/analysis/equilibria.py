"""Where does a model stay? Newton's method from many places at once, on the compiled right-hand side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import Flow

Array = NDArray[np.float64]

NEWTON_STEPS = 60
TOLERANCE = 1e-10  # of a state's scale: the last Newton step
LONGEST = 0.5  # of the scale: a single Newton step, so that the search stays where it was begun
SAME = 1e-6  # of the scale: two equilibria closer than this are one


def newton(
    flow: Flow, x: Array, p: Array | float, scale: Array, free: NDArray[np.intp] | None = None, longest: float = LONGEST
) -> tuple[Array, NDArray[np.bool_]]:
    """Equilibria (n, points) from starts (n, points), and which of them were reached; states not `free` stay.

    `scale` (n,) is each state's usual spread, `p` the varied parameter, one number or (points,), `longest` a single
    step in units of the scale.
    """
    x = np.array(x, dtype=float)
    chosen = np.arange(len(x)) if free is None else free
    reached = np.zeros(x.shape[1], dtype=bool)
    if len(chosen) == 0:
        return x, np.ones(x.shape[1], dtype=bool)
    p = np.broadcast_to(np.asarray(p, dtype=float), (x.shape[1],))
    active = np.arange(x.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(NEWTON_STEPS):
            values, slopes = flow.at(x[:, active], p[active])
            change = solved(slopes[:, chosen[:, None], chosen], values[:, chosen]) / scale[chosen]
            size = np.abs(change).max(axis=1)
            change *= np.where(size > longest, longest / size, 1.0)[:, None]
            x[np.ix_(chosen, active)] -= (change * scale[chosen]).T
            done = size <= TOLERANCE
            reached[active[done]] = True
            active = active[~done & np.isfinite(size)]
            if len(active) == 0:
                break
    return x, reached


def solved(matrices: Array, values: Array) -> Array:
    """The solutions (points, n) of the systems (points, n, n), NaN where there is none."""
    finite = np.isfinite(matrices).all(axis=(1, 2)) & np.isfinite(values).all(axis=1)
    result = np.full(values.shape, np.nan)
    if not finite.any():
        return result
    try:
        result[finite] = np.linalg.solve(matrices[finite], values[finite][:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:  # one singular system in the stack: take each by itself
        for number in np.flatnonzero(finite):
            try:
                result[number] = np.linalg.solve(matrices[number], values[number])
            except np.linalg.LinAlgError:
                continue  # stays NaN: no solution here
    return result


def distinct(x: Array, scale: Array) -> Array:
    """The columns of x (n, points) that differ, in their order."""
    kept: list[Array] = []
    for column in x.T:
        if not any(np.abs((column - other) / scale).max() < SAME for other in kept):
            kept.append(column)
    return np.array(kept).T.reshape(len(x), len(kept))


def find_equilibria(flow: Flow, p: float, starts: Array, scale: Array, free: NDArray[np.intp] | None = None) -> Array:
    """All different equilibria (n, count) that Newton's method reaches from the starts (n, points)."""
    x, reached = newton(flow, starts, p, scale, free)
    return distinct(x[:, reached], scale)


def spread_starts(low: Array, high: Array, count: int, seed: int = 1) -> Array:
    """(n, count) places in the box: on its diagonal, and a random one in every layer of every state."""
    n = len(low)
    draw = np.random.default_rng(seed)
    layers = np.array([(draw.permutation(count) + draw.random(count)) / count for _ in range(n)])
    diagonal = np.broadcast_to(np.linspace(0.0, 1.0, max(2, count // 4)), (n, max(2, count // 4)))
    shares = np.concatenate([layers, diagonal], axis=1)
    return low[:, None] + shares * (high - low)[:, None]
