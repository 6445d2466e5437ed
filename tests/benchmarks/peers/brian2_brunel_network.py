"""The network of c/brunel_network.c in Brian 2: 10,000 neurons, 10 million synapses, 1 s in exact steps of 0.1 ms.

External events of 1000 sources at 16 Hz a neuron. What arrives at a refractory neuron is lost, on all sides.
"""

from __future__ import annotations

from typing import Any

from tests.benchmarks.peers.standalone import standalone


def parts(brian2: Any) -> list[Any]:
    """A monitor that records, the neurons, their synapses, and the external events."""
    mV, ms = brian2.mV, brian2.ms
    constants = {"tau_m": 20 * ms, "J": 0.125 * mV}
    group = brian2.NeuronGroup(
        10_000, "dv/dt = -v/tau_m : volt (unless refractory)", threshold="v > 20*mV", reset="v = 10*mV",
        refractory=2 * ms, method="exact", namespace=constants,
    )  # fmt: skip
    excitatory, inhibitory = (
        brian2.Synapses(
            source, group, on_pre=f"v_post += {weight}*int(not_refractory_post)", delay=1.5 * ms, namespace=constants
        )
        for source, weight in ((group[:8000], "J"), (group[8000:], "-5*J"))
    )
    excitatory.connect(condition="i != j", p=0.1)
    inhibitory.connect(condition="i + 8000 != j", p=0.1)
    noise = brian2.PoissonInput(group, "v", 1000, 16 * brian2.Hz, weight="0.125*mV*int(not_refractory)")
    group.v = "20*mV*rand()"
    return [brian2.SpikeMonitor(group), group, excitatory, inhibitory, noise]


if __name__ == "__main__":
    standalone(__doc__, 0.1, parts)
