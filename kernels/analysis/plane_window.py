"""Which part of a phase plane is looked at? What runs cover, and the fixed points next to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import ConstantDrive
from kernels.analysis.equilibria import newton
from kernels.analysis.options import Question
from kernels.analysis.plane import Plane
from kernels.analysis.problem import NotMeasurable
from kernels.errors import Cancelled, KernelsError, RequestError
from kernels.language.model import Model
from kernels.running.result import Run
from kernels.running.simulate import simulate

Array = NDArray[np.float64]

PADDING = 0.15  # of the range that a run covers, on both sides
NEAR = 1.0  # of the window: a fixed point this near belongs into it
STARTS = 16  # of the search for fixed points, a side


def covered(
    model: Model, drive: ConstantDrive, run: Mapping[str, Any], cancelled: Question | None
) -> tuple[Array, Array, Array]:
    """Lowest, highest and last values (n,) of all states in a run at this drive, widened by the model's own run.

    A neuron that rests at this drive would show its rest alone, one that noise drives apart its symmetric state.
    Raises NotMeasurable where the run fails.
    """
    of_drive = ("current", "protocol", "inputs")
    settings: dict[str, Any] = {key: value for key, value in run.items() if key not in of_drive}
    inputs = {name: {"protocol": "constant", "amplitude": level} for name, level in drive.levels.items()}
    try:
        x = _samples(simulate(drive.model, inputs=inputs, cancelled=cancelled, **settings))
    except Cancelled:
        raise
    except KernelsError as problem:
        why = str(problem)
        raise NotMeasurable(f"the run that finds the range of the states fails: {why}") from None
    parts = [x]
    times = {key: settings[key] for key in ("duration", "dt", "method") if key in settings}
    try:
        parts.append(_samples(simulate(model, cancelled=cancelled, **times)))
    except Cancelled:
        raise
    except KernelsError:
        parts = [x]  # a run at other settings, which only widens the window: it may fail
    low = np.min([np.nanmin(part, axis=1) for part in parts], axis=0)
    high = np.max([np.nanmax(part, axis=1) for part in parts], axis=0)
    usable = np.flatnonzero(np.isfinite(x).all(axis=0))
    return low, high, x[:, usable[-1]]


def _samples(run: Run) -> Array:
    """All states (n, samples); those of equations at spikes with a reset, which overshoot, are NaN."""
    x = np.array(list(run.states.values()))
    if run.model.reset and not run.minmax and run.model.time_unit != "step":
        at = np.rint(run.spikes / run.dt / run.record_every).astype(int)
        x[:, np.unique(at[(at > 0) & (at < x.shape[1])])] = np.nan
    return x


def window(drive: ConstantDrive, chosen: tuple[str, str], given: Array, low: Array, high: Array) -> Array:
    """Both sides' ends (2, 2): as `given` (NaN where not), the state's range in the model, or a little beyond a run's.

    Raises RequestError for a side that is none.
    """
    ends = np.empty((2, 2))
    names = [state.name for state in drive.model.states]
    for k, name in enumerate(chosen):
        state = drive.model.states[names.index(name)]
        begin, end = float(low[names.index(name)]), float(high[names.index(name)])
        pad = max(PADDING * (end - begin), 0.1 * max(abs(begin), abs(end)), 1e-3)
        begin = state.low if state.low is not None else begin - pad
        end = state.high if state.high is not None else end + pad
        ends[k] = np.where(np.isfinite(given[k]), given[k], (begin, end))
        if not ends[k, 0] < ends[k, 1]:
            field = f"{'xy'[k]}.{'max' if np.isfinite(given[k, 1]) else 'min'}"
            raise RequestError(field, f"from {ends[k, 0]:g} to {ends[k, 1]:g} there is no range of {name}")
    return ends


def widened(plane: Plane, given: Array, ends: Array) -> Array:
    """The ends (2, 2) with the fixed points beside the window in it; those `given` stay."""
    across, up = np.meshgrid(*(np.linspace(begin, end, STARTS) for begin, end in ends.tolist()))
    starts = plane.states(across, up)
    starts = starts[:, np.isfinite(starts).all(axis=0)]
    if starts.shape[1] == 0:
        return ends
    found, reached = newton(plane.flow, starts, 0.0, plane.scale, plane.moving)
    places = found[[plane.x, plane.y]][:, reached]
    width = np.ptp(ends, axis=1)[:, None]
    lowest = np.where(np.isfinite(given[:, :1]), ends[:, :1], ends[:, :1] - NEAR * width)
    highest = np.where(np.isfinite(given[:, 1:]), ends[:, 1:], ends[:, 1:] + NEAR * width)
    near = places[:, ((places >= lowest) & (places <= highest)).all(axis=0)]
    if near.shape[1] == 0:
        return ends
    beyond = np.stack([near.min(axis=1), near.max(axis=1)], axis=1)
    pad = PADDING * np.maximum(np.ptp(np.hstack([ends, beyond]), axis=1), 0.0)
    low = np.where(beyond[:, 0] < ends[:, 0], beyond[:, 0] - pad, ends[:, 0])
    high = np.where(beyond[:, 1] > ends[:, 1], beyond[:, 1] + pad, ends[:, 1])
    return np.where(np.isfinite(given), ends, np.stack([low, high], axis=1))
