"""Our side of the computations in c/, through the public interface, in CPU seconds of one thread.

Each returns what the C program prints.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import kernels
from tests.benchmarks.c_programs import Timing
from tests.benchmarks.networks import brunel_network, coba_network


def hh_single() -> Timing:
    """One Hodgkin-Huxley neuron, 100,000 RK4 steps, traces recorded."""
    model = kernels.load("hodgkin_huxley")
    start = time.process_time()
    run = kernels.simulate(model, current=10.0, protocol="constant", duration=1000.0, dt=0.01, method="rk4")
    return Timing(time.process_time() - start, len(run.spikes), run.n_steps)


def hh_fi() -> Timing:
    """64 Hodgkin-Huxley neurons from 0 to 20 uA/cm2, 1 s each."""
    return _sweep("hodgkin_huxley", {"g_L": np.full(64, 0.3)}, np.linspace(0.0, 20.0, 64), dt=0.01, method="rk4")


def adex_heatmap() -> Timing:
    """AdEx over 64 currents x 64 values of b, 1 s each."""
    current, b = np.meshgrid(np.linspace(0.0, 2000.0, 64), np.linspace(0.0, 500.0, 64))
    return _sweep("adex", {"b": b.ravel()}, current.ravel(), dt=0.05, method="euler")


def izhikevich_population() -> Timing:
    """10,000 Izhikevich neurons from 0 to 20, 1 s each."""
    return _sweep("izhikevich", {"d": np.full(10_000, 8.0)}, np.linspace(0.0, 20.0, 10_000), dt=0.1, method="euler")


def _sweep(slug: str, varied: dict[str, np.ndarray], current: np.ndarray, dt: float, method: str) -> Timing:
    """Every lane for 1 s at constant drive on one thread, spikes counted.

    `varied` sets the number of lanes; an input in it would keep the model's own protocol, which is a step in two.
    """
    model = kernels.load(slug)
    start = time.process_time()
    result = kernels.sweep(
        model, varied, current=current, protocol="constant", duration=1000.0, dt=dt, method=method, threads=1
    )
    seconds = time.process_time() - start
    return Timing(seconds, int(result.counts().sum()), len(current) * result.n_steps)


COMPUTATIONS: dict[str, tuple[str, Callable[[], Timing], float]] = {
    "hh_single": ("Hodgkin-Huxley, 100k RK4 steps", hh_single, 1.2),
    "hh_fi": ("Hodgkin-Huxley f-I, 64 x 1 s", hh_fi, 1.2),
    "adex_heatmap": ("AdEx heat map, 64 x 64 x 1 s", adex_heatmap, 1.1),
    "izhikevich_population": ("10,000 Izhikevich neurons, 1 s", izhikevich_population, 1.2),
    "coba_network": ("COBA network, 4000 neurons, 1 s", coba_network, 1.1),
    "brunel_network": ("Brunel network, 10 M synapses, 1 s", brunel_network, 1.1),
}
"""By the C program's name: what it is, our function, and the ratio to C that is aimed at."""
