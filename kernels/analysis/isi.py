"""How are the intervals between spikes distributed, and how does each follow from the one before?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.analysis.driven import driven_time
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.analysis.spikes import spike_statistics
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.simulate import simulate

Array = NDArray[np.float64]

TIME_UNITS = ("ms", "s", "step")
MOST_SPIKES = 10_000_000
MOST_LAGS = 10  # of the serial correlation
FANO_INTERVALS = 10.0  # mean intervals in the counting window, where none is given
FEWEST_WINDOWS = 10  # for a Fano factor
FANO_SIZES = 24  # counting windows of the curve, from a mean interval on
MOST_LOG_BINS = 500
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class IsiRequest:
    """What the intervals are asked with: of a model's run, or of given spike times."""

    spikes: tuple[float, ...] | None = asked("spike times, instead of a model", None)
    time_unit: str = asked("the unit of given spike times", "ms", choices=TIME_UNITS)
    start: float | None = asked("where the train begins; of a run the middle of its driven time", None)
    stop: float | None = asked("where the train ends; of a run the end of its driven time", None)
    bins_per_decade: int = asked("bins of the logarithmic histogram per factor of ten", 20, low=1, high=100)
    window: float | None = asked("counting window of the Fano factor; 10 mean intervals", None, low=0.0, high=LARGEST)
    refractory: float | None = asked("refractory time, for the corrected local variation", None, low=0.0, high=LARGEST)


@dataclass(frozen=True, slots=True)
class Isi:
    """The intervals of the spikes from `start` to `stop`. Times in `time_unit`, NaN where there are too few spikes.

    `return_map` (n - 1, 2) holds each interval and the one after it, `serial_correlation` (lags,) the correlation of
    intervals 1, 2, ... apart (all 0 for a renewal process). `fano` is the variance of the spike counts in windows of
    `fano_window` over their mean, `fano_curve` the same for windows (n,) of `fano_windows`.
    """

    spikes: Array
    start: float
    stop: float
    time_unit: str
    rate: float
    rate_unit: str
    intervals: Array
    mean: float
    cv: float
    cv2: float
    lv: float
    lvr: float
    histogram_edges: Array
    histogram_counts: NDArray[np.int64]
    log_edges: Array
    log_counts: NDArray[np.int64]
    return_map: Array
    serial_correlation: Array
    fano: float
    fano_window: float
    fano_windows: Array
    fano_curve: Array


def isi(
    model: Model | None = None,
    *,
    spikes: ArrayLike | None = None,
    time_unit: str = "ms",
    start: float | None = None,
    stop: float | None = None,
    bins_per_decade: int = 20,
    window: float | None = None,
    refractory: float | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Isi:
    """The statistics of the intervals of a run of `model`, or of `spikes` (n,) in `time_unit`.

    Raises RequestError where both or neither are given, for times that do not rise, and for an empty window.
    """
    train, begin, end, unit = train_of(model, spikes, time_unit, start, stop, run, progress, cancelled)
    if not begin < end:
        raise RequestError("start" if stop is None else "stop", f"the window from {begin:g} to {end:g} {unit} is empty")
    start, stop = begin, end
    statistics = spike_statistics(train, start, stop, unit, refractory)
    slack = 1e-9 * (stop - start)
    train = train[(train >= start - slack) & (train <= stop + slack)]
    intervals = np.diff(train)
    log_edges, log_counts = _log_histogram(intervals, bins_per_decade)
    if window is None:
        window = FANO_INTERVALS * statistics.isi_mean
    sizes, curve = _fano_curve(train, start, stop, statistics.isi_mean)
    return Isi(
        spikes=train, start=start, stop=stop, time_unit=unit, rate=statistics.rate, rate_unit=statistics.rate_unit,
        intervals=intervals, mean=statistics.isi_mean, cv=statistics.isi_cv, cv2=statistics.isi_cv2,
        lv=statistics.isi_lv, lvr=statistics.isi_lvr,
        histogram_edges=statistics.histogram_edges, histogram_counts=statistics.histogram_counts,
        log_edges=log_edges, log_counts=log_counts,
        return_map=np.stack([intervals[:-1], intervals[1:]], axis=1), serial_correlation=_serial(intervals),
        fano=_fano(train, start, stop, window), fano_window=window, fano_windows=sizes, fano_curve=curve,
    )  # fmt: skip


def train_of(
    model: Model | None,
    spikes: ArrayLike | None,
    time_unit: str,
    start: float | None,
    stop: float | None,
    run: RunOptions,
    progress: Progress | None,
    cancelled: Question | None,
    from_onset: bool = False,
) -> tuple[Array, float, float, str]:
    """The train that is asked about, its beginning and end, and its time unit.

    A run's train begins in the middle of the driven time, `from_onset` with it; a given one with its first spike.
    """
    if (model is None) == (spikes is None):
        raise RequestError("spikes", "either a model or spike times are needed, and not both")
    if spikes is not None:
        for name in run:
            raise RequestError(name, "is a setting of a run, and spike times are given")
        try:
            train = np.asarray(spikes, dtype=np.float64)
        except (TypeError, ValueError):
            raise RequestError("spikes", "needs a list of numbers") from None
        if train.ndim != 1 or len(train) > MOST_SPIKES:
            raise RequestError("spikes", f"needs one list of at most {MOST_SPIKES:,} times")
        first, last = (float(train[0]), float(train[-1])) if len(train) else (0.0, 1.0)
        begin = first if start is None else start
        end = stop if stop is not None else (last if last > begin else begin + 1.0)
        return train, begin, end, time_unit
    assert model is not None  # one of the two is there
    if model.threshold is None and model.spike is None:
        raise RequestError("model", "has no threshold and no spike condition, so it has no spikes")
    request = read_request(model, **run)
    found = simulate(model, record_every=request.n_steps, progress=progress, cancelled=cancelled, **run)
    driven = driven_time(request.stimuli, found.n_steps * found.dt)
    begin = driven.onset if from_onset else driven.settled
    return (
        found.spikes, begin if start is None else start, driven.stop if stop is None else stop, model.time_unit
    )  # fmt: skip


def _log_histogram(intervals: Array, per_decade: int) -> tuple[Array, NDArray[np.int64]]:
    """Edges (n + 1,), evenly on a logarithmic scale, and counts (n,); both empty without positive intervals."""
    positive = intervals[intervals > 0.0]
    if len(positive) == 0:
        return np.empty(0), np.empty(0, dtype=np.int64)
    low = math.floor(math.log10(float(positive.min())) * per_decade)
    high = math.floor(math.log10(float(positive.max())) * per_decade) + 1
    step = max(1, math.ceil((high - low) / MOST_LOG_BINS))
    edges = 10.0 ** (np.arange(low, high + step, step) / per_decade)
    edges[0] = min(edges[0], float(positive.min()))  # whatever the rounding of the logarithm
    edges[-1] = max(edges[-1], float(positive.max()))
    counts, _ = np.histogram(positive, edges)
    return edges, counts.astype(np.int64)


def _serial(intervals: Array) -> Array:
    """The correlation of intervals 1 ... MOST_LAGS apart; NaN where too few, or none vary."""
    found = np.full(MOST_LAGS, np.nan)
    for lag in range(1, MOST_LAGS + 1):
        first, second = intervals[:-lag], intervals[lag:]
        if len(first) > 2 and float(np.ptp(first)) > 0.0 and float(np.ptp(second)) > 0.0:
            deviations = first - first.mean(), second - second.mean()
            size = math.sqrt(float((deviations[0] ** 2).sum()) * float((deviations[1] ** 2).sum()))
            found[lag - 1] = float((deviations[0] * deviations[1]).sum()) / size if size > 0.0 else math.nan
    return found


def _fano(train: Array, start: float, stop: float, window: float) -> float:
    """Variance over mean of the counts in adjoining windows; NaN with fewer than FEWEST_WINDOWS, or without spikes."""
    if not window > 0.0:
        return math.nan
    count = (stop - start) / window
    if not FEWEST_WINDOWS <= count <= 100 * MOST_SPIKES or len(train) == 0:
        return math.nan
    place = np.floor((train - start) / window).astype(np.int64)
    whole = int(count)
    place = place[(place >= 0) & (place < whole)]
    if len(place) == 0:
        return math.nan
    # windows without a spike need no entry
    counts = np.unique(place, return_counts=True)[1].astype(float)
    mean = len(place) / whole
    variance = (float((counts**2).sum()) - whole * mean * mean) / (whole - 1)
    return variance / mean


def _fano_curve(train: Array, start: float, stop: float, interval: float) -> tuple[Array, Array]:
    longest = (stop - start) / FEWEST_WINDOWS
    if not interval > 0.0 or longest <= interval:
        return np.empty(0), np.empty(0)
    sizes = np.geomspace(interval, longest * (1.0 - 1e-12), FANO_SIZES)
    return sizes, np.array([_fano(train, start, stop, float(size)) for size in sizes])
