"""Does a circuit keep what float64 shows? Its rate and its spikes, or without spikes its states."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hdl.compile import Compiled
from hdl.quantised import integer_run
from hdl.spikes import COINCIDENCE, RATE_ERROR, agree, rate_allowed


@dataclass(frozen=True, slots=True)
class Target:
    """What spikes have to keep: rate, and coincidences within 1 ms; without spikes the states, as shares of span."""

    rate_error: float = RATE_ERROR
    coincidence: float = COINCIDENCE
    state_error: float = 0.02


class Judged(NamedTuple):
    """How far a circuit is off: the relative error of its rate (without spikes the largest of its states, as a share of
    the span), the coincidence factor (NaN where there is none), whether the error and whether all of the target is met.
    """

    error: float
    coincidence: float
    rate_met: bool
    met: bool


def judged(compiled: Compiled, target: Target, cancelled: Callable[[], bool] | None = None) -> Judged:
    """A circuit beside the float64 run that it was measured in.

    A model that draws random numbers is compared by its rate alone, within four standard errors of the count.
    """
    own = compiled.measured.run
    hardware = integer_run(compiled, own, cancelled=cancelled)
    rate, coincidence = agree(compiled.model, own.spikes, hardware.spikes, own.n_steps * own.dt)
    if compiled.circuit.sources:
        close = math.isnan(rate) or rate <= rate_allowed(len(own.spikes), True, target.rate_error)
        return Judged(rate, coincidence, close, close)
    if math.isnan(rate):
        worst = max(_share(own.states[s][1:], v) for s, v in hardware.states.items())
        close = worst <= target.state_error
        return Judged(worst, math.nan, close, close)
    close = rate <= target.rate_error
    # too many spikes for windows of 1 ms leave the rate to compare
    return Judged(rate, coincidence, close, close and not coincidence < target.coincidence)


def _share(reference: np.ndarray, values: np.ndarray) -> float:
    span = float(np.ptp(reference))
    return float(np.abs(reference - values).max()) / span if span else 0.0
