"""The network as its definitions say, in numpy and step by step: what the compiled one is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kernels.network.step_text import EXTERNAL_STREAM, SECOND_POPULATION
from kernels.network.wiring_text import CONNECTION_STREAM
from kernels.random_numbers import philox4x32

HALVES = 8  # draws of one half of a round


def key_of(seed: int) -> tuple[int, int]:
    """The generator's key."""
    return seed & 0xFFFFFFFF, seed >> 32


def row(seed: int, neuron: int, neurons: int, p: float) -> np.ndarray:
    """The targets of a neuron, as kernels/network/wiring.py defines them."""
    calls = np.arange(HALVES * (neurons // HALVES + 2), dtype=np.uint64)
    w0, w1, w2, w3 = philox4x32((calls, 0, neuron, CONNECTION_STREAM), key_of(seed))
    halves = [((a >> 5) * 2.0**26 + (b >> 6) + 0.5) * 2.0**-53 for a, b in ((w0, w1), (w2, w3))]
    draws = np.stack([half.reshape(-1, HALVES) for half in halves], axis=1).reshape(-1)
    with np.errstate(divide="ignore"):
        gaps = np.floor(np.log(draws) / np.log1p(-p))
    others = np.cumsum(1 + gaps) - 1
    others = others[others < neurons - 1].astype(int)
    return others + (others >= neuron)


def external_counts(seed: int, population: int, count: int, n_steps: int, mean: float) -> np.ndarray:
    """External events (n_steps, count), by inversion of the Poisson distribution at 32-bit numbers."""
    lane = np.arange(count, dtype=np.uint64)
    step = np.arange(n_steps, dtype=np.uint64)[:, None]
    quads = lane // 4 + population * SECOND_POPULATION
    words = np.stack(philox4x32((step, 0, quads, EXTERNAL_STREAM), key_of(seed)))
    draws = np.choose((lane % 4).astype(int), words)
    terms = np.cumprod(np.concatenate([[np.exp(-mean)], mean / np.arange(1, 60)]))
    bounds = np.floor(np.cumsum(terms) * 2.0**32)
    return np.searchsorted(bounds[bounds < 2.0**32 - 1], draws, side="right")


@dataclass(frozen=True)
class Plain:
    """A network of LIF neurons, tau_m 20 ms, threshold 20, reset 10, refractory 2 ms, starting at 5."""

    n_e: int
    n_i: int
    p: float
    weights: tuple[float, float, float, float]  # ee, ei, ie, ii
    external_mean: float  # a step
    external_weight: float
    delay: int  # steps
    dt: float
    seed: int

    def run(self, n_steps: int, pulses: bool) -> tuple[np.ndarray, np.ndarray]:
        """Spikes as (steps, neurons). With `pulses` weights are charges that flow for a step, resistance 10/tau_m."""
        n = self.n_e + self.n_i
        ee, ei, ie, ii = self.weights
        weight = np.empty((n, n))
        weight[: self.n_e, : self.n_e], weight[: self.n_e, self.n_e :] = ee, ei
        weight[self.n_e :, : self.n_e], weight[self.n_e :, self.n_e :] = ie, ii
        connected = np.zeros((n, n))
        for neuron in range(n):
            connected[neuron, row(self.seed, neuron, n, self.p)] = 1.0
        weight *= connected
        external = np.concatenate(
            [external_counts(self.seed, j, c, n_steps, self.external_mean) for j, c in enumerate((self.n_e, self.n_i))],
            axis=1,
        )
        late = 1 if pulses else 0  # a pulse flows in the step after its arrival
        arrivals = np.zeros((n_steps + self.delay + 2, n))
        v, held_until = np.full(n, 5.0), np.full(n, -1.0)
        decay = np.exp(-self.dt / 20.0)
        found = []
        for k in range(n_steps):
            held = k * self.dt < held_until - 1e-6
            total = arrivals[k] + self.external_weight * external[k]
            if pulses:
                drive = 10.0 * total / self.dt
                moved = drive + (v - drive) * decay
            else:
                moved = v * decay + total
            v = np.where(held, v, moved)
            spiking = (v > 20.0) & ~held
            arrivals[k + self.delay + late] += spiking @ weight
            v[spiking] = 10.0
            held_until[spiking] = (k + 1) * self.dt + 2.0
            found.append(spiking)
        return np.nonzero(np.array(found))
