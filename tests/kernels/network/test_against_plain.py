"""The compiled network against the plain one of the definitions: the same spikes, one by one."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.network.ei import ei_network
from tests.kernels.network.plain_network import Plain

LIF = """
dv/dt = (R*I - v)/tau_m : volt (unless refractory)
I : amp
R = 10*Mohm : ohm
tau_m = 20*ms : second
# init: v = 5*mV
# threshold: v > 20*mV
# reset: v = 10*mV
# refractory: 2*ms
# run: 100 ms, dt = 0.1 ms, method = exact
"""
STEPS = 1000


@pytest.mark.parametrize("delay", [1, 2, 15, 16, 100])
@pytest.mark.parametrize("target", ["v", "I"])
def test_spikes_are_those_of_the_definition(target: str, delay: int) -> None:
    """A jump of a state, and a charge at an input: 0.4 mV, or 0.4/10 mV/Mohm times tau_m."""
    unit = 1.0 if target == "v" else 2.0
    weights = (0.4 * unit, 0.3 * unit, -1.5 * unit, -1.2 * unit)
    plain = Plain(70, 30, 0.2, weights, 2.5, 0.4 * unit, delay, 0.1, seed=11)
    steps, neurons = plain.run(STEPS, pulses=target == "I")
    ours = ei_network(
        kernels.parse(LIF), n_excitatory=70, n_inhibitory=30, connection_probability=0.2, external_rate=25_000.0,
        w_ee=weights[0], w_ei=weights[1], w_ie=weights[2], w_ii=weights[3], external_weight=0.4 * unit,
        delay=0.1 * delay, excitatory_target=target, inhibitory_target=target, seed=11, threads=1,
    )  # fmt: skip
    assert len(steps) > 200
    np.testing.assert_array_equal(np.round(ours.spike_times / 0.1).astype(int) - 1, steps)
    np.testing.assert_array_equal(ours.spike_neurons, neurons)
