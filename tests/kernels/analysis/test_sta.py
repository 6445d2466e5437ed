"""Spike-triggered averages against the closed form of a neuron whose rate is linear in its filtered input."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.errors import Cancelled, RequestError

# a linear Poisson neuron: spikes at rate a + b x, x the input filtered with 10 ms
LINEAR = """
time: ms
dx/dt = (I - x)/f : 1
f = 10
a = 0.05
b = 0.05
I : 1
spike: rand() < (a + b*x)*dt
run: 10000, dt=0.1
"""
A, B, F, TAU, SIGMA = 0.05, 0.05, 10.0, 5.0, 0.8


def covariance(before: np.ndarray) -> np.ndarray:
    """Cov(I(t - before), x(t)) of a stationary OU input of time TAU filtered by exp(-s/F)/F, before >= 0."""
    s = SIGMA**2
    late = TAU / (TAU - F) * (np.exp(-before / TAU) - np.exp(-before / F)) * s
    return late + s * TAU / (TAU + F) * np.exp(-before / F)


@pytest.fixture(scope="module")
def found():
    return kernels.sta(kernels.parse(LINEAR), mean=0.0, sigma=SIGMA, tau=TAU, trials=16, seed=3)


def test_the_stimulus_before_a_spike_is_the_closed_form(found) -> None:
    before = found.time <= -0.1
    expected = B / A * covariance(-found.time[before] - 0.1)  # the stimulus of the step that led to the spike
    difference = found.stimulus[before] - expected
    assert np.abs(difference).max() < 5.0 * found.stimulus_error.max()
    assert np.abs(difference).max() < 0.15 * expected.max()
    assert np.corrcoef(found.stimulus[before], expected)[0, 1] > 0.98


def test_the_state_at_a_spike_is_the_closed_form(found) -> None:
    zero = int(np.argmin(np.abs(found.time)))
    variance = SIGMA**2 * TAU / (TAU + F)  # of x
    at_spikes = variance - (B / A * variance) ** 2  # of x weighted with a + b x
    assert found.voltage[zero] == pytest.approx(B / A * variance, abs=4 * found.voltage_error[zero])
    assert found.voltage_error[zero] == pytest.approx(np.sqrt(at_spikes / found.count), rel=0.1)
    assert (found.stimulus_mean, found.voltage_mean) == pytest.approx((0.0, 0.0), abs=0.05)
    assert found.rate == pytest.approx(1000.0 * A, rel=0.1)  # the drive's mean varies
    assert found.count > 5000


def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads() -> None:
    model = kernels.load("lif")
    one, two = (kernels.sta(model, trials=3, duration=300.0, seed=5, threads=n) for n in (1, 2))
    assert np.array_equal(one.stimulus, two.stimulus, equal_nan=True)
    assert one.count == two.count


def test_a_silent_neuron_says_so() -> None:
    found = kernels.sta(kernels.load("hodgkin_huxley"), mean=0.0, sigma=0.01, trials=1, duration=100.0)
    assert found.count == 0
    assert np.isnan(found.stimulus).all()
    assert "no spike" in found.why_none


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"window": 1e6}, "window"), ({"after": 1e6}, "after"), ({"protocol": "step"}, "protocol"),
     ({"state": "u"}, "state"), ({"duration": 1e8}, "duration")],
)  # fmt: skip
def test_what_is_wrong_names_its_field(asked: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.sta(kernels.load("lif"), **asked)
    assert caught.value.field == field


def test_a_short_run_has_a_shorter_window() -> None:
    found = kernels.sta(kernels.load("plif"), trials=2)  # a map of 60 steps
    assert (found.time[0], found.time[-1]) == (-15.0, 3.0)
    assert found.count > 0


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        kernels.sta(kernels.load("hodgkin_huxley"), current=10.0, cancelled=lambda: True)
