"""The shape of a trace: extremes, mean, crossings, and the period of what oscillates in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.driven import Driven
from kernels.analysis.problem import NotMeasurable

Array = NDArray[np.float64]

HYSTERESIS = 0.1  # of the peak-to-trough height: a rise counts once the trace has been this far on either side
FLAT = 1e-6  # of the trace's size: what moves less than this does not oscillate


def steady_part(time: Array, trace: Array, driven: Driven) -> Array:
    """The samples of the second half of the driven time."""
    slack = 1e-9 * driven.stop
    part = trace[(time >= driven.settled - slack) & (time <= driven.stop + slack)]
    if len(part) == 0:
        raise NotMeasurable("no sample was recorded in the second half of the driven time")
    return part


def crossings(trace: Array, level: float) -> int:
    """How often the trace rises through a level: from below it to it or above."""
    above = trace >= level
    return int((above[1:] & ~above[:-1]).sum())


def rises(time: Array, trace: Array, level: float, margin: float) -> Array:
    """The times at which the trace rises through a level, interpolated.

    A rise counts only if the trace was below `level - margin` and then comes above `level + margin` before it is
    below that again, so that a wiggle on the way is no further rise.
    """
    side = np.where(trace > level + margin, 1, np.where(trace < level - margin, -1, 0))
    at = np.flatnonzero(side)
    turns = np.flatnonzero((side[at][1:] == 1) & (side[at][:-1] == -1))
    found = []
    for turn in turns:
        first, last = at[turn], at[turn + 1]
        k = first + int(np.argmax(trace[first : last + 1] >= level))  # the first sample at or above the level
        low, high = trace[k - 1], trace[k]
        found.append(time[k - 1] + (time[k] - time[k - 1]) * (level - low) / (high - low))
    return np.array(found)


def period(time: Array, trace: Array, driven: Driven) -> float:
    """The mean time between rises through the middle of the trace, in the second half of the driven time.

    Raises NotMeasurable where it does not oscillate there.
    """
    part = steady_part(time, trace, driven)
    low, high = float(part.min()), float(part.max())
    height = high - low
    if height <= FLAT * max(abs(low), abs(high)):
        raise NotMeasurable("does not oscillate: it is constant in the second half of the driven time")
    inside = (time >= driven.onset) & (time <= driven.stop)
    times = rises(time[inside], trace[inside], 0.5 * (low + high), HYSTERESIS * height)
    late = times[times >= driven.settled]
    # the period that spans the middle counts as well
    times = np.concatenate([times[times < driven.settled][-1:], late])
    if len(late) == 0 or len(times) < 2:
        raise NotMeasurable(
            f"has no whole period in the second half of the driven time: it rises through its middle {len(late)} times"
        )
    return float((times[-1] - times[0]) / (len(times) - 1))
