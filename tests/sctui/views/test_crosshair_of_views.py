"""The crosshair in every view: it can be shown, goes from end to end, and always has something to say in one line."""

from __future__ import annotations

import math

import pytest

from kernels.errors import KernelsError
from sctui.plots.layout import layout
from sctui.plots.part import as_data, kept, key_of, shown_part, whole_x, whole_y, zoomed
from sctui.plots.readout import cursor_axis, readout, start_places, stepped
from sctui.plots.terminal import Style, draw
from sctui.views.table import View
from tests.sctui.views.test_views import DRAWN, drawn, session_with

SIZES = ((20, 5), (60, 15), (120, 40))


@pytest.mark.parametrize("view", DRAWN, ids=lambda view: view.name)
def test_the_crosshair_goes_through_every_view(view: View) -> None:
    try:
        rows, _ = drawn(view, session_with("lif"))
    except KernelsError:
        pytest.skip("the model has no such view")
    for figure in [figure for row in rows for figure in row]:
        said = set()
        for width, height in SIZES:
            plan = layout(figure, width, height, Style())
            places = {label: at for label, at in start_places(figure, plan).items() if at is not None}
            label = cursor_axis(figure).label
            for by in (1, 1, 10, -10, *[-10] * 20, *[10] * 30):
                places[label] = stepped(figure, plan, places[label], by)
                assert math.isfinite(places[label])
                said.add(readout(figure, plan, places))
        assert not any("\n" in line for line in said)
        assert len(said - {""}) > 0


@pytest.mark.parametrize("view", DRAWN, ids=lambda view: view.name)
def test_every_view_can_be_zoomed_and_is_drawn_then(view: View) -> None:
    try:
        rows, _ = drawn(view, session_with("lif"))
    except KernelsError:
        pytest.skip("the model has no such view")
    for figure in [figure for row in rows for figure in row]:
        low, high = whole_x(figure)
        x = as_data(kept((low, high), zoomed((low, high), low + 0.3 * (high - low), 0.1), beyond=False), figure.x.log)
        assert x is not None
        y = {}
        for panel in figure.panels:
            ends = whole_y(panel)
            part = as_data(kept(ends, zoomed(ends, ends[0], 0.5), beyond=True), panel.y.log)
            assert part is not None
            y[key_of(panel)] = part
        part_of_it = shown_part(figure, x, y, figure.x.label)
        for width, height in SIZES:
            plan = layout(part_of_it, width, height, Style())
            assert len(draw(part_of_it, plan, Style())) >= plan.panels[-1].top + plan.panels[-1].rows
            assert plan.x(plan.left) < plan.x(plan.left + plan.columns - 1)
