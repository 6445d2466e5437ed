"""Where does the one state of a model go from each value? The phase line: rate of change, fixed points, stability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import ConstantDrive, Flow, fires_at, flow_of
from kernels.analysis.deterministic import without_noise
from kernels.analysis.equilibria import find_equilibria
from kernels.analysis.problem import NotMeasurable
from kernels.running.request import read_request
from kernels.running.result import Run

Array = NDArray[np.float64]

POINTS = 600
PADDING = 0.15  # of the range that the run covers, on both sides
NEAR = 1.0  # of that range: fixed points this near are shown too


@dataclass(frozen=True, slots=True, eq=False)
class PhaseLine:
    """The rate of change (n,) of a state at values (n,), per time unit of the model; for a map the change by a step.

    `along` is that rate at every sample of the run. `levels` are those of the inputs at which all this holds.
    `fixed_points` are ascending, and `stable` says of each whether a small deviation shrinks.
    """

    state: str
    is_map: bool
    values: Array
    rates: Array
    along: Array
    fixed_points: Array
    stable: tuple[bool, ...]
    levels: Mapping[str, float]


def phase_line(run: Run, low: float, high: float) -> PhaseLine:
    """The phase line of a model with one state, from `low` to `high` or to the fixed points next to that.

    Inputs stay at their mean over the last half of the run. Raises NotMeasurable for a model with several states, one
    that is random by itself or one that depends on the time.
    """
    model = run.model
    if len(model.states) != 1:
        raise NotMeasurable("a phase line is that of a single state")
    # a step has come by then
    half = len(run.time) // 2
    levels = {name: float(np.mean(values[half:])) if len(values) else 0.0 for name, values in run.inputs.items()}
    request = read_request(model, params=dict(run.parameters), dt=run.dt)
    drive = ConstantDrive(without_noise(model), request, levels)
    flow = flow_of(drive)
    pad = PADDING * (high - low)
    span = NEAR * (high - low)
    starts = np.linspace(low - span, high + span, 8 * 3)[None, :]
    with np.errstate(all="ignore"):
        found = np.sort(find_equilibria(flow, 0.0, starts, np.array([high - low]))[0])
    found = found[(found >= low - span) & (found <= high + span)]
    if len(found):
        found = found[~fires_at(drive, found[None, :])]
    low, high = min(low, *(found - pad)) if len(found) else low, max(high, *(found + pad)) if len(found) else high
    values = np.linspace(low - pad, high + pad, POINTS)
    states = np.asarray(run.states[model.states[0].name], dtype=np.float64)
    return PhaseLine(
        state=model.states[0].name,
        is_map=flow.is_map,
        values=values,
        rates=_rates(flow, values),
        along=_rates(flow, states),
        fixed_points=found,
        stable=tuple(_is_stable(flow, point) for point in found),
        levels=levels,
    )


def _rates(flow: Flow, values: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(flow.at(values[None, :])[0][:, 0], dtype=np.float64)


def _is_stable(flow: Flow, point: float) -> bool:
    eigenvalue = flow.rates(np.array([point]), 0.0)[0]
    return bool(abs(eigenvalue) < 1.0 if flow.is_map else eigenvalue.real < 0.0)
