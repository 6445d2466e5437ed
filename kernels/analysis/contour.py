"""Where is a function of two variables zero? Marching squares, every vertex refined on its edge of the grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Plane = Callable[[Array, Array], Array]

ROUNDS = 60  # of the search on an edge
SMALL = 1e-15  # of the edge, and of the function at its ends: near enough to the zero
NO_ROOT = 1e-6  # of the values at the ends: what is left at a sign change that is a pole or a jump


class Polyline(NamedTuple):
    """Points of a curve in order; a closed one ends where it begins."""

    x: Array
    y: Array


class _Edges(NamedTuple):
    """Edges of the grid on which the sign changes: their numbers and both ends."""

    number: NDArray[np.intp]
    x0: Array
    y0: Array
    x1: Array
    y1: Array
    f0: Array
    f1: Array


def zero_contours(values: Array, x: Array, y: Array, function: Plane) -> tuple[Polyline, ...]:
    """The curves on which `function` is 0, from its values (len(y), len(x)) on the grid.

    Vertices are zeros on edges of the grid to rounding. Sign changes at poles and jumps are no zeros and left out;
    NaN is outside. Where two branches meet in one cell its centre decides how they go on.
    """
    edges = _crossed(values, x, y)
    if len(edges.number) == 0:
        return ()
    share, rest = _roots(edges, function)
    kept = np.abs(rest) <= NO_ROOT * np.minimum(np.abs(edges.f0), np.abs(edges.f1)) + 1e-300
    kept |= np.abs(rest) <= 1e-12 * np.maximum(np.abs(edges.f0), np.abs(edges.f1))
    px = edges.x0 + share * (edges.x1 - edges.x0)
    py = edges.y0 + share * (edges.y1 - edges.y0)
    place = {int(n): (float(a), float(b)) for n, a, b in zip(edges.number[kept], px[kept], py[kept], strict=True)}
    neighbours = _joined(values, x, y, function, place)
    return tuple(
        Polyline(np.array([place[n][0] for n in chain]), np.array([place[n][1] for n in chain]))
        for chain in _chains(neighbours)
    )


def _crossed(values: Array, x: Array, y: Array) -> _Edges:
    """The edges along x are numbered first, row by row, then those along y."""
    above = values > 0.0
    finite = np.isfinite(values)
    across = (above[:, 1:] != above[:, :-1]) & finite[:, 1:] & finite[:, :-1]
    up = (above[1:] != above[:-1]) & finite[1:] & finite[:-1]
    j, i = np.nonzero(across)
    k, m = np.nonzero(up)
    return _Edges(
        np.concatenate([j * (len(x) - 1) + i, across.size + k * len(x) + m]),
        np.concatenate([x[i], x[m]]), np.concatenate([y[j], y[k]]),
        np.concatenate([x[i + 1], x[m]]), np.concatenate([y[j], y[k + 1]]),
        np.concatenate([values[j, i], values[k, m]]), np.concatenate([values[j, i + 1], values[k + 1, m]]),
    )  # fmt: skip


def _roots(edges: _Edges, function: Plane) -> tuple[Array, Array]:
    """(share of the edge, what is left of the function) at the zero of every edge: Illinois with bisection."""
    low, high = np.zeros(len(edges.number)), np.ones(len(edges.number))
    f_low, f_high = edges.f0.copy(), edges.f1.copy()
    weight_low, weight_high = np.ones_like(low), np.ones_like(low)
    best = np.where(np.abs(f_low) < np.abs(f_high), low, high)
    rest = np.where(np.abs(f_low) < np.abs(f_high), f_low, f_high)
    size = np.maximum(np.abs(edges.f0), np.abs(edges.f1))
    for number in range(ROUNDS):
        active = np.flatnonzero((np.abs(rest) > SMALL * size) & (high - low > SMALL) & np.isfinite(f_low + f_high))
        if len(active) == 0:
            break
        a, b = f_low * weight_low, f_high * weight_high
        with np.errstate(all="ignore"):
            share = np.where(number % 4 == 3, 0.5 * (low + high), low - a * (high - low) / (b - a))
        share = np.where((share > low) & (share < high), share, 0.5 * (low + high))
        x = edges.x0 + share * (edges.x1 - edges.x0)
        y = edges.y0 + share * (edges.y1 - edges.y0)
        value = rest.copy()
        value[active] = function(x[active], y[active])
        better = np.abs(value) < np.abs(rest)
        best, rest = np.where(better, share, best), np.where(better, value, rest)
        same = (value > 0.0) == (f_low > 0.0)
        weight_high = np.where(same, 0.5 * weight_high, 1.0)
        weight_low = np.where(same, 1.0, 0.5 * weight_low)
        low, f_low = np.where(same, share, low), np.where(same, value, f_low)
        high, f_high = np.where(same, high, share), np.where(same, f_high, value)
    return best, rest


def _joined(
    values: Array, x: Array, y: Array, function: Plane, place: dict[int, tuple[float, float]]
) -> dict[int, list[int]]:
    """For every vertex the one or two that it is joined with through a cell."""
    nx, across = len(x), len(y) * (len(x) - 1)
    cells: dict[tuple[int, int], None] = {}
    for number in place:
        if number < across:
            j, i = divmod(number, nx - 1)
            cells |= {(j - 1, i): None, (j, i): None}
        else:
            j, i = divmod(number - across, nx)
            cells |= {(j, i - 1): None, (j, i): None}
    neighbours: dict[int, list[int]] = {number: [] for number in place}
    for j, i in cells:
        if not (0 <= j < len(y) - 1 and 0 <= i < nx - 1):
            continue
        bottom, top = j * (nx - 1) + i, (j + 1) * (nx - 1) + i
        left, right = across + j * nx + i, across + j * nx + i + 1
        there = [number for number in (bottom, right, top, left) if number in place]
        pairs = []
        if len(there) == 2:
            pairs = [(there[0], there[1])]
        elif len(there) == 4:
            centre = function(np.array([0.5 * (x[i] + x[i + 1])]), np.array([0.5 * (y[j] + y[j + 1])]))[0]
            like_first = (centre > 0.0) == (values[j, i] > 0.0)
            pairs = [(bottom, right), (top, left)] if like_first else [(bottom, left), (top, right)]
        for a, b in pairs:
            neighbours[a].append(b)
            neighbours[b].append(a)
    return neighbours


def _chains(neighbours: dict[int, list[int]]) -> list[list[int]]:
    """The vertices as chains, those with an end first; a closed one ends where it begins."""
    seen: set[int] = set()
    chains = []
    for begin in sorted(neighbours, key=lambda number: len(neighbours[number]) != 1):
        if begin in seen:
            continue
        chain, here = [begin], begin
        seen.add(begin)
        while True:
            onward = [number for number in neighbours[here] if number not in seen]
            if not onward:
                break
            here = onward[0]
            seen.add(here)
            chain.append(here)
        if len(chain) > 2 and begin in neighbours[here]:
            chain.append(begin)
        if len(chain) > 1:
            chains.append(chain)
    return chains
