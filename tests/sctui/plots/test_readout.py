"""What the crosshair says is what was computed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.library import load
from kernels.running.simulate import simulate
from sctui.figures.phase import phase_figure
from sctui.figures.run import run_figure
from sctui.plots.figure import Axis, Band, Bars, Figure, HeatMap, Line, Panel, Points, Raster, histogram
from sctui.plots.layout import Layout, layout
from sctui.plots.readout import closest_along, named, readout, snapped, start_places, stepped
from sctui.plots.terminal import Style

X = np.array([0.0, 1.0, 2.0, 4.0, 8.0])
TIME = Axis("time", "ms")


def plan_of(figure: Figure) -> Layout:
    return layout(figure, 100, 30, Style())


def said(figure: Figure, **places: float) -> list[str]:
    return readout(figure, plan_of(figure), places).split("  ")


def one(*marks: object, y: Axis | None = None, x: Axis = TIME) -> Figure:
    return Figure((Panel(marks, y or Axis("v", "mV")),), x)  # type: ignore[arg-type]


def test_a_run_is_read_off_at_its_samples() -> None:
    run = simulate(load("hodgkin_huxley"), current=10, duration=60)
    figure = run_figure(run, list(run.states))
    at = snapped(figure, 23.4567)
    k = int(np.argmin(np.abs(run.time - 23.4567)))
    assert at == run.time[k]
    parts = said(figure, time=at)
    assert parts[0] == "time 23.46 ms"
    assert parts[1] == f"v {run.states['v'][k]:.4g} mV"
    assert parts[2:5] == [f"{name} {run.states[name][k]:.4g}" for name in "mhn"]
    before, after = run.spikes[run.spikes <= at][-1], run.spikes[run.spikes > at][0]
    assert f"interval {after - before:.4g} ms = {1000 / (after - before):.4g} Hz" in parts
    assert parts[-1] == "I 10 uA/cm²"


def test_nothing_is_said_without_a_crosshair_and_outside_of_the_data() -> None:
    figure = one(Line(X, X))
    assert readout(figure, plan_of(figure), {}) == ""
    assert readout(figure, plan_of(figure), {"interval": 3.0}) == ""
    assert readout(figure, plan_of(figure), {"time": 9.0}) == ""


def test_a_curve_with_other_samples_is_read_between_them() -> None:
    figure = one(Line(X, X * 10, "a"), Line(np.array([0.0, 3.0, 8.0]), np.array([0.0, 3.0, 8.0]), "b", 1))
    assert snapped(figure, 2.2) == 2.0
    assert said(figure, time=2.0)[1:] == ["a 20 mV", "b 2 mV"]


@given(st.floats(-100, 100), st.integers(2, 50))
def test_the_crosshair_stands_on_the_nearest_sample(x: float, count: int) -> None:
    samples = np.linspace(-50.0, 50.0, count + 1)
    figure = one(Line(samples, samples))
    assert abs(snapped(figure, x) - x) == pytest.approx(np.abs(samples - x).min())


def test_steps_go_to_every_sample_where_they_are_few_and_to_every_column_where_they_are_many() -> None:
    few = one(Line(X, X))
    at, seen = 0.0, []
    for _ in X:
        seen.append(at)
        at = stepped(few, plan_of(few), at, 1)
    assert seen == X.tolist()
    assert stepped(few, plan_of(few), 8.0, -1) == 4.0
    many = one(Line(np.linspace(0.0, 8.0, 10_001), np.zeros(10_001)))
    plan = plan_of(many)
    column = plan.column(4.0)
    assert column is not None
    for by in (1, 10, -10):
        assert plan.column(stepped(many, plan, 4.0, by)) == column + by


def test_a_histogram_is_read_bin_by_bin() -> None:
    figure = one(histogram(np.array([10.0, 11.0, 12.0, 13.0]), np.array([2, 0, 5])), y=Axis("intervals"), x=TIME)
    at = snapped(figure, 10.0)
    assert at == 10.5
    assert said(figure, time=at)[1] == "intervals 2"
    at = stepped(figure, plan_of(figure), stepped(figure, plan_of(figure), at, 1), 1)
    assert said(figure, time=12.5)[1] == "intervals 5"


def test_a_band_has_two_ends() -> None:
    assert said(one(Band(X, X + 1, X + 2)), time=4.0)[1] == "v 5 to 6 mV"


def test_a_map_is_read_where_both_lines_cross() -> None:
    z = np.arange(6.0).reshape(2, 3)
    z[1, 2] = np.nan
    figure = one(HeatMap(z, 0.0, 3.0, 10.0, 30.0, "rate", "Hz"), y=Axis("b", "pA"), x=Axis("a"))
    assert snapped(figure, 1.1) == 1.5
    assert said(figure, a=1.5, b=12.0)[1:] == ["b 15 pA", "rate 1 Hz"]
    assert said(figure, a=2.5, b=29.0)[1:] == ["b 25 pA", "rate undefined"]
    assert readout(figure, plan_of(figure), {"a": 1.5}) == ""
    assert set(start_places(figure, plan_of(figure))) == {"a", "b"}
    assert stepped(figure, plan_of(figure), 0.5, 1) == 1.5


def test_categories_are_named() -> None:
    figure = one(HeatMap(np.array([[0.0, 1.0]]), 0.0, 2.0, 0.0, 1.0, "pattern", labels=("tonic", "silent")))
    assert said(figure, time=1.5, v=0.5)[-1] == "pattern silent"


def test_of_a_cloud_the_nearest_point_is_read() -> None:
    cloud = Points(np.array([1.0, 1.2, 5.0]), np.array([0.0, 40.0, 20.0]), "runs")
    assert said(one(cloud), time=1.05, v=39.0)[1] == "runs: time 1.2 ms, v 40 mV"
    assert said(one(cloud), time=4.0)[1] == "runs: time 5 ms, v 20 mV"
    assert snapped(one(cloud), 3.9) == 5.0
    assert said(one(cloud), time=5.0)[1] == "runs 20 mV"


def test_a_curve_that_turns_back_is_read_where_it_passes() -> None:
    fold = Line(np.array([0.0, 4.0, 2.0, 6.0]), np.array([0.0, 4.0, 6.0, 10.0]), "branch")
    assert said(one(fold), time=3.0)[1:] == ["branch 3 mV", "branch 5 mV", "branch 7 mV"]
    assert said(one(fold), time=3.0, v=6.5)[1:] == ["branch 7 mV"]
    gap = Line(np.array([0.0, np.nan, 5.0, 4.0]), np.array([0.0, np.nan, 1.0, 1.0]), "branch")
    assert readout(one(gap), plan_of(one(gap)), {"time": 3.0}) == ""


def test_bars_are_read_by_row() -> None:
    figure = Figure((Panel((Bars(np.array([0.5, -0.2]), ("g_Na", "g_K"), "rate"),)),), Axis("change"))
    plan = plan_of(figure)
    top, bottom = plan.y(0, plan.panels[0].top), plan.y(0, plan.panels[0].top + plan.panels[0].rows - 1)
    assert said(figure, change=0.1, rate=top) == ["g_Na 0.5"]
    assert said(figure, change=0.1, rate=bottom) == ["g_K -0.2"]
    assert said(figure, change=0.1) == [""]


def test_spikes_of_many_neurons_are_counted_in_the_column() -> None:
    times = np.array([1.0, 1.01, 7.0])
    figure = Figure(
        (Panel((Raster(times, np.array([0, 1, 0]), 2, "E"),), Axis("neuron")),), Axis("time", "ms", 0.0, 8.0)
    )
    assert said(figure, time=1.0)[1] == "E 2"


def test_the_dot_is_where_the_run_is_at_that_time() -> None:
    run = simulate(load("morris_lecar"), duration=100)
    figure = phase_figure(run, None, "V", "w")
    at = snapped(figure, 37.3)
    k = int(np.argmin(np.abs(run.time - 37.3)))
    assert said(figure, time=at) == [
        f"time {run.time[k]:.{2 if run.time[1] < 0.1 else 1}f} ms",
        f"V {run.states['V'][k]:.4g} mV",
        f"w {run.states['w'][k]:.4g}",
    ]
    later = stepped(figure, plan_of(figure), at, 1)
    assert at < later <= at + 1.0
    assert stepped(figure, plan_of(figure), run.time[-1], 1) == run.time[-1]


def test_the_trajectory_is_found_under_the_mouse() -> None:
    angle = np.linspace(0.0, 6.0, 601)
    circle = Line(np.cos(angle), np.sin(angle), "trajectory", at=angle)
    axis = Axis("v", low=-1.1, high=1.1)
    figure = Figure((Panel((circle,), Axis("w", low=-1.1, high=1.1)),), axis, along=TIME)
    plan = plan_of(figure)
    column, row = plan.column(np.cos(1.5)), plan.row(0, np.sin(1.5))
    assert column is not None
    assert row is not None
    assert closest_along(figure, plan, column, row) == pytest.approx(1.5, abs=0.1)
    assert closest_along(figure, plan, column, 0) is None


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [(12.3456, 0.01, "12.35"), (12.3456, 1.0, "12"), (12.3456, 0.25, "12.3"), (-54.387, None, "-54.39"),
     (3.2e12, 1.0, "3.2e+12"), (0.0, 1e-3, "0.000")],
)  # fmt: skip
def test_numbers_have_as_many_digits_as_matter(value: float, step: float | None, text: str) -> None:
    assert named("v", value, "mV", step) == f"v {text} mV"
    assert named("v", float("nan"), "mV", step) == "v undefined"
