"""A run as a picture: which panels there are, and axes that are not ruined by one sample."""

from __future__ import annotations

import numpy as np
import pytest

from kernels.library import load, parse
from kernels.running.simulate import simulate
from sctui.figures.overshoot import axis_top, difference_axis, threshold_level
from sctui.figures.run import run_figure
from sctui.plots.figure import Axis, Line, Raster
from sctui.plots.terminal import render


def test_states_of_one_unit_share_a_panel() -> None:
    text = "dv/dt = -v + I : 1\ndw/dt = v - w : 1\n# plot: v, w\n# run: 5, dt = 0.1\nI : 1\n"
    figure = run_figure(simulate(parse(text), current=1))
    assert [panel.y.caption for panel in figure.panels] == ["v, w", "spikes", "I"]
    assert [mark.name for mark in figure.panels[0].marks if isinstance(mark, Line)] == ["v", "w"]


def test_without_a_plot_line_the_first_state_is_shown() -> None:
    figure = run_figure(simulate(parse("da/dt = -a\ndb/dt = a - b\n# run: 5, dt = 0.1\n")))
    assert [panel.y.caption for panel in figure.panels] == ["a", "spikes"]
    assert figure.x.caption == "time (ms)"


def test_every_spike_is_in_the_raster() -> None:
    run = simulate(load("hodgkin_huxley"), current=10, duration=100)
    rasters = [mark for panel in run_figure(run).panels for mark in panel.marks if isinstance(mark, Raster)]
    assert np.array_equal(rasters[0].times, run.spikes)


def test_the_axis_of_the_stimulus_reaches_to_zero() -> None:
    for current in (10.0, -10.0):
        axis = run_figure(simulate(load("hodgkin_huxley"), current=current, duration=5)).panels[-1].y
        assert (axis.low, axis.high) == (min(0.0, current), max(0.0, current))


def test_a_blow_up_before_the_reset_is_cut_and_said() -> None:
    run = simulate(load("adex"), preset="initial_burst")
    assert run.states["v"].max() > 1000
    figure = run_figure(run)
    assert figure.panels[0].y.high is not None
    assert figure.panels[0].y.high < 25
    text = "\n".join(render(figure, 80, 20))
    assert "cut at the threshold 20: v reaches" in text
    assert "-50 ┤" in text


def test_a_spike_that_fits_is_not_cut() -> None:
    assert run_figure(simulate(load("hodgkin_huxley"), current=10, duration=50)).panels[0].y.high is None
    assert run_figure(simulate(load("lif"), duration=50)).panels[0].y.high is None


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        ("# threshold: v > 20\n# reset: v = 0", 20.0),
        ("# threshold: v >= V_th + 1\n# reset: v = 0", 6.0),
        ("# threshold: v < -20\n# reset: v = 0", None),
        ("# threshold: v > w\n# reset: v = 0", None),
        ("# threshold: v > 20 and w > 1\n# reset: v = 0", None),
        ("# threshold: v > 20\n# reset: w = 0", None),
        ("# spike: v > 20", None),
    ],
)
def test_the_level_of_a_threshold(lines: str, level: float | None) -> None:
    model = parse(f"dv/dt = 1\ndw/dt = V_th\nV_th = 5\n{lines}\n")
    assert threshold_level(model, "v", {"V_th": 5.0}) == level


def test_where_the_axis_ends() -> None:
    assert axis_top(np.array([-70.0, 20.0, 25.0]), 20.0) is None
    assert axis_top(np.array([-80.0, 20.0, 1e9]), 20.0) == pytest.approx(22.0)
    assert axis_top(np.array([]), 20.0) is None
    assert axis_top(np.array([30.0, 40.0]), 20.0) is None
    assert axis_top(np.array([1.0, 2.0]), None) is None


def test_the_axis_of_a_difference_is_cut_at_what_few_samples_reach() -> None:
    calm = 3.0 * np.sin(np.linspace(0.0, 60.0, 5000))
    spiking = calm.copy()
    spiking[::500] = 1e8  # the last steps before resets
    spiking[7::500] = -40.0
    axis = difference_axis("v: b - a", "mV", spiking)
    assert axis.low is not None
    assert axis.high is not None
    assert -5.0 < axis.low < -3.0
    assert 3.0 < axis.high < 5.0
    assert axis.note == "cut of -40 to 1e+08"
    assert difference_axis("v: b - a", "mV", calm) == Axis("v: b - a", "mV")
    assert difference_axis("v", "", np.array([0.0, 0.0, np.nan, 0.0])) == Axis("v")
