"""When is the neuron driven, and which part of that time is steady?

The driven time begins with the first `step` or `pulses` of the stimulus that is not 0 and ends when the last of them
does; every other drive lasts the whole run. A kick, shorter than a fifth of the run, is no drive to be steady under:
then the time goes on to the end of the run. Measures that leave the transient out look at the second half.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kernels.stimulus import Stimulus

SWITCHED = ("step", "pulses")
KICK = 0.2  # of the run


class Driven(NamedTuple):
    """The driven time of a run, in its time unit. `settled` is the middle of it."""

    onset: float
    settled: float
    stop: float


def driven_time(stimuli: Sequence[Stimulus], end: float) -> Driven:
    """The driven time of a run that lasts until `end`."""
    begins: list[float] = []
    ends: list[float] = []
    for stimulus in stimuli:
        for protocol, numbers, _ in stimulus.terms:
            if protocol in SWITCHED and numbers["amplitude"].any() and float(numbers["start"].min()) < end:
                begins.append(float(numbers["start"].min()))
                ends.append(min(float(numbers["stop"].max()), end))
    onset, stop = (min(begins), max(ends)) if begins else (0.0, end)
    if stop - onset < KICK * end:
        stop = end
    return Driven(onset, 0.5 * (onset + stop), stop)
