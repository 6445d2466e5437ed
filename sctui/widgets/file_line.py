"""The line over the editor: which file, whether it is saved, and where the cursor is."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sctui.session.number_text import fitted

MENU = "  ≡ menu "


class FileLine(Widget, can_focus=True):
    """It has the keys while the editor has not: then letters are keys of the studio."""

    DEFAULT_CSS = """
    FileLine { height: 1; width: 1fr; color: $text-muted; }
    FileLine:focus { color: $accent; text-style: bold; }
    """

    class MenuAsked(Message):
        """The word at the right was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._file = ""
        self._place = ""

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._file} {self._place}"

    def show(self, name: str, place: str) -> None:
        """The file's name with what is to say about it, and where the cursor is."""
        if (name, place) != (self._file, self._place):
            self._file, self._place = name, place
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        right = f" {self._place}{MENU}"
        room = max(width - len(right) - 1, 0)
        text = f" {fitted(self._file, room).ljust(room)}{right}"
        return Strip([Segment(fitted(text, width), self.rich_style)]).adjust_cell_length(width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """The menu."""
        if event.x >= self.size.width - len(MENU):
            event.stop()
            self.post_message(self.MenuAsked())
