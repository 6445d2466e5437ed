"""How often and how regularly does a neuron fire? Rate and inter-spike-interval statistics of one spike train."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.errors import RequestError

PER_SECOND = {"ms": 1000.0, "s": 1.0}  # intervals in a second; a map's step has no duration in seconds
MOST_BINS = 200
RESOLUTION = 1e-9  # relative: what rounding of k*dt may differ, and no two intervals are told apart below it
SMALLEST_WIDTH = 1e-300  # of a bin


@dataclass(frozen=True, slots=True, eq=False)
class SpikeStatistics:
    """Statistics of the spikes in [t_start, t_stop]. Times in `time_unit`; nan where there are too few spikes.

    Intervals need two spikes; the measures of variation need two intervals. `isi_cv` is the population standard
    deviation over the mean; `isi_cv2` the mean of 2|I(i+1) - I(i)| / (I(i+1) + I(i)) (Holt, Softky, Koch, Douglas
    1996, J Neurophysiol 75:1806); `isi_lv` three times the mean of ((I(i) - I(i+1)) / (I(i) + I(i+1)))^2
    (Shinomoto, Shima, Tanji 2003, Neural Comput 15:2823); `isi_lvr` the same corrected for a refractory time
    (Shinomoto et al. 2009, PLoS Comput Biol 5:e1000433), nan unless one is given. For a Poisson train cv, cv2 and
    lv are 1, for a regular one 0.
    """

    count: int
    rate: float  # count over the window
    rate_unit: str  # "Hz", or "1/step" for maps
    isi_mean: float
    isi_cv: float
    isi_cv2: float
    isi_lv: float
    isi_lvr: float
    isi_first: float
    isi_last: float
    histogram_edges: NDArray[np.float64]  # (n_bins + 1,), empty without intervals
    histogram_counts: NDArray[np.int64]  # (n_bins,)
    time_unit: str  # "ms" | "s" | "step"

    @property
    def rate_hz(self) -> float:
        """The rate in Hz; nan for maps, whose step has no duration in seconds."""
        return self.rate if self.rate_unit == "Hz" else math.nan

    def to_dict(self) -> dict[str, Any]:
        """The `stats` of the `simulate` operation as plain JSON values, None where not defined.

        `isi_mean_ms` is in ms whatever the model's unit and None for maps; `isi_mean`, `isi_first`, `isi_last` and
        the histogram's edges are in `time_unit`.
        """
        per_second = PER_SECOND.get(self.time_unit)
        return {
            "count": self.count,
            "rate_hz": _or_none(self.rate_hz),
            "rate": _or_none(self.rate),
            "rate_unit": self.rate_unit,
            "isi_mean_ms": None if per_second is None else _or_none(self.isi_mean * 1000.0 / per_second),
            "isi_mean": _or_none(self.isi_mean),
            "isi_cv": _or_none(self.isi_cv),
            "isi_cv2": _or_none(self.isi_cv2),
            "isi_lv": _or_none(self.isi_lv),
            "isi_lvr": _or_none(self.isi_lvr),
            "isi_first": _or_none(self.isi_first),
            "isi_last": _or_none(self.isi_last),
            "isi_histogram": {"edges": self.histogram_edges.tolist(), "counts": self.histogram_counts.tolist()},
            "time_unit": self.time_unit,
        }


def spike_statistics(
    times: ArrayLike, t_start: float, t_stop: float, time_unit: str = "ms", refractory: float | None = None
) -> SpikeStatistics:
    """Statistics of the spikes at `times` (n_spikes,) that lie in [t_start, t_stop].

    All times in `time_unit` ("ms", "s", or "step" for maps); `refractory` enters `isi_lvr` alone.
    Raises RequestError for an empty window, times that are not finite or not in order, an unknown unit.
    """
    rate_unit = _rate_unit(time_unit)
    if not (math.isfinite(t_start) and math.isfinite(t_stop) and t_stop > t_start):
        raise RequestError("t_stop", f"the window from {t_start:g} to {t_stop:g} {time_unit} is empty")
    if refractory is not None and not (math.isfinite(refractory) and refractory >= 0.0):
        raise RequestError("refractory", f"{refractory:g} is no time; give a number >= 0")
    train = _spike_train(times)
    # k*dt may lie a rounding error beyond the window's end
    slack = RESOLUTION * (t_stop - t_start)
    train = train[(train >= t_start - slack) & (train <= t_stop + slack)]
    intervals = np.diff(train)
    cv, cv2, lv, lvr = _variation(intervals, refractory)
    edges, counts = interval_histogram(intervals)
    return SpikeStatistics(
        count=len(train),
        rate=len(train) / (t_stop - t_start) * PER_SECOND.get(time_unit, 1.0),
        rate_unit=rate_unit,
        isi_mean=_mean(intervals),
        isi_cv=cv,
        isi_cv2=cv2,
        isi_lv=lv,
        isi_lvr=lvr,
        isi_first=float(intervals[0]) if len(intervals) else math.nan,
        isi_last=float(intervals[-1]) if len(intervals) else math.nan,
        histogram_edges=edges,
        histogram_counts=counts,
        time_unit=time_unit,
    )


def interval_rate(times: ArrayLike, time_unit: str = "ms") -> float:
    """One over the mean inter-spike interval, in Hz (per step for maps); nan with fewer than two spikes.

    Unlike the count over the window it does not jump by 1/window as a spike enters or leaves at the edge.
    """
    _rate_unit(time_unit)
    train = _spike_train(times)
    if len(train) < 2 or train[-1] == train[0]:
        return math.nan
    return float((len(train) - 1) / (train[-1] - train[0]) * PER_SECOND.get(time_unit, 1.0))


def interval_histogram(intervals: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Edges (n_bins + 1,) and counts (n_bins,) by the Freedman-Diaconis rule, at most MOST_BINS bins.

    Intervals that are multiples of a time step get bins of whole steps with edges between the multiples, so that
    no comb appears. Without intervals both are empty.
    """
    n = len(intervals)
    if n == 0:
        return np.empty(0), np.empty(0, dtype=np.int64)
    low, high = float(intervals.min()), float(intervals.max())
    spread = high - low
    if spread <= RESOLUTION * max(high, 1e-300):
        # a perfectly regular train: one bin around the interval
        half = 0.05 * high if 0.05 * high > SMALLEST_WIDTH else 0.5
        return np.array([max(0.0, low - half), high + half]), np.array([n], dtype=np.int64)
    ordered = np.sort(intervals)  # np.percentile would import numpy.ma, 16 ms
    quartiles = np.interp([0.25 * (n - 1), 0.75 * (n - 1)], np.arange(n), ordered)
    width = 2.0 * float(quartiles[1] - quartiles[0]) / n ** (1.0 / 3.0)
    if width <= RESOLUTION * high:
        width = spread / (math.ceil(math.log2(n)) + 1)  # more than half are equal: Sturges' rule
    width = max(width, spread / MOST_BINS)
    step = _common_step(intervals)
    if step is not None:
        width = max(1.0, math.ceil(width / step)) * step
        low = max(0.0, low - 0.5 * step)
    bins = max(1, min(MOST_BINS, math.ceil((high - low) / width)))
    edges = low + width * np.arange(bins + 1)
    edges[-1] = max(edges[-1], high)
    counts, _ = np.histogram(intervals, edges)
    return edges, counts.astype(np.int64)


def _variation(intervals: NDArray[np.float64], refractory: float | None) -> tuple[float, float, float, float]:
    """cv, cv2, lv, lvr of the intervals (n,); nan with fewer than two."""
    if len(intervals) < 2:
        return math.nan, math.nan, math.nan, math.nan
    mean = float(intervals.mean())
    cv = float(intervals.std()) / mean if mean > 0.0 else math.nan
    total = intervals[1:] + intervals[:-1]
    # two intervals of length zero are equal: their contrast is 0, not 0/0
    contrast = np.divide(np.diff(intervals), total, out=np.zeros_like(total), where=total > 0.0)
    cv2 = 2.0 * float(np.abs(contrast).mean())
    lv = 3.0 * float(np.square(contrast).mean())
    if refractory is None:
        return cv, cv2, lv, math.nan
    correction = 1.0 + np.divide(4.0 * refractory, total, out=np.zeros_like(total), where=total > 0.0)
    return cv, cv2, lv, 3.0 * float((np.square(contrast) * correction).mean())


def _common_step(intervals: NDArray[np.float64]) -> float | None:
    """The time step by whole numbers of which all intervals differ, if three or more distinct ones show one."""
    ordered = np.sort(intervals)
    gaps = np.diff(ordered)
    gaps = gaps[gaps > RESOLUTION * ordered[-1]]
    if len(gaps) < 2:
        return None
    step = float(gaps.min())
    multiples = gaps / step
    return step if float(np.abs(multiples - np.round(multiples)).max()) < 1e-3 else None


def _spike_train(times: ArrayLike) -> NDArray[np.float64]:
    """`times` as a checked array (n_spikes,)."""
    train = np.asarray(times, dtype=np.float64)
    if train.ndim != 1:
        raise RequestError("spikes", f"one list of times is needed, not an array of shape {train.shape}")
    if not np.isfinite(train).all():
        raise RequestError("spikes", "a spike time is not a finite number")
    if len(train) > 1 and float(np.diff(train).min()) < 0.0:
        at = int(np.argmax(np.diff(train) < 0.0)) + 1
        raise RequestError("spikes", f"times have to rise: {train[at]:g} comes after {train[at - 1]:g}")
    return train


def _rate_unit(time_unit: str) -> str:
    if time_unit not in ("ms", "s", "step"):
        raise RequestError("time_unit", f"{time_unit!r} is none of ms, s, step")
    return "1/step" if time_unit == "step" else "Hz"


def _mean(intervals: NDArray[np.float64]) -> float:
    return float(intervals.mean()) if len(intervals) else math.nan


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
