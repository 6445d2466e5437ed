"""Firing rate against constant drive: the f-I curve, its onset and its class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.driven import driven_time
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rate import steady_interval, steady_rate
from kernels.analysis.rheobase import rheobase
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.language.syntax.settings import DEFAULT_RUN
from kernels.request_values import mapping
from kernels.running.cluster import sweeping
from kernels.running.sweep import Sweep, sweep
from kernels.stimulus.protocols import PER_SECOND

if TYPE_CHECKING:
    from distributed import Client

Array = NDArray[np.float64]

ONSET_DRIVES = 16  # drives just above the rheobase, from which the class is read
ONSET_SPAN = (1e-3, 0.3)  # above the rheobase, relative to it
LEAST_SCALE = 0.01  # of the input's range, in the place of a rheobase that is (nearly) 0
ONSET_DURATIONS, ONSET_MILLISECONDS = 8.0, 4000.0  # of a run near the onset, the longer: there firing is slow
CONTINUOUS, ABRUPT = 0.3, 0.5  # rate at onset over the rate 30 % above: below the first class I, above the second II
MOST_DRIVES = 4096
LARGEST = 1e15  # drive, in the input's unit


@dataclass(frozen=True, slots=True)
class FiCurveRequest:
    """What an f-I curve is asked with, beside the model and the settings of its runs."""

    i_min: float | None = asked("smallest drive; the input's range, else 0", None, low=-LARGEST, high=LARGEST)
    i_max: float | None = asked("largest drive; the input's range", None, low=-LARGEST, high=LARGEST)
    i_steps: int = asked("number of drives", 41, low=2, high=MOST_DRIVES)
    refine: bool = asked("find the rheobase and the class", True)


@dataclass(frozen=True, slots=True)
class FiCurve:
    """Rates at constant drives, in Hz (for maps: spikes a step); the transient, half of each run, is left out.

    `first_isi_rates` is one over the first interval, NaN with fewer than two spikes. `rheobase` is None where no drive
    or every drive makes the neuron fire (`why_none` says which), and if it was not asked for. `type` is "I" where
    firing begins at arbitrarily low rates, "II" where it begins abruptly, "" where neither is clear; `onset_exponent`
    is p of f ~ (I - rheobase)**p just above it (1/2 at a saddle-node on an invariant circle, Ermentrout 1996).
    """

    currents: Array
    rates: Array
    first_isi_rates: Array
    rheobase: float | None
    why_none: str
    type: str
    onset_rate: float
    onset_exponent: float
    unit: str
    failed: dict[int, str]


@sweeping
def fi_curve(
    model: Model,
    *,
    i_min: float | None = None,
    i_max: float | None = None,
    i_steps: int = 41,
    refine: bool = True,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> FiCurve:
    """The f-I curve of a model. Raises RequestError for a range that is none, a model without input or spikes."""
    if not model.inputs:
        raise RequestError("model", "has no input to drive")
    if model.threshold is None and model.spike is None:
        raise RequestError("model", "has no threshold and no spike condition, so it has no spikes")
    for name in ("current", "protocol"):
        if name in run:
            raise RequestError(name, "an f-I curve sets the drive itself: constant, from i_min to i_max")
    item = model.inputs[0]
    if item.name in mapping("inputs", run.get("inputs")):
        raise RequestError(f"inputs.{item.name}", "an f-I curve sets the drive itself: constant, from i_min to i_max")
    low = i_min if i_min is not None else (item.low if item.low is not None else 0.0)
    high = i_max if i_max is not None else item.high
    if high is None:
        raise RequestError("i_max", f"{item.name} has no range in the model, so the largest drive has to be given")
    if not low < high:
        raise RequestError("i_max", f"{high:g} is not above i_min, {low:g}")
    currents = np.linspace(low, high, i_steps)
    settings: dict[str, Any] = dict(run)
    share = 0.7 if refine else 1.0
    report = None if progress is None else (lambda done: progress(share * done))
    swept = sweep(
        model,
        {item.name: currents},
        protocol="constant",
        threads=threads,
        progress=report,
        cancelled=cancelled,
        **settings,
    )
    rates, first_isi_rates = steady_rates(swept), _first_rates(swept)
    if progress is not None:
        known = {"currents": currents, "rates": rates, "first_isi_rates": first_isi_rates, "unit": item.unit}
        progress(share, known)
    onset, why = (None, "not asked for") if not refine else _onset(model, run, threads, cancelled)
    kind, onset_rate, exponent = "", float("nan"), float("nan")
    if onset is not None:
        kind, onset_rate, exponent = _class(model, onset, run, threads, cancelled)
    if progress is not None:
        progress(1.0)
    return FiCurve(
        currents=currents,
        rates=rates,
        first_isi_rates=first_isi_rates,
        rheobase=onset,
        why_none=why,
        type=kind,
        onset_rate=onset_rate,
        onset_exponent=exponent,
        unit=item.unit,
        failed=dict(swept.failed),
    )


def steady_rates(swept: Sweep) -> Array:
    """The steady rate of every run of a sweep at constant drive, NaN where a run failed."""
    driven = driven_time((), swept.n_steps * swept.dt)
    per_second = PER_SECOND[swept.model.time_unit]
    rates = np.array([steady_rate(swept.spikes(i), driven, per_second) for i in range(len(swept))])
    rates[list(swept.failed)] = np.nan
    return rates


def _first_rates(swept: Sweep) -> Array:
    rates = np.full(len(swept), np.nan)
    for i in range(len(swept)):
        times = swept.spikes(i)
        if len(times) > 1 and i not in swept.failed:
            rates[i] = PER_SECOND[swept.model.time_unit] / (times[1] - times[0])
    return rates


def _onset_duration(model: Model, run: RunOptions) -> float:
    """Long enough for firing at 1 Hz, and for firing that dies out to have done so."""
    own = float(run.get("duration") or model.run.duration or DEFAULT_RUN[model.time_unit][0])
    least = {"ms": ONSET_MILLISECONDS, "s": ONSET_MILLISECONDS / 1000.0, "step": own}[model.time_unit]
    return max(ONSET_DURATIONS * own, least)


def _onset(model: Model, run: RunOptions, threads: int | None, cancelled: Question | None) -> tuple[float | None, str]:
    settings = {name: value for name, value in run.items() if name != "duration"}
    try:
        return rheobase(
            model, duration=_onset_duration(model, run), threads=threads, cancelled=cancelled, **settings
        ), ""
    except NotMeasurable as problem:
        return None, str(problem)


def _class(
    model: Model, onset: float, run: RunOptions, threads: int | None, cancelled: Question | None
) -> tuple[str, float, float]:
    """(class, rate just above the onset, exponent) from rates between 0.1 % and 30 % above the rheobase."""
    item = model.inputs[0]
    span = max(abs(bound) for bound in (item.low or 0.0, item.high or 1.0))
    above = np.geomspace(*ONSET_SPAN, ONSET_DRIVES) * max(abs(onset), LEAST_SCALE * span)
    longer: dict[str, Any] = {**run, "duration": _onset_duration(model, run)}
    swept = sweep(
        model, {item.name: onset + above}, protocol="constant", threads=threads, cancelled=cancelled,
        **longer,
    )  # fmt: skip
    driven = driven_time((), swept.n_steps * swept.dt)
    lasting = np.array([steady_interval(swept.spikes(i), driven) is not None for i in range(len(swept))])
    rates = steady_rates(swept)
    firing = lasting & (rates > 0.0)
    if firing.sum() < ONSET_DRIVES // 2 or not firing[-1]:
        return "", float("nan"), float("nan")
    lowest = float(rates[firing][0])
    exponent = float(np.polyfit(np.log(above[firing]), np.log(rates[firing]), 1)[0])
    ratio = lowest / float(rates[-1])
    kind = "I" if ratio < CONTINUOUS else "II" if ratio > ABRUPT else ""
    return kind, lowest, exponent
