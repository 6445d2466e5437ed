"""What does a model do as a parameter changes? Equilibria with their stability, and the attractors that runs find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.branches import equilibrium_branches
from kernels.analysis.constant_drive import ConstantDrive, at_constant_drive
from kernels.analysis.follow import JUMP, NEVER_RESTS, Follower, Jump, Window
from kernels.analysis.lane_measures import chosen_state
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.analysis.problem import NotMeasurable
from kernels.errors import Cancelled, RequestError, unknown
from kernels.language.model import Model
from kernels.request_values import choice, mapping

Array = NDArray[np.float64]

MOST_VALUES = 2000
MOST_STEPS = 2_000_000_000  # of all values' runs, in one direction
LARGEST = 1e15
DIRECTIONS = ("both", "up", "down")
SAME = 1e-4  # of the parameter's range: two branches' points are one
APART = 0.05  # of the largest swing: up and down have found different attractors
RUNS, BRANCHES = 0.85, 0.15  # shares of the progress
TOLD = 60  # times that progress tells what is known, in each direction


@dataclass(frozen=True, slots=True)
class BifurcationRequest:
    """What a bifurcation diagram is asked with, beside the model and the settings of its runs."""

    parameter: str | None = asked("the parameter or input that changes; the first input", None)
    min: float | None = asked("its smallest value; the range in the model", None, low=-LARGEST, high=LARGEST)
    max: float | None = asked("its largest value; the range in the model", None, low=-LARGEST, high=LARGEST)
    steps: int = asked("number of values that are run", 81, low=2, high=MOST_VALUES)
    direction: str = asked(
        "how the values are gone through, each from where the one before ended: no cluster can share them out",
        "both",
        choices=DIRECTIONS,
    )
    variable: str | None = asked("the state that is looked at; the first plotted one", None)
    section: str | None = asked("the state whose upward crossings are Poincare points; the next one", None)
    level: float | None = asked("where it is crossed; the middle of its swing", None, low=-LARGEST, high=LARGEST)


@dataclass(frozen=True, slots=True)
class BifurcationPoint:
    """Where the stability of an equilibrium changes.

    `kind` is fold (saddle-node), hopf, flip (period doubling of a map), neimark_sacker, branch_point (branches cross),
    or corner (the equations have an edge). `frequency` is that of the small oscillation, in Hz (for maps cycles a
    step), 0 without one. `criticality` of a Hopf point: supercritical (a stable cycle grows from it) or subcritical,
    by the first Lyapunov coefficient; "" elsewhere and where it is too close to 0 to say.
    """

    kind: str
    value: float
    states: Mapping[str, float]
    frequency: float
    criticality: str


@dataclass(frozen=True, slots=True)
class EquilibriumBranch:
    """Equilibria along one curve; it may turn back at folds, so `values` need not ascend.

    `states[name]` (points,); eigenvalues (points, states), the least stable first: of the Jacobian per unit of time,
    for maps of one step. `firing` marks points at which the threshold holds: there the neuron is reset and does not
    rest. `ends` say why the branch stops: "range", "closed", or what went wrong.
    """

    values: Array
    states: Mapping[str, Array]
    stable: NDArray[np.bool_]
    unstable_directions: NDArray[np.int64]
    eigenvalues_real: Array
    eigenvalues_imag: Array
    firing: NDArray[np.bool_]
    points: tuple[BifurcationPoint, ...]
    ends: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Attractors:
    """What the runs do at each of `values` (n,), gone through in this order, after the transient.

    `low`, `high`, `mean` of the chosen state; `maxima`, `minima` and `poincare` hold its local extremes and its values
    at upward crossings of the section (for maps its last iterates), `..._at` the parameter at each. `period` is NaN
    where it rests or no orbit closes, `returns` the crossings in one period. `settled` is false where two windows in a
    row were never alike: chaos, or a transient longer than the runs. `failed` says by number why a run is no use.
    """

    direction: str
    values: Array
    low: Array
    high: Array
    mean: Array
    period: Array
    returns: NDArray[np.int64]
    rests: NDArray[np.bool_]
    settled: NDArray[np.bool_]
    maxima_at: Array
    maxima: Array
    minima_at: Array
    minima: Array
    poincare_at: Array
    poincare: Array
    jumps: tuple[Jump, ...]
    failed: dict[int, str]


@dataclass(frozen=True, slots=True)
class Bifurcation:
    """Branches of equilibria and the attractors found upwards and downwards; `bistable` lists values where they differ.

    Without noise and at constant drive. `points` are all bifurcation points of the branches by value. `why_none` says
    why there are no branches. `levels` are the inputs' constant levels, that of the parameter left out.
    """

    parameter: str
    parameter_unit: str
    variable: str
    variable_unit: str
    section: str
    time_unit: str
    branches: tuple[EquilibriumBranch, ...]
    points: tuple[BifurcationPoint, ...]
    why_none: str
    up: Attractors | None
    down: Attractors | None
    bistable: Array
    levels: Mapping[str, float]


class Setup(NamedTuple):
    """What is varied over which values, and what is looked at."""

    parameter: str
    low: float
    high: float
    variable: str
    section: str


def bifurcation(
    model: Model,
    *,
    parameter: str | None = None,
    min: float | None = None,
    max: float | None = None,
    steps: int = 81,
    direction: str = "both",
    variable: str | None = None,
    section: str | None = None,
    level: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Bifurcation:
    """The bifurcation diagram of a model over one parameter or input, without noise and at constant drive.

    Of the runs' duration, by value, the first half is transient; what follows is repeated until it no longer changes.
    `both` goes up, and from there down again. Raises RequestError for an unknown name or a range that is none.
    """
    first = model.inputs[0].name if isinstance(model, Model) and model.inputs else None
    drive = at_constant_drive(model, run, parameter or first)
    found = _setup(drive, run, parameter, min, max, variable, section)
    choice("direction", direction, DIRECTIONS)
    if steps * drive.request.n_steps > MOST_STEPS:
        raise RequestError("steps", f"{steps} runs of {drive.request.n_steps:,} steps; at most {MOST_STEPS:,} in all")
    values = np.linspace(found.low, found.high, steps)
    all_items: tuple[Any, ...] = (*model.parameters, *model.inputs, *model.states)
    items = {item.name: item for item in all_items}
    about = {
        "parameter": found.parameter, "parameter_unit": items[found.parameter].unit, "variable": found.variable,
        "variable_unit": items[found.variable].unit, "section": found.section, "time_unit": model.time_unit,
        "levels": {name: value for name, value in drive.levels.items() if name != found.parameter},
    }  # fmt: skip
    report = _Report(progress, steps * (2 if direction == "both" else 1), about)
    follower = Follower(drive, found.parameter, found.variable, found.section, level, cancelled, report.value_done)
    try:
        up = _attractors(follower, "up", values, report) if direction != "down" else None
        down = _attractors(follower, "down", values[::-1], report) if direction != "up" else None
    except Cancelled as stop:
        raise Cancelled(str(stop), report.known if report.known["up"] or report.known["down"] else None) from None
    branches: tuple[EquilibriumBranch, ...] = ()
    why = ""
    try:
        branches = _branches(drive, found, follower, report, cancelled)
        if not branches:
            why = "no equilibrium was found in this range"
    except NotMeasurable as problem:
        why = str(problem)
    report.share(1.0)
    points = _different([point for branch in branches for point in branch.points], found.high - found.low)
    return Bifurcation(
        branches=branches, points=points, why_none=why, up=up, down=down, bistable=_bistable(up, down), **about
    )


class _Report:
    """Progress: so many values to run, then the branches; and what is known so far, as fields of the result."""

    def __init__(self, progress: Progress | None, values: int, about: Mapping[str, Any]) -> None:
        self.progress, self.values, self.done = progress, values, 0
        self.known: dict[str, Any] = {
            **about, "branches": (), "points": (), "why_none": "", "up": None, "down": None, "bistable": np.empty(0),
        }  # fmt: skip

    def found(self, attractors: Attractors) -> None:
        """The runs in one direction have come so far."""
        self.known = self.known | {attractors.direction: attractors}
        if self.progress is not None:
            self.progress(RUNS * self.done / self.values, self.known)

    def value_done(self) -> None:
        """One more value has been run."""
        self.done += 1
        self.share(RUNS * self.done / self.values)

    def share(self, share: float) -> None:
        """So much of everything is done."""
        if self.progress is not None:
            self.progress(share)


def _setup(
    drive: ConstantDrive, run: RunOptions, parameter: str | None, low: float | None, high: float | None,
    variable: str | None, section: str | None,
) -> Setup:  # fmt: skip
    model = drive.model
    items: tuple[Any, ...] = (*model.inputs, *model.parameters)
    known = {item.name: item for item in items}
    if parameter is None:
        if not model.inputs:
            raise RequestError("parameter", "the model has no input, so a parameter has to be named")
        parameter = model.inputs[0].name
    if parameter not in known:
        raise unknown("parameter", "parameter or input", parameter, known)
    for group in ("params", "inputs"):
        if parameter in mapping(group, run.get(group)):
            raise RequestError("parameter", f"{parameter} is set a second time in {group}")
    if model.inputs and parameter == model.inputs[0].name and run.get("current") is not None:
        raise RequestError("current", f"sets {parameter}, which is the parameter of the diagram")
    item = known[parameter]
    ends = []
    for field, given, own in (("min", low, item.low), ("max", high, item.high)):
        end = given if given is not None else own
        if end is None:
            raise RequestError(field, f"{parameter} has no range in the model, so it has to be given")
        ends.append(float(end))
    if not ends[0] < ends[1]:
        raise RequestError("max", f"{ends[1]:g} is not above min, {ends[0]:g}")
    about = chosen_state(model, variable, "variable")
    others = [state.name for state in model.states if state.name != about]
    names = [state.name for state in model.states]
    if section is not None and section not in names:
        raise unknown("section", "state", section, names)
    return Setup(parameter, ends[0], ends[1], about, section or (others[0] if others else about))


def _attractors(follower: Follower, direction: str, values: Array, report: _Report) -> Attractors:
    windows: list[Window] = []
    jumps: list[Jump] = []
    every = -(-len(values) // TOLD)
    for window, jump in follower.along(values):
        windows.append(window)
        jumps += [jump] if jump is not None else []
        if len(windows) % every == 0:
            report.found(_so_far(follower, direction, values[: len(windows)], windows, jumps))
    return _so_far(follower, direction, values, windows, jumps)


def _so_far(
    follower: Follower, direction: str, values: Array, windows: list[Window], jumps: list[Jump]
) -> Attractors:  # fmt: skip
    """What the runs have found at these values."""

    # what looked like a jump from a rest may be small beside the swings that came later
    jumps = [
        jump for jump in jumps
        if jump.kind == "moves" or abs(jump.to_swing - jump.from_swing) >= JUMP * follower.largest
    ]  # fmt: skip

    def column(name: str) -> Any:
        return np.array([getattr(window, name) for window in windows])

    def points(name: str) -> tuple[Array, Array]:
        parts = [getattr(window, name) for window in windows]
        return np.repeat(values, [len(part) for part in parts]), np.concatenate(parts)

    maxima, minima, poincare = points("maxima"), points("minima"), points("section")
    return Attractors(
        direction=direction, values=values, low=column("low"), high=column("high"), mean=column("mean"),
        period=column("period"), returns=column("returns"), rests=column("rests"), settled=column("settled"),
        maxima_at=maxima[0], maxima=maxima[1], minima_at=minima[0], minima=minima[1],
        poincare_at=poincare[0], poincare=poincare[1], jumps=tuple(jumps),
        failed={number: window.failed for number, window in enumerate(windows) if window.failed},
    )  # fmt: skip


def _bistable(up: Attractors | None, down: Attractors | None) -> Array:
    """The values at which the way up and the way down found different attractors: one rests, or the means differ."""
    if up is None or down is None:
        return np.empty(0)
    means = np.stack([up.mean, down.mean[::-1]])
    swings = np.stack([up.high - up.low, (down.high - down.low)[::-1]])
    known = up.settled & down.settled[::-1] & np.isfinite(means).all(axis=0)
    if not known.any():
        return np.empty(0)
    largest = max(float(swings[:, known].max()), float(np.ptp(means[:, known])))
    resting = swings < NEVER_RESTS * largest
    apart = (resting[0] != resting[1]) & (np.abs(swings[0] - swings[1]) > APART * largest)
    apart |= resting.all(axis=0) & (np.abs(means[0] - means[1]) > APART * largest)
    apart |= ~resting.any(axis=0) & (np.abs(means[0] - means[1]) > 4.0 * APART * largest)
    return np.asarray(up.values[apart & known])


def _different(points: list[BifurcationPoint], span: float) -> tuple[BifurcationPoint, ...]:
    """The points by value, those once that lie on two branches."""
    kept: list[BifurcationPoint] = []
    for point in sorted(points, key=lambda point: point.value):
        twin = any(
            point.kind == other.kind and abs(point.value - other.value) < SAME * span
            and np.allclose([*point.states.values()], [*other.states.values()], rtol=1e-3, atol=1e-3)
            for other in kept
        )  # fmt: skip
        if not twin:
            kept.append(point)
    return tuple(kept)


def _branches(
    drive: ConstantDrive, found: Setup, follower: Follower, report: _Report, cancelled: Question | None
) -> tuple[EquilibriumBranch, ...]:
    def check() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled

    seen = follower.seen_low, follower.seen_high
    curves = equilibrium_branches(
        drive, found.parameter, found.low, found.high, seen, check, lambda share: report.share(RUNS + BRANCHES * share)
    )
    return tuple(_branch(drive, curve) for curve in curves)


def _branch(drive: ConstantDrive, curve: Any) -> EquilibriumBranch:
    names = [state.name for state in drive.model.states]
    points = tuple(
        BifurcationPoint(s.kind, s.p, dict(zip(names, s.x.tolist(), strict=True)), s.hertz, s.criticality)
        for s in curve.specials
    )
    return EquilibriumBranch(
        values=curve.p, states=dict(zip(names, curve.x, strict=True)), stable=curve.unstable == 0,
        unstable_directions=curve.unstable, eigenvalues_real=curve.eigenvalues.real,
        eigenvalues_imag=curve.eigenvalues.imag, firing=curve.firing, points=points, ends=curve.ends,
    )  # fmt: skip
