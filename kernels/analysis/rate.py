"""How fast does the neuron fire once the transient is over?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.driven import Driven

SILENT_AFTER = 2.0  # longest intervals without a spike, after which a neuron has stopped firing


def steady_interval(spikes: NDArray[np.float64], driven: Driven) -> float | None:
    """The mean interval of the steady part, from the last spike before it to its last spike.

    None where there is no whole interval, or where the neuron has stopped firing: no spike for longer than twice the
    longest interval.
    """
    late = spikes[(spikes > driven.settled) & (spikes <= driven.stop)]
    early = spikes[(spikes >= driven.onset) & (spikes <= driven.settled)]
    train = np.concatenate([early[-1:], late])
    if len(late) == 0 or len(train) < 2:
        return None
    longest = float(np.diff(late).max()) if len(late) > 2 else float(np.diff(train).max())
    if driven.stop - train[-1] > SILENT_AFTER * longest:
        return None
    if len(late) > 2 and late[0] - train[0] > SILENT_AFTER * longest:
        train = late  # it began to fire only now
    return float((train[-1] - train[0]) / (len(train) - 1))


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
