"""What kind of neuron is this? Its pattern, onset, f-I curve, sensitivities, ranges and passive properties at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.chirp_response import linearised_at
from kernels.analysis.configured import part_of
from kernels.analysis.fi import FiCurve, fi_curve
from kernels.analysis.impedance import impedance, resonance
from kernels.analysis.input_level import without_level
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.analysis.pattern import Classified, classify, scaled_drive
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.sensitivity import Sensitivity, sensitivity
from kernels.errors import Cancelled, KernelsError, RequestError
from kernels.language.model import Model
from kernels.running.cluster import sweeping
from kernels.running.simulate import simulate

if TYPE_CHECKING:
    from distributed import Client

Array = NDArray[np.float64]
T = TypeVar("T")

SCALED = 1.5  # rheobases, at which pattern and sensitivities are taken where the neuron is silent by itself
MOST_CURRENTS = 256


@dataclass(frozen=True, slots=True)
class CharacterizeRequest:
    """What a characterisation is asked with, beside the model and the settings of its runs."""

    i_steps: int = asked("drives of the f-I curve", 17, low=2, high=MOST_CURRENTS)
    scaled: float = asked("the drive for the pattern, in rheobases", SCALED, low=0.0, high=1000.0)
    relative_step: float = asked("largest change of a parameter, relative to it", 0.05, low=1e-6, high=0.5)


@dataclass(frozen=True, slots=True)
class Range:
    """A state in the model's own run: its smallest and largest value, and its mean."""

    low: float
    high: float
    mean: float
    unit: str


@dataclass(frozen=True, slots=True)
class Passive:
    """The model linearised at rest without drive.

    `resistance` is the change of the driven state per unit of constant input, `membrane_time_constant` that of this
    state with all others held, `time_constants` those of the ways back to rest (one over the real parts of the
    eigenvalues), the slowest first; `resonance` NaN where the impedance only falls with frequency.
    """

    rest: Mapping[str, float]
    state: str
    resistance: float
    resistance_unit: str
    membrane_time_constant: float
    time_constants: Array
    eigenvalues: Array  # (n, 2): real and imaginary part
    resonance: float
    time_unit: str


@dataclass(frozen=True, slots=True)
class Character:
    """What was found; what was not is None, and `why_none` says by its name why.

    `pattern` is that of the model's own run, `scaled_pattern` that at `scaled` rheobases; the sensitivities are those
    at `sensitivity_drive` (None: the model's own).
    """

    pattern: Classified | None
    scaled_pattern: Classified | None
    rheobase: float | None
    type: str
    fi: FiCurve | None
    sensitivity: Sensitivity | None
    sensitivity_drive: float | None
    ranges: dict[str, Range]
    passive: Passive | None
    why_none: dict[str, str]


@sweeping
def characterize(
    model: Model,
    *,
    i_steps: int = 17,
    scaled: float = SCALED,
    relative_step: float = 0.05,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Character:
    """Everything at once about a model under its own or the given drive.

    What cannot be measured is left out with its reason; only a request that is wrong raises (RequestError).
    """
    why: dict[str, str] = {}
    undriven: dict[str, Any] = {key: value for key, value in without_level(model, run).items() if key != "protocol"}
    common: dict[str, Any] = {"threads": threads, "cancelled": cancelled}
    ran = simulate(model, progress=part_of(progress, 0.0, 0.05), cancelled=cancelled, **run)
    ranges = {
        name: Range(float(values.min()), float(values.max()), float(values.mean()), ran.units[name])
        for name, values in ran.states.items()
    }
    pattern = _attempt(why, "pattern", lambda: classify(model, **common, **run))
    fi = _attempt(
        why, "fi",
        lambda: fi_curve(model, i_steps=i_steps, progress=part_of(progress, 0.05, 0.5), **common, **undriven),
    )  # fmt: skip
    onset = fi.rheobase if fi is not None else None
    if onset is None:
        why["rheobase"] = fi.why_none if fi is not None else why["fi"]
    silent = pattern is None or pattern.label in ("silent", "single_spike")
    by_itself = onset is not None and onset <= 0.0 and not (silent and onset < 0.0)
    drive = None if onset is None or by_itself else scaled_drive(onset, scaled)
    scaled_pattern = None
    if drive is None:
        why["scaled_pattern"] = why.get("rheobase", "it fires without drive: there is no rheobase to scale")
    else:
        driven = undriven | {"current": drive, "protocol": "constant"}
        scaled_pattern = _attempt(why, "scaled_pattern", lambda: classify(model, **common, **driven))
    at = drive if silent else None
    settings = dict(run) if at is None else undriven | {"current": at, "protocol": "constant"}
    slopes = _attempt(
        why, "sensitivity",
        lambda: sensitivity(
            model, relative_step=relative_step, progress=part_of(progress, 0.6, 0.95), **common, **settings
        ),
    )  # fmt: skip
    passive = _attempt(why, "passive", lambda: _passive(model, undriven))
    if progress is not None:
        progress(1.0)
    return Character(
        pattern=pattern, scaled_pattern=scaled_pattern, rheobase=onset, type="" if fi is None else fi.type, fi=fi,
        sensitivity=slopes, sensitivity_drive=at, ranges=ranges, passive=passive, why_none=why,
    )  # fmt: skip


def _attempt(why: dict[str, str], name: str, question: Callable[[], T]) -> T | None:
    """The answer, or None with the reason noted."""
    try:
        return question()
    except Cancelled:
        raise
    except KernelsError as problem:
        if isinstance(problem, RequestError) and problem.field not in ("model", "i_max"):
            raise
        why[name] = str(problem)
        return None


def _passive(model: Model, settings: Mapping[str, Any]) -> Passive:
    if not model.inputs:
        raise NotMeasurable("this model has no input to drive")
    found = linearised_at(model, 0.0, settings)
    (at_zero,) = impedance(found.model, found.parameters, [0.0])
    try:
        peak = resonance(found.model, found.parameters)
    except NotMeasurable:
        peak = math.nan
    names = [state.name for state in model.states]
    own = names.index(found.state)
    slope = float(found.jacobian[own, own])
    is_ode = model.states[own].kind == "ode"
    rates = found.eigenvalues.real if is_ode else np.log(np.maximum(np.abs(found.eigenvalues), 1e-300))
    with np.errstate(divide="ignore"):
        constants = np.sort(-1.0 / rates)[::-1]
    membrane = math.nan
    if is_ode and slope < 0.0:
        membrane = -1.0 / slope
    elif not is_ode and 0.0 < slope < 1.0:
        membrane = -1.0 / math.log(slope)
    unit, drive = model.states[own].unit, model.inputs[0].unit
    return Passive(
        rest=found.rest, state=found.state, resistance=float(at_zero.real),
        resistance_unit=f"{unit or '1'}/({drive})" if drive else unit, membrane_time_constant=membrane,
        time_constants=constants, eigenvalues=np.stack([found.eigenvalues.real, found.eigenvalues.imag], axis=1),
        resonance=peak, time_unit=model.time_unit,
    )  # fmt: skip
