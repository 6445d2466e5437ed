"""Sliders' scales: values and places go back and forth, and steps are round."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctui.session.scale import Scale, round_step, scale_for

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
BOUNDS = st.one_of(st.none(), NUMBERS)
SCALES = st.builds(scale_for, BOUNDS, BOUNDS, st.booleans(), BOUNDS, st.just(False))
PLACES = st.floats(0.0, 1.0)


@given(SCALES)
def test_every_range_makes_a_finite_scale(scale: Scale) -> None:
    assert math.isfinite(scale.low)
    assert math.isfinite(scale.high)
    assert scale.low < scale.high
    assert not scale.log or scale.low * scale.high > 0 or scale.low * 1e300 * scale.high * 1e300 > 0


@given(SCALES, NUMBERS)
def test_a_position_is_within_the_bar(scale: Scale, value: float) -> None:
    assert 0.0 <= scale.position(value) <= 1.0


@given(SCALES, NUMBERS)
def test_a_value_is_within_the_range(scale: Scale, position: float) -> None:
    assert scale.low <= scale.value(position) <= scale.high
    assert scale.low <= scale.at(position) <= scale.high


@given(SCALES)
def test_the_ends_are_exact(scale: Scale) -> None:
    assert scale.value(0.0) == scale.low
    assert scale.value(1.0) == scale.high
    assert scale.position(scale.low) == 0.0
    assert scale.position(scale.high) == 1.0


@given(SCALES, PLACES, PLACES)
def test_further_right_is_more(scale: Scale, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert scale.value(low) <= scale.value(high)
    assert scale.position(scale.value(low)) <= scale.position(scale.value(high))


@given(st.floats(1e-12, 1e12), st.floats(1.001, 1e6), st.booleans(), st.sampled_from((1.0, -1.0)), PLACES)
def test_a_place_comes_back(low: float, ratio: float, log: bool, sign: float, place: float) -> None:
    ends = sorted((sign * low, sign * low * ratio))
    scale = scale_for(ends[0], ends[1], log, None)
    assert scale.position(scale.value(place)) == pytest.approx(place, abs=1e-9)


@given(SCALES, NUMBERS, st.integers(-20, 20), st.sampled_from((0.1, 1.0, 10.0)))
def test_steps_go_the_way_they_say_and_stay_finite(scale: Scale, value: float, count: int, size: float) -> None:
    if not math.isfinite(value):
        return
    found = scale.step(value, count, size)
    assert math.isfinite(found)
    assert found >= value if count >= 0 else found <= value
    if scale.low <= value <= scale.high:
        assert scale.low <= found <= scale.high


@given(st.floats(-1e9, 1e9), st.floats(1e-9, 1e9), st.booleans())
def test_a_range_is_crossed_in_about_a_hundred_steps(low: float, span: float, log: bool) -> None:
    if span < abs(low) * 1e-6 or (log and 0.0 < low < 1e-9):
        return
    scale = scale_for(low, low + span, log, None)
    value, count = scale.low, 0
    while value < scale.high and count < 1000:
        value, count = scale.step(value, 1), count + 1
    assert value == scale.high
    assert 40 <= count <= 250


@pytest.mark.parametrize(
    ("scale", "value", "count", "size", "expected"),
    [
        (Scale(0.0, 300.0), 120.0, 1, 1.0, 122.0),
        (Scale(0.0, 300.0), 120.0, -1, 10.0, 100.0),
        (Scale(0.0, 300.0), 120.0, 1, 0.1, 120.2),
        (Scale(-80.0, -40.0), -54.387, 1, 1.0, -54.0),
        (Scale(0.0, 1e-12), 3e-13, 1, 1.0, 3.1e-13),
        (Scale(1.0, 200.0, log=True), 20.0, 1, 1.0, 21.0),
        (Scale(0.0, 999.0, whole=True), 7.0, 1, 0.1, 8.0),
        (Scale(0.0, 300.0), 299.0, 1, 1.0, 300.0),
        (Scale(0.0, 300.0), 400.0, 1, 1.0, 400.0),
        (Scale(0.0, 300.0), 1e30, -1, 1.0, 300.0),
        (Scale(0.0, 300.0), 301.0, -1, 1.0, 300.0),
    ],
)
def test_steps_land_on_round_numbers(scale: Scale, value: float, count: int, size: float, expected: float) -> None:
    assert scale.step(value, count, size) == expected


def test_a_range_across_zero_is_not_logarithmic() -> None:
    assert not scale_for(-1.0, 100.0, True, 1.0).log
    assert scale_for(-100.0, -1.0, True, -10.0).log


@pytest.mark.parametrize(
    ("low", "high", "around", "expected"),
    [
        (None, None, 0.0, (-1.0, 1.0)),
        (None, None, 30.0, (0.0, 50.0)),
        (None, None, -65.0, (-100.0, 0.0)),
        (None, None, None, (-1.0, 1.0)),
        (0.0, None, 3.0, (0.0, 6.0)),
        (0.0, math.inf, 3.0, (0.0, 6.0)),
        (5.0, 1.0, 2.0, (0.0, 5.0)),
    ],
)
def test_a_range_that_is_not_given_is_guessed(
    low: float | None, high: float | None, around: float | None, expected: tuple[float, float]
) -> None:
    scale = scale_for(low, high, False, around)
    assert (scale.low, scale.high) == expected
    assert scale.guessed


@given(st.floats(1e-290, 1e290))
def test_a_round_step_is_near(width: float) -> None:
    digit, exponent = round_step(width)
    assert digit in (1, 2, 5)
    assert 0.6 < digit * 10.0**exponent / width < 1.6
