"""One line of text, painted anew only when it has changed."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget


class TextLine(Widget):
    """One line; what has no room is cut with an ellipsis."""

    DEFAULT_CSS = "TextLine { height: 1; width: 1fr; }"

    def __init__(self, text: str = "", *, classes: str | None = None, id: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text

    def say(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.refresh()

    @property
    def text(self) -> str:
        """What it shows."""
        return self._text

    def render_line(self, y: int) -> Strip:
        """The text."""
        width = self.size.width
        text = Strip([Segment(self._text, self.rich_style)])
        if text.cell_length > width > 0:
            text = Strip([*text.crop(0, width - 1), Segment("…", self.rich_style)])
        return text.adjust_cell_length(width, self.rich_style)
