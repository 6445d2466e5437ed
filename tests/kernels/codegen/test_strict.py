"""Strict mode gives the bits of the plain-Python reference evaluation of the same graph."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.language.model import Model
from tests.kernels.codegen.strict_bits import assert_bits_of_the_reference

NOISY = """
dv/dt = -v/tau + sigma*xi + 0.1*sin(t/3) : 1
du/dt = (tanh(v) - u*abs(u)**0.7)/tau + 0.3*(rand() - 0.5) + 0.01*poisson(2.5) : 1
tau = 10
sigma = 0.4
# threshold: v > 0.5
# reset: v = v - 0.7*sigmoid(u); u += 0.1
# refractory: 1.5
# on kick: u > 1 -> u = log(1 + u)
# init: v = 0.2; u = 0.4
# run: 100, dt = 0.1, method = euler
"""
MAP = """
x[n+1] = alpha/(1 + x**2) + y
y[n+1] = y - mu*(x - s)
alpha = 4.3
mu = 0.001
s = -1
# time: step
# init: x = -1; y = -2.9
# run: 400
# spike: x crosses 0 upward
"""

CASES = [
    ("hodgkin_huxley", "rk4", 300),
    ("hodgkin_huxley", "rush_larsen", 200),
    ("hodgkin_huxley", "exponential_euler", 200),
    ("adex", "euler", 1500),
    ("izhikevich", "heun", 800),
    ("lif", "exact", 800),
    ("fitzhugh_nagumo", "rk4", 500),
    (NOISY, "euler", 300),
    (NOISY, "milstein", 100),
    (MAP, None, 400),
]


def model_of(name: str) -> Model:
    return kernels.parse(name) if "\n" in name else kernels.load(name)


@pytest.mark.parametrize(("name", "method", "n_steps"), CASES, ids=[f"{n[:12].strip()}-{m}" for n, m, _ in CASES])
def test_strict_bits_are_those_of_the_reference(name: str, method: str | None, n_steps: int) -> None:
    model = model_of(name)
    dt = model.run.dt or 1.0
    run = kernels.simulate(model, duration=n_steps * dt, dt=None, method=method, seed=5, strict=True)
    assert_bits_of_the_reference(run)


@pytest.mark.parametrize("name", ["hodgkin_huxley", "adex", NOISY], ids=["hodgkin_huxley", "adex", "noisy"])
def test_strict_sweeps_give_the_bits_of_single_runs(name: str) -> None:
    model = model_of(name)
    parameter = model.parameters[0]
    values = parameter.default * np.array([0.9, 1.0, 1.1])
    swept = kernels.sweep(model, {parameter.name: values}, duration=60, seed=3, strict=True)
    # only lane 0 draws the random numbers of a single run
    alone = kernels.simulate(model, params={parameter.name: values[0]}, duration=60, seed=3, strict=True)
    assert np.array_equal(swept.spikes(0), alone.spikes)
    for state, trace in alone.states.items():
        # a trace's last sample is before its reset, a sweep's final state after it
        if not len(alone.spikes) or alone.spikes[-1] != alone.time[-1]:
            assert swept.final[state][0] == trace[-1]
