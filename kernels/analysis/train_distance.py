"""How far apart are two spike trains? Van Rossum and Victor-Purpura distance, and the coincidence factor.

Trains are rising spike times; time constants and windows are in the same unit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def van_rossum(first: Array, second: Array, tau: float) -> float:
    """The distance of van Rossum (2001, Neural Comput 13:751): each spike a trace exp(-t/tau) from its time on.

    D^2 is the integral of the squared difference of the traces over tau: 1/2 for a spike against none, and
    1 - exp(-d/tau) for two spikes d apart.
    """
    times = np.concatenate([first, second])
    signs = np.concatenate([np.ones(len(first)), -np.ones(len(second))])
    order = np.argsort(times, kind="stable")
    signs = signs[order]
    total, trace = 0.5 * len(times), 0.0
    # D^2 is half the sum over all pairs of s_i s_j exp(-|t_i - t_j|/tau): one pass, with what earlier spikes left
    for before, sign, decay in zip(signs, signs[1:], np.exp(-np.diff(times[order]) / tau), strict=False):
        trace = decay * (trace + before)
        total += sign * trace
    return math.sqrt(max(total, 0.0))


def victor_purpura(first: Array, second: Array, cost: float) -> float:
    """The distance of Victor and Purpura (1996, J Neurophysiol 76:1310).

    The least cost of turning one train into the other: 1 to remove or insert a spike, `cost` per unit of time to move
    one. Time and memory grow as the product of the counts, and as the count of the second.
    """
    places = np.arange(len(second) + 1, dtype=float)
    row = places.copy()
    for time in first:
        best = row + 1.0  # this spike removed
        best[1:] = np.minimum(best[1:], row[:-1] + cost * np.abs(second - time))
        # spikes inserted after the cheapest place
        row = np.minimum.accumulate(best - places) + places
    return float(row[-1])


def coincidences(first: Array, second: Array, window: float) -> int:
    """How many spikes have a partner in the other train at most `window` away, none a partner twice."""
    found = i = j = 0
    slack = window * (1.0 + 1e-9)
    while i < len(first) and j < len(second):
        if abs(first[i] - second[j]) <= slack:
            found, i, j = found + 1, i + 1, j + 1
        elif first[i] < second[j]:
            i += 1
        else:
            j += 1
    return found


def coincidence_factor(first: Array, second: Array, window: float, duration: float) -> float:
    """Gamma of Kistler, Gerstner and van Hemmen (1997, Neural Comput 9:1015), as in Jolivet et al. (2006).

    (coincidences - those expected of a Poisson train of the first one's rate) / (half of all spikes) / (1 - 2 rate
    window): 1 for the same train, 0 in the mean for unrelated ones. NaN without spikes in either train, and where
    windows are so wide that chance fills them.
    """
    rate = len(first) / duration
    most = 1.0 - 2.0 * rate * window
    if len(first) == 0 or len(second) == 0 or most <= 0.0:
        return math.nan
    expected = 2.0 * rate * window * len(second)
    return (coincidences(first, second, window) - expected) / (0.5 * (len(first) + len(second))) / most
