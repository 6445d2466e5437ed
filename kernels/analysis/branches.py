"""All branches of equilibria in a range of a parameter: found from many starts, then followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import ConstantDrive, Flow, fires_at, flow_of, unstable
from kernels.analysis.continuation import Curve, Tracer
from kernels.analysis.criticality import criticality
from kernels.analysis.equilibria import find_equilibria, spread_starts
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]

VALUES = 9  # of the parameter at which equilibria are looked for: a closed branch between two of them is missed
STARTS = 96  # at each
WIDER = 0.5  # of what the runs have seen, on both sides: where the starts lie
MOST_BRANCHES = 40
NOTHING = 1e-100  # a state this small has decayed to 0
ON_CURVE = 2e-3  # scaled distance from a curve: an equilibrium is on it


@dataclass(frozen=True, slots=True)
class LabelledPoint:
    """A special point with its frequency in Hz (for maps cycles a step) and its criticality."""

    kind: str
    p: float
    x: Array
    hertz: float
    criticality: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A curve with the stability of its points; `unstable` and `firing` (points,)."""

    p: Array
    x: Array
    eigenvalues: NDArray[np.complex128]
    unstable: NDArray[np.int64]
    firing: NDArray[np.bool_]
    specials: tuple[LabelledPoint, ...]
    ends: tuple[str, str]


def equilibrium_branches(
    drive: ConstantDrive, parameter: str, low: float, high: float, seen: tuple[Array, Array],
    check: Callable[[], None], done: Callable[[float], None],
) -> list[Branch]:  # fmt: skip
    """The branches between two values of a parameter, the one with the most stable points first.

    `seen` are the lowest and highest values of the states in runs, `check` raises when the work is cancelled, `done`
    takes the share done. Raises NotMeasurable where the model has no equilibria of one kind.
    """
    flow = flow_of(drive, parameter)
    box_low, box_high = _box(drive, seen)
    scale = box_high - box_low
    frozen = 0.5 * (box_low + box_high)
    free = moving_states(flow, box_low, box_high, 0.5 * (low + high))
    if len(free) == 0:
        return []
    starts = spread_starts(box_low - WIDER * scale, box_high + WIDER * scale, STARTS)
    inside = spread_starts(box_low, box_high, STARTS)
    ends = np.stack([seen[0], seen[1]], axis=1)
    starts = np.concatenate([ends, inside, starts], axis=1)
    starts = starts[:, np.isfinite(starts).all(axis=0)]
    held = np.setdiff1d(np.arange(len(scale)), free)
    starts[held] = frozen[held, None]
    tracer = Tracer(flow, low, high, scale, free, frozen)
    curves: list[Curve] = []
    values = np.linspace(low, high, VALUES)
    for number, value in enumerate(values):
        check()
        for x in find_equilibria(flow, float(value), starts, scale, free).T:
            if len(curves) >= MOST_BRANCHES or any(_on(curve, x, float(value), tracer) for curve in curves):
                continue
            curve = tracer.branch(x, float(value), check)
            if curve is not None and not any(_same(curve, other, tracer) for other in curves):
                curves.append(curve)
        done((number + 1) / VALUES)
    found = [_labelled(drive, flow, parameter, curve, scale, free) for curve in curves]
    found.sort(key=lambda branch: -int((branch.unstable == 0).sum()))
    return found


def _box(drive: ConstantDrive, seen: tuple[Array, Array]) -> tuple[Array, Array]:
    """Where states lie: what runs have seen, with the ranges in the model; never without width."""
    low, high = (np.where(np.isfinite(part), part, 0.0) for part in seen)
    for j, state in enumerate(drive.model.states):
        if state.low is not None and state.high is not None:
            low[j], high[j] = min(low[j], state.low), max(high[j], state.high)
    size = np.maximum(np.abs(low), np.abs(high))
    least = np.where(size > NOTHING, 1e-2 * size, 1.0)
    thin = high - low < least
    low, high = np.where(thin, low - 0.5 * least, low), np.where(thin, high + 0.5 * least, high)
    return low, high


def moving_states(flow: Flow, low: Array, high: Array, p: float) -> NDArray[np.intp]:
    """The states that change by themselves; one that only resets and events move is held where it is."""
    places = spread_starts(low, high, 16)
    with np.errstate(all="ignore"):
        values, slopes = flow.at(places, p)
    still = (values == 0.0).all(axis=0) & (slopes == 0.0).all(axis=(0, 2))
    return np.flatnonzero(~still)


def _on(curve: Curve, x: Array, p: float, tracer: Tracer) -> bool:
    """Whether a point lies on a curve, between two of its points."""
    u = tracer.scaled(x, p)
    along = (curve.p[:, None] - tracer.low) / tracer.sizes[-1]
    line = np.concatenate([curve.x[tracer.free].T / tracer.sizes[:-1], along], axis=1)
    if len(line) < 2:
        return bool(np.abs(line[0] - u).max() < ON_CURVE)
    step = np.diff(line, axis=0)
    length = (step * step).sum(axis=1)
    share = np.clip(((u - line[:-1]) * step).sum(axis=1) / np.where(length > 0.0, length, 1.0), 0.0, 1.0)
    near = line[:-1] + share[:, None] * step
    # a chord is away from its arc by about an eighth of its length times the angle turned
    return bool((np.linalg.norm(near - u, axis=1) < ON_CURVE * np.sqrt(length) / 1e-2 + 1e-9).any())


def _same(curve: Curve, other: Curve, tracer: Tracer) -> bool:
    """Whether a curve runs along another one all the way."""
    chosen = np.linspace(0, len(curve.p) - 1, 7).astype(int)
    return all(_on(other, curve.x[:, k], float(curve.p[k]), tracer) for k in chosen)


def _labelled(
    drive: ConstantDrive, flow: Flow, parameter: str, curve: Curve, scale: Array, free: NDArray[np.intp]
) -> Branch:
    per_second = PER_SECOND[drive.model.time_unit] / (2.0 * np.pi)
    specials = tuple(
        LabelledPoint(
            s.kind, s.p, s.x, s.frequency * per_second,
            criticality(flow, s.x, s.p, scale, free) if s.kind == "hopf" else "",
        )
        for s in curve.specials
    )  # fmt: skip
    counts = np.array([unstable(values, flow.is_map) for values in curve.eigenvalues])
    firing = fires_at(drive, curve.x, parameter, curve.p)
    return Branch(curve.p, curve.x, curve.eigenvalues, counts, firing, specials, curve.ends)
