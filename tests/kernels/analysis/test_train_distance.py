"""Distances of spike trains against hand-made cases, the integrals that define them, and known means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.analysis.train_distance import coincidence_factor, coincidences, van_rossum, victor_purpura

TRAINS = st.lists(st.floats(0.0, 100.0), max_size=12).map(lambda times: np.array(sorted(times)))


def test_van_rossum_of_a_spike_against_none_and_of_two() -> None:
    one, none = np.array([7.0]), np.empty(0)
    assert van_rossum(one, none, 10.0) == pytest.approx(math.sqrt(0.5))
    for apart in (0.0, 1.0, 5.0, 30.0):
        assert van_rossum(one, one + apart, 10.0) == pytest.approx(math.sqrt(1.0 - math.exp(-apart / 10.0)))


def test_van_rossum_is_the_integral_that_defines_it() -> None:
    rng = np.random.default_rng(1)
    first, second, tau = np.sort(rng.uniform(0, 100, 9)), np.sort(rng.uniform(0, 100, 7)), 12.0
    time = np.linspace(0.0, 400.0, 400_001)

    def traces(train: np.ndarray) -> np.ndarray:
        since = time - train[:, None]
        return np.where(since >= 0.0, np.exp(-np.maximum(since, 0.0) / tau), 0.0).sum(axis=0)

    integral = np.trapezoid((traces(first) - traces(second)) ** 2, time) / tau
    assert van_rossum(first, second, tau) == pytest.approx(math.sqrt(integral), rel=1e-3)


@pytest.mark.parametrize(
    ("first", "second", "cost", "distance"),
    [
        ([], [], 1.0, 0.0),
        ([1.0], [], 1.0, 1.0),
        ([1.0], [1.5], 1.0, 0.5),  # moved
        ([1.0], [4.0], 1.0, 2.0),  # removed and inserted
        ([1.0, 2.0], [1.5], 0.4, 1.2),  # one moved by 0.5, one removed
        ([1.0, 2.0, 3.0], [1.1, 2.1, 3.1], 2.0, 0.6),
        ([1.0, 10.0], [10.0, 19.0], 0.05, 0.9),  # both moved by 9
        ([1.0, 10.0], [10.0, 19.0], 1.0, 2.0),  # the common spike stays, the others go
        ([1.0, 5.0, 9.0], [5.0], 0.0, 2.0),  # without a cost of moving: the difference of the counts
    ],
)
def test_victor_purpura_by_hand(first: list, second: list, cost: float, distance: float) -> None:
    assert victor_purpura(np.array(first), np.array(second), cost) == pytest.approx(distance)


@given(TRAINS, TRAINS, TRAINS, st.floats(0.01, 5.0))
def test_both_distances_are_metrics(a: np.ndarray, b: np.ndarray, c: np.ndarray, scale: float) -> None:
    for distance in (van_rossum, victor_purpura):
        assert distance(a, a, scale) == pytest.approx(0.0, abs=1e-5)
        assert distance(a, b, scale) == pytest.approx(distance(b, a, scale), abs=1e-6)
        assert distance(a, c, scale) <= distance(a, b, scale) + distance(b, c, scale) + 1e-5


def test_no_spike_coincides_twice() -> None:
    assert coincidences(np.array([10.0, 11.0]), np.array([10.5]), 2.0) == 1
    assert coincidences(np.array([10.0, 20.0]), np.array([12.0, 17.0]), 2.0) == 1  # exactly the window counts


def test_the_coincidence_factor_of_the_same_train_is_one() -> None:
    train = np.arange(1.0, 1000.0, 20.0)
    assert coincidence_factor(train, train, 2.0, 1000.0) == pytest.approx(1.0)
    assert math.isnan(coincidence_factor(train, np.empty(0), 2.0, 1000.0))


def test_the_coincidence_factor_of_unrelated_trains_is_zero_in_the_mean() -> None:
    rng = np.random.default_rng(2)
    regular = np.arange(10.0, 10_000.0, 20.0)
    found = [
        coincidence_factor(regular, np.sort(rng.uniform(0, 10_000.0, rng.poisson(500))), 2.0, 10_000.0)
        for _ in range(100)
    ]
    # a few chance partners are shared, so it is slightly below 0
    assert abs(np.mean(found)) < 0.03
