"""Formats Qm.n: what they hold, exactly, and how a value that does not fit is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdl.fixed.formats import Format, parse_format, rounded, whole_bits
from kernels.errors import RequestError

formats = st.builds(lambda width, n: Format(width - n, n), st.integers(2, 64), st.integers(-20, 60))
numbers = st.floats(-1e12, 1e12, allow_nan=False)


@given(formats)
def test_a_format_is_read_back_from_its_text(form: Format) -> None:
    assert parse_format(str(form)) == form


@given(numbers, st.integers(-20, 60))
def test_rounding_is_to_nearest_and_halves_go_up(value: float, n: int) -> None:
    exact = Fraction(value) * Fraction(2) ** n
    raw = rounded(value, n)
    assert abs(raw - exact) <= Fraction(1, 2)
    assert raw - exact != Fraction(-1, 2)


@given(formats, numbers)
def test_a_value_is_held_to_half_a_step_or_refused_by_name(form: Format, value: float) -> None:
    if form.holds(value):
        assert abs(form.number(form.raw(value, "x")) - value) <= form.step
    else:
        with pytest.raises(RequestError, match=rf"x = .* does not fit Q{form.m}\.{form.n}"):
            form.raw(value, "x")


@given(numbers, numbers)
def test_whole_bits_are_enough_and_not_one_too_many(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    m = whole_bits(low, high)
    reach = Fraction(2) ** (m - 1)
    assert -reach <= Fraction(low)
    assert Fraction(high) < reach or high == 0.0
    if (low, high) != (0.0, 0.0):
        assert Fraction(low) < -reach / 2 or Fraction(high) >= reach / 2


def test_q8_8_cannot_hold_140_and_says_what_would() -> None:
    with pytest.raises(RequestError, match=r"140 does not fit Q8\.8, .* as in Q9\.8"):
        parse_format("Q8.8").raw(140.0, "constant")


@pytest.mark.parametrize("text", ["", "8.8", "Q8", "Q8.8.8", "Q1.0", "Q99.99", "Qa.b", "Q8.8; rm", "Q" * 1000])
def test_what_is_no_format_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(RequestError) as caught:
        parse_format(text)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)
