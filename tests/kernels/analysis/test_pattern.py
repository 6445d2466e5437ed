"""The operation `classify`: of runs, of given trains, and at a drive scaled to the rheobase."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.analysis.problem import NotMeasurable
from kernels.errors import RequestError


def test_given_trains() -> None:
    regular = kernels.classify(spikes=np.arange(5.0, 500.0, 10.0))
    assert (regular.label, regular.drive) == ("tonic", None)
    bursts = np.concatenate([start + np.arange(4) * 5.0 for start in range(0, 2000, 200)]) + 3.0
    assert kernels.classify(spikes=bursts).label == "bursting"
    assert kernels.classify(spikes=[10.0, 20.0, 30.0, 40.0, 50.0], stop=500.0).label == "mixed"
    assert kernels.classify(spikes=[]).label == "silent"


def test_runs_of_models() -> None:
    assert kernels.classify(kernels.load("hodgkin_huxley"), current=10.0).label == "tonic"
    assert kernels.classify(kernels.load("hodgkin_huxley"), current=0.0).label == "silent"


def test_a_drive_scaled_to_the_rheobase() -> None:
    model = kernels.load("lif")
    found = kernels.classify(model, scaled=1.5)
    assert found.label == "tonic"
    assert found.drive == pytest.approx(1.5 * found.rheobase)
    assert kernels.classify(model, scaled=0.9).label == "silent"


def test_a_negative_rheobase_is_exceeded_by_as_much_of_its_size() -> None:
    model = kernels.load("quartic_if")  # without drive it fires, and its own drive keeps it below threshold
    assert kernels.classify(model).label == "silent"
    found = kernels.classify(model, scaled=1.5)
    assert found.rheobase is not None
    assert found.rheobase < 0.0
    assert found.drive == pytest.approx(0.5 * found.rheobase)
    assert found.label == "tonic"


def test_a_pacemaker_has_no_rheobase_to_scale() -> None:
    pacemaker = "dv/dt = (2 + I - v)/10\nI : 1  # [-5, 5]\nthreshold: v > 1\nreset: v = 0\nrun: 300, dt = 0.1"
    with pytest.raises(NotMeasurable, match="fires without drive"):
        kernels.classify(kernels.parse(pacemaker), scaled=1.5)


def test_bursts_that_are_the_pulses_of_the_drive_are_no_bursts() -> None:
    gate = kernels.classify(kernels.load("mcculloch_pitts"))
    assert (gate.label, gate.reason) == ("tonic", "even intervals, while x_1 and x_2 are on")
    pulses = {"protocol": "pulses", "amplitude": 3.0, "width": 60.0, "period": 200.0}
    driven = kernels.classify(kernels.load("lif"), protocol=pulses, duration=2000.0)
    assert (driven.label, driven.reason) == ("tonic", "even intervals, while I is on")
    slow = pulses | {"width": 1000.0, "period": 1500.0, "amplitude": 10.0}
    burster = kernels.classify(kernels.load("izhikevich"), preset="CH", protocol=slow, duration=8000.0)
    assert burster.label == "bursting"  # within each pulse too


def test_a_decision_is_one_spike() -> None:
    assert kernels.classify(kernels.load("wong_wang")).label == "single_spike"


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"spikes": [1.0], "scaled": 2.0}, "scaled"), ({"spikes": [2.0, 1.0]}, "spikes"), ({}, "spikes")],
)
def test_what_is_wrong_names_its_field(asked: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.classify(**asked)
    assert caught.value.field == field


def test_the_window_belongs_to_given_times() -> None:
    with pytest.raises(RequestError, match="start"):
        kernels.classify(kernels.load("lif"), start=3.0)
