"""Which cell shows which value: there and back, and the same cells that the drawing uses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sctui.plots.braille import MARKERS
from sctui.plots.figure import Axis, Bars, Figure, HeatMap, Line, Panel, Raster
from sctui.plots.layout import Layout, layout
from sctui.plots.terminal import Style, render

ENDS = st.tuples(st.floats(-1e12, 1e12), st.floats(1e-6, 1e3)).map(
    lambda pair: (pair[0], pair[0] + pair[1] * max(abs(pair[0]), 1.0))  # numbers can tell the cells apart
)
DECADES = st.tuples(st.floats(-200, 200), st.floats(0.01, 50)).map(
    lambda pair: (10 ** pair[0], 10 ** (pair[0] + pair[1]))
)


@st.composite
def plans(draw: st.DrawFn) -> Layout:
    logs = draw(st.booleans()), draw(st.booleans())
    x, y = (draw(DECADES if log else ENDS) for log in logs)
    line = Line(np.array(x), np.array(y))
    panels = (
        Panel((line,), Axis("v", "mV", *y, log=logs[1])),
        Panel((Raster(np.array(x)),), Axis("spikes"), rows=1),
        Panel((line,), Axis("I", "pA", *y, log=logs[1]), rows=draw(st.integers(2, 5))),
    )
    figure = Figure(panels, Axis("time", "ms", *x, log=logs[0]), draw(st.sampled_from(["", "A title"])))
    style = Style(draw(st.sampled_from(sorted(MARKERS))))
    return layout(figure, draw(st.integers(1, 220)), draw(st.integers(1, 70)), style)


@settings(deadline=None)
@given(plans())
def test_the_middle_of_a_cell_is_in_that_cell(plan: Layout) -> None:
    for column in range(plan.left, plan.left + plan.columns):
        assert plan.column(plan.x(column)) == column
    for number, place in enumerate(plan.panels):
        for row in range(place.top, place.top + place.rows):
            assert plan.panel_at(row) == number
            if place.rows > 1:  # a single row of a log axis may be a single value
                assert plan.row(number, plan.y(number, row)) == row


@settings(deadline=None)
@given(plans(), st.floats(0.0, 1.0))
def test_a_value_is_within_half_a_cell_of_the_middle_of_its_cell(plan: Layout, share: float) -> None:
    limits = plan.limits
    if limits.x_log:
        return
    x = limits.x_low + share * (limits.x_high - limits.x_low)
    column = plan.column(x)
    assert column is not None
    assert abs(plan.x(column) - x) <= 0.51 * (plan.x(column + 1) - plan.x(column)) + 1e-9 * abs(x)


def test_what_is_outside_has_no_cell() -> None:
    line = Line(np.array([0.0, 10.0]), np.array([0.0, 1.0]))
    figure = Figure((Panel((line,), Axis("v", low=0.0, high=1.0)),), Axis("time", low=0.0, high=10.0))
    plan = layout(figure, 60, 20, Style())
    assert plan.column(-1.0) is plan.column(11.0) is plan.column(float("nan")) is None
    assert plan.row(0, 1.5) is plan.row(0, -0.5) is plan.row(0, float("inf")) is None
    assert plan.panel_at(0) is None  # the header
    logged = Figure(figure.panels, Axis("rate", low=1.0, high=10.0, log=True))
    assert layout(logged, 60, 20, Style()).column(0.0) is None


@pytest.mark.parametrize("title", ["", "A title"])
def test_a_value_is_drawn_in_the_cell_that_the_layout_names(title: str) -> None:
    panels = tuple(
        Panel((Line(np.array([x]), np.array([y])),), Axis(name, low=0.0, high=10.0))
        for name, x, y in (("a", 2.0, 9.0), ("b", 7.0, 3.0))
    )
    figure = Figure(panels, Axis("x", low=0.0, high=10.0), title)
    plan, lines = layout(figure, 60, 24, Style()), render(figure, 60, 24)
    for number, (x, y) in enumerate(((2.0, 9.0), (7.0, 3.0))):
        row, column = plan.row(number, y), plan.column(x)
        assert row is not None
        assert column is not None
        assert "\u2801" <= lines[row][column] <= "\u28ff"


def test_colour_bars_and_names_of_bars_take_columns_from_the_data() -> None:
    heat = Figure((Panel((HeatMap(np.eye(4), 0.0, 4.0, 0.0, 4.0, "rate", "Hz"),)),))
    plan = layout(heat, 60, 20, Style())
    assert plan.beside > 0
    assert plan.left + plan.columns + plan.beside == 60
    named = Figure((Panel((Bars(np.ones(2), ("a long name", "b")),)),))
    assert layout(named, 60, 20, Style()).gutter == len("a long name") + 1
