"""Bursts are found where they are, and not in random trains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels.analysis.bursts import burst_period, find_bursts, spikes_per_burst


def train(size: int, within: float, pause: float, count: int) -> np.ndarray:
    """`count` bursts of `size` spikes; `pause` from the last spike of one to the first of the next."""
    burst = within * np.arange(size)
    return (np.arange(count)[:, None] * (burst[-1] + pause) + burst).ravel()


@pytest.mark.parametrize("size", [2, 3, 4, 5, 8, 20])
@pytest.mark.parametrize(("within", "pause", "count"), [(5.0, 100.0, 10), (4.0, 60.0, 6), (10.0, 60.0, 5)])
def test_bursts_of_any_size(size: int, within: float, pause: float, count: int) -> None:
    spikes = train(size, within, pause, count)
    found = find_bursts(spikes)
    assert found is not None
    assert found.sizes.tolist() == [size] * count
    assert burst_period(found) == pytest.approx((size - 1) * within + pause)
    assert spikes_per_burst(found, spikes[-1] + pause) == size


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(2, 12), count=st.integers(5, 15), ratio=st.floats(6, 100), scale=st.floats(1e-3, 1e3),
    seed=st.integers(0, 1000),
)  # fmt: skip
def test_bursts_with_jitter_in_any_unit_of_time(size: int, count: int, ratio: float, scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    intervals = np.diff(train(size, 1.0, ratio, count)) * rng.uniform(0.9, 1.1, size=size * count - 1)
    found = find_bursts(scale * np.concatenate([[0.0], np.cumsum(intervals)]))
    assert found is not None
    assert found.sizes.tolist() == [size] * count


def test_intervals_that_grow_within_a_burst_and_pauses_that_differ() -> None:
    # the last interval of a burst is half a pause: no wide gap, but bursts that are even inside
    intervals = [69, 77, 93, 122, 211, 811, 84, 105, 150, 1218, 95, 126, 232, 793, 82, 100, 137, 332, 759, 76]
    found = find_bursts(np.cumsum([0.0, *intervals]))
    assert found is not None
    assert found.sizes.tolist() == [6, 4, 4, 5, 2]


@pytest.mark.parametrize("spikes", [6, 8, 10, 20, 50, 200, 1000])
def test_at_most_three_percent_of_poisson_trains_are_bursts(spikes: int) -> None:
    rng = np.random.default_rng(spikes)
    found = [find_bursts(np.cumsum(rng.exponential(size=spikes))) is not None for _ in range(600)]
    assert np.mean(found) <= 0.03


@pytest.mark.parametrize("order", [2, 4])
def test_gamma_trains_are_no_bursts(order: int) -> None:
    rng = np.random.default_rng(order)
    found = [find_bursts(np.cumsum(rng.gamma(order, size=60))) is not None for _ in range(300)]
    assert np.mean(found) <= 0.03


@pytest.mark.parametrize(
    "intervals",
    [
        [10.0] * 30,
        list(np.linspace(10.0, 40.0, 20)),
        [2.0, 3.0, 4.0] + [40.0] * 15,  # one burst at the beginning
        [5.0, 100.0, 5.0],  # two bursts are too few to tell
        [10.0] * 10 + [60.0] * 10,
    ],
)
def test_other_trains_are_no_bursts(intervals: list[float]) -> None:
    assert find_bursts(np.cumsum([0.0, *intervals])) is None


def test_the_first_burst_and_a_cut_one_do_not_count() -> None:
    sizes = [9, 4, 4, 4, 4, 2]
    spikes = np.concatenate([200.0 * k + 5.0 * np.arange(size) for k, size in enumerate(sizes)])
    found = find_bursts(spikes)
    assert found is not None
    assert spikes_per_burst(found, float(spikes[-1]) + 1.0) == 4.0
    # long after the last spike the last burst is known to be over
    assert spikes_per_burst(found, float(spikes[-1]) + 190.0) == pytest.approx((4 * 4 + 2) / 5)
