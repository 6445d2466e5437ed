"""Sub-expressions along a recorded run."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.analysis.observe import last_spikes, observe, unit_of
from kernels.analysis.problem import NotMeasurable
from kernels.errors import RequestError

NEURON = """
dv/dt = (I_leak + I)/C
dw/dt = -w/50
I_leak = -g*(v - E)
power = I*v
age = t - t_spike
swing = sin(t) + dt
g = 0.1
E = -70
C = 1
# init: v = E
# threshold: v > -50
# reset: v = -65; w += 1
# input: I = sine(1, 20, offset=3)
# run: 100, dt = 0.05
"""


@pytest.fixture(scope="module")
def run() -> kernels.Run:
    return kernels.simulate(kernels.parse(NEURON))


def test_states_and_inputs_are_what_was_recorded(run: kernels.Run) -> None:
    assert np.array_equal(observe(run, "v"), run.states["v"])
    assert np.array_equal(observe(run, "I"), run.inputs["I"])


def test_subexpressions_are_computed_from_the_samples(run: kernels.Run) -> None:
    v, current = run.states["v"], run.inputs["I"]
    np.testing.assert_allclose(observe(run, "I_leak"), -0.1 * (v + 70.0), rtol=1e-14)
    np.testing.assert_allclose(observe(run, "power"), current * v, rtol=1e-14)
    np.testing.assert_allclose(observe(run, "swing"), np.sin(run.time) + 0.05, rtol=0, atol=1e-14)


def test_parameters_are_those_of_the_run() -> None:
    run = kernels.simulate(kernels.parse(NEURON), params={"g": 0.2})
    np.testing.assert_allclose(observe(run, "I_leak"), -0.2 * (run.states["v"] + 70.0), rtol=1e-14)


def test_the_last_spike_is_the_one_before_the_sample(run: kernels.Run) -> None:
    first = run.spikes[0]
    sample = round(first / run.dt)
    before = last_spikes(run)
    assert np.isneginf(before[: sample + 1]).all()
    assert before[sample + 1] == first
    assert last_spikes(run, at_spike=True)[sample] == first
    assert observe(run, "age")[sample + 1] == pytest.approx(run.dt)


def test_unknown_names_and_random_ones() -> None:
    model = kernels.parse("dv/dt = -v/10 + kick\nkick = randn()\n# run: 10, dt = 0.1\n")
    run = kernels.simulate(model)
    with pytest.raises(RequestError, match="did you mean 'kick'"):
        observe(run, "kik")
    with pytest.raises(NotMeasurable, match="kick draws random numbers"):
        observe(run, "kick")


def test_units_are_shown() -> None:
    model = kernels.load("hodgkin_huxley")
    assert [unit_of(model, name) for name in ("v", "m", "I")] == ["mV", "", "uA/cm**2"]
