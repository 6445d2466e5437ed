"""The operation `classify`: of runs, of given trains, and at a drive scaled to the rheobase."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
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
