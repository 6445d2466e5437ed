"""The network of c/coba_network.c in Brian 2: 4000 neurons with conductance synapses, 1 s in steps of 0.1 ms."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.peers.standalone import standalone

COBA = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v))/C : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
"""


def parts(brian2: Any) -> list[Any]:
    """A monitor that records, the neurons, and their 320,000 synapses."""
    pF, nS, mV, ms = brian2.pF, brian2.nS, brian2.mV, brian2.ms
    constants = {
        "C": 200 * pF, "g_L": 10 * nS, "E_L": -60 * mV, "E_e": 0 * mV, "E_i": -80 * mV,
        "tau_e": 5 * ms, "tau_i": 10 * ms, "w_e": 6 * nS, "w_i": 67 * nS,
    }  # fmt: skip
    group = brian2.NeuronGroup(
        4000, COBA, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exponential_euler",
        namespace=constants,
    )  # fmt: skip
    excitatory = brian2.Synapses(group[:3200], group, on_pre="g_e += w_e", namespace=constants)
    inhibitory = brian2.Synapses(group[3200:], group, on_pre="g_i += w_i", namespace=constants)
    excitatory.connect(condition="i != j", p=0.02)
    inhibitory.connect(condition="i + 3200 != j", p=0.02)
    group.v = "-80*mV + 25*mV*rand()"
    group.g_e = "14*nS + 52*nS*rand()"
    group.g_i = "400*nS*rand()"
    return [brian2.SpikeMonitor(group), group, excitatory, inhibitory]


if __name__ == "__main__":
    standalone(__doc__, 0.1, parts)
