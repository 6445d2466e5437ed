"""The line over the editor: which file, whether it is saved, and where the cursor is."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from sctui.session.number_text import fitted


class FileLine(Widget, can_focus=True):
    """It has the keys while the editor has not: then letters are keys of the studio."""

    DEFAULT_CSS = """
    FileLine { height: 1; width: 1fr; color: $text-muted; }
    FileLine:focus { color: $accent; text-style: bold; }
    """

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
        room = max(width - len(self._place) - 2, 0)
        text = f" {fitted(self._file, room - 1).ljust(max(room - 1, 0))} {self._place} "
        return Strip([Segment(fitted(text, width), self.rich_style)]).adjust_cell_length(width, self.rich_style)
