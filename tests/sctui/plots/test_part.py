"""Parts of a figure: cut, zoomed and moved, and never so far that nothing is seen any more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctui.plots.figure import Axis, Bars, Figure, Line, Panel
from sctui.plots.layout import y_limits
from sctui.plots.part import (
    CLOSEST,
    WIDEST,
    as_data,
    kept,
    key_of,
    moved,
    shown_part,
    whole_x,
    whole_y,
    zoomed,
)  # fmt: skip

LINE = Line(np.array([0.0, 100.0]), np.array([-80.0, 40.0]))
FIGURE = Figure(
    (Panel((LINE,), Axis("v", "mV")), Panel((LINE,), Axis("", "pA")), Panel((Bars(np.ones(2), ("a", "b")),))),
    Axis("time", "ms", 0.0, 100.0),
)
ends = st.tuples(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_each_axis_is_cut_by_its_own_part() -> None:
    part = shown_part(FIGURE, (10.0, 20.0), {"v": (-60.0, -50.0), "pA": (0.0, 1.0), "rows": (0.0, 1.0)}, "time")
    assert (part.x.low, part.x.high) == (10.0, 20.0)
    assert [(panel.y.low, panel.y.high) for panel in part.panels] == [(-60.0, -50.0), (0.0, 1.0), (None, None)]
    assert [key_of(panel) for panel in FIGURE.panels] == ["v", "pA", "rows"]


def test_a_part_of_another_axis_is_not_taken() -> None:
    assert shown_part(FIGURE, (10.0, 20.0), {"w": (0.0, 1.0)}, "interval") is FIGURE


@pytest.mark.parametrize("x", [(2.0, 1.0), (1.0, 1.0), (math.nan, 1.0), (-1e308, 1.7e308)])
def test_a_part_that_cannot_be_drawn_is_not_taken(x: tuple[float, float]) -> None:
    assert shown_part(FIGURE, x, {}, "") is FIGURE
    logged = Figure(FIGURE.panels, Axis("rate", log=True))
    assert shown_part(logged, (-1.0, 5.0), {}, "") is logged


@given(ends, st.floats(allow_nan=True), st.floats(allow_nan=True), st.booleans())
def test_whatever_is_wanted_something_is_seen(
    whole: tuple[float, float], low: float, high: float, beyond: bool
) -> None:
    part = kept(whole, (low, high), beyond=beyond)
    if part is None:
        return
    span = whole[1] - whole[0]
    assert part[0] < part[1]
    assert CLOSEST * span * 0.99 <= part[1] - part[0] <= span * (WIDEST if beyond else 1.0) * 1.01
    overlap = min(part[1], whole[1]) - max(part[0], whole[0])
    assert overlap >= (0.49 if beyond else 0.99) * min(part[1] - part[0], span)


def test_zooming_out_as_far_as_in_gives_the_whole_again() -> None:
    whole = (0.0, 100.0)
    part = kept(whole, zoomed(whole, 30.0, 0.5), beyond=False)
    assert part == (15.0, 65.0)
    assert kept(whole, zoomed(part, 30.0, 2.0), beyond=False) is None
    assert kept(whole, moved(part, 0.1), beyond=False) == (20.0, 70.0)
    assert kept(whole, moved(part, 10.0), beyond=False) == (50.0, 100.0)


def test_the_whole_of_an_axis_that_is_cut_is_more_than_it_shows() -> None:
    panel = Panel((LINE,), Axis("v", "mV", high=0.0))
    assert y_limits(panel)[1] == 0.0
    assert whole_y(panel)[1] > 40.0
    assert whole_x(FIGURE) == (0.0, 100.0)


def test_ends_on_a_logarithmic_axis_are_exponents() -> None:
    assert as_data((0.0, 2.0), True) == (1.0, 100.0)
    assert as_data((0.0, 2.0), False) == (0.0, 2.0)
    assert as_data(None, True) is None
    assert as_data((-1e4, 1e4), True) == (1e-307, 1e308)
