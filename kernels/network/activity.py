"""What does a population's activity look like? Rates, irregularity, synchrony and the spectrum of its rate.

- irregularity: the mean over neurons of the CV of their intervals; near 1 for Poisson trains, 0 for clocks
- synchrony chi (Golomb & Rinzel 1994, Physica D 72:259, on spike counts in bins): the standard deviation in time of
  the mean count over the root of the neurons' mean variance; 1 where all fire together, 1/sqrt(N) where they
  are independent
- spectrum: power density of the population rate, by Welch's method (1967) with Hann windows and half overlap;
  one-sided, so that independent Poisson neurons of rate r have the level 2 r/N
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST_INTERVALS = 3  # of a neuron that counts in the CV
SEGMENT_SECONDS = 0.256  # of the spectrum, at most


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """One population after the transient. NaN where there are too few spikes or bins."""

    neurons: int
    spikes: int
    rate: float  # Hz, mean over neurons
    rates: Array  # (neurons,) Hz
    cv: float  # mean over neurons of the CV of their intervals
    cvs: Array  # (neurons,), NaN with fewer than three intervals
    synchrony: float  # chi
    rate_cv: float  # standard deviation in time over mean, of the population rate in bins
    fano: float  # variance over mean of the population's count in bins; 1 for independent Poisson neurons
    population_rate: Array  # (bins,) Hz, over the whole run
    frequencies: Array  # Hz
    spectrum: Array  # Hz**2 / Hz
    peak_frequency: float  # Hz, where the spectrum is largest; NaN without spikes

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def activity(
    neuron: NDArray[np.int64], step: NDArray[np.int64], *, neurons: int, n_steps: int, first_step: int,
    steps_a_bin: int, dt: float,
) -> Activity:  # fmt: skip
    """The activity of a population from its spikes in order of time; `dt` in seconds, measured from `first_step` on."""
    n_bins = n_steps // steps_a_bin
    bins = step // steps_a_bin
    inside = bins < n_bins  # the last bin may not be whole
    seconds_a_bin = steps_a_bin * dt
    counts = np.bincount(bins[inside], minlength=n_bins).astype(float)
    late = step >= first_step
    first_bin = -(-first_step // steps_a_bin)
    seconds = (n_steps - first_step) * dt
    per_neuron = np.bincount(neuron[late], minlength=neurons)
    cvs = _interval_cvs(neuron[late], step[late], neurons)
    steady = counts[first_bin:]
    mean = float(steady.mean()) if len(steady) else np.nan
    variance = float(steady.var()) if len(steady) > 1 else np.nan
    spread = _mean_variance(neuron[inside & late], bins[inside & late] - first_bin, neurons, len(steady), n_bins)
    rate = counts / (neurons * seconds_a_bin)
    frequencies, spectrum = power_spectrum(rate[first_bin:], seconds_a_bin)
    some = mean > 0.0
    finite = cvs[np.isfinite(cvs)]
    return Activity(
        neurons=neurons,
        spikes=int(late.sum()),
        rate=float(late.sum() / (neurons * seconds)),
        rates=per_neuron / seconds,
        cv=float(finite.mean()) if len(finite) else np.nan,
        cvs=cvs,
        synchrony=float(np.sqrt(variance / neurons**2 / spread)) if some and spread > 0.0 else np.nan,
        rate_cv=float(np.sqrt(variance) / mean) if some else np.nan,
        fano=variance / mean if some else np.nan,
        population_rate=rate,
        frequencies=frequencies,
        spectrum=spectrum,
        peak_frequency=float(frequencies[np.argmax(spectrum)]) if some and len(spectrum) else np.nan,
    )


def _interval_cvs(neuron: NDArray[np.int64], step: NDArray[np.int64], neurons: int) -> Array:
    """The CV of each neuron's intervals."""
    order = np.argsort(neuron, kind="stable")
    of, times = neuron[order], step[order].astype(float)
    same = of[1:] == of[:-1]
    intervals, of = np.diff(times)[same], of[1:][same]
    n = np.bincount(of, minlength=neurons).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(of, intervals, minlength=neurons) / n
        variance = np.bincount(of, (intervals - mean[of]) ** 2, minlength=neurons) / n
        return np.where(n >= LEAST_INTERVALS, np.sqrt(variance) / mean, np.nan)


def _mean_variance(neuron: NDArray[np.int64], bins: NDArray[np.int64], neurons: int, n_bins: int, stride: int) -> float:
    """Mean over neurons of the variance in time of their counts in bins."""
    if n_bins < 2:
        return float("nan")
    _, counts = np.unique(neuron * (stride + 1) + bins, return_counts=True)
    squares = float((counts.astype(float) ** 2).sum()) / n_bins
    means = np.bincount(neuron, minlength=neurons) / n_bins
    return (squares - float((means**2).sum())) / neurons


def power_spectrum(values: Array, spacing: float) -> tuple[Array, Array]:
    """Frequencies and one-sided power density of evenly spaced values, without their mean and without frequency 0."""
    length = min(len(values), max(8, int(SEGMENT_SECONDS / spacing)))
    if len(values) < 8:
        return np.empty(0), np.empty(0)
    window = np.hanning(length + 1)[:-1]
    starts = range(0, len(values) - length + 1, max(1, length // 2))
    deviation = values - values.mean()
    power: Array = np.zeros(length // 2 + 1)
    for start in starts:
        power += np.abs(np.fft.rfft(deviation[start : start + length] * window)) ** 2
    power *= 2.0 * spacing / (len(starts) * float((window**2).sum()))
    if length % 2 == 0:
        power[-1] *= 0.5  # the highest frequency has no twin
    frequencies: Array = np.arange(1, length // 2 + 1) / (length * spacing)
    return frequencies, power[1:]
