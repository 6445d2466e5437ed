"""A Figure as lines of text: frame, round ticks, labels, and the data in braille, blocks or plain characters."""

from __future__ import annotations

from dataclasses import dataclass

from sctui.plots import theme
from sctui.plots.braille import MARKERS
from sctui.plots.canvas import Canvas, Limits, bar_rows
from sctui.plots.colour_bar import bar_caption, bar_lines
from sctui.plots.figure import Axis, Figure, HeatMap, Line, Panel, Points
from sctui.plots.layout import Layout, Place, bars_of, layout
from sctui.plots.symbols import character
from sctui.plots.ticks import log_ticks, ticks


@dataclass(frozen=True, slots=True)
class Style:
    """How to draw: the marker (a key of `braille.MARKERS`), the number of colours, and whether the ground is light."""

    marker: str = "braille"
    colours: int = 0
    light: bool = False

    def caption(self, item: Axis | HeatMap) -> str:
        """What an axis or a map says of itself, in ASCII where it is drawn so."""
        return item.heading if self.marker == "ascii" else item.caption

    @property
    def frame(self) -> str:
        """Upright, upright with a tick, corner, level with a tick, level."""
        return "|+++-" if self.marker == "ascii" else "│┤└┬─"


def render(figure: Figure, width: int, height: int, style: Style | None = None) -> list[str]:
    """Draw `figure` in at most `width` columns and `height` lines (at least 20 by 5, or more for many panels).

    Colour escapes add no visible width. Lines carry no trailing blanks.
    """
    style = style or Style()
    return draw(figure, layout(figure, width, height, style), style)


def draw(figure: Figure, plan: Layout, style: Style) -> list[str]:
    """`render` where the layout is known."""
    gutter, columns, beside = plan.gutter, plan.columns, plan.beside
    lines = [figure.title[: plan.left + columns + beside]] if figure.title else []
    for panel, place in zip(figure.panels, plan.panels, strict=True):
        if panel.rows != 1:
            lines.append(_header(panel, gutter, columns + beside, style))
        canvas = Canvas(columns, place.rows, place.limits, style)
        for mark in panel.marks:
            canvas.draw(mark)
        if len({mark.series for mark in panel.marks if isinstance(mark, Line | Points) and _is_lettered(mark)}) > 1:
            canvas.letter_lines()
        bar = bar_lines(panel, place.rows, beside, style)
        drawn = [text + swatch for text, swatch in zip(canvas.lines(), bar, strict=True)]
        lines += _beside(panel, place, gutter, drawn, style)
    lines += _x_axis(figure.x, plan.limits, gutter, columns, style)
    return [line.rstrip() for line in lines]


def _is_lettered(mark: Line | Points) -> bool:
    """Whether letters tell it from others; points with a symbol of their own, and lines of no series, need none."""
    return mark.series >= 0 and (isinstance(mark, Line) or mark.symbol == "dot")


def _header(panel: Panel, gutter: int, columns: int, style: Style) -> str:
    """The y axis' caption, a legend if several lines need telling apart, what colours mean; without room `...`."""
    caption = bar_caption(panel, style)
    room = columns - len(caption) - 2 if caption else columns
    text = shortened(style.caption(panel.y), max(room, 0), style)
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
    bars = bars_of(panel)
    if caption:
        text += " " * max(columns - used - len(caption), 1 if used else 0) + caption[: max(columns - used - 1, 0)]
    elif bars is not None and bars.name:
        text += f"{'  ' if used else ''}{bars.name}"[: columns - used]
    return " " * (gutter + 1) + text


def shortened(text: str, room: int, style: Style) -> str:
    """A text that fits; one that is cut ends with an ellipsis."""
    if len(text) <= room:
        return text
    dots = "..." if style.marker == "ascii" else "…"
    return text[: room - len(dots)] + dots if room > len(dots) else text[:room]


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


def _beside(panel: Panel, place: Place, gutter: int, drawn: list[str], style: Style) -> list[str]:
    """The panel's rows with tick labels and the left edge of the frame before them."""
    by_row: dict[int, str] = {}
    rows = place.rows
    for tick in place.scale:
        row = place.limits.row_of(tick.value, rows, MARKERS[style.marker])
        if 0 <= row < rows:
            by_row[row] = tick.label
    if panel.rows == 1:
        by_row = {0: style.caption(panel.y)}
    bars = bars_of(panel)
    if bars is not None:
        count = min(len(bars.labels), rows)
        taken = [bar_rows(number, count, rows) for number in range(count)]
        by_row = {its[(len(its) - 1) // 2]: label for its, label in zip(taken, bars.labels, strict=False)}
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
    caption = style.caption(axis)
    if caption:
        caption = caption if len(caption) <= columns else caption[: columns - 1] + "…"
        lines.append(" " * (gutter + 1) + f"{caption:^{columns}}")
    return lines
