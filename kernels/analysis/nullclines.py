"""Where does each of two states stand still, and where both? Nullclines and fixed points in a phase plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.branches import NOTHING, moving_states
from kernels.analysis.constant_drive import ConstantDrive, at_constant_drive, fires_at, flow_of, threshold_margin
from kernels.analysis.contour import Polyline, zero_contours
from kernels.analysis.equilibria import distinct, newton, spread_starts
from kernels.analysis.lane_measures import plotted_first
from kernels.analysis.options import Progress, Question, RunOptions, Share, asked
from kernels.analysis.plane import Plane
from kernels.analysis.plane_window import covered, widened, window
from kernels.analysis.separatrix import separatrices
from kernels.errors import Cancelled, RequestError, unknown
from kernels.language.model import Model
from kernels.request_values import choice, finite_number, mapping

Array = NDArray[np.float64]

LARGEST = 1e15
MOST_STEPS = 513
INTEGRATES = 16  # places at which a state is asked whether it holds itself back
COARSE = 24  # starts of the search for fixed points, a side, beside the cells that both nullclines cross
ON_AXIS = 1e-8  # of the largest eigenvalue: a real part this small says nothing about stability
OTHERS = ("steady", "held")
MOST_POINTS = 100
ARROWS = (2, 101)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the phase plane."""

    state: str | None = asked("a state; the first plotted one, or the next", None)
    min: float | None = asked("where it begins; a little below what a run covers", None, low=-LARGEST, high=LARGEST)
    max: float | None = asked("where it ends; a little above what a run covers", None, low=-LARGEST, high=LARGEST)
    steps: int = asked("points of the grid", 161, low=3, high=MOST_STEPS)


@dataclass(frozen=True, slots=True)
class NullclinesRequest:
    """What nullclines are asked with, beside the model and the settings of its runs."""

    x: Side | None = asked("the horizontal side", None)  # noqa: RUF009 - asked gives a field
    y: Side | None = asked("the vertical side", None)  # noqa: RUF009
    at: Any = asked("values of other states: they are held there (h=0.6,n=0.3)", None)  # noqa: RUF009
    others: str = asked(
        "other states: at their steady values (those that have one), or held where a run ends", "steady", choices=OTHERS
    )
    arrows: int = asked("arrows of the vector field, a side", 21, low=ARROWS[0], high=ARROWS[1])


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """A point at which both states, and those that follow them, stand still.

    `type` is stable or unstable node or focus, saddle, saddle focus (it spirals out in some directions and comes in
    along others) or nonhyperbolic, by the eigenvalues of all states that are not held (for maps those of a step,
    against the unit circle), the least stable first. `firing`: the threshold holds
    there, so the neuron is reset and does not rest.
    """

    x: float
    y: float
    states: Mapping[str, float]
    eigenvalues_real: Array
    eigenvalues_imag: Array
    type: str
    stable: bool
    firing: bool


@dataclass(frozen=True, slots=True)
class VectorField:
    """`dx[j, i]`, `dy[j, i]` at `x[i]`, `y[j]`: per unit of time, for maps in a step."""

    x: Array
    y: Array
    dx: Array
    dy: Array


@dataclass(frozen=True, slots=True)
class Nullclines:
    """The phase plane of two states at the inputs' `levels`.

    `held` are the states that stay at a value, `steady` those at their own steady value everywhere; `unsolved` is the
    share of the grid where these have none that Newton's method finds: nothing is drawn there. `separatrices` are the
    stable manifolds of saddles, traced backwards within the window; `threshold` is where a neuron with a reset fires.
    `why_none` says where the fixed points are if none is in the window.
    """

    x: str
    y: str
    x_unit: str
    y_unit: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_nullcline: tuple[Polyline, ...]
    y_nullcline: tuple[Polyline, ...]
    field: VectorField
    fixed_points: tuple[FixedPoint, ...]
    separatrices: tuple[Polyline, ...]
    threshold: tuple[Polyline, ...]
    levels: Mapping[str, float]
    held: Mapping[str, float]
    steady: tuple[str, ...]
    unsolved: float
    why_none: str = ""


def nullclines(
    model: Model,
    *,
    x: Side | dict[str, Any] | None = None,
    y: Side | dict[str, Any] | None = None,
    at: Mapping[str, float] | str | None = None,
    others: str = "steady",
    arrows: int = 21,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Nullclines:
    """Nullclines, vector field and fixed points of two states at the given current, without noise.

    Raises RequestError for an unknown state or a range that is none, NotMeasurable where the equations depend on time.
    """
    drive = at_constant_drive(model, run)
    sides = [_side(name, value) for name, value in (("x", x), ("y", y))]
    chosen = _states(model, sides)
    choice("others", others, OTHERS)
    if not ARROWS[0] <= arrows <= ARROWS[1]:
        raise RequestError("arrows", f"{arrows} is not between {ARROWS[0]} and {ARROWS[1]}")
    given = _given(model, at, chosen)
    report = _stages(progress, cancelled)
    report(0.0)
    low, high, last = covered(model, drive, run, cancelled)
    report(0.2)
    given_ends = np.array([[side.min, side.max] for side in sides], dtype=float)  # NaN where none is given
    ends = window(drive, chosen, given_ends, low, high)
    plane = replace(_plane(drive, chosen, given, others, low, high, last, ends), check=lambda: _check(cancelled))
    near = widened(plane, given_ends, ends)
    if not np.array_equal(near, ends):
        ends = near
        plane = replace(_plane(drive, chosen, given, others, low, high, last, ends), check=plane.check)
    lines = [np.linspace(ends[k, 0], ends[k, 1], sides[k].steps) for k in (0, 1)]
    across, up = np.meshgrid(*lines)
    states = plane.states(across, up)
    report(0.5)
    values = plane.flow.at(states)[0][:, [plane.x, plane.y]].T.reshape(2, *across.shape)
    report(0.6)
    curves = [
        zero_contours(values[k], lines[0], lines[1], partial(_component, plane, k)) for k in (0, 1)
    ]  # fmt: skip
    report(0.8)
    points, why = _fixed_points(drive, plane, values, across, up, states, ends)
    places = np.array([[point.x, point.y] for point in points]).T.reshape(2, len(points))
    manifolds: list[Polyline] = []
    if not plane.flow.is_map:
        for number, point in enumerate(points):
            state = np.array([point.states[name] for name in plane.flow.states])
            rest = np.delete(places, number, axis=1)
            manifolds += separatrices(plane, state, ends[:, 0], ends[:, 1], rest)
            report(0.8 + 0.2 * (number + 1) / len(points))
    coarse = [np.linspace(ends[k, 0], ends[k, 1], arrows) for k in (0, 1)]
    dx, dy = plane.field(*np.meshgrid(*coarse))
    report(1.0)
    units = {state.name: state.unit for state in model.states}
    held = np.setdiff1d(np.arange(len(model.states)), plane.moving)
    names = plane.flow.states
    return Nullclines(
        x=chosen[0], y=chosen[1], x_unit=units[chosen[0]], y_unit=units[chosen[1]],
        x_range=(float(ends[0, 0]), float(ends[0, 1])), y_range=(float(ends[1, 0]), float(ends[1, 1])),
        x_nullcline=curves[0], y_nullcline=curves[1], field=VectorField(coarse[0], coarse[1], dx, dy),
        fixed_points=points, separatrices=tuple(manifolds), threshold=_threshold(drive, plane, states, lines),
        levels=dict(drive.levels), held={names[j]: float(plane.base[j]) for j in held},
        steady=tuple(names[j] for j in plane.following),
        unsolved=float(1.0 - np.isfinite(states).all(axis=0).mean()), why_none=why,
    )  # fmt: skip


def _stages(progress: Progress | None, cancelled: Question | None) -> Share:
    def report(share: float) -> None:
        _check(cancelled)
        if progress is not None:
            progress(share)

    return report


def _check(cancelled: Question | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


def _side(field: str, value: Side | dict[str, Any] | None) -> Side:
    if value is None or isinstance(value, Side):
        return value or Side()
    try:
        return Side(**value)
    except TypeError:
        raise RequestError(field, "needs state, min, max and steps, each of them optional") from None


def _states(model: Model, sides: list[Side]) -> tuple[str, str]:
    names = [state.name for state in model.states]
    if len(names) < 2:
        raise RequestError("model", "has a single state, and a phase plane takes two")
    for field, side in zip("xy", sides, strict=True):
        if side.state is not None and side.state not in names:
            raise unknown(f"{field}.state", "state", side.state, names)
        if not 3 <= side.steps <= MOST_STEPS:
            raise RequestError(f"{field}.steps", f"{side.steps} is not between 3 and {MOST_STEPS}")
    x = sides[0].state or next(name for name in plotted_first(model) if name != sides[1].state)
    y = sides[1].state or next(name for name in names if name != x)
    if x == y:
        raise RequestError("y.state", f"{y} is the horizontal side already")
    return x, y


def _given(model: Model, at: Mapping[str, float] | str | None, chosen: tuple[str, str]) -> dict[str, float]:
    """The values of `at`, which may be written h=0.6,n=0.3."""
    if isinstance(at, str):
        pairs = [part.partition("=") for part in at.split(",") if part.strip()]
        try:
            at = {name.strip(): float(value) for name, _, value in pairs}
        except ValueError:
            raise RequestError("at", "needs names with their values, as in h=0.6,n=0.3") from None
    names = [state.name for state in model.states if state.name not in chosen]
    values: dict[str, float] = {}
    for name, value in mapping("at", at).items():
        if name not in names:
            raise unknown(f"at.{name}", "state beside those of the plane", name, names)
        values[str(name)] = finite_number(f"at.{name}", value)
    return values


def _plane(
    drive: ConstantDrive, chosen: tuple[str, str], given: Mapping[str, float], others: str, low: Array, high: Array,
    last: Array, ends: Array,
) -> Plane:  # fmt: skip
    flow = flow_of(drive)
    pair = [flow.states.index(name) for name in chosen]
    low, high, base = low.copy(), high.copy(), last.copy()
    low[pair], high[pair] = ends[:, 0], ends[:, 1]
    for name, value in given.items():
        base[flow.states.index(name)] = value
    size = np.maximum(np.abs(low), np.abs(high))
    scale = np.maximum(high - low, np.where(size > NOTHING, 0.1 * size, 1.0))
    moving = moving_states(flow, low, low + scale, 0.0)
    places = spread_starts(low, low + scale, INTEGRATES)
    with np.errstate(all="ignore"):
        slopes = flow.at(places)[1]
    # a state that does not hold itself back, such as a phase, has no steady value of its own
    integrates = (slopes.diagonal(axis1=1, axis2=2) == 0.0).all(axis=0)
    following = [
        int(j) for j in moving
        if others == "steady" and j not in pair and flow.states[j] not in given and not integrates[j]
    ]  # fmt: skip
    return Plane(flow, pair[0], pair[1], np.array(following, dtype=np.intp), base, scale)


def _fixed_points(
    drive: ConstantDrive, plane: Plane, values: Array, across: Array, up: Array, states: Array, ends: Array
) -> tuple[tuple[FixedPoint, ...], str]:
    """Newton's method from every cell that both nullclines cross, and from a coarse grid; why there is none."""
    crossed = np.ones((across.shape[0] - 1, across.shape[1] - 1), dtype=bool)
    for row in values > 0.0:
        corners = row[:-1, :-1].astype(int) + row[1:, :-1] + row[:-1, 1:] + row[1:, 1:]
        crossed &= (corners > 0) & (corners < 4)
    j, i = np.nonzero(crossed)
    chosen = list(np.ravel_multi_index((j, i), across.shape))
    rows, columns = (np.linspace(0, n - 1, min(COARSE, n)).astype(int) for n in across.shape)
    chosen += list(np.ravel_multi_index(np.meshgrid(rows, columns, indexing="ij"), across.shape).ravel())
    starts = states[:, chosen]
    starts = starts[:, np.isfinite(starts).all(axis=0)]
    if starts.shape[1] == 0:
        return (), "the other states have no steady values in this window: hold them (others = held), or some (at)"
    found, reached = newton(plane.flow, starts, 0.0, plane.scale, plane.moving)
    pair = np.array([plane.x, plane.y])
    margin = 1e-9 * (ends[:, 1] - ends[:, 0])
    inside = (found[pair] >= (ends[:, 0] - margin)[:, None]) & (found[pair] <= (ends[:, 1] + margin)[:, None])
    kept = distinct(found[:, reached & inside.all(axis=0)], plane.scale)[:, :MOST_POINTS]
    why = "" if kept.shape[1] else _where_else(plane, found[pair][:, reached], ends)
    kept = kept[:, np.lexsort((kept[plane.y], kept[plane.x]))]
    firing = fires_at(drive, kept)
    points = []
    for state, fires in zip(kept.T, firing, strict=True):
        eigenvalues = plane.flow.rates(state, 0.0, plane.moving)
        kind = point_type(eigenvalues, plane.flow.is_map)
        points.append(
            FixedPoint(
                x=float(state[plane.x]), y=float(state[plane.y]),
                states=dict(zip(plane.flow.states, state.tolist(), strict=True)),
                eigenvalues_real=eigenvalues.real, eigenvalues_imag=eigenvalues.imag, type=kind,
                stable=kind.startswith("stable"), firing=bool(fires),
            )
        )  # fmt: skip
    return tuple(points), why


def _where_else(plane: Plane, places: Array, ends: Array) -> str:
    """Where the fixed point is that is nearest to the window, of those at places (2, n) outside of it."""
    if places.shape[1] == 0:
        return "no fixed point was found in this window"
    away = np.maximum(np.maximum(ends[:, :1] - places, places - ends[:, 1:]), 0.0) / np.ptp(ends, axis=1)[:, None]
    x, y = places[:, int(np.argmin(away.max(axis=0)))]
    names = plane.flow.states
    return f"no fixed point in this window: the nearest is at {names[plane.x]} = {x:g}, {names[plane.y]} = {y:g}"


def point_type(eigenvalues: NDArray[np.complex128], is_map: bool = False) -> str:
    """stable/unstable node/focus, saddle (focus), or nonhyperbolic where an eigenvalue says nothing about stability."""
    growth = np.log(np.maximum(np.abs(eigenvalues), 1e-300)) if is_map else eigenvalues.real
    size = 1.0 if is_map else max(float(np.abs(eigenvalues).max()), 1e-300)
    if not np.isfinite(growth).all() or bool((np.abs(growth) <= ON_AXIS * size).any()):
        return "nonhyperbolic"
    if growth.min() < 0.0 < growth.max():
        return "saddle focus" if bool((np.abs(eigenvalues.imag[growth > 0.0]) > ON_AXIS * size).any()) else "saddle"
    turning = bool((np.abs(eigenvalues.imag) > ON_AXIS * size).any())
    return f"{'stable' if growth.max() < 0.0 else 'unstable'} {'focus' if turning else 'node'}"


def _component(plane: Plane, number: int, x: Array, y: Array) -> Array:
    return plane.field(x, y)[number]


def _threshold(drive: ConstantDrive, plane: Plane, states: Array, lines: list[Array]) -> tuple[Polyline, ...]:
    """Where the threshold of a neuron with a reset begins to hold."""
    margin = threshold_margin(drive)
    if margin is None:
        return ()
    values = margin(states).reshape(len(lines[1]), len(lines[0]))
    return zero_contours(values, lines[0], lines[1], lambda a, b: margin(plane.states(a, b)))
