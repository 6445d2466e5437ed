"""Numbers in few columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctui.session.number_text import fitted, number_text
from sctui.units import unit_text


@pytest.mark.parametrize(
    ("value", "room", "expected"),
    [
        (120.0, 8, "120"),
        (-54.387, 8, "-54.387"),
        (1e-12, 8, "1e-12"),
        (0.052932485257249584, 8, "0.052932"),
        (-1.2345e-7, 8, "-1.23e-7"),
        (1234567.0, 8, "1.2346e6"),
        (0.1, 5, "0.1"),
    ],
)
def test_known_numbers(value: float, room: int, expected: str) -> None:
    assert number_text(value, room) == expected


@given(st.floats(-1e300, 1e300))
def test_eight_columns_hold_every_number_to_half_its_size(value: float) -> None:
    text = number_text(value, 8)
    assert len(text) <= 8
    assert float(text) == pytest.approx(value, rel=0.5)


def test_powers_are_raised() -> None:
    assert unit_text("mS/cm**2") == "mS/cm²"
    assert unit_text("1/second**0.5") == "1/second**0.5"
    assert unit_text("ms**-1") == "ms⁻¹"


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert fitted("amplitude", 5) == "ampl…"
    assert fitted("amplitude", 9) == "amplitude"
    assert fitted("amplitude", 0) == ""
