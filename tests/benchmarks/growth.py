"""How costs grow: with the lanes of a sweep, with the connections of a network, and what a second thread brings."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import kernels
from kernels.network.wiring import connect
from kernels.processors import cores
from tests.benchmarks.networks import brunel_network

TURNS = 7
LANES = (1_000, 10_000, 100_000)
# by model: dt, method, the largest current, milliseconds
SWEEPS = {
    "hodgkin_huxley": (0.01, "rk4", 20.0, 10.0),
    "izhikevich": (0.1, "euler", 20.0, 1000.0),
    "adex": (0.05, "euler", 2000.0, 200.0),
}


class Growth(NamedTuple):
    """A measure over turns; `aim` is what it should not go beyond, or for a gain fall below."""

    what: str
    median: float
    low: float
    high: float
    aim: float


def lanes() -> list[Growth]:
    """Cost of a neuron-step at 10,000 and 100,000 lanes by that at 1,000, sizes in turn, CPU time of one thread.

    The drives are the same thousand over and over: neighbours of a finer scale would spike together, which is cheaper.
    """
    found = []
    for slug in SWEEPS:
        _neuron_step(slug, LANES[0])
        turns = [[_neuron_step(slug, count) for count in LANES] for _ in range(TURNS)]
        for j, count in enumerate(LANES[1:], start=1):
            ratios = [costs[j] / costs[0] for costs in turns]
            found.append(_growth(f"{slug}: {count:,} lanes to {LANES[0]:,}", ratios, 1.2))
    return found


def _neuron_step(slug: str, count: int) -> float:
    dt, method, top, duration = SWEEPS[slug]
    model = kernels.load(slug)
    parameter = model.parameters[0]
    currents = np.resize(np.linspace(0.0, top, LANES[0]), count)
    varied = {parameter.name: np.full(count, parameter.default)}  # sets the number of lanes
    began = time.process_time()
    result = kernels.sweep(
        model, varied, current=currents, protocol="constant", duration=duration, dt=dt, method=method, threads=1
    )
    return (time.process_time() - began) / (count * result.n_steps)


def connectivity() -> list[Growth]:
    """Seconds to connect 10,000 neurons with probability 0.1 on one thread, CPU time."""

    def once(seed: int) -> float:
        began = time.process_time()
        connect(10_000, 8000, 0, 10_016, 0.1, seed, 1)
        return time.process_time() - began

    once(0)
    return [_growth("10 M connections of 10,000 neurons, s", [once(1 + turn) for turn in range(TURNS)], 0.4)]


def threads() -> list[Growth]:
    """Brunel's network on one thread by on two, wall time: to be believed on an idle machine alone."""
    if cores() < 2:
        return []
    brunel_network(time.perf_counter, threads=2)
    turns = [[brunel_network(time.perf_counter, threads=count).seconds for count in (1, 2)] for _ in range(TURNS)]
    return [_growth("Brunel network, gain of two threads", [one / two for one, two in turns], 1.3)]


def _growth(what: str, values: list[float], aim: float) -> Growth:
    return Growth(what, statistics.median(values), min(values), max(values), aim)


MEASURES: dict[str, Callable[[], list[Growth]]] = {"lanes": lanes, "connectivity": connectivity, "threads": threads}


def print_growth(measures: list[Growth]) -> None:
    """The table of them all."""
    if measures:
        print(f"\n{'how costs grow':<44}{'median':>8}{'lowest':>8}{'highest':>8}{'aim':>6}")
    for measure in measures:
        print(f"{measure.what:<44}{measure.median:8.3f}{measure.low:8.3f}{measure.high:8.3f}{measure.aim:6.1f}")
