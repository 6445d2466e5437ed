"""How well do the spikes of a circuit agree with those of float64?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.train_distance import coincidence_factor
from kernels.language.model import Model

Array = NDArray[np.float64]

WINDOW = {"ms": 1.0, "s": 1e-3, "step": 1.0}  # within which two spikes coincide
RATE_ERROR, COINCIDENCE = 0.01, 0.95  # what a warning is given beyond
TAU = {"ms": 10.0, "s": 1e-2, "step": 10.0}  # of the van Rossum distance


def agree(model: Model, reference: Array, spikes: Array, duration: float) -> tuple[float, float]:
    """(relative error of the rate, coincidence factor) of spikes against a reference; NaN where there are none.

    The factor's windows are 1 ms, or an eighth of the mean interval where spikes are denser.
    """
    if len(reference) == 0 and len(spikes) == 0:
        return math.nan, math.nan
    rate_error = abs(len(spikes) - len(reference)) / max(1, len(reference))
    window = min(WINDOW[model.time_unit], duration / 8.0 / max(1, len(reference)))
    return rate_error, coincidence_factor(reference, spikes, window, duration)


def disagreement(reference: Array, spikes: Array, agreement: tuple[float, float], noisy: bool) -> tuple[str, ...]:
    """What has to be said where the spikes are not those of float64."""
    rate, coincidence = agreement
    if noisy or math.isnan(rate) or (rate <= RATE_ERROR and not coincidence < COINCIDENCE):
        return ()
    return (
        f"{len(spikes)} spikes in fixed point, {len(reference)} in float64: the rate is off by {100.0 * rate:.1f} %, "
        f"the coincidence factor is {coincidence:.2f}; more bits or more guard bits are needed",
    )
