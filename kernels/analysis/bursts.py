"""Does the neuron fire in bursts, and in which?

Bursts show as two kinds of intervals with nothing between them. The intervals are sorted, and the widest gap between
neighbours on a logarithmic scale divides them into short (within a burst) and long (between bursts). Random trains
have gaps as well, at the ends of their distribution, hence the further conditions: several long intervals, hardly a
spike that stands alone, and a gap that is wide unless the bursts are even inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

GAP = 1.8  # ratio of the shortest long interval to the longest short one, in a train of many intervals
GAP_OF_FEW = 20.0  # what is added to it in a train of n intervals, divided by n: a few random ones part by chance
FEWEST_LONG = 2  # long intervals: three bursts
IN_BURSTS = 0.75  # of the groups between the first and the last long interval that have two spikes or more
SMALLEST_GAP, EVEN, LONGER, FEWEST_PAIRS = 1.2, 0.38, 3.5, 8  # for bursts that are even inside, see `_even_inside`


@dataclass(frozen=True, slots=True)
class Bursts:
    """The bursts of a train. `first` and `last` hold the number of each burst's first and last spike.

    Single spikes between bursts are bursts of one spike here. `gap` is the ratio that set the bursts apart.
    """

    spikes: Array
    first: NDArray[np.int64]  # (n_bursts,)
    last: NDArray[np.int64]  # (n_bursts,)
    gap: float
    longest_within: float
    shortest_between: float

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Spikes of each burst (n_bursts,)."""
        return self.last - self.first + 1

    @property
    def begins(self) -> Array:
        """The time of each burst's first spike (n_bursts,)."""
        return np.asarray(self.spikes[self.first])


def find_bursts(spikes: Array) -> Bursts | None:
    """The bursts of a train of spike times, None where it does not fire in bursts."""
    intervals = np.diff(spikes)
    n = len(intervals)
    if n < 2 * FEWEST_LONG or float(intervals.min()) <= 0.0:
        return None
    ordered = np.sort(intervals)
    ratios = ordered[1:] / ordered[:-1]
    needed = GAP + GAP_OF_FEW / n
    # the widest gap first; the long intervals above it have to be enough
    for split in np.argsort(-ratios[: n - FEWEST_LONG]):
        if ratios[split] < SMALLEST_GAP:
            return None
        found = _divided(spikes, intervals, float(ordered[split]), float(ordered[split + 1]))
        together = float((found.sizes[1:-1] >= 2).mean()) >= IN_BURSTS
        if together and (ratios[split] >= needed or _even_inside(intervals, found)):
            return found
    return None


def burst_period(bursts: Bursts) -> float:
    """The mean time from the beginning of one burst to the next, the first burst left out where there are enough."""
    begins = bursts.begins[1:] if len(bursts.begins) > 3 else bursts.begins
    return float(np.diff(begins).mean())


def spikes_per_burst(bursts: Bursts, stop: float) -> float:
    """The mean number of spikes of a burst.

    The first burst, which the transient shapes, is left out where there are more than three; the last one is left out
    unless the time from it to `stop` shows that it was over.
    """
    sizes = bursts.sizes[1:] if len(bursts.sizes) > 3 else bursts.sizes
    if stop - bursts.spikes[-1] < 0.5 * (bursts.longest_within + bursts.shortest_between):
        sizes = sizes[:-1]
    return float(sizes.mean())


def _divided(spikes: Array, intervals: Array, short: float, long: float) -> Bursts:
    ends = np.flatnonzero(intervals >= long)
    first = np.concatenate([[0], ends + 1])
    last = np.concatenate([ends, [len(intervals)]])
    return Bursts(spikes, first, last, long / short, short, long)


def _even_inside(intervals: Array, bursts: Bursts) -> bool:
    """Whether neighbouring intervals within bursts are alike, and those between bursts far longer.

    Then a smaller gap will do: bursts whose last intervals grow long, or whose pauses differ, are no accident.
    """
    short = intervals <= bursts.longest_within
    pairs = np.flatnonzero(short[1:] & short[:-1])
    if len(pairs) < FEWEST_PAIRS or intervals[~short].mean() < LONGER * intervals[short].mean():
        return False
    first, second = intervals[pairs], intervals[pairs + 1]
    return float((2.0 * np.abs(second - first) / (first + second)).mean()) <= EVEN
