"""Where does every state stand still: at rest without drive, and at the model's own drive held constant?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.branches import moving_states
from kernels.analysis.constant_drive import ConstantDrive, Flow, at_constant_drive, fires_at, flow_of, unstable
from kernels.analysis.deterministic import without_noise
from kernels.analysis.equilibria import newton
from kernels.analysis.options import Question
from kernels.analysis.problem import NotMeasurable
from kernels.errors import Cancelled, NumericalError, RequestError
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.steady import steady_state

Array = NDArray[np.float64]

RAISES = 20  # steps in which the drive is raised, so that Newton's method stays at the point it was at
LONGEST = 1e9  # of a state's size: it may be 0 at rest, and the steps of the drive keep those of the states short
SMALLEST = 1e-3  # size of a state


@dataclass(frozen=True, slots=True)
class SteadyPoint:
    """The states' values where none of them moves. `stable`: a small deviation shrinks; `firing`: the threshold holds
    there, so that no neuron stays.
    """

    states: Mapping[str, float]
    stable: bool
    firing: bool


@dataclass(frozen=True, slots=True)
class SteadyValues:
    """The rest, all inputs at 0, and the point at the constant `levels` of the model's own drive.

    Either is None where there is no such point; `driven` also where there is no drive.
    """

    rest: SteadyPoint | None
    driven: SteadyPoint | None
    levels: Mapping[str, float]


def steady_values(model: Model, *, preset: str | None = None, cancelled: Question | None = None) -> SteadyValues:
    """The rest, and the point that it becomes when the drive is raised from 0 to its level, noise off.

    Raises RequestError for a preset that the model does not have.
    """
    request = read_request(model, preset=preset)
    levels = dict.fromkeys((item.name for item in model.inputs), 0.0)
    try:
        # without its own stimuli, for some of them are random
        quiet = ConstantDrive(without_noise(replace(model, stimuli={}, presets=())), request, levels)
        flow = flow_of(quiet)
        found = steady_state(model, request.parameters)
    except (NotMeasurable, NumericalError):
        return SteadyValues(None, None, {})
    if cancelled is not None and cancelled():
        raise Cancelled
    x = np.array([[found[name]] for name in flow.states])
    rest = _point(quiet, flow, x, _free(flow, x))
    try:
        drive = at_constant_drive(model, {"preset": preset})
    except (NotMeasurable, RequestError):  # a drive without a level, such as Poisson input
        return SteadyValues(rest, None, {})
    if not any(drive.levels.values()):
        return SteadyValues(rest, None, {})
    driven = np.array([drive.levels[item.name] for item in model.inputs])
    return SteadyValues(rest, _raised(drive, flow, x, driven), dict(drive.levels))


def _raised(drive: ConstantDrive, flow: Flow, x: Array, levels: Array) -> SteadyPoint | None:
    """The point that x (n, 1), at rest, becomes; None where Newton's method finds none on the way."""
    at_once = replace(flow, levels=levels)
    free = _free(at_once, x)
    for share in np.linspace(0.0, 1.0, RAISES + 1)[1:]:
        x, reached = newton(replace(flow, levels=share * levels), x, 0.0, _size(x), free, LONGEST)
        if not reached[0] or not np.isfinite(x).all():
            return None
    return _point(drive, at_once, x, free)


def _size(x: Array) -> Array:
    return np.maximum(np.abs(x[:, 0]), SMALLEST)


def _free(flow: Flow, x: Array) -> NDArray[np.intp]:
    return moving_states(flow, x[:, 0] - _size(x), x[:, 0] + _size(x), 0.0)


def _point(drive: ConstantDrive, flow: Flow, x: Array, free: NDArray[np.intp]) -> SteadyPoint | None:
    if not np.isfinite(x).all():
        return None
    rates = flow.rates(x[:, 0], 0.0, free)
    return SteadyPoint(
        states=dict(zip(flow.states, x[:, 0].tolist(), strict=True)),
        stable=not bool(np.isnan(rates).any()) and not unstable(rates, flow.is_map),
        firing=bool(fires_at(drive, x)[0]),
    )
