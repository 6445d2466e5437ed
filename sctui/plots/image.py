"""A figure as PNG or SVG, drawn by matplotlib from the data (the extra `figures`)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from sctui.atomic_write import whole_file
from sctui.failure import Failure
from sctui.plots.figure import Band, Figure, Line, Panel, Raster, Text
from sctui.plots.theme import colour

INCHES = (8.0, 5.0)
DOTS_PER_INCH = 150


def write_image(figure: Figure, path: str) -> None:
    """Writes the picture; the suffix of `path` decides between PNG and SVG. Failure without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second, only for pictures
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        raise Failure("pictures need matplotlib: pip install 'sctui[figures]'") from None
    kind = "svg" if path.endswith(".svg") else "png"
    canvas = Canvas(figsize=INCHES, dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(canvas)
    heights = [panel.weight if panel.rows is None else 0.2 * panel.rows for panel in figure.panels]
    axes = canvas.subplots(len(figure.panels), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for one, panel in zip(axes, figure.panels, strict=True):
        _draw(one, panel)
    axes[-1].set_xlabel(figure.x.caption)
    axes[-1].set_xlim(figure.x.low, figure.x.high)
    if figure.x.log:
        axes[-1].set_xscale("log")
    data = io.BytesIO()
    canvas.savefig(data, format=kind)
    with whole_file(Path(path)) as file:
        file.buffer.write(data.getvalue())


def _draw(axes: Any, panel: Panel) -> None:
    named = False
    for mark in panel.marks:
        if isinstance(mark, Text):
            axes.text(mark.x, mark.y, mark.text)
            continue
        paint = "#{:02x}{:02x}{:02x}".format(*colour(mark.series).rgb)
        named = named or bool(mark.name)
        if isinstance(mark, Line):
            axes.plot(mark.x, mark.y, color=paint, label=mark.name or None, linewidth=1.0)
        elif isinstance(mark, Band):
            axes.fill_between(mark.x, mark.low, mark.high, color=paint, alpha=0.3, label=mark.name or None)
        elif isinstance(mark, Raster):
            rows = 0.5 if mark.rows is None else mark.rows
            axes.plot(mark.times, rows + 0.0 * mark.times, "|", color=paint, label=mark.name or None)
    axes.set_ylabel(panel.y.caption)
    axes.set_ylim(panel.y.low, panel.y.high)
    if panel.y.log:
        axes.set_yscale("log")
    if named and len(panel.marks) > 1:
        axes.legend(loc="best", fontsize="small")
