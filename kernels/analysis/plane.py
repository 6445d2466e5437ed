"""A plane through a model: two states move, the others are held or follow at once (quasi-steady)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import Flow
from kernels.analysis.equilibria import newton, solved

Array = NDArray[np.float64]

ANYWHERE = 1e6  # of the scale: a step to the steady value of a state, wherever it is
CHUNK = 4096  # points that are solved together, between two questions whether to go on


@dataclass(frozen=True, slots=True)
class Plane:
    """States number `x` and `y` of a flow; those in `following` solve their own equations, all others stay at `base`.

    `scale` (n,) is each state's usual spread.
    """

    flow: Flow
    x: int
    y: int
    following: NDArray[np.intp]
    base: Array
    scale: Array
    check: Callable[[], None] = lambda: None  # raises when the work is cancelled

    @property
    def moving(self) -> NDArray[np.intp]:
        """The states that are not held: x, y and those that follow."""
        return np.concatenate([[self.x, self.y], self.following]).astype(np.intp)

    def states(self, x: Array, y: Array, start: Array | None = None) -> Array:
        """All states (n, points) at places of the plane, NaN where those that follow have no solution.

        `start` (n, points) is where the solution is looked for.
        """
        full = np.repeat(self.base[:, None], x.size, axis=1) if start is None else start.copy()
        full[self.x], full[self.y] = x.ravel(), y.ravel()
        if len(self.following):
            for first in range(0, x.size, CHUNK):
                self.check()
                part = slice(first, first + CHUNK)
                found, reached = newton(self.flow, full[:, part], 0.0, self.scale, self.following)
                # far from where a run goes a steady value may be far from all that the run covers
                far = np.flatnonzero(~reached)
                begun = full[:, part][:, far]
                found[:, far], reached[far] = newton(self.flow, begun, 0.0, self.scale, self.following, ANYWHERE)
                found[np.ix_(self.following, np.flatnonzero(~reached))] = np.nan
                full[:, part] = found
        return full

    def field(self, x: Array, y: Array, start: Array | None = None) -> tuple[Array, Array]:
        """How fast x and y change (for maps: by how much in a step), in the shape of the arguments."""
        full = self.states(x, y, start)
        changes = np.empty((2, x.size))
        with np.errstate(all="ignore"):
            for first in range(0, x.size, CHUNK):
                part = slice(first, first + CHUNK)
                values = self.flow.at(full[:, part])[0]
                changes[:, part] = values[:, [self.x, self.y]].T
        return changes[0].reshape(x.shape), changes[1].reshape(x.shape)

    def planar_jacobian(self, state: Array) -> Array:
        """(2, 2) at a point (n,): how the field changes along the plane, those that follow having followed."""
        slopes = self.flow.at(state[:, None])[1][0]
        pair = np.array([self.x, self.y])
        direct = slopes[np.ix_(pair, pair)]
        if len(self.following) == 0:
            return np.asarray(direct)
        q = self.following
        inner, coupled = slopes[np.ix_(q, q)], slopes[np.ix_(q, pair)]
        answer = solved(np.stack([inner, inner]), coupled.T).T
        return np.asarray(direct - slopes[np.ix_(pair, q)] @ answer)
