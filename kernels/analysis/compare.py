"""Two or more runs side by side, and how far two of them are apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.configured import configured_run, part_of
from kernels.analysis.options import Progress, Question, asked
from kernels.analysis.train_distance import coincidence_factor, coincidences, van_rossum, victor_purpura
from kernels.errors import RequestError
from kernels.running.result import Run
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]

TAU, WINDOW = 10.0, 2.0  # ms (for maps: steps), where the request says nothing
MOST_PAIRS = 400_000_000  # spikes of one run times those of the other, for the Victor-Purpura distance
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What a comparison is asked with: two configurations, each a model and the settings of its run."""

    a: Any = asked("the first run: a model and its settings")  # noqa: RUF009
    b: Any = asked("the second run")  # noqa: RUF009
    tau: float | None = asked("time constant of the van Rossum distance; 10 ms", None, low=1e-9, high=LARGEST)
    cost: float | None = asked(
        "Victor-Purpura cost of moving a spike by one time unit; 1/tau", None, low=0.0, high=LARGEST
    )
    window: float | None = asked("largest distance of coincident spikes; 2 ms", None, low=0.0, high=LARGEST)


@dataclass(frozen=True, slots=True)
class Difference:
    """b - a of one state: its trace, the largest absolute difference, mean and root mean square."""

    trace: Array
    largest: float
    mean: float
    rms: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs and their difference b - a, on the samples of the first in the time that both cover.

    Where the samples differ, the second run is interpolated. `differences` holds the states of the same name and
    unit. `gamma` is the coincidence factor, b counted against a Poisson train of a's rate; the three distances look
    at the spikes in the common time. NaN, with `why_none`, where a number cannot be had.
    """

    a: Run
    b: Run
    time: Array
    differences: dict[str, Difference]
    van_rossum: float
    victor_purpura: float
    gamma: float
    coincidences: int
    spike_counts: tuple[int, int]
    tau: float
    cost: float
    window: float
    time_unit: str
    why_none: str


def compare(
    *,
    a: Any,
    b: Any,
    tau: float | None = None,
    cost: float | None = None,
    window: float | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Comparison:
    """Runs a and b, and how far their traces and spike trains are apart.

    `a` and `b` are configurations, `{"model": "lif", "current": 2}`, or runs that `simulate` returned. Raises
    RequestError for what is wrong in either (`a.current`) and for models that count time in other units.
    """
    runs = []
    for place, (field, value) in enumerate((("a", a), ("b", b))):
        runs.append(configured_run(field, value, part_of(progress, 0.5 * place, 0.5 * place + 0.5), cancelled))
    first, second = runs
    unit = first.model.time_unit
    if second.model.time_unit != unit:
        raise RequestError("b", f"counts time in {second.model.time_unit}, a in {unit}: they cannot be compared")
    default = PER_SECOND[unit] / 1000.0 if unit != "step" else 1.0
    tau = TAU * default if tau is None else _positive("tau", tau)
    window = WINDOW * default if window is None else _least("window", window)
    cost = 1.0 / tau if cost is None else _least("cost", cost)
    end = min(run.n_steps * run.dt for run in runs)
    last = end * (1.0 + 1e-9)
    trains = (first.spikes[first.spikes <= last], second.spikes[second.spikes <= last])
    time, differences = _differences(first, second, end)
    why, moved = "", math.nan
    if len(trains[0]) * len(trains[1]) <= MOST_PAIRS:
        moved = victor_purpura(*trains, cost)
    else:
        why = f"more than {MOST_PAIRS:,} pairs of spikes: no Victor-Purpura distance"
    gamma = coincidence_factor(*trains, window, end)
    if math.isnan(gamma):
        silent = not all(len(train) for train in trains)
        reason = "a run has no spikes" if silent else "the window holds a spike by chance alone"
        why = "; ".join(filter(None, (why, f"no coincidence factor: {reason}")))
    return Comparison(
        a=first, b=second, time=time, differences=differences, van_rossum=van_rossum(*trains, tau),
        victor_purpura=moved, gamma=gamma, coincidences=coincidences(*trains, window),
        spike_counts=(len(trains[0]), len(trains[1])), tau=tau, cost=cost, window=window, time_unit=unit, why_none=why,
    )  # fmt: skip


def _positive(field: str, value: float) -> float:
    if not 0.0 < value <= LARGEST:
        raise RequestError(field, f"has to be a positive number, not {value:g}")
    return value


def _least(field: str, value: float) -> float:
    if not 0.0 <= value <= LARGEST:
        raise RequestError(field, f"cannot be {value:g}: it is 0 or more")
    return value


def _differences(a: Run, b: Run, end: float) -> tuple[Array, dict[str, Difference]]:
    time = a.time[a.time <= end * (1.0 + 1e-9)]
    if a.minmax or b.minmax:  # pairs of extremes are no samples that could be subtracted
        return np.empty(0), {}
    found: dict[str, Difference] = {}
    for name, values in a.states.items():
        if name not in b.states or a.units[name] != b.units[name]:
            continue
        same = len(b.time) >= len(time) and np.array_equal(b.time[: len(time)], time)
        other = b.states[name][: len(time)] if same else np.interp(time, b.time, b.states[name])
        trace = other - values[: len(time)]
        found[name] = Difference(
            trace=trace,
            largest=float(np.abs(trace).max()),
            mean=float(trace.mean()),
            rms=math.sqrt(float(np.square(trace).mean())),
        )
    return time, found


FEWEST_RUNS, MOST_RUNS = 2, 4


@dataclass(frozen=True, slots=True)
class MultiSimulateRequest:
    """What several runs are asked with."""

    runs: tuple[Any, ...] = asked("two to four configurations, each a model and the settings of its run")


@dataclass(frozen=True, slots=True)
class MultiSimulation:
    """The runs in the order of their configurations."""

    runs: tuple[Run, ...]


def multi_simulate(
    *, runs: tuple[Any, ...], progress: Progress | None = None, cancelled: Question | None = None
) -> MultiSimulation:
    """Two to four runs, of one model or of several. Raises RequestError naming the run (`runs[1].current`)."""
    if not FEWEST_RUNS <= len(runs) <= MOST_RUNS:
        raise RequestError("runs", f"needs {FEWEST_RUNS} to {MOST_RUNS} configurations, not {len(runs)}")
    count = len(runs)
    return MultiSimulation(
        tuple(
            configured_run(f"runs[{i}]", value, part_of(progress, i / count, (i + 1) / count), cancelled)
            for i, value in enumerate(runs)
        )
    )
