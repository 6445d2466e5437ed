"""Connections: the rows that the definition says, on any number of threads, with the right statistics."""

from __future__ import annotations

import numpy as np
import pytest

from kernels.network.wiring import Wiring, connect
from tests.kernels.network.plain_network import row


def targets(wiring: Wiring, lane: int) -> np.ndarray:
    return wiring.targets[wiring.first[lane] : wiring.last[lane]].astype(int)


@pytest.mark.parametrize("p", [0.003, 0.1, 0.7])
def test_rows_are_those_of_the_definition(p: float) -> None:
    wiring = connect(300, 240, 16, 316, p, seed=2**40 + 7, threads=1)
    for neuron in (0, 1, 63, 64, 239, 240, 299):
        expected = row(2**40 + 7, neuron, 300, p)
        lane = neuron + (16 if neuron >= 240 else 0)
        np.testing.assert_array_equal(targets(wiring, lane), expected + np.where(expected >= 240, 16, 0))


def test_threads_do_not_matter() -> None:
    one, three = (connect(1000, 800, 0, 1000, 0.1, seed=3, threads=n) for n in (1, 3))
    for lane in range(1000):
        np.testing.assert_array_equal(targets(one, lane), targets(three, lane))


def test_seeds_matter() -> None:
    one, other = (connect(200, 160, 0, 200, 0.1, seed=seed, threads=1) for seed in (1, 2))
    assert one.synapses != other.synapses or (one.targets != other.targets).any()


def test_each_pair_is_connected_with_the_same_probability() -> None:
    n, p = 1500, 0.1
    wiring = connect(n, 1200, 0, n, p, seed=5, threads=2)
    pairs = n * (n - 1)
    assert abs(wiring.synapses - pairs * p) < 5 * np.sqrt(pairs * p * (1 - p))
    received = np.bincount(np.concatenate([targets(wiring, lane) for lane in range(n)]), minlength=n)
    assert received.var() == pytest.approx((n - 1) * p * (1 - p), rel=0.2)  # binomial
    assert abs(received[:750].mean() - received[750:].mean()) < 5 * np.sqrt(2 * n * p / 750)


def test_nobody_is_connected_to_itself_and_no_pair_twice() -> None:
    wiring = connect(400, 320, 0, 400, 0.5, seed=1, threads=1)
    for lane in range(400):
        found = targets(wiring, lane)
        assert lane not in found
        assert (np.diff(found) > 0).all()


def test_probability_one_connects_all_and_zero_none() -> None:
    everyone = connect(50, 40, 0, 50, 1.0, seed=1, threads=1)
    assert everyone.synapses == 50 * 49
    np.testing.assert_array_equal(targets(everyone, 7), np.delete(np.arange(50), 7))
    assert connect(50, 40, 0, 50, 0.0, seed=1, threads=1).synapses == 0
    assert connect(1, 1, 0, 1, 1.0, seed=1, threads=1).synapses == 0


def test_rows_are_parted_at_a_lane() -> None:
    wiring = connect(300, 240, 16, 316, 0.1, seed=2, threads=1)
    places = wiring.places(100)
    for lane in range(316):
        row_of = wiring.targets[wiring.first[lane] : wiring.last[lane]]
        assert places[lane] - wiring.first[lane] == (row_of < 100).sum()
