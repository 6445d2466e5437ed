"""The COBA network of Vogels and Abbott (2005) as in Brette et al (2007), simulated by Brian 2.

Run it in an environment of its own, since nothing of the project needs Brian 2:

    pip install brian2 "numpy<2.4"
    python tests/kernels/network/reference/brian2_coba.py

It writes brian2_coba.json beside itself: for four seeds the mean rates of both populations from 0.4 s on and the mean
CV of the excitatory neurons' intervals. Activity can die out, which it does at a random time; runs that have died are
kept out and counted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import brian2
import numpy as np
from brian2 import ms, mV, nS, pF

EXCITATORY, NEURONS, P = 3200, 4000, 0.02
DURATION, TRANSIENT = 1500.0, 400.0  # ms
EQUATIONS = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v))/C : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
"""
CONSTANTS = {
    "C": 200 * pF, "g_L": 10 * nS, "E_L": -60 * mV, "E_e": 0 * mV, "E_i": -80 * mV, "tau_e": 5 * ms, "tau_i": 10 * ms,
    "w_e": 6 * nS, "w_i": 67 * nS,
}  # fmt: skip


def build(seed: int) -> tuple[brian2.Network, Any]:
    """The network, and the monitor of its spikes."""
    brian2.seed(seed)
    brian2.defaultclock.dt = 0.1 * ms
    group = brian2.NeuronGroup(
        NEURONS, EQUATIONS, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms,
        method="exponential_euler", namespace=CONSTANTS,
    )  # fmt: skip
    excitatory = brian2.Synapses(group[:EXCITATORY], group, on_pre="g_e += w_e", namespace=CONSTANTS)
    inhibitory = brian2.Synapses(group[EXCITATORY:], group, on_pre="g_i += w_i", namespace=CONSTANTS)
    for synapses in (excitatory, inhibitory):
        synapses.connect(p=P)
    group.v = "-80*mV + 25*mV*rand()"
    group.g_e = "14*nS + 52*nS*rand()"
    group.g_i = "400*nS*rand()"
    monitor = brian2.SpikeMonitor(group)
    return brian2.Network(group, excitatory, inhibitory, monitor), monitor


def measures(monitor: Any) -> dict[str, float]:
    """Rates in Hz and the mean CV of excitatory neurons with at least three intervals."""
    neurons, times = np.array(monitor.i), np.array(monitor.t / ms)
    neurons, times = neurons[times > TRANSIENT], times[times > TRANSIENT]
    seconds = (DURATION - TRANSIENT) / 1000.0
    trains = [np.sort(times[neurons == i]) for i in range(EXCITATORY)]
    intervals = [np.diff(train) for train in trains if len(train) > 3]
    return {
        "excitatory_rate": float((neurons < EXCITATORY).sum() / EXCITATORY / seconds),
        "inhibitory_rate": float((neurons >= EXCITATORY).sum() / (NEURONS - EXCITATORY) / seconds),
        "cv": float(np.mean([one.std() / one.mean() for one in intervals])),
        "last_spike": float(times.max()) if len(times) else 0.0,
    }


def main() -> None:
    """Writes the reference."""
    brian2.prefs.codegen.target = "numpy"
    runs, died = [], 0
    for seed in range(1, 5):
        network, monitor = build(seed)
        network.run(DURATION * ms)
        found = measures(monitor) if len(monitor.t) and monitor.t[-1] > (DURATION - 50) * ms else None
        if found is None:
            died += 1
        else:
            runs.append(found)
    record = {"brian2": brian2.__version__, "duration": DURATION, "transient": TRANSIENT, "runs": runs, "died": died}
    Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
