"""Errors that a user reads."""

import pytest

from kernels.errors import (
    Cancelled,
    KernelsError,
    ModelError,
    NumericalError,
    RequestError,
    WorkerError,
    error_from_dict,
    unknown,
)
from kernels.language.diagnostic import Diagnostic


def test_an_unknown_name_says_the_field_and_the_nearest_or_the_known():
    error = unknown("params.g_na", "parameter", "g_na", ["g_Na", "C"])
    assert error.field == "params.g_na"
    assert str(error) == "params.g_na: unknown parameter 'g_na'; did you mean 'g_Na'?"
    assert str(unknown("params.x", "parameter", "x", ["g_Na", "C"])).endswith("known: g_Na, C")
    assert str(unknown("params.x", "parameter", "x", [])).endswith("there is no parameter here")


def test_a_message_repeats_hostile_text_escaped_and_cut():
    message = str(unknown("params", "parameter", "\x1b[31m" + "y" * 1000, ["C"]))
    assert "\x1b" not in message
    assert len(message) < 150


@pytest.mark.parametrize(
    "error",
    [
        KernelsError("plain"),
        RequestError("params.C", "0 is not above 0"),
        ModelError("2 errors", [Diagnostic("ODE101", "error", 3, 5, "unknown name")]),
        NumericalError("v left the finite numbers at 3 ms", 3.0, "v"),
        Cancelled(),
        WorkerError("died"),
    ],
)
def test_an_error_survives_the_way_through_json(error):
    back = error_from_dict(error.to_dict())
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert back.to_dict() == error.to_dict()
