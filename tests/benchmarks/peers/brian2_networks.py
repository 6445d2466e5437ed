"""The networks of c/ as C++ programs of Brian 2: `python tests/benchmarks/peers/brian2_networks.py coba|brunel`.

Run it in an environment of its own (pip install brian2 "numpy<2.4"). Prints what the C programs print: spikes, the
seconds of the steps as Brian's program measures them (building, wiring and output left out), and neuron-steps.
"""

from __future__ import annotations

import sys
import tempfile
from typing import Any

import brian2
from brian2 import Hz, ms, mV, nS, pF, second

COBA = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v))/C : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
"""
CONSTANTS = {
    "C": 200 * pF, "g_L": 10 * nS, "E_L": -60 * mV, "E_e": 0 * mV, "E_i": -80 * mV, "tau_e": 5 * ms, "tau_i": 10 * ms,
    "w_e": 6 * nS, "w_i": 67 * nS, "tau_m": 20 * ms, "J": 0.125 * mV,
}  # fmt: skip


def coba() -> list[Any]:
    """4000 neurons, 320,000 synapses."""
    group = brian2.NeuronGroup(
        4000, COBA, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exponential_euler",
        namespace=CONSTANTS,
    )  # fmt: skip
    excitatory = brian2.Synapses(group[:3200], group, on_pre="g_e += w_e", namespace=CONSTANTS)
    inhibitory = brian2.Synapses(group[3200:], group, on_pre="g_i += w_i", namespace=CONSTANTS)
    for synapses in (excitatory, inhibitory):
        synapses.connect(p=0.02)
    group.v = "-80*mV + 25*mV*rand()"
    group.g_e = "14*nS + 52*nS*rand()"
    group.g_i = "400*nS*rand()"
    return [brian2.SpikeMonitor(group), group, excitatory, inhibitory]


def brunel() -> list[Any]:
    """10,000 neurons, 10 million synapses; external events of 1000 sources at 16 Hz."""
    group = brian2.NeuronGroup(
        10_000, "dv/dt = -v/tau_m : volt (unless refractory)", threshold="v > 20*mV", reset="v = 10*mV",
        refractory=2 * ms, method="exact", namespace=CONSTANTS,
    )  # fmt: skip
    excitatory = brian2.Synapses(group[:8000], group, on_pre="v += J", delay=1.5 * ms, namespace=CONSTANTS)
    inhibitory = brian2.Synapses(group[8000:], group, on_pre="v -= 5*J", delay=1.5 * ms, namespace=CONSTANTS)
    for synapses in (excitatory, inhibitory):
        synapses.connect(p=0.1)
    noise = brian2.PoissonInput(group, "v", 1000, 16 * Hz, weight=0.125 * mV)
    group.v = "20*mV*rand()"
    return [brian2.SpikeMonitor(group), group, excitatory, inhibitory, noise]


def main() -> None:
    """Builds, runs, prints."""
    if len(sys.argv) != 2 or sys.argv[1] not in ("coba", "brunel"):
        sys.exit("usage: brian2_networks.py coba|brunel")
    with tempfile.TemporaryDirectory() as folder:
        brian2.set_device("cpp_standalone", directory=folder, build_on_run=False)
        brian2.prefs.devices.cpp_standalone.openmp_threads = 0  # one thread
        brian2.seed(1)
        brian2.defaultclock.dt = 0.1 * ms
        parts = coba() if sys.argv[1] == "coba" else brunel()
        brian2.Network(*parts).run(1 * second)
        brian2.device.build(compile=True, run=True, with_output=False)
        neurons = len(parts[1])
        print(
            f"spikes {parts[0].num_spikes} seconds {brian2.device._last_run_time:.6f} neuron_steps {neurons * 10_000}"
        )


if __name__ == "__main__":
    main()
