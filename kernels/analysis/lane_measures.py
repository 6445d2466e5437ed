"""What can be measured of every run of a sweep at once? One table for heat maps, sensitivities and comparisons.

All of them leave the transient out: they look at the second half of the driven time. Where a run failed the value is
NaN; where there are too few spikes for an interval the measures of intervals are NaN too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.accumulate import STATISTICS, Accumulated, accumulated_sweep
from kernels.analysis.classify import classify
from kernels.analysis.driven import Driven, driven_time
from kernels.analysis.rate import steady_interval, steady_rate
from kernels.analysis.spikes import spike_statistics
from kernels.errors import RequestError, unknown
from kernels.language.measures import PATTERNS
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.sweep import Sweep
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]
Measure = Callable[[Array, Driven, str], float]

FEWEST_SPIKES = 3  # for a measure of how intervals vary


def _late(train: Array, driven: Driven) -> Array:
    return train[(train > driven.settled) & (train <= driven.stop)]


def _rate(train: Array, driven: Driven, unit: str) -> float:
    return steady_rate(train, driven, PER_SECOND[unit])


def _spikes(train: Array, driven: Driven, unit: str) -> float:
    return float(len(train))


def _period(train: Array, driven: Driven, unit: str) -> float:
    found = steady_interval(train, driven)
    return np.nan if found is None else found


def _latency(train: Array, driven: Driven, unit: str) -> float:
    after = train[train > driven.onset]
    return float(after[0] - driven.onset) if len(after) else np.nan


def _variation(field: str) -> Measure:
    def measure(train: Array, driven: Driven, unit: str) -> float:
        late = _late(train, driven)
        if len(late) < FEWEST_SPIKES:
            return np.nan
        return float(getattr(spike_statistics(late, driven.settled, driven.stop, unit), field))

    return measure


def _adaptation(train: Array, driven: Driven, unit: str) -> float:
    intervals = np.diff(train[(train > driven.onset) & (train <= driven.stop)])
    return float(intervals[-1] / intervals[0]) if len(intervals) > 1 else np.nan


def _pattern(train: Array, driven: Driven, unit: str) -> float:
    """The number of the label in PATTERNS. Chaos is not told from irregular firing: that takes an exponent."""
    return float(PATTERNS.index(classify(train, driven.onset, driven.stop).label))


OF_SPIKES: dict[str, Measure] = {
    "rate": _rate,
    "spikes": _spikes,
    "period": _period,
    "latency": _latency,
    "isi_ratio": _adaptation,
    "cv": _variation("isi_cv"),
    "cv2": _variation("isi_cv2"),
    "lv": _variation("isi_lv"),
    "pattern": _pattern,
}
FINAL = "final"
TAPERED = "tapered_mean"  # as good as the mean in the long run, and far less of a run's unfinished last cycle in it
LANE_MEASURES = (*OF_SPIKES, *(name for name in STATISTICS if name != TAPERED), FINAL)


def lane_unit(model: Model, measure: str, state: str) -> str:
    """The unit of a measure as text."""
    if measure == "rate":
        return "1/step" if model.time_unit == "step" else "Hz"
    if measure in ("period", "latency"):
        return model.time_unit
    return "" if measure in OF_SPIKES else next(item.unit for item in model.states if item.name == state)


def chosen_state(model: Model, state: str | None, field: str = "state") -> str:
    """The state that is asked about, the first that the model plots where none is named.

    Raises RequestError naming `field` for an unknown one.
    """
    known = plotted_first(model)
    if state is None:
        if not known:
            raise RequestError("model", "has no state")
        return known[0]
    if state not in known:
        raise unknown(field, "state", state, known)
    return state


def plotted_first(model: Model) -> list[str]:
    """The states' names, those that the model plots first: what it is about."""
    names = [item.name for item in model.states]
    return list(dict.fromkeys([*(name for name in model.plot if name in names), *names]))


def check_spikes(model: Model, measure: str) -> None:
    """RequestError where a measure of spikes is asked of a model that has none."""
    if measure in OF_SPIKES and model.threshold is None and model.spike is None:
        raise RequestError("model", f"has no threshold and no spike condition, so it has no {measure}")


def driven_of(model: Model, run: Mapping[str, Any], level: float | None = None) -> Driven:
    """The driven time of the model's runs under these settings; `level` stands for a varied level of its input."""
    settings = dict(run) if level is None else {**run, "current": level}
    request = read_request(model, **settings)
    return driven_time(request.stimuli, request.n_steps * request.dt)


def measure_lanes(
    model: Model, varied: Mapping[str, Array], measures: tuple[str, ...], state: str, driven: Driven, **settings: Any
) -> tuple[dict[str, Array], Sweep]:
    """Each measure (n,) of the runs of lanes (n,), and the sweep. `settings` are further arguments of `sweep`."""
    statistics = [measure for measure in measures if measure in STATISTICS]
    made: Accumulated = accumulated_sweep(model, varied, {state: statistics}, driven.settled, **settings)
    found = made.sweep
    values: dict[str, Array] = {}
    for measure in measures:
        if measure in OF_SPIKES:
            function = OF_SPIKES[measure]
            row = np.array([function(found.spikes(i), driven, model.time_unit) for i in range(len(found))])
            row[list(found.failed)] = np.nan
        elif measure == FINAL:
            row = np.array(found.final[state])
            row[list(found.failed)] = np.nan
        else:
            row = made.values[state][measure]
        values[measure] = row
    return values, found
