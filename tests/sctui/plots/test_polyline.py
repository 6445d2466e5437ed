"""Lines into dots: against drawing every segment one by one, and on everything that is not a nice line."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sctui.plots.polyline import band_dots, line_dots, scale


def one_by_one(u: list[float], v: list[float], width: int, height: int) -> np.ndarray:
    """Bresenham's lines segment by segment, for points inside the grid or gaps."""
    dots = np.zeros((height, width), dtype=bool)
    points = [
        (math.floor(a + 0.5), math.floor(b + 0.5)) if math.isfinite(a) and math.isfinite(b) else None
        for a, b in zip(u, v, strict=True)
    ]
    for point in points:
        if point:
            dots[point[1], point[0]] = True
    for one, two in itertools.pairwise(points):
        if one is None or two is None:
            continue
        wide, tall = abs(two[0] - one[0]), abs(two[1] - one[1])
        right, down = (1 if two[0] > one[0] else -1), (1 if two[1] > one[1] else -1)
        longest = max(wide, tall, 1)
        for k in range(longest + 1):
            # the other coordinate, rounded half up, in whole numbers
            x = k if wide >= tall else (2 * k * wide + tall) // (2 * tall)
            y = k if tall > wide else (2 * k * tall + wide) // (2 * wide) if wide else 0
            dots[one[1] + down * min(y, tall), one[0] + right * min(x, wide)] = True
    return dots


coordinates = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 0.5, math.nan]))


@given(st.lists(st.tuples(coordinates, coordinates), max_size=40), st.integers(1, 30), st.integers(1, 30))
def test_as_if_drawn_segment_by_segment(points: list[tuple[float, float]], width: int, height: int) -> None:
    u = np.array([x * (width - 1) for x, _ in points])
    v = np.array([y * (height - 1) for _, y in points])
    assert np.array_equal(line_dots(u, v, width, height), one_by_one(list(u), list(v), width, height))


def test_a_long_dense_line_as_if_drawn_segment_by_segment() -> None:
    rng = np.random.default_rng(1)
    u = np.linspace(0, 159, 20_000)
    v = rng.uniform(0, 95, 20_000)
    v[rng.integers(0, 20_000, 200)] = np.nan
    assert np.array_equal(line_dots(u, v, 160, 96), one_by_one(list(u), list(v), 160, 96))


def test_a_spike_of_one_sample_in_100_000_reaches_the_top() -> None:
    v = np.full(100_000, 95.0)
    v[54_321] = 0.0
    dots = line_dots(np.linspace(0, 159, 100_000), v, 160, 96)
    assert dots[:, round(54_321 / 99_999 * 159)].all()
    assert dots[0].sum() == 1


def test_a_scribble_of_many_long_segments_is_complete() -> None:
    rng = np.random.default_rng(2)
    u, v = rng.uniform(0, 199, 30_000), rng.uniform(0, 99, 30_000)
    dots = line_dots(u, v, 200, 100)
    column, row = np.floor(u + 0.5).astype(int), np.floor(v + 0.5).astype(int)
    assert dots[row, column].all()


@given(
    hnp.arrays(np.float64, st.integers(0, 30), elements=st.floats(allow_nan=True, allow_infinity=True)),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_numbers_and_limits_can_be_drawn(y: np.ndarray, low: float, high: float) -> None:
    if low == high:
        high = low + max(1.0, abs(low))
    dots = line_dots(np.arange(len(y), dtype=float), scale(y, low, high, 40), 30, 40)
    assert dots.shape == (40, 30)
    assert not dots[:, len(y) :].any()


@settings(max_examples=200)
@given(st.lists(st.tuples(st.floats(-50, 70), st.floats(-50, 70)), min_size=2, max_size=2))
def test_a_clipped_segment_stays_on_the_line(points: list[tuple[float, float]]) -> None:
    (u0, v0), (u1, v1) = points
    dots = line_dots(np.array([u0, u1]), np.array([v0, v1]), 20, 20)
    length = math.hypot(u1 - u0, v1 - v0)
    for row, column in np.argwhere(dots):
        if length > 0:
            distance = abs((u1 - u0) * (v0 - row) - (u0 - column) * (v1 - v0)) / length
        else:
            distance = math.hypot(column - u0, row - v0)
        assert distance <= 1.5
    for t in np.linspace(0, 1, 200):
        u, v = u0 + t * (u1 - u0), v0 + t * (v1 - v0)
        if 0 <= u <= 19 and 0 <= v <= 19:
            near = dots[max(0, round(v) - 2) : round(v) + 3, max(0, round(u) - 2) : round(u) + 3]
            assert near.any()


def test_gaps_are_not_bridged_and_lone_points_are_seen() -> None:
    nan = math.nan
    dots = line_dots(np.array([0.0, 4.0, 5.0, 9.0, 12.0]), np.array([0.0, 0.0, nan, 0.0, nan]), 13, 1)
    assert dots[0].tolist() == [True] * 5 + [False] * 4 + [True] + [False] * 3


def test_no_points_no_dots() -> None:
    assert not line_dots(np.array([]), np.array([]), 5, 5).any()
    assert not line_dots(np.array([math.nan]), np.array([1.0]), 5, 5).any()


def test_scale_keeps_the_ends_of_the_widest_range() -> None:
    largest = np.finfo(float).max
    assert scale(np.array([-largest, 0.0, largest]), -largest, largest, 11).tolist() == [0.0, 5.0, 10.0]


def test_a_band_fills_between_its_edges() -> None:
    u = np.array([0.0, 4.0])
    dots = band_dots(u, np.array([1.0, 1.0]), np.array([3.0, 3.0]), 5, 6)
    assert dots[1:4].all()
    assert not dots[0].any()
    assert not dots[4:].any()
    assert not band_dots(np.array([]), np.array([]), np.array([]), 5, 6).any()
