"""The list of models as one widget that paints only the rows that are seen."""

from __future__ import annotations

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
from sctui.widgets.model_row_text import cut, row_segments
from sctui.widgets.model_rows import Row

ACTIVE, RESTING = Style(reverse=True), Style(underline=True)
STAR_COLUMNS = 2  # a click here turns a favourite on or off


class ModelList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor. `running` is the slug or path of what is run; it and the rows are the browser's to say."""

    DEFAULT_CSS = """
    ModelList { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("browser")

    class Moved(Message):
        """The cursor is on another row, or what is on it has changed."""

    class Chosen(Message):
        """A model or file is to be opened."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Turned(Message):
        """A category is to be folded or unfolded."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    class Favoured(Message):
        """A model is to become a favourite, or to be none any more."""

        def __init__(self, slug: str) -> None:
            super().__init__()
            self.slug = slug

    class Filtered(Message):
        """The next pattern, or the one before, is to be filtered by."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Left(Message):
        """The user is done with the list."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: tuple[Row, ...] = ()
        self.at = 0
        self.active = False  # whether keys come here, by itself or by the search line
        self.leavable = False  # whether there is a search, a filter or a drawer to leave; else `escape` is the studio's
        self._subject = ""
        self._favourites: frozenset[str] = frozenset()

    @property
    def current(self) -> Row | None:
        """The row at the cursor."""
        return self.rows[self.at] if self.rows else None

    def show(self, rows: tuple[Row, ...], running: str, favourites: tuple[str, ...]) -> None:
        """Other rows; the cursor stays on the one it is on, if that is still there."""
        before = (self.rows, self._subject, self._favourites)
        place = self.current.place if self.current else None
        self.rows, self._subject, self._favourites = rows, running, frozenset(favourites)
        if before == (self.rows, self._subject, self._favourites):
            return
        places = [row.place for row in rows]
        self.at = places.index(place) if place in places else min(self.at, max(len(rows) - 1, 0))
        self._measure()
        self.refresh()
        self.post_message(self.Moved())

    def go_to(self, at: int) -> None:
        """Puts the cursor on a row and brings it into sight."""
        at = max(0, min(at, len(self.rows) - 1))
        if at != self.at:
            before, self.at = self.at, at
            self.refresh_line(before)
            self.refresh_line(at)
            self.post_message(self.Moved())
        self._bring_into_sight()

    def go_to_model(self, name: str) -> None:
        """Puts the cursor on a model by its slug or path, in its category rather than among the recents."""
        found = [n for n, row in enumerate(self.rows) if name and row.place[1] == name]
        if found:
            self.go_to(found[-1])

    def activate(self, active: bool) -> None:
        """Keys come here now, or do no more."""
        if active != self.active:
            self.active = active
            self.refresh_line(self.at)

    def _measure(self) -> None:
        self.virtual_size = Size(1, max(len(self.rows), 1))  # one column: rows are as wide as there is room

    def _bring_into_sight(self) -> None:
        height, top = self.size.height, self.scroll_offset.y
        if height < 1:
            return
        target = min(max(top, self.at - height + 1), self.at)
        if target != top:
            self.scroll_to(y=target, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """The cursor stays in sight."""
        self._bring_into_sight()

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.scrollable_content_region.width
        n = y + self.scroll_offset.y
        if n >= len(self.rows):
            text = " nothing found; esc shows all" if n == 0 else ""
            return Strip([Segment(cut(text, width), self.rich_style)]).adjust_cell_length(width, self.rich_style)
        row = self.rows[n]
        slug = row.model.slug if row.model else row.path
        segments = row_segments(
            row, width, running=bool(slug) and slug == self._subject,
            favourite=slug in self._favourites, at_cursor=n == self.at,
        )  # fmt: skip
        strip = Strip(segments).adjust_cell_length(width).simplify().apply_style(self.rich_style)
        if n == self.at:
            strip = strip.apply_style(ACTIVE if self.active else RESTING)
        return strip

    def on_click(self, event: events.Click) -> None:
        """Open, fold, or turn a favourite on or off."""
        n = event.y + self.scroll_offset.y
        if n >= len(self.rows):
            return
        self.go_to(n)
        if event.x < STAR_COLUMNS and not self.rows[n].is_category:
            self.action_favourite()
        else:
            self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaving is possible where there is something to leave."""
        return self.leavable if action == "leave" else True

    def action_step(self, by: int) -> None:
        """The row above or below."""
        self.go_to(self.at + by)

    def action_page(self, by: int) -> None:
        """As many rows up or down as are seen."""
        self.go_to(self.at + by * max(self.size.height - 1, 1))

    def action_edge(self, by: int) -> None:
        """The first or the last row."""
        self.go_to(0 if by < 0 else len(self.rows) - 1)

    def action_open(self) -> None:
        """Open a model or file; fold or unfold a category."""
        row = self.current
        if row is not None:
            self.post_message(self.Turned(row.section) if row.is_category else self.Chosen(row))

    def action_fold(self) -> None:
        """Fold the category; inside of one go to its heading first."""
        row = self.current
        if row is None:
            return
        if row.is_category:
            if row.is_open:
                self.post_message(self.Turned(row.section))
            return
        above = [n for n, one in enumerate(self.rows[: self.at]) if one.is_category]
        if above:
            self.go_to(above[-1])

    def action_unfold(self) -> None:
        """Unfold the category; of an open one go to the first model."""
        row = self.current
        if row is not None and row.is_category:
            if row.is_open:
                self.go_to(self.at + 1)
            else:
                self.post_message(self.Turned(row.section))

    def action_favourite(self) -> None:
        """Turn the model at the cursor into a favourite, or back."""
        row = self.current
        if row is not None and row.model is not None:
            self.post_message(self.Favoured(row.model.slug))

    def action_filter(self, by: int) -> None:
        """Show one pattern alone: the next one, or the one before."""
        self.post_message(self.Filtered(by))

    def action_leave(self) -> None:
        """End the search, the filter, or close the drawer."""
        self.post_message(self.Left())
