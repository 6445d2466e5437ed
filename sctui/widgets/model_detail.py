"""What the list of models says of the one at its cursor: title, pattern, sizes, presets, and where it is from."""

from __future__ import annotations

import textwrap

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from sctui.console import printable
from sctui.widgets.model_row_text import cut
from sctui.widgets.model_rows import Row
from sctui.widgets.pattern_badges import badge_of
from sctui.widgets.sparkline import sparkline

BOLD, DIM, PLAIN = Style(bold=True), Style(dim=True), Style()
PICTURE = 16  # columns of the sparkline, two rows of it
Line = list[Segment]


def detail(row: Row | None, width: int, height: int) -> list[Line]:
    """The lines; what has no room ends with an ellipsis. The reference takes the lines that the rest leaves."""
    if row is None or width < 8:
        return []
    if row.is_category:
        return [[Segment(cut(row.text, width), BOLD)], [Segment(_counted(row.members, "model"))]]
    if row.model is None:
        return [[Segment(one, BOLD)] for one in _wrapped(printable(row.text), width, 2)] + [
            [Segment(one, DIM)] for one in _wrapped(printable(row.path), width, max(height - 2, 1))
        ]
    model = row.model
    lines: list[Line] = [[Segment(one, BOLD)] for one in _wrapped(model.title, width, 2)]
    lines += _picture(row, width)
    sizes = [_counted(model.states, "state"), _counted(model.parameters, "parameter")]
    lines += [[Segment(one)] for one in _wrapped(", ".join(sizes), width, 2)]
    if model.presets:
        lines += [[Segment(one)] for one in _wrapped("presets: " + ", ".join(model.presets), width, 2)]
    dois = [one.strip() for one in model.doi.split(";") if one.strip()]
    doi = _folded(f"doi {dois[0]}" + (" …" if len(dois) > 1 else ""), width) if dois else []
    lines += [[Segment(one, DIM)] for one in _wrapped(model.reference, width, height - len(lines) - len(doi))]
    return lines + [[Segment(one)] for one in doi]


def _picture(row: Row, width: int) -> list[Line]:
    """The sparkline in two rows, the pattern beside it."""
    if row.model is None:
        return []
    badge = badge_of(row.model.pattern)
    columns = min(PICTURE, width)
    words = _wrapped(f"{badge.letter} {badge.title}", width - columns - 1, 2)
    upper, lower = sparkline(row.model.sparkline, columns, 2)
    said = [[Segment(" "), Segment(one, badge.style)] for one in words] + [[], []]
    return [[Segment(upper), *said[0]], [Segment(lower), *said[1]]]


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _folded(text: str, width: int) -> list[str]:
    """A text without places to break at, in at most two lines."""
    return [text[:width], cut(text[width:], width)] if len(text) > width else [text]


def _wrapped(text: str, width: int, most: int) -> list[str]:
    if most < 1 or width < 4 or not text:
        return []
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …", break_on_hyphens=False)


class ModelDetail(Widget):
    """Some lines about a row."""

    DEFAULT_CSS = """
    ModelDetail { height: 13; width: 1fr; padding: 0 1; border-top: solid $foreground 30%; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row: Row | None = None
        self._made: tuple[object, ...] = ()
        self._lines: list[Line] = []

    def show(self, row: Row | None) -> None:
        """Say what another row is."""
        if row != self._row:
            self._row = row
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line."""
        width, height = self.size
        if self._made != (self._row, width, height):
            self._made = (self._row, width, height)
            self._lines = detail(self._row, width, height)
        line = self._lines[y] if y < len(self._lines) else []
        return Strip(line).adjust_cell_length(width).apply_style(self.rich_style)
