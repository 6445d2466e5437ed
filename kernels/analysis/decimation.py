"""How few points look the same as all of them? Traces by minimum and maximum of each pixel, curves by their length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
X_DIGITS, Y_DIGITS = 8, 6  # significant digits: more than any screen has pixels


def decimated(x: Array, y: Array, width: int) -> tuple[Array, Array]:
    """At most two samples of (n,) for each of `width` pixels: its minimum and its maximum, in their order.

    Samples that are not finite count for a pixel only where it has no others.
    """
    count = len(x)
    if count <= 2 * width:
        return x, y
    size = -(-count // width)
    whole = count // size * size
    chosen = [_extremes(y[:whole].reshape(-1, size), 0, size)]
    if whole < count:
        chosen.append(_extremes(y[None, whole:], whole, size))
    at = np.concatenate(chosen)
    return x[at], y[at]


def _extremes(rows: Array, first: int, size: int) -> NDArray[np.intp]:
    finite = np.isfinite(rows)
    low = np.where(finite, rows, np.inf).argmin(axis=1)
    high = np.where(finite, rows, -np.inf).argmax(axis=1)
    begin = first + np.arange(len(rows)) * size
    pairs = np.stack([begin + np.minimum(low, high), begin + np.maximum(low, high)], axis=1)
    return np.unique(pairs)


def spaced(x: Array, y: Array, most: int) -> tuple[Array, Array]:
    """At most `most` points of a curve in the plane, evenly along its length as it is drawn."""
    kept = np.isfinite(x) & np.isfinite(y)
    x, y = x[kept], y[kept]
    if len(x) <= most:
        return x, y
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.hypot(np.diff(x) / (np.ptp(x) or 1.0), np.diff(y) / (np.ptp(y) or 1.0))
    length = np.concatenate([[0.0], np.cumsum(np.nan_to_num(steps, posinf=1.0))])
    at = np.unique(np.searchsorted(length, np.linspace(0.0, length[-1], most)))
    return x[at], y[at]


def short_numbers(values: Array, digits: int = Y_DIGITS) -> list[float | None]:
    """Numbers as JSON has them, in as many significant digits, None where they are not finite."""
    return [float(f"{value:.{digits}g}") if abs(value) < np.inf else None for value in values.tolist()]
