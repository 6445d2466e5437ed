"""What kind of neuron is this? Its pattern, onset, f-I curve, sensitivities, ranges and passive properties at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
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

    What cannot be measured is left out with its reason; only a request that is wrong raises (RequestError). `progress`
    gets the fields of the result with what is known, from the rates of the f-I curve on; Cancelled has them too.
    """
    known: dict[str, Any] = {item.name: None for item in fields(Character)} | {"type": "", "ranges": {}, "why_none": {}}
    report = _Report(progress, known)
    common: dict[str, Any] = {"threads": threads, "cancelled": cancelled}
    try:
        _measure(model, known, report, common, (i_steps, scaled, relative_step), run)
    except Cancelled as stop:
        raise Cancelled(str(stop), dict(known) if known["fi"] is not None else None) from None
    if progress is not None:
        progress(1.0)
    return Character(**known)


class _Report:
    """Progress of the parts, with what is known of the whole as soon as there is something to draw."""

    def __init__(self, progress: Progress | None, known: dict[str, Any]) -> None:
        self.progress, self.known = progress, known

    def tell(self, fraction: float) -> None:
        """The fields so far; those of an earlier call stay as they were."""
        if self.progress is not None:
            self.progress(fraction, self.known | {"why_none": dict(self.known["why_none"])})

    def of_fi(self, fraction: float, values: Mapping[str, Any] | None = None) -> None:
        """Progress of the f-I curve, whose rates are known before its rheobase."""
        if values is not None:
            self.known["fi"] = FiCurve(
                **values, rheobase=None, why_none="not looked for yet", type="", onset_rate=math.nan,
                onset_exponent=math.nan, failed={},
            )  # fmt: skip
            self.tell(0.05 + 0.45 * fraction)
        elif self.progress is not None:
            self.progress(0.05 + 0.45 * fraction)


def _measure(
    model: Model,
    known: dict[str, Any],
    report: _Report,
    common: dict[str, Any],
    asked_for: tuple[int, float, float],
    run: RunOptions,
) -> None:
    """Puts what is found into `known`, part by part."""
    i_steps, scaled, relative_step = asked_for
    progress, cancelled, why = report.progress, common["cancelled"], known["why_none"]
    undriven: dict[str, Any] = {key: value for key, value in without_level(model, run).items() if key != "protocol"}
    ran = simulate(model, progress=part_of(progress, 0.0, 0.05), cancelled=cancelled, **run)
    known["ranges"] = {
        name: Range(float(values.min()), float(values.max()), float(values.mean()), ran.units[name])
        for name, values in ran.states.items()
    }
    pattern = known["pattern"] = _attempt(why, "pattern", lambda: classify(model, **common, **run))
    fi = known["fi"] = _attempt(
        why, "fi", lambda: fi_curve(model, i_steps=i_steps, progress=report.of_fi, **common, **undriven)
    )
    onset = known["rheobase"] = fi.rheobase if fi is not None else None
    known["type"] = "" if fi is None else fi.type
    if onset is None:
        why["rheobase"] = fi.why_none if fi is not None else why["fi"]
    report.tell(0.5)
    silent = pattern is None or pattern.label in ("silent", "single_spike")
    by_itself = onset is not None and onset <= 0.0 and not (silent and onset < 0.0)
    drive = None if onset is None or by_itself else scaled_drive(onset, scaled)
    if drive is None:
        why["scaled_pattern"] = why.get("rheobase", "it fires without drive: there is no rheobase to scale")
    else:
        driven = undriven | {"current": drive, "protocol": "constant"}
        known["scaled_pattern"] = _attempt(why, "scaled_pattern", lambda: classify(model, **common, **driven))
    known["passive"] = _attempt(why, "passive", lambda: _passive(model, undriven))
    report.tell(0.6)
    at = drive if silent else None
    settings = dict(run) if at is None else undriven | {"current": at, "protocol": "constant"}
    known["sensitivity"] = _attempt(
        why, "sensitivity",
        lambda: sensitivity(
            model, relative_step=relative_step, progress=part_of(progress, 0.6, 1.0), **common, **settings
        ),
    )  # fmt: skip
    known["sensitivity_drive"] = at


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
