"""Round ticks inside the axis, few enough, with labels that tell them apart."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sctui.plots.ticks import data_limits, log_ticks, ticks

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("low", "high", "most", "labels"),
    [
        (0.0, 1000.0, 7, ["0", "200", "400", "600", "800", "1000"]),
        (-80.0, 45.0, 6, ["-75", "-50", "-25", "0", "25"]),
        (0.0, 1.0, 5, ["0", "0.25", "0.50", "0.75", "1.00"]),
        (-0.3, 0.1, 5, ["-0.3", "-0.2", "-0.1", "0", "0.1"]),
        (0.0, 2e-6, 5, ["0", "5e-7", "1e-6", "1.5e-6", "2e-6"]),
        (0.0, 3e9, 4, ["0", "1e9", "2e9", "3e9"]),
        (1e9, 1e9 + 4, 5, ["1e9", "1.000000001e9", "1.000000002e9", "1.000000003e9", "1.000000004e9"]),
    ],
)
def test_what_a_reader_expects(low: float, high: float, most: int, labels: list[str]) -> None:
    assert [tick.label for tick in ticks(low, high, most)] == labels


@given(finite, finite, st.integers(2, 12))
def test_ticks_are_inside_ordered_different_and_few(a: float, b: float, most: int) -> None:
    low, high = min(a, b), max(a, b)
    assume(high / 2 - low / 2 > max(abs(low), abs(high)) * 1e-9)
    assume(high - low > 1e-290)
    found = ticks(low, high, most)
    slack = (high / 2 - low / 2) * 1e-6
    assert 1 <= len(found) <= most
    assert all(low - slack <= tick.value <= high + slack for tick in found)
    assert all(one.value < two.value for one, two in itertools.pairwise(found))
    assert len({tick.label for tick in found}) == len(found)
    for tick in found:  # the label says the value, to well under the distance of two ticks
        assert math.isclose(float(tick.label), tick.value, rel_tol=1e-6, abs_tol=(high / 2 - low / 2) * 0.01)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(3, 10))
def test_there_are_at_least_two_where_three_fit(low: float, span: float, most: int) -> None:
    assume(span > abs(low) * 1e-9)
    assert len(ticks(low, low + span, most)) >= 2


def test_decades() -> None:
    assert [tick.label for tick in log_ticks(-2.0, 3.0, 10)] == ["0.01", "0.1", "1", "10", "100", "1000"]
    assert len(log_ticks(-300.0, 300.0, 5)) <= 5
    assert next(tick.label for tick in log_ticks(0.1, 0.9, 4)) == "2"


@given(st.lists(hnp.arrays(np.float64, st.integers(0, 5), elements=st.floats()), max_size=3))
def test_limits_are_always_a_finite_range_around_the_data(arrays: list[np.ndarray]) -> None:
    low, high = data_limits(arrays)
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    for array in arrays:
        inside = array[np.isfinite(array)]
        assert ((inside >= low) & (inside <= high)).all()


def test_limits_of_nothing_and_of_a_constant() -> None:
    assert data_limits([]) == (0.0, 1.0)
    assert data_limits([np.array([math.nan, math.inf])]) == (0.0, 1.0)
    assert data_limits([np.zeros(3)]) == (-1.0, 1.0)
    low, high = data_limits([np.full(3, -65.0)])
    assert low < -65.0 < high
