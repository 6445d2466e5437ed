"""When is the neuron driven, and which part of that time is steady?

The driven time begins with the first `step` or `pulses` of the stimulus that is not 0 and ends where all of them have
ended; other protocols drive the whole run. Measures that leave the transient out look at its second half.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kernels.language.model import StimulusTerm
from kernels.stimulus.protocols import NUMERICS, Setting

SWITCHED = ("step", "pulses")


class Driven(NamedTuple):
    """The driven time of a run, in its time unit. `settled` is the middle of it."""

    onset: float
    settled: float
    stop: float


def driven_time(stimuli: Mapping[str, tuple[StimulusTerm, ...]], setting: Setting) -> Driven:
    """The driven time of a run with these stimuli by input."""
    begins: list[float] = []
    ends: list[float] = []
    for terms in stimuli.values():
        for term in terms:
            if term.protocol not in SWITCHED or term.numbers.get("amplitude") == 0.0:
                continue
            start = term.numbers.get("start", NUMERICS[term.protocol].defaults["start"](setting))
            begins.append(min(float(start), setting.duration))
            ends.append(min(float(term.numbers.get("stop", setting.duration)), setting.duration))
    onset, stop = (min(begins), max(ends)) if begins else (0.0, setting.duration)
    if not onset < stop:  # a step that begins after the run's end
        onset, stop = 0.0, setting.duration
    return Driven(onset, 0.5 * (onset + stop), stop)
