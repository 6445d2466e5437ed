"""Which firing pattern is this? A label with the evidence for it.

The rules, in the order in which they are asked (times compare with each other, so no unit matters):

- silent: no spike. single_spike: one.
- mixed: a volley, then silence for at least half of the driven time and twice its longest interval.
- bursting: two kinds of intervals, with nothing between them (`bursts.py`).
- mixed: a burst at the beginning, then single spikes.
- chaotic or irregular: neighbouring intervals differ and do not repeat. Chaotic where the model without noise has a
  positive Lyapunov exponent; a train alone, or noise, is irregular.
- delayed: the first spike takes far longer than the intervals after it.
- adapting, accelerating: the late intervals are longer, or shorter, than the first.
- tonic: all others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.analysis.bursts import find_bursts
from kernels.analysis.spikes import spike_statistics

Array = NDArray[np.float64]

VOLLEY_SILENCE = 0.5  # of the driven time
VOLLEY_RATIO = 2.0  # silence over the longest interval
INITIAL_GAP = 2.5  # shortest later interval over longest of the initial burst
DIFFERENT = 0.05  # cv2 above which neighbouring intervals are not simply equal
IRREGULAR = 0.3  # cv2 above which they are irregular, whatever makes them so
REPEATS = 0.03  # of the mean interval: how well a train repeats that repeats every 2 ... MOST_REPEATS intervals
MOST_REPEATS = 8
DELAY = 2.5  # latency over the longest of the first intervals
ADAPTS, ACCELERATES = 1.25, 0.8  # late over first interval
CERTAIN = 3.0  # standard errors by which an exponent has to be above 0
STANDS_OUT = 4.0  # standard errors by which early and late intervals have to differ

Exponent = Callable[[], tuple[float, float] | None]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A firing pattern. `confidence` is from 0 (on the border to another label) to 1; `evidence` holds what decided."""

    label: str
    confidence: float
    evidence: Mapping[str, float]
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        finite = {name: value if math.isfinite(value) else None for name, value in self.evidence.items()}
        return {"label": self.label, "confidence": self.confidence, "evidence": finite, "reason": self.reason}


def classify(spikes: ArrayLike, onset: float, stop: float, exponent: Exponent | None = None) -> Pattern:
    """The pattern of the spikes (n,) in the driven time from `onset` to `stop`.

    `exponent`, asked only where neighbouring intervals differ without repeating, returns the largest Lyapunov exponent
    of the model without noise and its standard error, None where it has none.
    """
    times = np.asarray(spikes, dtype=np.float64)
    times = times[(times > onset) & (times <= stop + 1e-9 * abs(stop))]
    n = len(times)
    evidence: dict[str, float] = {"spikes": n}
    if n == 0:
        return Pattern("silent", 1.0, evidence, "no spike")
    latency, silence = float(times[0] - onset), float(stop - times[-1])
    evidence |= {"latency": latency, "silence": silence}
    if n == 1:
        return Pattern("single_spike", _share(silence / (stop - onset)), evidence, "one spike")
    intervals = np.diff(times)
    statistics = spike_statistics(times, onset, stop)
    evidence |= {"isi_first": float(intervals[0]), "isi_last": float(intervals[-1])}
    if n > 2:
        evidence |= {"cv": statistics.isi_cv, "cv2": statistics.isi_cv2, "lv": statistics.isi_lv}
    found = _volley(intervals, silence, stop - onset, evidence) or _in_bursts(times, evidence)
    return found or _initial_burst(intervals, evidence) or _single_spikes(intervals, latency, evidence, exponent)


def _volley(intervals: Array, silence: float, driven: float, evidence: dict[str, float]) -> Pattern | None:
    longest = float(intervals.max())
    if silence < VOLLEY_SILENCE * driven or silence < VOLLEY_RATIO * longest:
        return None
    reason = f"{len(intervals) + 1} spikes, then silence"
    return Pattern("mixed", _margin(silence / longest, VOLLEY_RATIO), evidence, reason)


def _in_bursts(times: Array, evidence: dict[str, float]) -> Pattern | None:
    bursts = find_bursts(times)
    if bursts is None:
        return None
    evidence |= {"gap": bursts.gap, "bursts": len(bursts.sizes), "spikes_per_burst": float(bursts.sizes.mean())}
    reason = f"bursts of about {bursts.sizes.mean():.3g} spikes, set apart by intervals {bursts.gap:.3g} times as long"
    return Pattern("bursting", _margin(bursts.gap, 2.0), evidence, reason)


def _initial_burst(intervals: Array, evidence: dict[str, float]) -> Pattern | None:
    """A burst of at least three spikes at the beginning, then at least three that stand alone."""
    n = len(intervals)
    for short in range(2, n - 1):
        gap = float(intervals[short:].min() / intervals[:short].max())
        if gap >= INITIAL_GAP:
            evidence |= {"gap": gap, "initial_burst": short + 1}
            return Pattern(
                "mixed", _margin(gap, INITIAL_GAP), evidence, f"a burst of {short + 1} spikes, then single ones"
            )
    return None


def _single_spikes(intervals: Array, latency: float, evidence: dict[str, float], exponent: Exponent | None) -> Pattern:
    ratio = _adaptation(intervals)
    evidence["adaptation"] = ratio
    found = _not_repeating(intervals, evidence, exponent)
    if found is not None:
        return found
    longest = float(intervals[:3].max())
    if latency > DELAY * longest:
        reason = f"the first spike takes {latency / longest:.3g} times as long as the intervals after it"
        return Pattern("delayed", _margin(latency / longest, DELAY), evidence, reason)
    if ratio > ADAPTS:
        return Pattern("adapting", _margin(ratio, ADAPTS), evidence, f"intervals grow {ratio:.3g}-fold")
    if ratio < ACCELERATES:
        return Pattern("accelerating", _margin(1.0 / ratio, 1.0 / ACCELERATES), evidence,
                       f"intervals shrink to {ratio:.3g} of the first")  # fmt: skip
    return Pattern("tonic", 1.0 - 1.0 / (len(intervals) + 1), evidence, "even intervals")


def _adaptation(intervals: Array) -> float:
    """The mean of the later half of the intervals over the first, 1 where that does not stand out of their noise.

    In a noisy train the first eighth of the intervals stands for the first.
    """
    half = intervals[len(intervals) // 2 :]
    late = float(half.mean())
    noise = math.sqrt(float(np.square(np.diff(half)).mean()) / 2.0) if len(half) > 2 else 0.0
    for count in dict.fromkeys((1, max(1, len(intervals) // 8))):
        early = float(intervals[:count].mean())
        if abs(late - early) > STANDS_OUT * noise * math.sqrt(1.0 / count + 1.0 / len(half)):
            return late / early
    return 1.0


def _not_repeating(intervals: Array, evidence: dict[str, float], exponent: Exponent | None) -> Pattern | None:
    """Irregular or chaotic, None where the intervals are even, follow a trend, or repeat."""
    late = intervals[len(intervals) // 4 :]  # what the transient does to the first ones is not irregular
    if len(late) < 4:
        return None
    total = late[1:] + late[:-1]
    steps = np.diff(late)
    # a trend moves all intervals one way; what is left without it is irregularity
    cv2 = float((2.0 * np.abs(steps - np.median(steps)) / total).mean())
    evidence["local_variation"] = cv2
    if cv2 < DIFFERENT or _repeats(late):
        return None
    found = exponent() if exponent is not None else None
    if found is not None:
        value, error = found
        evidence |= {"lyapunov": value, "lyapunov_error": error}
        if value > CERTAIN * error:
            return Pattern("chaotic", _share(1.0 - error / value), evidence, f"Lyapunov exponent {value:.3g} > 0")
    if cv2 < IRREGULAR:
        return None
    return Pattern("irregular", _margin(cv2, IRREGULAR), evidence, f"neighbouring intervals differ by {cv2:.0%}")


def _repeats(intervals: Array) -> bool:
    """Whether the intervals repeat every few."""
    mean = float(intervals.mean())
    for every in range(2, min(MOST_REPEATS, len(intervals) // 2) + 1):
        if float(np.abs(intervals[every:] - intervals[:-every]).max()) <= REPEATS * mean:
            return True
    return False


def _margin(value: float, border: float) -> float:
    """0 on the border, 1 at twice its value and beyond."""
    return _share(math.log2(value / border)) if value > 0.0 else 0.0


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
