"""Which cell shows which value: the gutter, the columns and the panels of a figure drawn in a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sctui.plots.braille import MARKERS, Marker
from sctui.plots.canvas import Limits, on_axis
from sctui.plots.colour_bar import bar_width
from sctui.plots.figure import Bars, Figure, HeatMap, Panel
from sctui.plots.ticks import Tick, log_ticks, ticks

if TYPE_CHECKING:
    from sctui.plots.terminal import Style

LEAST_WIDTH, LEAST_HEIGHT = 20, 5
MARGIN = 0.04  # of the y range, so that extremes do not touch the frame


@dataclass(frozen=True, slots=True)
class Place:
    """Where one panel is: the first of its `rows` text rows, under its header, its limits and the ticks beside it."""

    top: int
    rows: int
    limits: Limits
    scale: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The cells of a figure. Columns `left` to `left + columns - 1` hold data, after them `beside` for colour bars.

    Values are data, not exponents, on logarithmic axes too. A cell stands for the value in its middle, so that
    `column(x(c)) == c`; columns and rows are those of the text that `terminal.render` gives.
    """

    gutter: int
    columns: int
    beside: int
    limits: Limits  # of the x axis
    panels: tuple[Place, ...]
    marker: Marker

    @property
    def left(self) -> int:
        """The first column of data."""
        return self.gutter + 1

    def panel_at(self, row: int) -> int | None:
        """The panel that has this row, None between panels."""
        return next((k for k, place in enumerate(self.panels) if place.top <= row < place.top + place.rows), None)

    def has_column(self, column: int) -> bool:
        """Whether the column holds data."""
        return 0 <= column - self.left < self.columns

    def x(self, column: int) -> float:
        """The x value in the middle of a column, also outside of the frame."""
        limits = self.limits
        return _value(column - self.left, self.columns, self.marker.wide, limits.x_low, limits.x_high, limits.x_log)

    def y(self, panel: int, row: int) -> float:
        """The y value in the middle of a row of a panel, also outside of it."""
        place = self.panels[panel]
        limits = place.limits
        return _value(row - place.top, place.rows, self.marker.tall, limits.y_high, limits.y_low, limits.y_log)

    def column(self, x: float) -> int | None:
        """The column that shows an x value, None where none does."""
        at = _placed(x, self.limits.x_log)
        column = -1 if at is None else self.limits.column_of(at, self.columns, self.marker)
        return self.left + column if 0 <= column < self.columns else None

    def row(self, panel: int, y: float) -> int | None:
        """The row in which a panel shows a y value, None where it does not."""
        place = self.panels[panel]
        at = _placed(y, place.limits.y_log)
        row = -1 if at is None else place.limits.row_of(at, place.rows, self.marker)
        return place.top + row if 0 <= row < place.rows else None

    def share(self, x: float) -> float:
        """Where an x value is, as a share of the axis; below 0 and above 1 outside, 0.5 for what has no place on it."""
        at = _placed(x, self.limits.x_log)
        return 0.5 if at is None else (at - self.limits.x_low) / (self.limits.x_high - self.limits.x_low)

    def share_of_columns(self, count: float) -> float:
        """How much of the x axis so many columns are."""
        return count * self.marker.wide / max(self.columns * self.marker.wide - 1, 1)

    def share_of_rows(self, panel: int, count: float) -> float:
        """How much of a panel's y axis so many rows are."""
        return count * self.marker.tall / max(self.panels[panel].rows * self.marker.tall - 1, 1)

    @property
    def column_width(self) -> float:
        """How much of the x axis a column is; on a logarithmic one as an exponent of ten."""
        return (self.limits.x_high - self.limits.x_low) / max(self.columns, 1)


def layout(figure: Figure, width: int, height: int, style: Style) -> Layout:
    """Where everything of `figure` goes in `width` columns and `height` lines (at least 20 by 5)."""
    width, height = max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT)
    x_low, x_high = x_limits(figure)
    heights = _heights(figure, height)
    limits = [Limits(x_low, x_high, *y_limits(panel), figure.x.log, panel.y.log) for panel in figure.panels]
    scales = [_y_ticks(panel, limit, rows) for panel, limit, rows in zip(figure.panels, limits, heights, strict=True)]
    gutter = min(max((len(tick.label) for scale in scales for tick in scale), default=0) + 1, width // 3)
    for panel in figure.panels:
        if panel.rows == 1:  # a one-line panel is named in the gutter
            gutter = max(gutter, min(len(style.caption(panel.y)) + 1, width // 3))
    labelled = [label for panel in figure.panels if (bars := bars_of(panel)) for label in bars.labels]
    gutter = max(gutter, min(max(map(len, labelled), default=0) + 1, width // 3))
    beside = max(bar_width(panel, rows, width) for panel, rows in zip(figure.panels, heights, strict=True))
    places, top = [], int(bool(figure.title))
    for panel, limit, scale, rows in zip(figure.panels, limits, scales, heights, strict=True):
        top += panel.rows != 1  # its header
        places.append(Place(top, rows, limit, tuple(scale)))
        top += rows
    axis = Limits(x_low, x_high, 0.0, 1.0, figure.x.log)
    return Layout(gutter, width - gutter - 1 - beside, beside, axis, tuple(places), MARKERS[style.marker])


def x_limits(figure: Figure) -> tuple[float, float]:
    """Both ends of the x axis; on a logarithmic one exponents of ten."""
    return Limits.of_axis(figure.x, [mark for panel in figure.panels for mark in panel.marks], "x", margin=0.0)


def y_limits(panel: Panel) -> tuple[float, float]:
    """Both ends of a panel's y axis; on a logarithmic one exponents of ten."""
    filled = any(isinstance(mark, HeatMap | Bars) for mark in panel.marks)  # from edge to edge
    return Limits.of_axis(panel.y, list(panel.marks), "y", margin=0.0 if filled else MARGIN)


def bars_of(panel: Panel) -> Bars | None:
    """The panel's bars, where it has some."""
    return next((mark for mark in panel.marks if isinstance(mark, Bars)), None)


def _placed(value: float, log: bool) -> float | None:
    """A value where the axis has it; None where it has no place there."""
    placed = float(on_axis(np.array([value]), log)[0])
    return placed if np.isfinite(placed) else None


def _value(cell: int, cells: int, dots: int, first: float, last: float, log: bool) -> float:
    """The value in the middle of a cell, where `first` and `last` are the centres of the outermost dots."""
    share = (cell * dots + (dots - 1) / 2) / max(cells * dots - 1, 1)
    value = first * (1.0 - share) + last * share
    if not log:
        return value
    with np.errstate(over="ignore"):
        return float(np.float64(10.0) ** value)


def _heights(figure: Figure, height: int) -> list[int]:
    """Rows of each panel: fixed ones first, the others share the rest, at least 2 each."""
    taken = 2 + bool(figure.x.caption) + bool(figure.title)
    taken += sum((panel.rows or 0) + (panel.rows != 1) for panel in figure.panels)
    shared = max(0, height - taken)
    total = sum(panel.weight for panel in figure.panels if panel.rows is None) or 1.0
    rows = [panel.rows or max(2, int(shared * panel.weight / total)) for panel in figure.panels]
    spare = shared - sum(size for size, panel in zip(rows, figure.panels, strict=True) if panel.rows is None)
    for k, panel in enumerate(figure.panels):
        if panel.rows is None and spare > 0:
            rows[k] += spare
            break
    return rows


def _y_ticks(panel: Panel, limits: Limits, rows: int) -> list[Tick]:
    if panel.rows == 1 or bars_of(panel) is not None:
        return []
    most = rows // 3 + 2
    return (log_ticks if panel.y.log else ticks)(limits.y_low, limits.y_high, most)
