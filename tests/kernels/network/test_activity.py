"""Measures of population activity on trains whose measures are known."""

from __future__ import annotations

import numpy as np
import pytest

from kernels.network.activity import Activity, activity, power_spectrum

DT = 1e-4  # s


def of_trains(trains: np.ndarray, first_step: int = 0) -> Activity:
    """The activity of trains (steps, neurons)."""
    steps, neurons = np.nonzero(trains)
    return activity(
        neurons, steps, neurons=trains.shape[1], n_steps=len(trains), first_step=first_step, steps_a_bin=10, dt=DT
    )


def test_independent_poisson_trains() -> None:
    trains = np.random.default_rng(1).random((40_000, 400)) < 40 * DT
    found = of_trains(trains)
    assert found.rate == pytest.approx(40.0, rel=0.02)
    assert found.cv == pytest.approx(1.0, abs=0.05)
    assert found.fano == pytest.approx(1.0, abs=0.08)
    assert found.synchrony == pytest.approx(1 / np.sqrt(400), rel=0.1)
    assert found.spectrum.mean() == pytest.approx(2 * 40 / 400, rel=0.1)  # flat at 2 r/N
    assert found.rate_cv == pytest.approx(1 / np.sqrt(40 * 400 * 1e-3), rel=0.1)


def test_identical_trains_are_fully_synchronous() -> None:
    one = np.random.default_rng(2).random((20_000, 1)) < 20 * DT
    assert of_trains(np.repeat(one, 50, axis=1)).synchrony == pytest.approx(1.0)


def test_clocks_have_no_variation() -> None:
    trains = np.zeros((20_000, 30), dtype=bool)
    for neuron in range(30):
        trains[7 * neuron :: 250, neuron] = True
    found = of_trains(trains)
    assert found.cv == pytest.approx(0.0, abs=1e-12)
    assert found.rate == pytest.approx(40.0, rel=0.02)


def test_a_rhythm_is_the_peak_of_the_spectrum() -> None:
    time = np.arange(40_000)[:, None] * DT
    trains = np.random.default_rng(3).random((40_000, 300)) < 30 * DT * (1 + np.sin(2 * np.pi * 50 * time))
    assert of_trains(trains).peak_frequency == pytest.approx(50.0, abs=4.0)


def test_the_spectrum_of_noise_has_its_variance() -> None:
    values = np.random.default_rng(4).normal(size=20_000)
    frequencies, power = power_spectrum(values, 1e-3)
    assert power.sum() * frequencies[0] == pytest.approx(1.0, rel=0.05)


def test_the_transient_is_left_out() -> None:
    trains = np.zeros((20_000, 10), dtype=bool)
    trains[:5000:50] = True
    assert of_trains(trains).spikes == 1000
    late = of_trains(trains, first_step=10_000)
    assert (late.spikes, late.rate) == (0, 0.0)
    assert np.isnan([late.cv, late.fano, late.synchrony, late.peak_frequency]).all()
    assert late.population_rate[:10].mean() > 0.0  # which is shown over the whole run
