"""The random values of the streams: shift registers of maximal length, Sobol sequences, distinct seeds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hdl.stochastic import lfsr, sobol


def prime_factors(n: int) -> set[int]:
    found, p = set(), 2
    while p * p <= n:
        while n % p == 0:
            found.add(p)
            n //= p
        p += 1
    return found | ({n} if n > 1 else set())


@pytest.mark.parametrize("width", lfsr.WIDTHS)
def test_every_register_runs_through_all_states_but_zero(width: int) -> None:
    whole = lfsr.period(width)
    assert lfsr.stepped(width, lfsr.jumped(width, 1, whole - 1)) == 1
    assert all(lfsr.jumped(width, 1, whole // p) != 1 for p in prime_factors(whole))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from((3, 4, 8, 12, 16, 17, 21, 23, 24)), st.data())
def test_values_are_those_of_the_register_clock_by_clock(width: int, data: st.DataObject) -> None:
    seed = data.draw(st.integers(1, lfsr.period(width)))
    first = data.draw(st.integers(0, 1000))
    state = lfsr.jumped(width, seed, first)
    expected = []
    for _ in range(60):
        expected.append(state)
        state = lfsr.stepped(width, state)
    assert lfsr.values(width, seed, first, 60).tolist() == expected


@settings(max_examples=30, deadline=None)
@given(st.integers(8, 24), st.integers(1, 10), st.integers(0, 10**6))
def test_seeds_are_valid_distinct_and_far_apart(width: int, count: int, seed: int) -> None:
    seeds = lfsr.spread_seeds(width, count, seed)
    assert all(0 < s <= lfsr.period(width) for s in seeds)
    assert not any(lfsr.near(width, a, b) for i, a in enumerate(seeds) for b in seeds[:i])


def test_a_seed_and_its_successors_are_near() -> None:
    assert lfsr.near(16, 44257, 44257)
    assert lfsr.near(16, 44257, lfsr.jumped(16, 44257, 15))
    assert lfsr.near(16, lfsr.jumped(16, 44257, 15), 44257)
    assert not lfsr.near(16, 44257, lfsr.jumped(16, 44257, 1000))


@pytest.mark.parametrize("dimension", range(1, sobol.DIMENSIONS + 1))
def test_every_dimension_is_a_sobol_sequence(dimension: int) -> None:
    values = sobol.values(dimension, 12, 0, 1 << 12)
    assert np.array_equal(np.sort(values), np.arange(1 << 12))
    for first in range(0, 1 << 12, 256):  # every aligned block has one value in each interval
        assert np.array_equal(np.sort(values[first : first + 256] >> 4), np.arange(256))
    value = 0
    for index in range(70):
        assert sobol.values(dimension, 5, index, 1)[0] == value
        value = sobol.stepped(dimension, 5, index & 31, value)


# the value at 300 in 20 bits of each dimension, of scipy.stats.qmc.Sobol(16, scramble=False, bits=20)
AT_300 = [
    382976, 47104, 301056, 358400, 79872, 555008, 530432, 948224, 677888, 608256, 264192, 505856,
    886784, 1042432, 849920, 182272,
]  # fmt: skip


def test_the_dimensions_are_those_of_joe_and_kuo() -> None:
    assert [int(sobol.values(d, 20, 300, 1)[0]) for d in range(1, sobol.DIMENSIONS + 1)] == AT_300
