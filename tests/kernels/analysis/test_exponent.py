"""The operation `lyapunov` against exponents known in closed form."""

from __future__ import annotations

import math

import pytest

import kernels


def test_the_logistic_map_at_four_doubles_every_step() -> None:
    found = kernels.lyapunov(kernels.parse("time: step\nx[n+1] = 4*x*(1 - x) : 1\ninit: x = 0.3\nrun: 2000\n"))
    assert found.exponent == pytest.approx(math.log(2.0), abs=max(0.01, 4 * found.error))
    assert found.chaotic
    assert not found.stable
    assert found.doubling_time == pytest.approx(1.0, rel=0.02)
    assert found.unit == "1/step"


def test_a_linear_membrane_forgets_at_its_own_rate() -> None:
    found = kernels.lyapunov(kernels.parse("dv/dt = (I - v)/10 : 1\nI : 1\nrun: 200, dt=0.1\n"), current=1.0)
    assert found.exponent == pytest.approx(-0.1, rel=1e-3)
    assert found.stable
    assert math.isnan(found.doubling_time)


def test_a_limit_cycle_is_neither() -> None:
    found = kernels.lyapunov(kernels.load("hodgkin_huxley"), current=10.0)
    assert not found.chaotic
    assert abs(found.exponent) < 0.01


def test_a_rest_that_is_exact_to_the_last_bit_is_stable() -> None:
    model = kernels.load("point_conductance")  # without its noise it rests; the M current comes back last
    found = kernels.lyapunov(model, duration=1000.0)
    assert found.stable
    assert found.exponent == pytest.approx(-0.0121, abs=2e-4)
    assert kernels.classify(model, duration=3000.0).label == "irregular"  # noise is no chaos
