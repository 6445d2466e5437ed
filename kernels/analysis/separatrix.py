"""Which states run to which side of a saddle? Its stable manifold in the plane, traced backwards in time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.contour import Polyline
from kernels.analysis.plane import Plane

Array = NDArray[np.float64]

START = 1e-4  # of the window: how far from the saddle it is begun
STEP = 2.5e-3  # of the window, along the curve
MOST_STEPS = 1600
OUTSIDE = 0.05  # of the window: so far beyond its edge the curve is followed
ARRIVED = 4e-3  # of the window: at another fixed point


def separatrices(plane: Plane, saddle: Array, low: Array, high: Array, others: Array) -> tuple[Polyline, ...]:
    """The two halves of the saddle's stable manifold in the window from `low` (2,) to `high`, from the saddle outwards.

    `saddle` (n,) are all states there, `others` (2, points) further fixed points, at which a curve ends. Nothing where
    the point is no saddle within the plane.
    """
    size = high - low
    jacobian = plane.planar_jacobian(saddle)
    if not np.isfinite(jacobian).all():
        return ()
    values, vectors = np.linalg.eig(jacobian * size / size[:, None])
    if np.iscomplexobj(values) and np.abs(values.imag).max() > 0.0:
        return ()
    values, vectors = values.real, vectors.real
    if not values.min() < 0.0 < values.max():
        return ()
    along = vectors[:, int(np.argmin(values))]
    place = (saddle[[plane.x, plane.y]] - low) / size
    ends = (others - low[:, None]) / size[:, None]
    return tuple(_traced(plane, saddle, place, sign * along, low, size, ends) for sign in (1.0, -1.0))


def _traced(
    plane: Plane, saddle: Array, place: Array, direction: Array, low: Array, size: Array, ends: Array
) -> Polyline:
    full = saddle.copy()

    def backwards(u: Array) -> Array:
        """The unit direction against the flow; NaN where there is none."""
        nonlocal full
        at = low + u * size
        states = plane.states(at[:1], at[1:], full[:, None])
        if np.isfinite(states).all():
            full = states[:, 0]
        change = -plane.flow.at(states)[0][0][[plane.x, plane.y]] / size
        length = float(np.hypot(*change))
        return change / length if length > 0.0 else np.full(2, np.nan)

    u = place + START * direction / float(np.hypot(*direction))
    points = [place, u]
    with np.errstate(all="ignore"):
        for number in range(MOST_STEPS):
            k1 = backwards(u)
            k2 = backwards(u + 0.5 * STEP * k1)
            k3 = backwards(u + 0.5 * STEP * k2)
            k4 = backwards(u + STEP * k3)
            u = u + STEP * (k1 + 2.0 * k2 + 2.0 * k3 + k4) / 6.0
            if not np.isfinite(u).all():
                break
            points.append(u)
            if (u < -OUTSIDE).any() or (u > 1.0 + OUTSIDE).any():
                break
            near = ends.size > 0 and float(np.hypot(*(ends - u[:, None])).min()) < ARRIVED
            if near and number > 4:
                break
    curve = low[:, None] + np.array(points).T * size[:, None]
    return Polyline(curve[0], curve[1])
