"""How do equilibria move with a parameter? Pseudo-arclength continuation, and the points where stability changes.

The curve (x, p) is followed in coordinates scaled by each state's spread and the parameter's range: a predictor along
the tangent, a corrector by Newton's method on the plane across it (Keller 1977; Kuznetsov 2004, chapter 10). Folds,
Hopf points and for maps flips and Neimark-Sacker points are found by the change of stability along the curve and
located by bisection on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import Flow, ordered_eigenvalues, unstable

Array = NDArray[np.float64]

FIRST_STEP, LONGEST_STEP, SHORTEST_STEP = 2e-3, 1e-2, 1e-8  # along the scaled curve: the parameter's range is 1
STRAIGHT, BENT = 0.9995, 0.99  # cosine between tangents: above the first longer steps, below the second shorter ones
CORRECTIONS = 8
CONVERGED = 1e-11
MOST_POINTS = 3000  # of a branch in one direction
BISECTIONS = 60
FARTHEST = 50.0  # scaled size of a state at which a branch is left
CRITICAL = 1e-4  # of the largest eigenvalue: how near the axis (circle) the critical one has to come
MOST_EVENTS = 6  # in a single step


class Point(NamedTuple):
    """A point of a curve: scaled coordinates (states, parameter), tangent, unscaled Jacobian."""

    u: Array
    tangent: Array
    jacobian: Array


@dataclass(frozen=True, slots=True)
class Special:
    """Where stability changes. `kind`: fold, hopf, flip, neimark_sacker, branch_point, corner.

    At a corner eigenvalues jump: the equations have an edge there. `frequency` is in radians per unit of time (a step
    for maps) at Hopf and Neimark-Sacker points, else 0.
    """

    kind: str
    p: float
    x: Array
    frequency: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One branch: p (points,), x (n, points), eigenvalues (points, n), in order along it; `ends` say why it stops."""

    p: Array
    x: Array
    eigenvalues: NDArray[np.complex128]
    specials: tuple[Special, ...]
    ends: tuple[str, str]
    closed: bool


class Tracer:
    """Follows the equilibria of a flow between two values of its parameter."""

    def __init__(
        self, flow: Flow, low: float, high: float, scale: Array, free: NDArray[np.intp], frozen: Array
    ) -> None:
        self.flow, self.low, self.high, self.free, self.frozen = flow, low, high, free, frozen
        self.sizes = np.append(scale[free], high - low)
        self.origin = np.append(np.zeros(len(free)), low)

    def states(self, u: Array) -> tuple[Array, float]:
        """All states and the parameter, in their own units."""
        x = self.frozen.copy()
        x[self.free] = u[:-1] * self.sizes[:-1]
        return x, float(u[-1] * self.sizes[-1] + self.low)

    def scaled(self, x: Array, p: float) -> Array:
        """The scaled coordinates of a point."""
        return np.append(x[self.free] / self.sizes[:-1], (p - self.low) / self.sizes[-1])

    def system(self, u: Array) -> tuple[Array, Array]:
        """F (m,) and its scaled derivatives (m, m + 1)."""
        x, p = self.states(u)
        values, slopes = self.flow.at(x[:, None], p)
        rows = np.append(self.free, len(x))
        return values[0][self.free], slopes[0][np.ix_(self.free, rows)] * self.sizes

    def point(self, u: Array, along: Array | None) -> Point | None:
        """The point with its tangent, turned towards `along` (without it towards a larger parameter)."""
        _, slopes = self.system(u)
        if not np.isfinite(slopes).all():
            return None
        rows = np.abs(slopes).max(axis=1, keepdims=True)  # states of very different speed count alike
        tangent = np.linalg.svd(slopes / np.where(rows > 0.0, rows, 1.0))[2][-1]
        direction = tangent[-1] if along is None else tangent @ along
        return Point(u, tangent if direction >= 0.0 else -tangent, slopes[:, :-1] / self.sizes[:-1])

    def corrected(self, u: Array, normal: Array) -> tuple[Array | None, int]:
        """The curve's point on the plane through u across `normal`, and the number of corrections it took."""
        target = u.copy()
        for count in range(1, CORRECTIONS + 1):
            values, slopes = self.system(u)
            matrix = np.vstack([slopes, normal])
            rows = np.abs(matrix).max(axis=1)
            rows[rows == 0.0] = 1.0
            rest = np.append(values, normal @ (u - target))
            if not (np.isfinite(matrix).all() and np.isfinite(rest).all()):
                return None, count
            try:
                change = np.linalg.solve(matrix / rows[:, None], rest / rows)
            except np.linalg.LinAlgError:
                return None, count
            u = u - change
            if np.abs(change).max() < CONVERGED:
                return u, count
        return None, CORRECTIONS

    def step(self, start: Point, length: float) -> tuple[Point | None, int]:
        """The point at a distance along the tangent."""
        u, count = self.corrected(start.u + length * start.tangent, start.tangent)
        return (None if u is None else self.point(u, start.tangent)), count

    def eigenvalues(self, point: Point) -> NDArray[np.complex128]:
        """The least stable first."""
        return ordered_eigenvalues(point.jacobian, self.flow.is_map)

    def branch(self, x: Array, p: float, cancelled: Callable[[], None]) -> Curve | None:
        """The whole branch through an equilibrium, both ways; None where it has no tangent."""
        start = self.point(self.scaled(x, p), None)
        if start is None:
            return None
        forward, end, closed = self._one_way(start, cancelled)
        back, begin = [start], end
        if not closed:
            back, begin, _ = self._one_way(start._replace(tangent=-start.tangent), cancelled)
        points = [point._replace(tangent=-point.tangent) for point in reversed(back[1:])] + forward
        specials = [s for a, b in pairwise(points) for s in self._between(a, b)]
        located = [self.states(point.u) for point in points]
        return Curve(
            p=np.array([value for _, value in located]),
            x=np.array([states for states, _ in located]).T,
            eigenvalues=np.array([self.eigenvalues(point) for point in points]),
            specials=tuple(specials),
            ends=(begin, end),
            closed=closed,
        )

    def _one_way(self, start: Point, cancelled: Callable[[], None]) -> tuple[list[Point], str, bool]:
        points, length = [start], FIRST_STEP
        while len(points) < MOST_POINTS:
            cancelled()
            here = points[-1]
            there, count = self.step(here, length)
            cosine = 0.0 if there is None else float(here.tangent @ there.tangent)
            if there is None or (cosine < BENT and length > 1e2 * SHORTEST_STEP):
                length *= 0.4
                if length < SHORTEST_STEP:
                    return points, "lost: no nearby equilibrium beyond", False
                continue
            if not 0.0 <= there.u[-1] <= 1.0:
                edge = self._at_edge(here, there)
                return (points if edge is None else [*points, edge]), "range", False
            if np.abs(there.u[:-1] - start.u[:-1]).max(initial=0.0) > FARTHEST:
                return points, "far: a state left every usual range", False
            points.append(there)
            near = float(np.linalg.norm(there.u - start.u))
            if len(points) > 20 and near < 0.75 * length and there.tangent @ start.tangent > BENT:
                return [*points, start], "closed", True
            if count <= 3 and cosine > STRAIGHT:
                length = min(1.5 * length, LONGEST_STEP)
            elif count > 5:
                length *= 0.6
        return points, f"long: stopped after {MOST_POINTS} points", False

    def _at_edge(self, here: Point, there: Point) -> Point | None:
        """The point at the end of the parameter's range, between two points."""
        edge = 0.0 if there.u[-1] < 0.0 else 1.0
        share = (edge - here.u[-1]) / (there.u[-1] - here.u[-1])
        if not 1e-12 < share <= 1.0:
            return None
        u = here.u + share * (there.u - here.u)
        u[-1] = edge
        normal = np.zeros(len(u))
        normal[-1] = 1.0
        found, _ = self.corrected(u, normal)
        if found is None:
            return None
        found[-1] = edge
        return self.point(found, here.tangent)

    def _between(self, a: Point, b: Point) -> list[Special]:
        """The special points between two neighbours, in order."""
        is_map = self.flow.is_map
        found: list[Special] = []
        length = float((b.u - a.u) @ a.tangent)
        last = unstable(self.eigenvalues(b), is_map)
        before, begin = unstable(self.eigenvalues(a), is_map), 0.0
        left_point = a
        while before != last and len(found) < MOST_EVENTS:
            left, right, right_point = begin, length, b
            for _ in range(BISECTIONS):
                middle = 0.5 * (left + right)
                if not left < middle < right:
                    break
                point, _ = self.step(a, middle)
                if point is None:
                    break
                if unstable(self.eigenvalues(point), is_map) == before:
                    left, left_point = middle, point
                else:
                    right, right_point = middle, point
            after = unstable(self.eigenvalues(right_point), is_map)
            turning = a.tangent[-1] * b.tangent[-1] < 0.0
            size = 1.0 if is_map else max(float(np.abs(self.eigenvalues(point)).max()) for point in (a, b))
            found.append(self._special(left_point, right_point, abs(after - before), turning, size))
            before, begin, left_point = after, right, right_point
        return found

    def _special(self, left: Point, right: Point, crossed: int, turning: bool, size: float) -> Special:
        is_map = self.flow.is_map
        values = np.concatenate([self.eigenvalues(left), self.eigenvalues(right)])
        distance = np.abs(np.abs(values) - 1.0) if is_map else np.abs(values.real)
        critical = values[int(np.argmin(distance))]
        x, p = self.states(self._zero(left, right))
        frequency = 0.0
        real = abs(critical.imag) <= (1e-6 if is_map else 1e-7 * size)
        if distance.min() > CRITICAL * size:
            kind = "corner"
        elif crossed == 2 and not real:
            kind = "neimark_sacker" if is_map else "hopf"
            frequency = float(abs(np.angle(critical)) if is_map else abs(critical.imag))
        elif is_map and critical.real < 0.0:
            kind = "flip"
        else:
            kind = "fold" if turning else "branch_point"
        return Special(kind, p, x, frequency)

    def _zero(self, left: Point, right: Point) -> Array:
        """Between two points, where the critical eigenvalue would cross on a straight line.

        Where branches cross the corrector is singular and bisection ends early.
        """
        sides = []
        for point in (left, right):
            values = self.eigenvalues(point)
            distance = np.abs(values) - 1.0 if self.flow.is_map else values.real
            sides.append(float(distance[int(np.argmin(np.abs(distance)))]))
        share = sides[0] / (sides[0] - sides[1]) if sides[0] * sides[1] < 0.0 else 0.5
        return np.asarray(left.u + share * (right.u - left.u))
