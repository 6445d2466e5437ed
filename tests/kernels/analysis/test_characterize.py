"""Characterisation: passive properties in closed form, and what is found for models that are well known."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import pytest

import kernels
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError

LIF = """
time: ms
dv/dt = (E - v + R*I)/tau : mV
E = -65
R = 10
tau = 20
I : nA
threshold: v > -50
reset: v = -65
init: v = -65
input: I = constant(0)
run: 500, dt=0.05
"""


def test_a_leaky_integrator_has_its_closed_forms() -> None:
    text = LIF.replace(": mV", ": 1").replace(": nA", ": 1").replace("I : 1", "I : 1  # [0, 5]")
    found = kernels.characterize(kernels.parse(text))
    assert found.passive is not None
    assert found.passive.resistance == pytest.approx(10.0)
    assert found.passive.membrane_time_constant == pytest.approx(20.0)
    assert found.passive.time_constants == pytest.approx([20.0])
    assert found.passive.rest == {"v": pytest.approx(-65.0)}
    assert math.isnan(found.passive.resonance)
    assert found.rheobase == pytest.approx(1.5, rel=2e-3)
    assert found.type == "I"
    assert found.pattern is not None
    assert found.pattern.label == "silent"
    assert found.scaled_pattern is not None
    assert found.scaled_pattern.label == "tonic"
    assert found.sensitivity is not None
    assert found.sensitivity_drive == pytest.approx(1.5 * found.rheobase)
    tau = next(item for item in found.sensitivity.ranked if item.name == "tau")
    assert tau.rate == pytest.approx(-1.0, abs=0.03)
    assert (found.ranges["v"].low, found.ranges["v"].high) == (-65.0, -65.0)
    assert found.why_none == {}
    json.dumps(plain(found), allow_nan=False)


def test_a_model_without_input_or_spikes_says_what_cannot_be_had() -> None:
    found = kernels.characterize(kernels.parse("dv/dt = -v/tau : 1\ntau = 10\ninit: v = 1\nrun: 100, dt=0.1\n"))
    assert {"pattern", "fi", "rheobase", "scaled_pattern", "passive"} <= set(found.why_none)
    assert found.sensitivity is not None
    assert found.ranges["v"].high == 1.0


def test_what_is_wrong_in_the_run_is_an_error() -> None:
    with pytest.raises(RequestError) as caught:
        kernels.characterize(kernels.parse(LIF.replace(": mV", ": 1").replace(": nA", ": 1")), dt=-1.0)
    assert caught.value.field == "dt"


def test_what_is_known_is_told_part_by_part_and_kept_when_it_is_stopped() -> None:
    told: list[dict[str, Any]] = []
    model = kernels.parse(LIF.replace(": mV", ": 1").replace(": nA", ": 1").replace("I : 1", "I : 1  # [0, 5]"))

    def progress(fraction: float, values: Mapping[str, Any] | None = None) -> None:
        if values is not None:
            told.append(dict(values))

    whole = kernels.characterize(model, progress=progress)
    assert [item["fi"].rheobase for item in told][:2] == [None, whole.rheobase]
    assert told[0]["fi"].rates.tolist() == whole.fi.rates.tolist()
    assert told[0]["sensitivity"] is None
    assert told[-1]["scaled_pattern"] == whole.scaled_pattern
    assert told[-1]["passive"] is not None
    told.clear()
    with pytest.raises(Cancelled) as stopped:
        kernels.characterize(model, progress=progress, cancelled=lambda: len(told) > 1)
    assert stopped.value.partial is not None
    assert stopped.value.partial["rheobase"] == whole.rheobase
    assert stopped.value.partial["sensitivity"] is None
