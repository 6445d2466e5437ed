"""The numbers of figures as CSV: what is drawn, as columns side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np

from sctui.plots.figure import Arrows, Axis, Band, Bars, Figure, HeatMap, Line, Panel, Points, Raster, Text

Values = Sequence[Any] | np.ndarray


class Column(NamedTuple):
    """A heading and the values under it."""

    heading: str
    values: Values


def figures_csv(rows: Iterable[Iterable[Figure]]) -> str:
    """Every mark of the figures as columns; shorter ones end in empty cells. NaN is an empty cell.

    Lines and points have their x and y, heat maps a row for every cell, bars their labels. An x column stands once
    where those after it are the same.
    """
    columns: list[Column] = []
    for row in rows:
        for figure in row:
            columns += _of_figure(figure)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_distinct([column.heading for column in columns]))
    writer.writerows(zip_longest(*(map(_cell, column.values) for column in columns), fillvalue=""))
    return out.getvalue()


def _of_figure(figure: Figure) -> list[Column]:
    columns: list[Column] = []
    last: np.ndarray | None = None
    for panel in figure.panels:
        for mark in panel.marks:
            found = _COLUMNS[type(mark)](mark, panel, figure)
            x = getattr(mark, "x", None)
            if isinstance(x, np.ndarray):
                if last is not None and np.array_equal(last, x):
                    found = found[1:]
                last = x
            columns += found
    return columns


def _cell(value: Any) -> Any:
    if isinstance(value, (float, np.floating)):
        return repr(float(value)) if value == value else ""
    return value.item() if isinstance(value, np.generic) else value


def _distinct(headings: list[str]) -> list[str]:
    """The same heading again gets a number."""
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 else f"{heading} {seen[heading]}")
    return found


def _named(name: str, axis: Axis) -> str:
    """`v (mV)`: the mark's own name with the unit of the axis, or the axis' heading."""
    if not name:
        return axis.heading or "y"
    return f"{name} ({axis.unit})" if axis.unit else name


def _x(figure: Figure, values: Values) -> Column:
    return Column(figure.x.heading or "x", values)


def _curve(mark: Line | Points, panel: Panel, figure: Figure) -> list[Column]:
    return [_x(figure, mark.x), Column(_named(mark.name, panel.y), mark.y)]


def _band(mark: Band, panel: Panel, figure: Figure) -> list[Column]:
    name = _named(mark.name, panel.y)
    return [_x(figure, mark.x), Column(f"{name} low", mark.low), Column(f"{name} high", mark.high)]


def _raster(mark: Raster, panel: Panel, figure: Figure) -> list[Column]:
    name = _named(mark.name, panel.y)
    times = [Column(f"{name} {figure.x.heading}".strip(), mark.times)]
    return times if mark.rows is None else [*times, Column(f"{name} number", mark.rows)]


def _arrows(mark: Arrows, panel: Panel, figure: Figure) -> list[Column]:
    x, y = figure.x.heading or "x", panel.y.heading or "y"
    return [
        Column(x, mark.x), Column(y, mark.y), Column(f"change of {x}", mark.dx), Column(f"change of {y}", mark.dy),
    ]  # fmt: skip


def _heat_map(mark: HeatMap, panel: Panel, figure: Figure) -> list[Column]:
    z = np.asarray(mark.z)
    high, wide = z.shape
    across, up = _centres(mark.x_low, mark.x_high, wide), _centres(mark.y_low, mark.y_high, high)
    values: Values = z.ravel()
    if mark.labels:
        known = dict(enumerate(mark.labels))
        values = [known.get(int(value), "") if value == value else "" for value in z.ravel().tolist()]
    name = mark.heading or "value"
    y = panel.y.heading or "y"
    return [_x(figure, np.tile(across, high)), Column(y, np.repeat(up, wide)), Column(name, values)]


def _centres(low: float, high: float, count: int) -> np.ndarray:
    """The middles of so many equal cells, without the rounding errors that are far below their width."""
    span = high - low
    middles: np.ndarray = low + (np.arange(count) + 0.5) * (span / max(count, 1))
    return np.round(middles / span, 12) * span if span else middles


def _bars(mark: Bars, panel: Panel, figure: Figure) -> list[Column]:
    value = mark.name or figure.x.heading or "value"
    return [Column(panel.y.heading or "name", mark.labels), Column(value, mark.values)]


def _text(mark: Text, panel: Panel, figure: Figure) -> list[Column]:
    return [_x(figure, [mark.x]), Column(panel.y.heading or "y", [mark.y]), Column("label", [mark.text])]


_COLUMNS: dict[type, Callable[[Any, Panel, Figure], list[Column]]] = {
    Line: _curve, Points: _curve, Band: _band, Raster: _raster, Arrows: _arrows, HeatMap: _heat_map, Bars: _bars,
    Text: _text,
}  # fmt: skip
