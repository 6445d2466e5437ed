"""How do `ou` and `poisson` draw their values, the same bits however a run is cut into calls?

Both are y[k] = decay*y[k-1] + drive[k] with y[-1] = 0, where drive[k] is a function of seed, stream, lane and step
alone. The recurrence is solved block by block on a grid fixed to the step number, with elementwise operations only:
no step by step loop in Python, and no sum whose order depends on the shape of the call.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from kernels.errors import RequestError
from kernels.random_numbers import normal, uniform
from kernels.stimulus.protocols import Array, Numbers, Setting

BLOCK = 256  # steps, a power of two
GROUP = 65536  # values made at once, so that the temporaries stay in the cache
MOST_EVENTS = 500.0  # mean events a step; beyond it exp(-mean) nears the smallest double

Drive = Callable[[int, int], Array]


class DecayingSum:
    """y[k] = decay*y[k-1] + drive[k] in order of k; `decay` (lanes,) in [0, 1), `drive(k0, k1)` (k1 - k0, lanes)."""

    def __init__(self, decay: Array, drive: Drive) -> None:
        self._drive = drive
        self._lanes = len(decay)
        self._carry = np.zeros(self._lanes)  # y at the end of the last block made
        self._made = 0  # steps made, a multiple of BLOCK
        self._rest = np.empty((0, self._lanes))  # made and not yet handed out
        self._powers = np.cumprod(np.broadcast_to(decay, (BLOCK, self._lanes)), axis=0)  # decay^1 ... decay^BLOCK
        self._doublings = [decay]
        while 2 ** len(self._doublings) < BLOCK:
            self._doublings.append(self._doublings[-1] * self._doublings[-1])

    def take(self, count: int) -> Array:
        """The next `count` values (count, lanes)."""
        parts = [self._rest[:count]]
        self._rest = self._rest[count:]
        missing = count - len(parts[0])
        while missing > 0:
            blocks = max(1, min(math.ceil(missing / BLOCK), GROUP // (BLOCK * self._lanes)))
            values = self._make(blocks)
            parts.append(values[:missing])
            self._rest = values[missing:]
            missing -= len(parts[-1])
        return np.concatenate(parts)

    def _make(self, blocks: int) -> Array:
        """The values of the next `blocks` blocks (blocks*BLOCK, lanes)."""
        drive = self._drive(self._made, self._made + blocks * BLOCK)
        y = drive.reshape(blocks, BLOCK, self._lanes)
        # within a block: after the doubling d every entry holds the sum over the last 2d drives
        for exponent, power in enumerate(self._doublings):
            distance = 2**exponent
            y[:, distance:] += power * y[:, :-distance]
        carries = np.empty((blocks, 1, self._lanes))
        for block in range(blocks):
            carries[block, 0] = self._carry
            self._carry = y[block, -1] + self._powers[-1] * self._carry
        y += self._powers * carries
        self._made += blocks * BLOCK
        return drive


def ornstein_uhlenbeck(
    numbers: Numbers, setting: Setting, seed: int, stream: int, first_lane: int, lanes: int
) -> DecayingSum:
    """The deviation from the mean: x[k+1] = x[k]*a + sigma*sqrt(1 - a^2)*N, a = exp(-dt/tau), x[0] = sigma*N.

    The update is exact at any dt (Gillespie 1996, Phys Rev E 54:2084). N is the first normal of its step.
    """
    rate = np.broadcast_to(setting.dt / numbers["tau"], (lanes,))
    sigma = np.broadcast_to(numbers["sigma"], (lanes,))
    spread = sigma * np.sqrt(-np.expm1(-2.0 * rate))

    def drive(k0: int, k1: int) -> Array:
        draws = normal(seed, stream, first_lane, lanes, k0, k1)[0]
        if k0 == 0:
            first = sigma * draws[0]
            draws = draws * spread
            draws[0] = first
            return draws
        return draws * spread

    return DecayingSum(np.exp(-rate), drive)


def poisson_train(
    numbers: Numbers, setting: Setting, seed: int, stream: int, first_lane: int, lanes: int
) -> DecayingSum:
    """x[k] = x[k-1]*exp(-dt/tau) + amplitude*n[k], n[k] the events of step k; with tau = 0, x[k] = amplitude*n[k]/dt.

    n[k] is the inverse of the Poisson distribution of mean rate*dt at the first uniform of its step.
    Raises RequestError where a step would hold more than MOST_EVENTS events in the mean.
    """
    mean = numbers["rate"] / setting.per_second * setting.dt
    if float(mean.max()) > MOST_EVENTS:
        raise RequestError(
            "rate", f"{float(mean.max()):g} events a step in the mean; at most {MOST_EVENTS:g}: shorten dt or use ou"
        )
    tables = [_cumulated(float(one)) for one in mean]
    tau = np.broadcast_to(numbers["tau"], (lanes,))
    decaying = tau > 0.0
    decay = np.where(decaying, np.exp(-setting.dt / np.where(decaying, tau, 1.0)), 0.0)
    jump = np.where(decaying, 1.0, 1.0 / setting.dt) * numbers["amplitude"]

    def drive(k0: int, k1: int) -> Array:
        draws = uniform(seed, stream, first_lane, lanes, k0, k1)[0]
        if len(tables) == 1:
            return np.searchsorted(tables[0], draws) * jump
        counts = np.stack([np.searchsorted(table, draws[:, lane]) for lane, table in enumerate(tables)], axis=1)
        return counts * jump

    return DecayingSum(decay, drive)


def _cumulated(mean: float) -> Array:
    """P(n <= 0), P(n <= 1), ... of the Poisson distribution, until nothing is left in double precision."""
    counts = np.arange(1.0, math.ceil(mean + 12.0 * math.sqrt(mean) + 30.0))
    return np.cumsum(np.cumprod(np.concatenate([[math.exp(-mean)], mean / counts])))
