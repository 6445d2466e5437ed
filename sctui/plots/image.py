"""A figure as PNG or SVG, drawn by matplotlib from the data (the extra `figures`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sctui.atomic_write import whole_file
from sctui.failure import Failure
from sctui.plots.canvas import Limits
from sctui.plots.figure import Arrows, Band, Bars, Figure, HeatMap, Line, Panel, Points, Raster, Text
from sctui.plots.image_heat_map import draw_heat_map
from sctui.plots.symbols import SYMBOLS
from sctui.plots.theme import LIGHT, colour

INCHES = (8.0, 5.0)
DOTS_PER_INCH = 150
ARROW = 0.04  # of the axes: the length of the longest arrow
MOST_DECADES = 3  # of a logarithmic axis with numbers between the decades
SLOW = 0.2  # power of the speed in the length of an arrow, so that slow places have arrows too


def write_image(figure: Figure, path: str) -> None:
    """Writes the picture; the suffix of `path` decides between PNG and SVG. Failure without matplotlib."""
    data = page_image([[figure]], "svg" if path.endswith(".svg") else "png")
    with whole_file(Path(path)) as file:
        file.buffer.write(data)


def page_image(rows: Sequence[Sequence[Figure]], kind: str) -> bytes:
    """Figures in rows from top to bottom as one picture, "png" or "svg". Failure without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second, only for pictures
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        raise Failure("pictures need matplotlib: pip install 'sctui[figures]'") from None
    wide, high = max(len(row) for row in rows), len(rows)
    size = (INCHES[0] * (1.0 if wide == 1 else 0.75 * wide), INCHES[1] * (1.0 if high == 1 else 0.75 * high))
    page = Canvas(figsize=size, dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(page)
    if wide == high == 1:
        _draw_figure(page, rows[0][0])
    else:
        for place, row in zip(page.subfigures(high, 1, squeeze=False)[:, 0], rows, strict=True):
            for canvas, figure in zip(place.subfigures(1, len(row), squeeze=False)[0], row, strict=True):
                _draw_figure(canvas, figure)
    data = io.BytesIO()
    page.savefig(data, format=kind)
    return data.getvalue()


def _draw_figure(canvas: Any, figure: Figure) -> None:
    heights = [panel.weight if panel.rows is None else 0.2 * panel.rows for panel in figure.panels]
    axes = canvas.subplots(len(figure.panels), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for one, panel in zip(axes, figure.panels, strict=True):
        _draw(one, panel, figure)
    axes[-1].set_xlabel(figure.x.caption)
    axes[-1].set_xlim(figure.x.low, figure.x.high)
    if figure.title:
        canvas.suptitle(figure.title)


def _draw(axes: Any, panel: Panel, figure: Figure) -> None:
    for log, axis, name in ((figure.x.log, axes.xaxis, "x"), (panel.y.log, axes.yaxis, "y")):
        if log:
            axes.set(**{f"{name}scale": "log"})
            _plain_numbers(axis)
    for mark in panel.marks:
        _MARKS[type(mark)](axes, mark, panel, figure)
    if panel.rows == 1:  # named beside it, as in the terminal
        axes.set_yticks([])
        axes.set_ylabel(panel.y.caption, rotation=0, horizontalalignment="right", verticalalignment="center")
    else:
        axes.set_ylabel(panel.y.caption)
    if not any(isinstance(mark, Bars | Raster) for mark in panel.marks):
        axes.set_ylim(panel.y.low, panel.y.high)
    _, named = axes.get_legend_handles_labels()
    if named and len(panel.marks) > 1:
        axes.legend(loc="best", fontsize="small")


def _plain_numbers(axis: Any) -> None:
    """20 and 50 rather than powers of ten on a logarithmic axis, between the decades where there are few of them."""
    from matplotlib.ticker import FuncFormatter  # half a second, only for pictures

    def between(value: float, place: int) -> str:
        decades = np.ptp(np.log10(axis.get_view_interval()))
        shown = (2, 5) if decades > 1.0 else range(2, 10)
        return (
            f"{value:g}" if decades <= MOST_DECADES and round(value / 10 ** np.floor(np.log10(value))) in shown else ""
        )

    axis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))
    axis.set_minor_formatter(FuncFormatter(between))


def _paint(series: int) -> str:
    return "0.45" if series < 0 else "#{:02x}{:02x}{:02x}".format(*colour(series + LIGHT).rgb)


def _line(axes: Any, mark: Line, panel: Panel, figure: Figure) -> None:
    style = "--" if mark.dashed else "-"
    axes.plot(mark.x, mark.y, style, color=_paint(mark.series), label=mark.name or None, linewidth=1.0)


def _points(axes: Any, mark: Points, panel: Panel, figure: Figure) -> None:
    symbol, paint = SYMBOLS[mark.symbol], _paint(mark.series)
    style = {"marker": symbol.image, "markersize": 7.0} if symbol.image else {"marker": ".", "markersize": 2.0}
    inside = "white" if symbol.hollow else paint
    axes.plot(
        mark.x, mark.y, linestyle="", color=paint, markerfacecolor=inside, label=mark.name or None,
        zorder=3 if symbol.image else 2, **style,
    )  # fmt: skip


def _band(axes: Any, mark: Band, panel: Panel, figure: Figure) -> None:
    axes.fill_between(mark.x, mark.low, mark.high, color=_paint(mark.series), alpha=0.3, label=mark.name or None)


def _raster(axes: Any, mark: Raster, panel: Panel, figure: Figure) -> None:
    rows = np.zeros(len(mark.times)) if mark.rows is None else mark.rows
    axes.vlines(mark.times, rows - 0.4, rows + 0.4, color=_paint(mark.series), label=mark.name or None, linewidth=1.0)
    if not panel.y.log:
        axes.set_ylim(-0.5, mark.n_rows - 0.5)


def _arrows(axes: Any, mark: Arrows, panel: Panel, figure: Figure) -> None:
    """Lengths on the page, of which the speed changes little."""
    limits = Limits(
        *Limits.of_axis(figure.x, panel.marks, "x", 0.0), *Limits.of_axis(panel.y, panel.marks, "y", 0.0),
        figure.x.log, panel.y.log,
    )  # fmt: skip
    u, v = limits.share(mark.dx, mark.x, "x"), limits.share(mark.dy, mark.y, "y")
    with np.errstate(all="ignore"):
        speed = np.hypot(u, v)
        length = (speed / np.nanmax(speed, initial=0.0)) ** SLOW / speed
    shown = np.isfinite(length)
    axes.quiver(
        mark.x[shown], mark.y[shown], (u * length)[shown], (v * length)[shown], color=_paint(mark.series),
        angles="uv", scale_units="width", scale=1.0 / ARROW, width=0.0015, zorder=1,
    )  # fmt: skip


def _heat_map(axes: Any, mark: HeatMap, panel: Panel, figure: Figure) -> None:
    draw_heat_map(axes, mark)


def _bars(axes: Any, mark: Bars, panel: Panel, figure: Figure) -> None:
    at = np.arange(len(mark.values))
    axes.barh(at, mark.values, color=_paint(mark.series))
    axes.set_yticks(at, mark.labels, fontsize="small" if len(at) < 25 else 5)
    axes.set_ylim(max(len(at), 1) - 0.5, -0.5)
    axes.axvline(0.0, color="black", linewidth=0.8)


def _text(axes: Any, mark: Text, panel: Panel, figure: Figure) -> None:
    axes.annotate(mark.text, (mark.x, mark.y), (4, 4), textcoords="offset points", fontsize="small", clip_on=True)


_MARKS: dict[type, Callable[[Any, Any, Panel, Figure], None]] = {
    Line: _line, Points: _points, Band: _band, Raster: _raster, Arrows: _arrows, HeatMap: _heat_map, Bars: _bars,
    Text: _text,
}  # fmt: skip
