"""A word at the edge of the screen that opens and closes a panel by a click."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

DIM, OPEN = Style(dim=True), Style(bold=True)


class Handle(Widget):
    """One line: the key that does the same, and what it opens, a short one while that is open or room is scarce."""

    DEFAULT_CSS = "Handle { height: 1; width: auto; }"

    class Clicked(Message):
        """The panel is to be opened or closed."""

        def __init__(self, panel: str) -> None:
            super().__init__()
            self.panel = panel

    def __init__(self, key: str, panel: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.panel = panel
        self._key = key
        self._text = ""
        self._open = False

    def show(self, is_open: bool, *, scarce: bool = False) -> None:
        """Whether the panel is open, and whether room is scarce."""
        text = f" {self._key} " if is_open or scarce else f" {self._key} {self.panel} "
        if (is_open, text) != (self._open, self._text):
            self._open, self._text = is_open, text
            self.styles.width = len(text)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The word."""
        strip = Strip([Segment(self._text, OPEN if self._open else DIM)])
        return strip.adjust_cell_length(self.size.width).apply_style(self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Open or close."""
        event.stop()
        self.post_message(self.Clicked(self.panel))
