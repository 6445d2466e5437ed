"""Brunel's (2000) network in four states, simulated by NEST (Gewaltig and Diesmann 2007, Scholarpedia 2:1430).

Run it in an environment of its own, since nothing of the project needs NEST:

    pip install nest-simulator==3.10.0
    python tests/kernels/network/reference/nest_brunel.py

It writes nest_brunel.json beside itself: for each state of figure 8 of the paper the settings and, for some seeds, the
mean rates of both populations, the mean CV of the excitatory neurons' intervals and, from their counts in bins of
0.5 ms, variance over mean. 10,000 excitatory and 2500 inhibitory neurons, connected with probability 0.1,
J = 0.1 mV, delay 1.5 ms, steps of 0.1 ms; potentials begin evenly distributed below the threshold.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nest
import numpy as np

EXCITATORY, INHIBITORY, P, J, DELAY, DT = 10_000, 2500, 0.1, 0.1, 1.5, 0.1
THRESHOLD_RATE = 10_000.0  # external events a second that alone hold the potential at the threshold, 20 mV/(J tau)
NEURON = {"C_m": 1.0, "tau_m": 20.0, "t_ref": 2.0, "E_L": 0.0, "V_reset": 10.0, "V_m": 0.0, "V_th": 20.0}
# state: g, external rate over THRESHOLD_RATE, duration, transient, seeds
STATES = {
    "synchronous_irregular_slow": (4.5, 0.9, 600.0, 200.0, (1, 2, 3)),
    "asynchronous_irregular": (5.0, 2.0, 600.0, 200.0, (1, 2, 3)),
    "synchronous_irregular_fast": (6.0, 4.0, 600.0, 200.0, (1, 2, 3)),
    "synchronous_regular": (3.0, 2.0, 250.0, 100.0, (1,)),
}


def simulate(g: float, eta: float, duration: float, transient: float, seed: int) -> dict[str, float]:
    """One state's measures."""
    nest.ResetKernel()
    nest.set(resolution=DT, rng_seed=seed, local_num_threads=1)
    populations = [nest.Create("iaf_psc_delta", n, params=NEURON) for n in (EXCITATORY, INHIBITORY)]
    everyone = populations[0] + populations[1]
    everyone.V_m = nest.random.uniform(0.0, 20.0)
    noise = nest.Create("poisson_generator", params={"rate": eta * THRESHOLD_RATE})
    nest.Connect(noise, everyone, syn_spec={"weight": J, "delay": DELAY})
    rule = {"rule": "pairwise_bernoulli", "p": P, "allow_autapses": False}
    for population, weight in zip(populations, (J, -g * J), strict=True):
        nest.Connect(population, everyone, rule, {"weight": weight, "delay": DELAY})
    recorders = [nest.Create("spike_recorder") for _ in populations]
    for population, recorder in zip(populations, recorders, strict=True):
        nest.Connect(population, recorder)
    nest.Simulate(duration)
    seconds = (duration - transient) / 1000.0
    times, senders = recorders[0].events["times"], recorders[0].events["senders"]
    times, senders = times[times > transient], senders[times > transient]
    counts = np.histogram(times, np.arange(transient, duration + 0.01, 0.5))[0]
    return {
        "excitatory_rate": len(times) / EXCITATORY / seconds,
        "inhibitory_rate": int((recorders[1].events["times"] > transient).sum()) / INHIBITORY / seconds,
        "cv": mean_cv(times, senders),
        "fano": float(counts.var() / counts.mean()),
    }


def mean_cv(times: np.ndarray, senders: np.ndarray) -> float:
    """The mean over neurons with at least three intervals of their CV."""
    order = np.lexsort((times, senders))
    times, senders = times[order], senders[order]
    trains = np.split(times, np.flatnonzero(np.diff(senders)) + 1)
    intervals = [np.diff(train) for train in trains if len(train) > 3]
    return float(np.mean([one.std() / one.mean() for one in intervals]))


def main() -> None:
    """Writes the reference."""
    nest.set_verbosity("M_ERROR")
    record: dict[str, Any] = {"nest": nest.__version__, "states": {}}
    for name, (g, eta, duration, transient, seeds) in STATES.items():
        settings = {"g": g, "external_rate": eta * THRESHOLD_RATE, "duration": duration, "transient": transient}
        runs = [simulate(g, eta, duration, transient, seed) for seed in seeds]
        record["states"][name] = {"settings": settings, "runs": runs}
    Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
