"""Extremes, crossings and periods of traces: closed forms, van der Pol's oscillator, noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import kernels
from kernels.analysis import waveform
from kernels.analysis.driven import Driven
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.runs import Runs

TIME = np.arange(0.0, 100.0001, 0.01)
WHOLE = Driven(0.0, 50.0, 100.0)
VAN_DER_POL = "dx/dt = y\ndy/dt = mu*(1 - x**2)*y - x\nmu = {mu}\n# init: x = 2\n# run: 400, dt = 0.01, method = rk4\n"


def oscillator_period(mu: float) -> float:
    found = Runs(kernels.parse(VAN_DER_POL.format(mu=mu))).run()
    return waveform.period(found.run.time, found.run.states["x"], found.driven)


@pytest.mark.parametrize("true", [3.7, 11.0, 23.4])
def test_period_of_a_sine(true: float) -> None:
    trace = 5.0 + 2.0 * np.sin(2.0 * np.pi * TIME / true + 0.3)
    assert waveform.period(TIME, trace, WHOLE) == pytest.approx(true, rel=1e-4)


def test_van_der_pol_oscillates_at_two_pi_for_small_mu() -> None:
    assert oscillator_period(0.01) == pytest.approx(2.0 * math.pi, rel=1e-4)
    # the next term of the expansion: T = 2 pi (1 + mu**2/16)
    assert oscillator_period(0.5) == pytest.approx(2.0 * math.pi * (1.0 + 0.25 / 16.0), rel=2e-3)


def test_van_der_pol_relaxes_as_scipy_says() -> None:
    def slope(_: float, state: np.ndarray) -> list[float]:
        return [state[1], 5.0 * (1.0 - state[0] ** 2) * state[1] - state[0]]

    def rising(_: float, state: np.ndarray) -> float:
        return float(state[0])

    rising.direction = 1.0  # type: ignore[attr-defined]
    judge = solve_ivp(slope, (0.0, 100.0), [2.0, 0.0], "DOP853", events=rising, rtol=1e-10, atol=1e-10)
    assert oscillator_period(5.0) == pytest.approx(np.diff(judge.t_events[0])[2:].mean(), rel=1e-4)


def test_wiggles_are_no_periods() -> None:
    clean = np.sin(2.0 * np.pi * TIME / 20.0)
    noisy = clean + 0.08 * np.random.default_rng(2).standard_normal(len(TIME)).clip(-2, 2)
    assert waveform.period(TIME, noisy, WHOLE) == pytest.approx(20.0, rel=0.02)


def test_spikes_of_a_square_wave_are_counted_once_a_cycle() -> None:
    square = np.where(np.mod(TIME, 8.0) < 1.0, 30.0, -60.0)
    assert waveform.period(TIME, square, WHOLE) == pytest.approx(8.0, abs=0.02)


@pytest.mark.parametrize(
    ("trace", "reason"),
    [
        (np.full_like(TIME, -65.0), "constant"),
        (np.exp(-TIME / 5.0), "rises through its middle 0 times"),
        (TIME, "rises through its middle 1 times"),
    ],
)
def test_what_does_not_oscillate_says_so(trace: np.ndarray, reason: str) -> None:
    with pytest.raises(NotMeasurable, match=reason):
        waveform.period(TIME, trace, WHOLE)


def test_crossings_count_rises() -> None:
    trace = np.sin(2.0 * np.pi * TIME / 10.0)
    assert waveform.crossings(trace, 0.5) == 10
    assert waveform.crossings(trace, 1.5) == 0
    assert waveform.crossings(np.array([0.0, 1.0, 1.0, 0.0, 1.0]), 1.0) == 2


def test_the_steady_part_is_the_second_half_with_its_ends() -> None:
    part = waveform.steady_part(TIME, TIME, Driven(20.0, 50.0, 80.0))
    assert (part[0], part[-1]) == pytest.approx((50.0, 80.0))
