"""Heat maps against closed forms, single runs and each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

import kernels
from kernels.analysis.accumulate import STATISTICS, accumulated_sweep
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError

LIF = """
time: ms
dv/dt = (I - v)/tau : 1
tau = 10
I : 1
threshold: v > 1
reset: v = 0
run: 400, dt=0.01
"""
I_AXIS = {"parameter": "I", "min": 0.5, "max": 3.0, "steps": 6}
TAU_AXIS = {"parameter": "tau", "min": 5.0, "max": 20.0, "steps": 4}


def test_rates_are_those_of_the_closed_form() -> None:
    found = kernels.heatmap(kernels.parse(LIF), x=I_AXIS, y=TAU_AXIS)
    assert found.values.shape == (4, 6)
    drive, tau = found.x_values[None, :], found.y_values[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(drive > 1.0, 1000.0 / (tau * np.log(drive / (drive - 1.0))), 0.0)
    assert found.values == pytest.approx(rate, rel=4e-3)  # the reset waits for the end of a step
    assert (found.unit, found.failed) == ("Hz", {})


def test_the_mean_is_that_of_the_closed_form() -> None:
    found = kernels.heatmap(kernels.parse(LIF), x=I_AXIS | {"min": 1.5}, y=TAU_AXIS, measure="mean", duration=8000.0)
    drive = np.broadcast_to(found.x_values, (4, 6))
    period = np.log(drive / (drive - 1.0))  # of tau; v = I (1 - exp(-t/tau)) between two resets
    assert found.values == pytest.approx(drive - 1.0 / period, rel=5e-3)


@pytest.mark.parametrize("slug", ["hodgkin_huxley", "izhikevich", "rulkov"])
def test_accumulators_leave_the_run_as_it_is(slug: str) -> None:
    model = kernels.load(slug)
    drives = {model.inputs[0].name: np.linspace(0.0, model.inputs[0].high or 1.0, 3)}
    state = model.states[0].name
    run = {"protocol": "constant", "duration": 100.0}
    with_them = accumulated_sweep(model, drives, {state: STATISTICS}, 50.0, **run)
    without = kernels.sweep(model, drives, **run)
    assert np.array_equal(with_them.sweep.spike_times, without.spike_times)
    assert all(np.array_equal(with_them.sweep.final[name], values) for name, values in without.final.items())


def test_statistics_are_those_of_the_recorded_trace() -> None:
    model = kernels.load("hodgkin_huxley")  # no reset: the recorded samples are what the accumulators see
    drives = np.array([0.0, 5.0, 10.0])
    run = {"protocol": "constant", "duration": 100.0}
    found = accumulated_sweep(model, {"I": drives}, {"v": STATISTICS}, 50.0, **run).values["v"]
    for lane, drive in enumerate(drives):
        one = kernels.simulate(model, current=drive, **run)
        late = one.states["v"][(one.time >= 50.0 - 1e-9) & (one.time < 100.0 - 1e-9)]
        weight = 1.0 - np.cos(2.0 * np.pi * (np.arange(len(late)) + 0.5) / len(late))
        expected = {
            "mean": late.mean(), "tapered_mean": (weight * late).mean(), "std": late.std(),
            "min": late.min(), "max": late.max(), "amplitude": np.ptp(late),
        }  # fmt: skip
        assert set(expected) == set(STATISTICS)
        for statistic, value in expected.items():
            assert found[statistic][lane] == pytest.approx(value, rel=1e-6, abs=1e-6), statistic


def test_progress_tells_the_finished_rows_of_the_result() -> None:
    told: list[tuple[float, Mapping[str, Any] | None]] = []
    found = kernels.heatmap(
        kernels.parse(LIF), x=I_AXIS | {"steps": 200}, y=TAU_AXIS | {"steps": 7}, duration=50.0,
        progress=lambda share, values=None: told.append((share, values)),
    )  # fmt: skip
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    known = [values for _, values in told if values is not None]
    assert [len(values["values"]) for values in known] == [2, 4, 6, 7]
    for values in known:
        assert np.array_equal(values["values"], found.values[: len(values["values"])], equal_nan=True)
        assert set(values) == {item.name for item in fields(found)}
        json.dumps(plain(values), allow_nan=False)


def test_cells_do_not_depend_on_threads() -> None:
    model = kernels.parse(LIF.replace("(I - v)/tau", "(I - v)/tau + 0.3*xi/sqrt(tau)"))
    one, two = (kernels.heatmap(model, x=I_AXIS, y=TAU_AXIS, duration=100.0, threads=n, seed=3) for n in (1, 2))
    assert np.array_equal(one.values, two.values)


def test_patterns_come_with_their_labels() -> None:
    found = kernels.heatmap(kernels.parse(LIF), x=I_AXIS | {"steps": 2}, y=TAU_AXIS | {"steps": 1}, measure="pattern")
    assert [found.labels[int(value)] for value in found.values[0]] == ["silent", "tonic"]


def test_a_run_that_fails_is_told_and_leaves_the_others() -> None:
    model = kernels.parse("dv/dt = a*v**3 + b : 1\na = 0\nb = 1\nrun: 50, dt=0.1\n")
    found = kernels.heatmap(
        model, x={"parameter": "a", "min": -1, "max": 1, "steps": 3},
        y={"parameter": "b", "min": 1, "max": 2, "steps": 2}, measure="final",
    )  # fmt: skip
    assert sorted(found.failed) == ["0,2", "1,2"]
    assert np.isnan(found.values[:, 2]).all()
    assert found.values[0, 0] == pytest.approx(1.0, rel=1e-3)


def test_init_steady_starts_every_cell_at_its_own_rest() -> None:
    model = kernels.parse("dv/dt = (E - v + I)/10 : 1\nE = -65\nI : 1\ninit: steady\nrun: 20, dt=0.1\n")
    found = kernels.heatmap(
        model, x={"parameter": "E", "min": -80, "max": -60, "steps": 3},
        y={"parameter": "I", "min": 0, "max": 0, "steps": 1}, measure="amplitude",
    )  # fmt: skip
    assert found.values == pytest.approx(np.zeros((1, 3)), abs=1e-9)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"x": {"parameter": "J", "min": 0, "max": 1}}, "x.parameter"),
        ({"y": {"parameter": "I", "min": 0, "max": 1}}, "y.parameter"),
        ({"x": I_AXIS | {"steps": 1024}, "y": TAU_AXIS | {"steps": 1024}}, "y.steps"),
        ({"measure": "rates"}, "measure"),
        ({"state": "w", "measure": "mean"}, "state"),
        ({"current": 2.0}, "current"),
        ({"params": {"tau": 3.0}}, "y.parameter"),
        ({"x": {"parameter": "I"}}, "x"),
    ],
)
def test_what_is_wrong_names_its_field(change: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.heatmap(kernels.parse(LIF), **{"x": I_AXIS, "y": TAU_AXIS, **change})
    assert caught.value.field == field


def test_it_can_be_cancelled_and_keeps_the_finished_rows() -> None:
    with pytest.raises(Cancelled) as caught:
        kernels.heatmap(kernels.parse(LIF), x=I_AXIS, y=TAU_AXIS, cancelled=lambda: True)
    assert caught.value.partial is None
    asked = {"x": I_AXIS | {"steps": 200}, "y": TAU_AXIS | {"steps": 7}, "duration": 50.0}
    rows: list[int] = []

    def report(share: float, values: Mapping[str, Any] | None = None) -> None:
        rows.extend([len(values["values"])] if values else [])

    with pytest.raises(Cancelled) as caught:
        kernels.heatmap(kernels.parse(LIF), **asked, progress=report, cancelled=lambda: 4 in rows)
    assert caught.value.partial is not None
    kept = caught.value.partial["values"]
    assert np.array_equal(kept, kernels.heatmap(kernels.parse(LIF), **asked).values[:4], equal_nan=True)
