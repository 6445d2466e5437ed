"""Our side of each comparison with a peer: one run with a seed, in CPU seconds of one thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import kernels
from kernels.network.ei import ei_network
from tests.benchmarks import networks, ours
from tests.benchmarks.c_programs import Timing


class Turn(NamedTuple):
    """CPU seconds of the simulation proper and of what came before it, and the spikes a second of a neuron."""

    seconds: float
    build_seconds: float
    rate: float


def hh_fi(_: int) -> Turn:
    """The f-I curve, with reading the model and everything else a caller waits for."""
    return _whole(ours.hh_fi, 64)


def adex_heatmap(_: int) -> Turn:
    """The heat map, likewise whole."""
    return _whole(ours.adex_heatmap, 64 * 64)


def coba_network(seed: int) -> Turn:
    """The steps of the COBA network."""
    return _steps(networks.coba_network(time.process_time, seed), 4000)


def brunel_network(seed: int) -> Turn:
    """The steps of Brunel's network."""
    return _steps(networks.brunel_network(time.process_time, seed), 10_000)


def studio_network(neurons: int, connection_probability: float) -> Callable[[int], Turn]:
    """The reference studio's E-I network of this size, wiring and statistics included.

    Its charges as the steps of potential they are at its dt of 0.1 ms. There a neuron is held for 19 steps of the 20.
    """
    inhibitory = neurons // 5
    model = kernels.load("lif")

    def run(seed: int) -> Turn:
        began = time.process_time()
        result = ei_network(
            model, n_excitatory=neurons - inhibitory, n_inhibitory=inhibitory,
            w_ee=0.01, w_ei=0.01, w_ie=-0.04, w_ii=-0.04, connection_probability=connection_probability,
            external_rate=2000.0, external_weight=0.5, delay=0.1, duration=1000.0, dt=0.1, method="euler", seed=seed,
            params={"tau_m": 20.0, "E_L": -65.0, "V_th": -50.0, "V_r": -65.0, "t_ref": 1.9}, threads=1,
        )  # fmt: skip
        return Turn(time.process_time() - began, 0.0, len(result.spike_times) / neurons)

    return run


def _whole(compute: Callable[[], Timing], neurons: int) -> Turn:
    began = time.process_time()
    timing = compute()
    return Turn(time.process_time() - began, 0.0, timing.spikes / neurons)


def _steps(timing: Timing, neurons: int) -> Turn:
    return Turn(timing.seconds, timing.build_seconds, timing.spikes / neurons)
