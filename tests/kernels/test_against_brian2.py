"""The five templates against Brian 2: same method, same step, same drive, same voltage.

The traces are stored; tests/reference/brian2_traces.py made them and says how the two clocks are brought together.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kernels

REFERENCE = Path(__file__).parent.parent / "reference" / "brian2_traces.npz"
MODELS = Path(kernels.__file__).parent / "models"
STORED: dict[str, np.ndarray] = dict(np.load(REFERENCE))
RECORD: dict[str, Any] = json.loads(str(STORED["record"]))
TOLERANCE = 1e-6  # of the range of v

# The sample at an integrate-and-fire spike is the last Euler step up a parabola or an exponential (7.6e10 mV in
# AdEx). It would make any range large, so what lies above the threshold is compared relative to itself.
THRESHOLD = {"izhikevich": 30.0, "adex": 20.0}


@pytest.fixture(params=sorted(RECORD["cases"]))
def case(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Name and settings of one stored run."""
    return request.param, RECORD["cases"][request.param]


def our_run(settings: dict[str, Any]) -> kernels.Run:
    """The same run by our kernels, every step recorded."""
    return kernels.simulate(
        kernels.load(settings["model"]),
        current=settings["current"],
        protocol="constant",
        duration=settings["duration"],
        dt=settings["dt"],
        method=settings["method"],
        record_every=1,
    )


def test_voltage_is_brians_until_the_third_spike(case: tuple[str, dict[str, Any]]) -> None:
    name, settings = case
    every = settings["every"]
    expected, spikes = STORED[f"{name}/v"], STORED[f"{name}/spikes"]
    found = our_run(settings).states["v"][::every]
    assert len(found) == len(expected)
    end = round(spikes[2] / settings["dt"]) // every + 1
    below = expected[:end] <= THRESHOLD.get(settings["model"], np.inf)
    deviation = np.abs(found[:end] - expected[:end])
    assert deviation[below].max() < TOLERANCE * np.ptp(expected[:end][below])
    assert np.all(deviation[~below] < TOLERANCE * np.abs(expected[:end][~below]))


def test_spikes_are_brians_over_the_whole_run(case: tuple[str, dict[str, Any]]) -> None:
    name, settings = case
    spikes = our_run(settings).spikes
    assert len(spikes) == settings["spike_count"]
    # The first three cannot have moved by a step; later ones may by the rounding of a chaotic model.
    np.testing.assert_allclose(spikes[:3], STORED[f"{name}/spikes"][:3], rtol=0, atol=1e-6)


@pytest.mark.parametrize("path", sorted(RECORD["verbatim"]))
def test_annotated_file_was_loaded_verbatim_by_brian(path: str) -> None:
    # The record holds the hash of the code it was made from: whoever edits the file runs the script again.
    result = RECORD["verbatim"][path]
    text = (MODELS / path).read_text(encoding="utf-8")
    code = "\n".join(line for line in (line.partition("#")[0].rstrip() for line in text.splitlines()) if line)
    assert hashlib.sha256(code.encode()).hexdigest() == result["sha256_of_code"]
    assert result["largest_difference_mV"] < 1e-9


@pytest.mark.skipif(importlib.util.find_spec("brian2") is None, reason="Brian 2 is not in this environment")
@pytest.mark.parametrize("path", sorted(RECORD["verbatim"]))
def test_annotated_file_loads_verbatim_in_this_brian(path: str) -> None:
    brian2 = importlib.import_module("brian2")
    equations = brian2.Equations((MODELS / path).read_text(encoding="utf-8"))
    assert sorted(equations.diff_eq_names) == RECORD["verbatim"][path]["states"]
