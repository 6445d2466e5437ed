"""Every label on trains that are made to have it, and on models."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kernels
from kernels.analysis.classify import classify
from kernels.analysis.measures import firing_pattern
from kernels.analysis.runs import Runs
from kernels.language.measures import PATTERNS

RANDOM = np.random.default_rng(5)


def of_intervals(intervals: Sequence[float] | np.ndarray) -> np.ndarray:
    return np.cumsum([10.0, *intervals])


def label(spikes: np.ndarray, stop: float | None = None, onset: float = 0.0) -> str:
    end = float(spikes[-1] + 0.5 * np.diff(spikes)[-1]) if stop is None else stop
    return classify(spikes, onset, end).label


def logistic_intervals(count: int) -> np.ndarray:
    values, x = [], 0.3
    for _ in range(count):
        x = 4.0 * x * (1.0 - x)
        values.append(10.0 + 40.0 * x)
    return np.array(values)


@pytest.mark.parametrize("size", [2, 3, 4, 5, 8, 20])
def test_bursts(size: int) -> None:
    starts = 20.0 + np.arange(8) * (100.0 + 5.0 * size)
    assert label((starts[:, None] + 5.0 * np.arange(size)).ravel()) == "bursting"


def test_poisson_trains_are_irregular() -> None:
    labels = [label(of_intervals(RANDOM.exponential(20.0, size=50))) for _ in range(200)]
    assert labels.count("bursting") <= 6
    assert labels.count("irregular") >= 190


@pytest.mark.parametrize(
    ("spikes", "stop", "expected"),
    [
        (np.array([]), 100.0, "silent"),
        (np.array([30.0]), 500.0, "single_spike"),
        (of_intervals(np.linspace(10.0, 40.0, 20)), None, "adapting"),
        (of_intervals(10.0 + 30.0 * (1.0 - np.exp(-np.arange(25) / 4.0))), None, "adapting"),
        (of_intervals(np.linspace(40.0, 10.0, 20)), None, "accelerating"),
        (10.0 + 20.0 * np.arange(5), 500.0, "mixed"),  # five spikes, then silence
        (200.0 + 20.0 * np.arange(20), None, "delayed"),
        (of_intervals([20.0] * 30), None, "tonic"),
        (of_intervals([3.0, 3.0, 4.0, 6.0] + [50.0] * 10), None, "mixed"),  # a burst, then single spikes
        (of_intervals([18.0] + [45.0] * 9), None, "adapting"),  # one short interval is no burst
        (of_intervals([14.0, 17.0] * 20), None, "tonic"),  # two intervals in turn
        (of_intervals([5.0, 5.0, 9.0, 30.0] * 8), None, "bursting"),
        (of_intervals(logistic_intervals(100)), None, "irregular"),
    ],
)
def test_made_trains(spikes: np.ndarray, stop: float | None, expected: str) -> None:
    assert label(spikes, stop) == expected


@pytest.mark.parametrize("jitter", [0.02, 0.05, 0.1])
def test_jittered_tonic_trains_are_tonic(jitter: float) -> None:
    labels = [label(of_intervals(20.0 * (1.0 + jitter * RANDOM.standard_normal(60)))) for _ in range(50)]
    assert labels.count("tonic") == 50


def test_the_beginning_of_the_drive_is_where_time_starts() -> None:
    assert label(230.0 + 20.0 * np.arange(20), onset=215.0) == "tonic"
    assert classify([50.0, 230.0], 200.0, 600.0).label == "single_spike"


@settings(max_examples=50, deadline=None)
@given(scale=st.floats(1e-3, 1e3), seed=st.integers(0, 10_000))
def test_a_label_does_not_depend_on_the_unit_of_time(scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    spikes = of_intervals(rng.gamma(rng.choice([1.0, 4.0, 50.0]), size=int(rng.integers(1, 40))))
    stop = float(spikes[-1]) * 1.05
    assert classify(scale * spikes, 0.0, scale * stop).label == classify(spikes, 0.0, stop).label


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(1e-6, 1e6), max_size=40))
def test_every_train_has_a_label_with_evidence(intervals: list[float]) -> None:
    spikes = of_intervals(intervals)
    found = classify(spikes, 0.0, float(spikes[-1]) + 1.0 if len(spikes) else 1.0)
    assert found.label in PATTERNS
    assert 0.0 <= found.confidence <= 1.0
    assert found.evidence["spikes"] == len(spikes)
    assert found.reason


@pytest.mark.parametrize(
    ("exponent", "expected"),
    [(lambda: (0.3, 0.01), "chaotic"), (lambda: (0.01, 0.02), "irregular"), (lambda: None, "irregular")],
)
def test_chaos_needs_an_exponent_that_is_surely_positive(
    exponent: Callable[[], tuple[float, float] | None], expected: str
) -> None:
    spikes = of_intervals(logistic_intervals(100))
    assert classify(spikes, 0.0, float(spikes[-1]), exponent).label == expected


def test_the_exponent_is_not_asked_of_regular_trains() -> None:
    def exponent() -> tuple[float, float]:
        raise AssertionError("asked for nothing")

    for intervals in ([20.0] * 30, list(np.linspace(10.0, 40.0, 20)), [5.0, 5.0, 60.0] * 8):
        spikes = of_intervals(intervals)
        classify(spikes, 0.0, float(spikes[-1]), exponent)


# --- models


LOGISTIC = "x[n+1] = 4*x*(1 - x)\n# time: step\n# init: x = 0.3\n# spike: x crosses 0.5 upward\n# run: 2000\n"
NOISY = """
dv/dt = (I - v)/10 + 0.4*xi
# threshold: v > 1
# reset: v = 0
# input: I = constant(0.6)
# run: 3000, dt = 0.1
"""


def test_a_chaotic_map_is_chaotic_and_a_noisy_neuron_irregular() -> None:
    assert firing_pattern(Runs(kernels.parse(LOGISTIC))).label == "chaotic"
    assert firing_pattern(Runs(kernels.parse(NOISY))).label == "irregular"


@pytest.mark.parametrize(
    ("slug", "preset", "expected"),
    [
        ("hodgkin_huxley", None, "tonic"),
        ("adex", None, "adapting"),
        ("adex", "regular_bursting", "bursting"),
        ("adex", "initial_burst", "mixed"),
        ("adex", "delayed_accelerating", "accelerating"),
        ("adex", "transient", "single_spike"),
        ("izhikevich", "CH", "bursting"),
        ("izhikevich", "FS", "adapting"),
    ],
)
def test_presets(slug: str, preset: str | None, expected: str) -> None:
    found = firing_pattern(Runs(kernels.load(slug), preset))
    assert (found.label, found.reason) == (expected, found.reason)


def test_rebound_outside_of_the_drive_counts() -> None:
    text = """
dv/dt = (E - v + 10*I)/20
dE/dt = (-60 - 0.5*(v + 60) - E)/100
# init: v = -60; E = -60
# threshold: v > -58
# reset: v = -65; E -= 2
# input: I = step(-3, start=50, stop=300)
# run: 500, dt = 0.1
"""
    found = firing_pattern(Runs(kernels.parse(text)))
    assert found.label != "silent"
    assert found.evidence["latency"] > 300.0
