"""A circuit is made once for all its views; with any other setting, another."""

from __future__ import annotations

import numpy as np
import pytest

import hdl.rtl
import kernels
from hdl.rtl import circuit_of

LIF = kernels.load("lif")


def test_the_same_settings_give_the_same_circuit() -> None:
    first = circuit_of(LIF, duration=20.0)
    assert circuit_of(LIF, duration=20.0) is first
    assert circuit_of(LIF, duration=20.0, guard=9) is not first
    assert circuit_of(LIF, duration=21.0) is not first
    assert circuit_of(LIF, duration=20.0, name="other").name == "other"
    assert circuit_of(LIF, duration=20.0, params={"tau_m": 5.0}) is not first


def test_another_model_with_the_same_text_settings_is_another() -> None:
    one = circuit_of(kernels.parse("dv/dt = -v/(5*ms) : 1\n# init: v = 1"), duration=20.0)
    other = circuit_of(kernels.parse("dv/dt = -v/(6*ms) : 1\n# init: v = 1"), duration=20.0)
    assert one.circuit != other.circuit


def test_a_refusal_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(kernels.KernelsError):
        circuit_of(LIF, duration=20.0, format="Q2.2")
    asked = []
    monkeypatch.setattr(hdl.rtl, "agreeing", lambda *given, **options: asked.append(1))
    circuit_of(LIF, duration=22.5)
    assert asked == [1]


def test_numbers_that_are_no_json_are_taken_too() -> None:
    assert circuit_of(LIF, duration=20.0, params={"tau_m": np.int64(5)}).measured.run.parameters["tau_m"] == 5.0
