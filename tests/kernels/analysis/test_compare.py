"""Comparisons of runs: differences of traces, distances of their trains, and several runs at once."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import kernels
from kernels.analysis.plain import plain
from kernels.errors import RequestError

LIF = {
    "equations": ["dv/dt = -(v - E_L) / tau_m + I / C"], "threshold": "v > -50", "reset": "v = -65",
    "params": {"E_L": -65.0, "tau_m": 10.0, "C": 1.0}, "init": {"v": -65.0}, "duration": 200.0, "dt": 0.1,
}  # fmt: skip


def test_a_run_against_itself() -> None:
    found = kernels.compare(a=LIF | {"current": 2.0}, b=LIF | {"current": 2.0})
    assert (found.van_rossum, found.victor_purpura, found.gamma) == (0.0, 0.0, pytest.approx(1.0))
    assert found.differences["v"].largest == 0.0
    assert found.coincidences == len(found.a.spikes) > 5
    assert json.loads(json.dumps(plain(found), allow_nan=False))["a"]["spike_count"] == len(found.a.spikes)


def test_the_difference_of_two_relaxing_membranes_is_the_closed_form() -> None:
    found = kernels.compare(a=LIF | {"current": 0.5}, b=LIF | {"current": 1.0, "dt": 0.05})
    expected = 5.0 * (1.0 - np.exp(-found.time / 10.0))
    assert found.differences["v"].trace == pytest.approx(expected, abs=1e-9)
    assert found.differences["v"].largest == pytest.approx(5.0, rel=1e-6)
    assert math.isnan(found.gamma)
    assert "no spikes" in found.why_none


def test_only_the_common_time_is_compared() -> None:
    found = kernels.compare(a=LIF | {"current": 2.0}, b=LIF | {"current": 2.0, "duration": 100.0})
    assert found.time[-1] == pytest.approx(100.0)
    assert found.spike_counts[0] == found.spike_counts[1] < len(found.a.spikes)


def test_runs_that_are_there_are_taken_as_they_are() -> None:
    model = kernels.load("lif")
    one, two = kernels.simulate(model, current=2.0), kernels.simulate(model, current=2.1)
    found = kernels.compare(a=one, b=two)
    assert found.a is one
    assert found.van_rossum > 0.0
    assert kernels.compare(a={"model": model, "current": 2.0}, b=one).van_rossum == 0.0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"a": LIF | {"curent": 2.0}, "b": LIF}, "a.curent"),
        ({"a": LIF, "b": LIF | {"duration": -1}}, "b.duration"),
        ({"a": LIF, "b": {"model": "lif_"}}, "b.model"),
        ({"a": LIF, "b": 3}, "b"),
        ({"a": LIF, "b": {"model": "rulkov"}}, "b"),
        ({"a": LIF, "b": LIF, "tau": 0.0}, "tau"),
    ],
)
def test_what_is_wrong_names_its_field(asked: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.compare(**asked)
    assert caught.value.field == field


def test_several_runs_in_their_order() -> None:
    shares: list[float] = []
    found = kernels.multi_simulate(
        runs=tuple(LIF | {"current": level} for level in (1.0, 2.0, 3.0)), progress=shares.append
    )
    counts = [len(run.spikes) for run in found.runs]
    assert counts[0] == 0 < counts[1] < counts[2]
    assert shares == sorted(shares)
    with pytest.raises(RequestError) as caught:
        kernels.multi_simulate(runs=(LIF, LIF | {"dt": "x"}))
    assert caught.value.field == "runs[1].dt"
    with pytest.raises(RequestError, match="2 to 4"):
        kernels.multi_simulate(runs=(LIF,))
