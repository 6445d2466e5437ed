"""What is laid over the picture of a plot: the crosshair, the dot on a curve, the frame of a zoom."""

from __future__ import annotations

from collections.abc import Mapping

from textual.geometry import Region

from sctui.plots.figure import Figure, Line
from sctui.plots.layout import Layout
from sctui.plots.part import key_of
from sctui.plots.readout import cursor_axis, nearest
from sctui.widgets.crosshair import Paint, crossing, dot

UPRIGHT, LEVEL, DOT = "│", "─", "●"
PLAIN = {UPRIGHT: "|", LEVEL: "-", DOT: "@"}


def strokes(
    figure: Figure, plan: Layout, places: Mapping[str, float], box: Region | None, plain: bool
) -> list[tuple[Region, Paint]]:
    """Regions of cells and how each is painted; `places` says by the labels of axes where the crosshair is."""
    found: list[tuple[Region, Paint]] = []
    upright, level, mark = (PLAIN[glyph] if plain else glyph for glyph in (UPRIGHT, LEVEL, DOT))
    if cursor_axis(figure).label in places:
        at = places[cursor_axis(figure).label]
        if figure.along is not None:
            found = [(Region(*cell, 1, 1), dot(mark)) for cell in _dots(figure, plan, at)]
        else:
            found = _lines(figure, plan, at, places, crossing(upright), crossing(level))
    if box is not None:
        right, bottom = box.right - 1, box.bottom - 1
        for side in (Region(box.x, box.y, box.width, 1), Region(box.x, bottom, box.width, 1)):
            found.append((side, crossing(level)))
        for side in (Region(box.x, box.y, 1, box.height), Region(right, box.y, 1, box.height)):
            found.append((side, crossing(upright)))
    return found


def _lines(
    figure: Figure, plan: Layout, x: float, places: Mapping[str, float], upright: Paint, level: Paint
) -> list[tuple[Region, Paint]]:
    found = []
    for number, (panel, place) in enumerate(zip(figure.panels, plan.panels, strict=True)):
        key = key_of(panel)
        row = plan.row(number, places[key]) if key in places and panel.rows != 1 else None
        if row is not None:
            found.append((Region(plan.left, row, plan.columns, 1), level))
        column = plan.column(x)
        if column is not None:
            found.append((Region(column, place.top, 1, place.rows), upright))
    return found


def _dots(figure: Figure, plan: Layout, at: float) -> list[tuple[int, int]]:
    """The cells in which curves are where their parameter is `at`."""
    cells = []
    for number, panel in enumerate(figure.panels):
        for mark in panel.marks:
            if isinstance(mark, Line) and mark.at is not None and len(mark.at):
                k = nearest(mark.at, at)
                column, row = plan.column(float(mark.x[k])), plan.row(number, float(mark.y[k]))
                if column is not None and row is not None:
                    cells.append((column, row))
    return cells
