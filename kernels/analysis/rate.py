"""How fast does the neuron fire once the transient is over?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.bursts import find_bursts
from kernels.analysis.driven import Driven

SILENT_AFTER = 2.0  # longest intervals without a spike, after which a neuron has stopped firing


def steady_interval(spikes: NDArray[np.float64], driven: Driven) -> float | None:
    """The mean interval of the steady part, from the last spike before it to its last spike.

    Of a train of bursts it is taken over whole bursts, from the beginning of one to that of another. None where there
    is no whole interval, or where the neuron has stopped firing: no spike for longer than twice the longest interval.
    """
    train = spikes[(spikes >= driven.onset) & (spikes <= driven.stop)]
    middle = int(np.searchsorted(train, driven.settled, side="right"))
    late = train[middle:]
    steady = train[max(middle - 1, 0) :]
    if len(late) == 0 or len(steady) < 2:
        return None
    longest = float(np.diff(late if len(late) > 2 else steady).max())
    if driven.stop - late[-1] > SILENT_AFTER * longest:
        return None
    bursts = find_bursts(train)
    if bursts is not None:
        begins = bursts.first[max(int(np.searchsorted(bursts.begins, driven.settled, side="right")) - 1, 0) :]
        if len(begins) > 1:
            return float((train[begins[-1]] - train[begins[0]]) / (begins[-1] - begins[0]))
    if len(late) > 2 and late[0] - steady[0] > SILENT_AFTER * longest:
        steady = late  # it began to fire only now
    return float((steady[-1] - steady[0]) / (len(steady) - 1))


def steady_rate(spikes: NDArray[np.float64], driven: Driven, per_second: float) -> float:
    """Spikes per second (for maps: per step) in the second half of the driven time.

    One over the mean interval, which does not jump as a spike enters or leaves at the edge; where there is no whole
    interval or firing has stopped, the count divided by the time.
    """
    interval = steady_interval(spikes, driven)
    if interval is not None:
        return per_second / interval
    count = int(((spikes > driven.settled) & (spikes <= driven.stop)).sum())
    return count / (driven.stop - driven.settled) * per_second
