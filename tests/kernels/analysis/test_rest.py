"""The rest without drive, of states and sub-expressions."""

from __future__ import annotations

import math

import pytest
from scipy.optimize import brentq

import kernels
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rest import rest_state, rest_value
from kernels.analysis.runs import Runs


def test_leaky_neuron_rests_at_its_leak_whatever_drives_it() -> None:
    model = kernels.load("lif")
    assert rest_value(model, Runs(model).parameters(), "v") == pytest.approx(-65.0, abs=1e-9)
    assert rest_value(model, Runs(model, None, {"params": {"E_L": -72.5}}).parameters(), "v") == pytest.approx(-72.5)


def test_hodgkin_huxley_rests_where_its_steady_currents_cancel() -> None:
    def gate(alpha: float, beta: float) -> float:
        return alpha / (alpha + beta)

    def current(v: float) -> float:
        m = gate(0.1 * (v + 40) / (1 - math.exp(-(v + 40) / 10)), 4 * math.exp(-(v + 65) / 18))
        h = gate(0.07 * math.exp(-(v + 65) / 20), 1 / (1 + math.exp(-(v + 35) / 10)))
        n = gate(0.01 * (v + 55) / (1 - math.exp(-(v + 55) / 10)), 0.125 * math.exp(-(v + 65) / 80))
        return 120 * m**3 * h * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387)

    model = kernels.load("hodgkin_huxley")
    found = rest_state(model, Runs(model).parameters())
    assert found["v"] == pytest.approx(brentq(current, -70.0, -60.0), abs=1e-8)


def test_subexpressions_have_a_rest() -> None:
    model = kernels.parse("dv/dt = (E - v)/10 + I\ndouble = 2*v + I\nE = -60\n# run: 50, dt = 0.1\n")
    assert rest_value(model, {"E": -60.0}, "double") == pytest.approx(-120.0)


def test_equations_that_read_the_time_step_have_a_rest_too() -> None:
    model = kernels.parse("dv/dt = (E + dt - v)/10 + I\nE = -60\nI : 1\n# run: 50, dt = 0.5\n")
    assert rest_value(model, {"E": -60.0}, "v") == pytest.approx(-59.5)


def test_a_map_rests_at_its_fixed_point() -> None:
    model = kernels.parse("x[n+1] = r*x*(1 - x)\nr = 2.5\n# time: step\n# init: x = 0.2\n# run: 100\n")
    assert rest_value(model, {"r": 2.5}, "x") == pytest.approx(1.0 - 1.0 / 2.5)


def test_a_pacemaker_has_no_rest() -> None:
    pacemaker = kernels.parse("dv/dt = 1\n# threshold: v > 10\n# reset: v = 0\n# run: 50, dt = 0.1\n")
    with pytest.raises(NotMeasurable, match="does not come to rest"):
        rest_state(pacemaker, {})
