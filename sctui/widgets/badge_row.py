"""The badges of all firing patterns in a row; a click on one shows the models that fire so, and them alone."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sctui.widgets.pattern_badges import BADGES

WIDE = 2  # columns of a badge
CHOSEN = Style(reverse=True)


class BadgeRow(Widget):
    """One line. `chosen` is the pattern that is shown, None for all."""

    DEFAULT_CSS = "BadgeRow { height: 1; width: 1fr; }"

    class Clicked(Message):
        """A badge was clicked."""

        def __init__(self, pattern: str) -> None:
            super().__init__()
            self.pattern = pattern

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chosen: str | None = None

    def choose(self, pattern: str | None) -> None:
        """Mark another pattern."""
        if pattern != self._chosen:
            self._chosen = pattern
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The letters in their colours; the chosen one reversed, the others then dim."""
        segments = [Segment(" ")]
        for badge in BADGES.values():
            style = badge.style
            if self._chosen is not None:
                style = style + CHOSEN if badge.pattern == self._chosen else style + Style(dim=True)
            segments += [Segment(badge.letter, style), Segment(" ")]
        return Strip(segments).adjust_cell_length(self.size.width).apply_style(self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """The badge under the pointer."""
        n = (event.x - 1) // WIDE
        if event.x >= 1 and n < len(BADGES):
            self.post_message(self.Clicked(list(BADGES)[n]))
