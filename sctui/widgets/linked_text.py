"""One of several texts in which the places that belong together are marked: lines, a cursor, and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sctui.studio.actions import bindings
from sctui.studio.messages import Announce

Columns = tuple[int, int]  # of a line, end exclusive
WHOLE: Columns = (0, 1 << 30)

GUTTER = 2  # columns at the left: the mark of the line
LONGEST = 2_000  # characters of a line that are shown
AT, MARKED, BESIDES = "▶ ", "▌ ", "  "
MARK, CURSOR, COMMENT = Style(bold=True, underline=True), Style(reverse=True), Style(dim=True)
PLAIN = Style(underline=False)


class LinkedText(ScrollView, can_focus=True):
    """The lines of a text. The cursor stands on a line, or where `columns` on a character of one.

    A mark is a sign at the left of the line, and bold underlined letters: no colour says it alone.
    """

    DEFAULT_CSS = """
    LinkedText { height: 1fr; scrollbar-size-horizontal: 0; scrollbar-size-vertical: 1; }
    LinkedText > .linked--mark { color: $accent; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"linked--mark"}
    BINDINGS: ClassVar[list[BindingType]] = bindings("linked")

    class Moved(Message):
        """The cursor is elsewhere."""

        def __init__(self, text: LinkedText) -> None:
            super().__init__()
            self.linked = text

    def __init__(self, comment: str, *, columns: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[str] = []
        self.at = (0, 0)
        self._columns, self._comment = columns, comment
        self._marks: Mapping[int, Sequence[Columns]] = {}
        self._stops: Mapping[int, Sequence[int]] = {}
        self._shows_cursor = False

    def show(
        self, lines: Sequence[str], at: tuple[int, int] = (0, 0), stops: Mapping[int, Sequence[int]] | None = None
    ) -> None:
        """Another text, with the cursor `at` a place. `stops`: columns, by line, where the cursor halts on its way."""
        self._stops = stops or {}
        self.lines = [line.replace("\t", " ")[:LONGEST] for line in lines]  # a column stays a column
        self._marks = {}
        self.at = self._within(*at)
        self.virtual_size = Size(max(map(len, self.lines), default=0) + GUTTER, len(self.lines))
        self.refresh()

    def mark(self, marks: Mapping[int, Sequence[Columns]], *, cursor: bool) -> None:
        """Other marks, by line; the first is brought into sight where the cursor is in another text."""
        self._marks, self._shows_cursor = dict(marks), cursor
        if not cursor:
            self.see_marks()
        self.refresh()

    @property
    def marked(self) -> list[int]:
        """The lines with marks."""
        return sorted(self._marks)

    def _within(self, row: int, column: int) -> tuple[int, int]:
        row = min(max(row, 0), max(len(self.lines) - 1, 0))
        last = len(self.lines[row]) - 1 if self.lines else 0
        return row, min(max(column, 0), max(last, 0))

    def _see(self, row: int) -> None:
        top, height = round(self.scroll_offset.y), self.size.height
        if not top <= row < top + height:
            self.scroll_to(y=max(row - height // 3, 0), animate=False)

    def see_marks(self) -> None:
        """Bring the first mark into sight."""
        if self._marks:
            self._see(min(self._marks))

    def go(self, row: int, column: int) -> None:
        """The cursor elsewhere."""
        at = self._within(row, column)
        self.at = at
        self._see(at[0])
        if self._columns:
            left, width = round(self.scroll_offset.x), max(self.size.width - GUTTER, 1)
            if not left <= at[1] < left + width:
                self.scroll_to(x=max(at[1] - width // 2, 0), animate=False)
        self.refresh()
        self.post_message(self.Moved(self))

    # -- keys and mouse -------------------------------------------------------------------------------------------

    def action_move(self, down: int, right: int) -> None:
        """The next line, or expression; other texts are moved sideways."""
        row, column = self.at
        if right and not self._columns:
            self.scroll_relative(x=8 * right, animate=False)
        elif right:
            here = [c for c in self._stops.get(row, ()) if (c > column if right > 0 else c < column)]
            self.go(row, (min(here) if right > 0 else max(here)) if here else column + right)
        else:
            self.go(row + down, column)

    def action_page(self, by: int) -> None:
        """As many lines as are seen."""
        self.go(self.at[0] + by * max(self.size.height - 1, 1), self.at[1])

    def action_edge(self, by: int) -> None:
        """The first or the last line."""
        self.go(0 if by < 0 else len(self.lines), 0)

    def action_go_on(self, by: int) -> None:
        """The next marked line behind the cursor; after the last comes the first."""
        behind = [row for row in self.marked if row > self.at[0]] or self.marked
        if behind:
            row = behind[0]
            self.at = self._within(row, self._marks[row][0][0] if self._columns else 0)
            self._see(row)
            self.refresh()

    def action_copy(self) -> None:
        """The whole text to the clipboard."""
        self.app.copy_to_clipboard("\n".join(self.lines) + "\n")
        self.post_message(Announce(f"{len(self.lines)} lines sent to the terminal's clipboard"))

    def on_click(self, event: events.Click) -> None:
        """The cursor where it was clicked."""
        place = event.get_content_offset(self)
        if place is not None:
            row, column = place.y + round(self.scroll_offset.y), place.x - GUTTER + round(self.scroll_offset.x)
            if row < len(self.lines):
                self.go(row, column)

    def on_focus(self) -> None:
        """Its cursor is what counts now."""
        self.post_message(self.Moved(self))

    # -- drawing --------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line: the sign at the left, and the text with its marks."""
        row, width = y + round(self.scroll_offset.y), self.size.width
        if row >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        marks, here = self._marks.get(row, ()), self._shows_cursor and row == self.at[0]
        ink = self.get_component_rich_style("linked--mark", partial=True) + MARK
        sign = Segment(AT if here else MARKED if marks else BESIDES, ink + PLAIN if marks or here else None)
        left = round(self.scroll_offset.x)
        body = Strip(self._segments(row, marks, here, ink)).crop_extend(left, left + max(width - GUTTER, 0), None)
        return Strip([sign, *body]).adjust_cell_length(width).apply_style(self.rich_style)

    def _segments(self, row: int, marks: Sequence[Columns], here: bool, ink: Style) -> list[Segment]:
        line = self.lines[row]
        plain = COMMENT if line.lstrip().startswith(self._comment) and row not in self._stops else Style()
        styles = [plain] * len(line)
        for begin, end in marks:
            for k in range(max(begin, 0), min(end, len(line))):
                styles[k] = ink
        if here and self._columns and line:
            styles[self.at[1]] = styles[self.at[1]] + CURSOR
        segments: list[Segment] = []
        begin = 0
        for k in range(1, len(line) + 1):
            if k == len(line) or styles[k] is not styles[begin]:
                segments.append(Segment(line[begin:k], styles[begin]))
                begin = k
        return segments
