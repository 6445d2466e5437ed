"""Sensitivities against the closed forms of the leaky integrate-and-fire neuron and of a linear membrane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import kernels
from kernels.analysis import sensitivity as sensitivity_module
from kernels.analysis.sensitivity import Sensitivity
from kernels.errors import RequestError

LIF = """
time: ms
dv/dt = (E - v + R*I)/tau : 1
E = -65
R = 10
tau = 10
theta = -50
I : 1
threshold: v > theta
reset: v = -65
init: v = -65
input: I = constant(2)
run: 2000, dt=0.01
"""


def rate(tau: float = 10.0, drive: float = 2.0, resistance: float = 10.0, theta: float = -50.0) -> float:
    """In Hz, from the rest and reset of -65."""
    pull = resistance * drive
    return 1000.0 / (tau * math.log(pull / (pull - (theta + 65.0))))


def closed_form(name: str, value: float) -> float:
    """d ln(rate)/d ln(parameter), by a difference of the closed form that is exact to 1e-8."""
    h = 1e-4
    up, down = (math.log(rate(**{name: value * (1 + sign * h)})) for sign in (1, -1))
    return (up - down) / (2 * h)


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    return kernels.sensitivity(kernels.parse(LIF))


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [("tau", "tau", 10.0), ("I", "drive", 2.0), ("R", "resistance", 10.0), ("theta", "theta", -50.0)],
)
def test_slopes_of_the_rate_are_those_of_the_closed_form(found: Sensitivity, name: str, key: str, value: float) -> None:
    one = next(item for item in found.ranked if item.name == name)
    # a parameter of negative sign is scaled by its size
    expected = closed_form(key, value) * math.copysign(1.0, value)
    assert one.rate == pytest.approx(expected, rel=5e-3)
    assert abs(one.rate - expected) <= one.rate_error
    assert one.rate_error < 0.05 * abs(expected)
    assert one.why_none == ""


def test_slopes_of_the_mean_are_those_of_the_closed_form(found: Sensitivity) -> None:
    def mean(drive: float, tau: float) -> float:
        # over a period T the integral of tau dv/dt = v_inf - v is tau (theta - reset)
        return -65.0 + 10.0 * drive - tau * 15.0 * rate(tau=tau, drive=drive) / 1000.0

    h = 1e-4
    expected = {
        "I": (mean(2.0 * (1 + h), 10.0) - mean(2.0 * (1 - h), 10.0)) / (2 * h),
        "tau": (mean(2.0, 10.0 * (1 + h)) - mean(2.0, 10.0 * (1 - h))) / (2 * h),
    }
    assert found.mean == pytest.approx(mean(2.0, 10.0), abs=0.02)
    for name, value in expected.items():
        one = next(item for item in found.ranked if item.name == name)
        assert one.mean == pytest.approx(value, abs=one.mean_error)
        assert one.mean_error < 0.3


def test_the_most_influential_comes_first(found: Sensitivity) -> None:
    sizes = [abs(item.rate) for item in found.ranked]
    assert sizes == sorted(sizes, reverse=True)
    assert found.ranked[-1].name == "tau"
    assert found.rate == pytest.approx(rate(), rel=1e-3)


def test_the_mean_of_a_linear_membrane() -> None:
    model = kernels.parse("dv/dt = (E - v + R*I)/tau : 1\nE = -60\nR = 5\ntau = 3\nI : 1\nrun: 200, dt=0.1\n")
    found = kernels.sensitivity(model, current=2.0)
    means = {item.name: item.mean for item in found.ranked}
    assert means == pytest.approx({"E": 60.0, "R": 10.0, "I": 10.0, "tau": 0.0}, abs=1e-6)
    assert found.ranked[0].name == "E"
    assert all(math.isnan(item.rate) and item.why_none for item in found.ranked)
    assert found.mean == pytest.approx(-50.0)


def test_a_parameter_at_zero_is_changed_by_its_range() -> None:
    model = kernels.parse("dv/dt = a - v : 1\na = 0  # [-2, 2]\nrun: 50, dt=0.1\n")
    (one,) = kernels.sensitivity(model).ranked
    assert (one.scale, one.mean) == (4.0, pytest.approx(4.0))


def test_a_parameter_that_breaks_the_run_says_so() -> None:
    model = kernels.parse("dv/dt = v**3*a - v*b : 1\na = 1\nb = 1\ninit: v = 0.9999\nrun: 400, dt=0.1\n")
    found = {item.name: item for item in kernels.sensitivity(model, relative_step=0.3).ranked}
    assert "runs cannot be trusted" in found["a"].why_none
    assert np.isnan(found["a"].mean)


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"parameters": ("gNa",)}, "parameters"), ({"parameters": ("tau", "tau")}, "parameters"),
     ({"relative_step": 0.0}, "relative_step"), ({"state": "u"}, "state")],
)  # fmt: skip
def test_what_is_wrong_names_its_field(asked: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.sensitivity(kernels.parse(LIF), **asked)
    assert caught.value.field == field


@pytest.mark.parametrize(("noise", "lanes"), [("", 1 + 2 * 24), (" + 0*xi", 2 * 34)])
def test_equal_runs_are_made_once_where_a_run_repeats(noise: str, lanes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = sensitivity_module.measure_lanes

    def counted(model: Any, varied: Any, *rest: Any, **settings: Any) -> Any:
        made.append(len(next(iter(varied.values()))))
        return real(model, varied, *rest, **settings)

    monkeypatch.setattr(sensitivity_module, "measure_lanes", counted)
    text = LIF.replace("dt=0.01", "dt=0.1").replace("/tau : 1", f"/tau{noise} : 1")
    found = kernels.sensitivity(kernels.parse(text), parameters=("tau", "R"))
    assert made == [lanes]
    assert found.runs == 2 * 34
