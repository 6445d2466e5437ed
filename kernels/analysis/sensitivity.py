"""Which parameters matter? Relative slopes of the firing rate and of the mean state by every parameter, ranked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.deterministic import repeats
from kernels.analysis.input_level import input_level, without_level
from kernels.analysis.lane_measures import TAPERED, chosen_state, driven_of, measure_lanes
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import RequestError, quoted, unknown
from kernels.language.model import Model
from kernels.request_values import mapping
from kernels.running.cluster import sweeping
from kernels.running.request import read_request

if TYPE_CHECKING:
    from distributed import Client

Array = NDArray[np.float64]

POINTS = 17  # runs a step size and parameter, evenly from one step below to one above
DEGREE = 3  # of the polynomial whose slope is taken: its bias is of fourth order in the step
SPREADS = 3.0  # standard errors of the fit that its error is
MOST_PARAMETERS = 1000


@dataclass(frozen=True, slots=True)
class SensitivityRequest:
    """What a sensitivity analysis is asked with, beside the model and the settings of its runs."""

    relative_step: float = asked("largest change of a parameter, relative to it", 0.05, low=1e-6, high=0.5)
    parameters: tuple[str, ...] | None = asked("the parameters; without it all, and the level of the input", None)
    state: str | None = asked("the state whose mean is taken; the first plotted one", None)


@dataclass(frozen=True, slots=True)
class Influence:
    """What one parameter does.

    `rate` is d ln(rate)/d ln(parameter): the relative change of the rate per relative change of the parameter. `mean`
    is d(mean state)/d ln(parameter), in the state's unit: what a change of the parameter by its own size would do if
    it went on as it begins. `scale` is what the parameter's changes are relative to: its size, or where it is 0 its
    range, or 1. The errors are the difference between the two step sizes plus three standard errors of the fit; NaN,
    with `why_none`, where a slope cannot be had.
    """

    name: str
    value: float
    unit: str
    scale: float
    rate: float
    rate_error: float
    mean: float
    mean_error: float
    why_none: str


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The parameters, the most influential first: by |rate| where the model fires, else by |mean|."""

    ranked: tuple[Influence, ...]
    rate: float
    rate_unit: str
    state: str
    mean: float
    mean_unit: str
    step_sizes: tuple[float, float]
    runs: int


class _Varied(NamedTuple):
    name: str
    value: float
    unit: str
    scale: float


@sweeping
def sensitivity(
    model: Model,
    *,
    relative_step: float = 0.05,
    parameters: tuple[str, ...] | None = None,
    state: str | None = None,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Sensitivity:
    """How the steady firing rate and the mean of a state depend on each parameter, at the model's own drive.

    All runs are made in one sweep, equal ones once: for every parameter and two step sizes, `relative_step` and half of
    it, 17 values around its own; the slope is that of a cubic through the 17 results, which the time step's grain
    hardly touches.
    Raises RequestError for an unknown parameter or state, and for a model without parameters.
    """
    if not 1e-6 <= relative_step <= 0.5:
        raise RequestError("relative_step", f"{relative_step:g} is not between 1e-06 and 0.5")
    about = chosen_state(model, state)
    chosen = _chosen(model, parameters, run)
    sizes = (relative_step, 0.5 * relative_step)
    place = np.linspace(-1.0, 1.0, POINTS)
    offsets = np.concatenate([size * place for size in sizes])
    lanes = len(offsets) * len(chosen)
    table = np.repeat([[item.value] for item in chosen], lanes, axis=1)  # (parameters, lanes)
    for number, item in enumerate(chosen):
        own = slice(number * len(offsets), (number + 1) * len(offsets))
        table[number, own] = item.value + offsets * item.scale
    made, place_of = _to_make(table, repeats(model, read_request(model, **run).stimuli))
    varied = dict(zip((item.name for item in chosen), table[:, made], strict=True))
    fires = model.threshold is not None or model.spike is not None
    measures = ("rate", TAPERED) if fires else (TAPERED,)
    values, swept = measure_lanes(
        model, varied, measures, about, driven_of(model, run), threads=threads, progress=progress,
        cancelled=cancelled, spike_times="interpolated", **_without(model, run, chosen),
    )  # fmt: skip
    values = {name: row[place_of] for name, row in values.items()}
    failed = {lane: swept.failed[at] for lane, at in enumerate(place_of.tolist()) if at in swept.failed}
    centre = POINTS // 2  # the first parameter's own value, as good as any other's
    rate = float(values["rate"][centre]) if fires else 0.0
    found = [_influence(item, number, place, sizes, rate, values, failed) for number, item in enumerate(chosen)]
    by_rate = rate > 0.0
    found.sort(key=lambda item: -_size(item.rate if by_rate else item.mean))
    return Sensitivity(
        ranked=tuple(found), rate=rate, rate_unit="1/step" if model.time_unit == "step" else "Hz", state=about,
        mean=float(values[TAPERED][centre]), mean_unit=next(s.unit for s in model.states if s.name == about),
        step_sizes=sizes, runs=lanes,
    )  # fmt: skip


def _to_make(table: Array, same: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The lanes (columns) to be run, and for every lane the place of its run among them.

    Both step sizes hold the parameters' own values and share half of their steps; where a run repeats to the bit
    (`same`) each of these is run once.
    """
    if not same:
        every = np.arange(table.shape[1])
        return every, every
    seen: dict[bytes, int] = {}
    made: list[int] = []
    place_of = np.empty(table.shape[1], dtype=np.intp)
    for lane, column in enumerate(np.ascontiguousarray(table.T)):
        key = column.tobytes()
        if key not in seen:
            seen[key] = len(made)
            made.append(lane)
        place_of[lane] = seen[key]
    return np.array(made, dtype=np.intp), place_of


def _size(value: float) -> float:
    return -1.0 if math.isnan(value) else abs(value)


def _chosen(model: Model, parameters: tuple[str, ...] | None, run: RunOptions) -> list[_Varied]:
    values = read_request(model, **run).parameters
    known = {item.name: item for item in model.parameters}
    found = {name: _Varied(name, values[name], item.unit, _scale(values[name], item.low, item.high))
             for name, item in known.items()}  # fmt: skip
    level = input_level(model, run)
    if model.inputs and level is not None:
        item = model.inputs[0]
        found[item.name] = _Varied(item.name, level, item.unit, _scale(level, item.low, item.high))
    if parameters is not None:
        if not 0 < len(parameters) <= MOST_PARAMETERS:
            raise RequestError("parameters", f"needs 1 to {MOST_PARAMETERS} names")
        for name in parameters:
            if name not in found:
                raise unknown("parameters", "parameter", name, found)
            if parameters.count(name) > 1:
                raise RequestError("parameters", f"{quoted(name)} is there twice")
        found = {name: found[name] for name in parameters}
    if not found:
        raise RequestError("model", "has no parameters")
    return list(found.values())


def _scale(value: float, low: float | None, high: float | None) -> float:
    if value != 0.0:
        return abs(value)
    return high - low if low is not None and high is not None else 1.0


def _without(model: Model, run: RunOptions, chosen: list[_Varied]) -> dict[str, Any]:
    """The settings of the run without what the lanes set themselves."""
    names = {item.name for item in chosen}
    varies_level = bool(model.inputs) and model.inputs[0].name in names
    settings = without_level(model, run) if varies_level else dict(run)
    settings["params"] = {n: value for n, value in mapping("params", run.get("params")).items() if n not in names}
    return settings


def _influence(
    item: _Varied,
    number: int,
    place: Array,
    sizes: tuple[float, float],
    rate: float,
    values: Mapping[str, Array],
    failed: Mapping[int, str],
) -> Influence:
    first = number * 2 * POINTS
    bad = [lane for lane in failed if first <= lane < first + 2 * POINTS]
    why = f"{len(bad)} of its {2 * POINTS} runs cannot be trusted: {failed[bad[0]]}" if bad else ""
    slopes: dict[str, tuple[float, float]] = {}
    for measure, row in values.items():
        large, small = row[first : first + POINTS], row[first + POINTS : first + 2 * POINTS]
        slopes[measure] = (math.nan, math.nan) if bad else _slope(place, sizes, large, small)
    nowhere = (math.nan, math.nan)
    by_rate = slopes.get("rate", nowhere) if rate > 0.0 else nowhere
    if not why and not rate > 0.0:
        why = "it does not fire, so there is no relative change of the rate"
    factor = 1.0 / rate if rate > 0.0 else math.nan
    return Influence(
        name=item.name, value=item.value, unit=item.unit, scale=item.scale,
        rate=by_rate[0] * factor, rate_error=by_rate[1] * factor,
        mean=slopes[TAPERED][0], mean_error=slopes[TAPERED][1], why_none=why,
    )  # fmt: skip


def _slope(place: Array, sizes: tuple[float, float], large: Array, small: Array) -> tuple[float, float]:
    """The slope by the relative change, from the fit with less of an error, and its error."""
    fits = [_fitted(place, row) for row in (large, small)]
    (wide, wide_error), (narrow, narrow_error) = (
        (slope / size, error / size) for (slope, error), size in zip(fits, sizes, strict=True)
    )
    value, spread = (wide, wide_error) if wide_error < narrow_error else (narrow, narrow_error)
    return value, abs(wide - narrow) + SPREADS * spread


def _fitted(place: Array, row: Array) -> tuple[float, float]:
    """Slope at 0 of the cubic through (place, row), and its standard error."""
    powers = np.vander(place, DEGREE + 1, increasing=True)
    centre = row[len(row) // 2]
    solved, *_ = np.linalg.lstsq(powers, row - centre, rcond=None)
    left = row - centre - powers @ solved
    with np.errstate(over="ignore"):  # of values near the largest double the error is infinite
        variance = float((left @ left) / (len(place) - DEGREE - 1)) * float(np.linalg.inv(powers.T @ powers)[1, 1])
    return float(solved[1]), math.sqrt(variance)
