"""Our side of the network computations in c/, in CPU seconds of the steps: neither wiring nor statistics."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import kernels
from kernels.network.ei import EiNetwork, ei_network
from tests.benchmarks.c_programs import Timing

COBA = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v))/C : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
C = 200*pF : farad
g_L = 10*nS : siemens
E_L = -60*mV : volt
E_e = 0*mV : volt
E_i = -80*mV : volt
tau_e = 5*ms : second
tau_i = 10*ms : second
# threshold: v > -50*mV
# reset: v = -60*mV
# refractory: 5*ms
# run: 1000 ms, dt = 0.1 ms, method = exponential_euler
"""

Clock = Callable[[], float]


def coba_network(clock: Clock = time.process_time, seed: int = 0) -> Timing:
    """The COBA network: 4000 neurons, no delay beyond the step, 1 s."""
    return _timed(
        kernels.parse(COBA), clock, seed=seed, w_ee=6.0, w_ei=6.0, w_ie=67.0, w_ii=67.0, connection_probability=0.02,
        external_rate=0.0, delay=0.1, excitatory_target="g_e", inhibitory_target="g_i",
        first_values={"v": [-80.0, -55.0], "g_e": [14.0, 66.0], "g_i": [0.0, 400.0]},
    )  # fmt: skip


def brunel_network(clock: Clock = time.process_time, seed: int = 0, threads: int = 1) -> Timing:
    """Brunel's network: 10,000 neurons, 10 million synapses, 1 s."""
    return _timed(
        None, clock, seed=seed, n_excitatory=8000, n_inhibitory=2000, w_ee=0.125, w_ei=0.125, w_ie=-0.625, w_ii=-0.625,
        external_weight=0.125, external_rate=16_000.0, threads=threads,
    )  # fmt: skip


def _timed(model: kernels.Model | None, clock: Clock, threads: int = 1, **settings: Any) -> Timing:
    """The steps of a network: they begin where the run first asks whether to stop."""
    asked: list[float] = []
    reported: list[float] = []

    def cancelled() -> bool:
        asked.append(clock())
        return False

    def report(_: float, __: object = None, /) -> None:
        reported.append(clock())

    began = clock()
    run: EiNetwork = ei_network(model, threads=threads, cancelled=cancelled, progress=report, **settings)
    neurons = run.settings["n_excitatory"] + run.settings["n_inhibitory"]
    return Timing(reported[-1] - asked[0], len(run.spike_times), neurons * run.n_steps, asked[0] - began)
