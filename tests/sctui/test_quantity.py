"""Numbers of the command line, with and without units."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctui.failure import UsageError
from sctui.quantity import quantity


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("10", "mV", 10.0),
        (" -1.5e2 ", "", -150.0),
        (".5", "ms", 0.5),
        ("1 s", "ms", 1000.0),
        ("1second", "ms", 1000.0),
        ("0.5 ms", "s", 0.0005),
        ("50.4 mV", "mV", 50.4),
        ("0.0504*volt", "mV", 50.4),
        ("100 mS/cm^2", "mS/cm**2", 100.0),
        ("1 siemens/meter**2", "mS/cm**2", 0.1),
        ("10 uA/cm**2", "uA/cm**2", 10.0),
        ("0.8 nA", "pA", 800.0),
        ("5 Hz", "Hz", 5.0),
        ("2 kHz", "Hz", 2000.0),
    ],
)
def test_converted_into_the_display_unit(text: str, unit: str, value: float) -> None:
    assert quantity(text, unit, "--x") == value


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("ten", "mV", "--x: 'ten' is not a number"),
        ("", "mV", "not a number"),
        ("1__0", "mV", "not a unit"),
        ("10 mW", "mV", "not a unit"),
        ("10 ms", "mV", "is in mV, but ms is a unit of second"),
        ("10 mV", "", "takes a plain number"),
        ("10 __import__('os')", "mV", "not a unit"),
        ("1" * 500, "mV", "not a number"),
        ("10 \x1b[31m", "mV", r"\x1b"),
    ],
)
def test_refused_with_a_reason(text: str, unit: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        quantity(text, unit, "--x")
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


def test_nan_is_read_so_that_the_model_can_refuse_it() -> None:
    assert math.isnan(quantity("nan", "mV", "--x"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back(value: float) -> None:
    assert quantity(repr(value), "mV", "--x") == value


@given(st.text(max_size=60), st.sampled_from(["", "mV", "uA/cm**2"]))
def test_any_text_is_a_number_or_a_usage_error(text: str, unit: str) -> None:
    with contextlib.suppress(UsageError):
        assert isinstance(quantity(text, unit, "--x"), float)
