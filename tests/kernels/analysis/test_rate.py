"""The steady rate: closed forms of integrate-and-fire neurons, and what is left out."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from kernels.analysis.driven import Driven
from kernels.analysis.rate import steady_interval, steady_rate
from kernels.analysis.runs import Runs

WHOLE = Driven(0.0, 500.0, 1000.0)


def model_rate(text: str, drive: float | None = None) -> float:
    found = Runs(kernels.parse(text)).run(drive)
    return steady_rate(found.run.spikes, found.driven, 1000.0 if found.run.model.time_unit == "ms" else 1.0)


@pytest.mark.parametrize("current", [1.6, 2.0, 3.5])
def test_leaky_neuron_fires_at_the_closed_form(current: float) -> None:
    model = kernels.load("lif")
    found = Runs(model, None, {"dt": 0.005}).run(current)
    interval = 2.0 + 10.0 * math.log(10.0 * current / (10.0 * current - 15.0))
    assert steady_rate(found.run.spikes, found.driven, 1000.0) == pytest.approx(1000.0 / interval, rel=0.002)


@pytest.mark.parametrize("current", [0.01, 0.04])
def test_quadratic_neuron_fires_at_the_root_of_the_drive_over_pi(current: float) -> None:
    model = kernels.load("theta")
    found = Runs(model).run(current)
    # one unit of the model's time is a millisecond
    assert steady_rate(found.run.spikes, found.driven, 1.0) == pytest.approx(math.sqrt(current) / math.pi, rel=0.005)


def test_a_rate_does_not_depend_on_where_the_window_cuts_the_train() -> None:
    for first in np.linspace(0.0, 70.0, 15):
        spikes = np.arange(first, 1000.0, 70.0)
        assert steady_rate(spikes, WHOLE, 1000.0) == pytest.approx(1000.0 / 70.0)


def test_the_transient_is_left_out() -> None:
    spikes = np.concatenate([np.arange(1.0, 400.0, 5.0), np.arange(400.0, 1000.0, 50.0)])
    assert steady_interval(spikes, WHOLE) == pytest.approx(50.0)


def test_a_neuron_that_has_stopped_does_not_fire_at_the_rate_it_had() -> None:
    assert steady_rate(np.arange(10.0, 400.0, 20.0), WHOLE, 1000.0) == 0.0
    # it stops in the middle of what is measured: five spikes in half a second
    assert steady_rate(np.arange(20.0, 601.0, 20.0), WHOLE, 1000.0) == pytest.approx(10.0)
    assert steady_interval(np.arange(20.0, 601.0, 20.0), WHOLE) is None


@pytest.mark.parametrize("spikes", [[], [3.0], [700.0]])
def test_too_few_spikes_have_no_interval(spikes: list[float]) -> None:
    train = np.array(spikes)
    assert steady_interval(train, WHOLE) is None
    assert steady_rate(train, WHOLE, 1000.0) == 2.0 * sum(time > 500 for time in spikes)


@pytest.mark.parametrize("shift", [0.0, 30.0, 77.0, 110.0])
def test_the_rate_of_bursts_is_counted_over_whole_bursts(shift: float) -> None:
    bursts = shift + np.arange(0.0, 900.0, 130.0)[:, None] + np.array([0.0, 4.0, 9.0, 15.0])
    spikes = bursts.ravel()
    assert steady_rate(spikes[spikes <= 1000.0], WHOLE, 1000.0) == pytest.approx(4.0 / 0.130)


def test_a_poisson_train_has_its_rate() -> None:
    rng = np.random.default_rng(0)
    spikes = np.cumsum(rng.exponential(2.0, size=20_000))
    driven = Driven(0.0, 0.5 * spikes[-1], float(spikes[-1]))
    assert steady_rate(spikes, driven, 1000.0) == pytest.approx(500.0, rel=0.03)


def test_maps_fire_a_share_of_their_steps() -> None:
    text = "x[n+1] = (x + 0.25) % 1\n# time: step\n# spike: x < 0.1\n# init: x = 0.5\n# run: 100\n"
    assert model_rate(text) == pytest.approx(0.25)
