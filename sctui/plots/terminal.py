"""A Figure as lines of text: frame, round ticks, labels, and the data in braille, blocks or plain characters."""

from __future__ import annotations

from dataclasses import dataclass

from sctui.plots import theme
from sctui.plots.braille import MARKERS
from sctui.plots.canvas import Canvas, Limits, bar_rows
from sctui.plots.colour_bar import bar_caption, bar_lines, bar_width
from sctui.plots.figure import Axis, Bars, Figure, HeatMap, Line, Panel, Points
from sctui.plots.symbols import character
from sctui.plots.ticks import Tick, log_ticks, ticks

LEAST_WIDTH, LEAST_HEIGHT = 20, 5
MARGIN = 0.04  # of the y range, so that extremes do not touch the frame


@dataclass(frozen=True, slots=True)
class Style:
    """How to draw: the marker (a key of `braille.MARKERS`), the number of colours, and whether the ground is light."""

    marker: str = "braille"
    colours: int = 0
    light: bool = False

    @property
    def frame(self) -> str:
        """Upright, upright with a tick, corner, level with a tick, level."""
        return "|+++-" if self.marker == "ascii" else "│┤└┬─"


def render(figure: Figure, width: int, height: int, style: Style | None = None) -> list[str]:
    """Draw `figure` in at most `width` columns and `height` lines (at least 20 by 5, or more for many panels).

    Colour escapes add no visible width. Lines carry no trailing blanks.
    """
    style = style or Style()
    width, height = max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT)
    x_low, x_high = _x_limits(figure)
    heights = _heights(figure, height)
    limits = [Limits(x_low, x_high, *_y_limits(panel), figure.x.log, panel.y.log) for panel in figure.panels]
    scales = [_y_ticks(panel, limit, rows) for panel, limit, rows in zip(figure.panels, limits, heights, strict=True)]
    gutter = min(max((len(tick.label) for scale in scales for tick in scale), default=0) + 1, width // 3)
    for panel in figure.panels:
        if panel.rows == 1:  # a one-line panel is named in the gutter
            gutter = max(gutter, min(len(panel.y.caption) + 1, width // 3))
    labelled = [label for panel in figure.panels if (bars := _bars(panel)) for label in bars.labels]
    gutter = max(gutter, min(max(map(len, labelled), default=0) + 1, width // 3))
    beside = max(bar_width(panel, rows, width) for panel, rows in zip(figure.panels, heights, strict=True))
    columns = width - gutter - 1 - beside

    lines = [figure.title[:width]] if figure.title else []
    for panel, limit, scale, rows in zip(figure.panels, limits, scales, heights, strict=True):
        if panel.rows != 1:
            lines.append(_header(panel, gutter, columns + beside, style))
        canvas = Canvas(columns, rows, limit, style)
        for mark in panel.marks:
            canvas.draw(mark)
        if len({mark.series for mark in panel.marks if isinstance(mark, Line | Points) and _is_lettered(mark)}) > 1:
            canvas.letter_lines()
        drawn = [text + bar for text, bar in zip(canvas.lines(), bar_lines(panel, rows, beside, style), strict=True)]
        lines += _beside(scale, panel, limit, rows, gutter, drawn, style)
    lines += _x_axis(figure.x, Limits(x_low, x_high, 0.0, 1.0), gutter, columns, style)
    return [line.rstrip() for line in lines]


def _x_limits(figure: Figure) -> tuple[float, float]:
    return Limits.of_axis(figure.x, [mark for panel in figure.panels for mark in panel.marks], "x", margin=0.0)


def _y_limits(panel: Panel) -> tuple[float, float]:
    filled = any(isinstance(mark, HeatMap | Bars) for mark in panel.marks)  # from edge to edge
    return Limits.of_axis(panel.y, list(panel.marks), "y", margin=0.0 if filled else MARGIN)


def _bars(panel: Panel) -> Bars | None:
    return next((mark for mark in panel.marks if isinstance(mark, Bars)), None)


def _is_lettered(mark: Line | Points) -> bool:
    """Whether letters tell it from others; points with a symbol of their own need none."""
    return isinstance(mark, Line) or mark.symbol == "dot"


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
    if panel.rows == 1 or _bars(panel) is not None:
        return []
    most = rows // 3 + 2
    return (log_ticks if panel.y.log else ticks)(limits.y_low, limits.y_high, most)


def _header(panel: Panel, gutter: int, columns: int, style: Style) -> str:
    """The y axis' caption, a legend if several lines need telling apart, what colours mean; without room `...`."""
    caption = bar_caption(panel, style)
    room = columns - len(caption) - 2 if caption else columns
    text = panel.y.caption[: max(room, 0)]
    used = len(text)
    entries = _legend(panel, style)
    for series, entry in entries if len(entries) > 1 else ():
        gap = "  " if used else ""
        if used + len(gap) + len(entry) > room - 4:
            text += " ..."[: max(room - used, 0)]
            used = min(used + 4, max(room, used))
            break
        begin = theme.escape(series + theme.LIGHT * (style.light and series >= 0), style.colours)
        text += f"{gap}{begin}{entry}{theme.RESET if begin else ''}"
        used += len(gap) + len(entry)
    bars = _bars(panel)
    if caption:
        text += " " * max(columns - used - len(caption), 1 if used else 0) + caption[: max(columns - used - 1, 0)]
    elif bars is not None and bars.name:
        text += f"{'  ' if used else ''}{bars.name}"[: columns - used]
    return " " * (gutter + 1) + text


def _legend(panel: Panel, style: Style) -> list[tuple[int, str]]:
    """An entry for each named line and cloud of points: its series, and its letter or symbol before the name."""
    found: dict[tuple[int, str], str] = {}
    for mark in panel.marks:
        if isinstance(mark, Line | Points) and mark.name:
            plain = style.marker == "ascii"
            symbol = "dot" if isinstance(mark, Line) else mark.symbol
            sign = theme.letter(mark.series) if symbol == "dot" else character(symbol, plain)
            found[mark.series, sign] = mark.name
    return [(series, f"{sign} {name}") for (series, sign), name in found.items()]


def _beside(
    scale: list[Tick], panel: Panel, limits: Limits, rows: int, gutter: int, drawn: list[str], style: Style
) -> list[str]:
    """The panel's rows with tick labels and the left edge of the frame before them."""
    by_row: dict[int, str] = {}
    for tick in scale:
        row = limits.row_of(tick.value, rows, MARKERS[style.marker])
        if 0 <= row < rows:
            by_row[row] = tick.label
    if panel.rows == 1:
        by_row = {0: panel.y.caption}
    bars = _bars(panel)
    if bars is not None:
        count = min(len(bars.labels), rows)
        places = [bar_rows(number, count, rows) for number in range(count)]
        by_row = {place[(len(place) - 1) // 2]: label for place, label in zip(places, bars.labels, strict=False)}
    upright, ticked = style.frame[0], style.frame[1]
    lines = []
    for row, text in enumerate(drawn):
        label = by_row.get(row, "")[: gutter - 1]
        edge = ticked if row in by_row and panel.rows != 1 else upright
        lines.append(f"{label:>{gutter - 1}} {edge}{text}" if gutter > 0 else edge + text)
    return lines


def _x_axis(axis: Axis, limits: Limits, gutter: int, columns: int, style: Style) -> list[str]:
    """The bottom of the frame, the tick labels under it, and the caption in the middle."""
    corner, level, ticked = style.frame[2], style.frame[4], style.frame[3]
    scale = (log_ticks if axis.log else ticks)(limits.x_low, limits.x_high, max(2, columns // 10))
    edge = [level] * columns
    below = [" "] * (gutter + 1 + columns)
    used = 0
    for tick in scale:
        at = limits.column_of(tick.value, columns, MARKERS[style.marker])
        if not 0 <= at < columns:
            continue
        edge[at] = ticked
        start = min(max(gutter + 1 + at - (len(tick.label) - 1) // 2, 0), len(below) - len(tick.label))
        if start >= used:
            below[start : start + len(tick.label)] = tick.label
            used = start + len(tick.label) + 1
    lines = [" " * gutter + corner + "".join(edge), "".join(below)]
    if axis.caption:
        lines.append(" " * (gutter + 1) + f"{axis.caption:^{columns}}"[:columns])
    return lines
