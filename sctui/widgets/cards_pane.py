"""The pane of the guided experiments: cards to choose from."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kernels.experiments import EXPERIMENTS
from sctui.session.state import Session
from sctui.studio.actions import bindings
from sctui.studio.current import session_of
from sctui.studio.messages import Change
from sctui.views.experiments import opened
from sctui.widgets.pane import Pane

TITLE, CHOSEN = Style(bold=True), Style(bold=True, reverse=True)


class Cards(ScrollView, can_focus=True):
    """The experiments under one another, one of them chosen."""

    DEFAULT_CSS = "Cards { height: 1fr; overflow-x: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings("cards")

    def __init__(self) -> None:
        super().__init__()
        self._chosen = 0
        self._lines: list[tuple[int, bool, str]] = []  # card, whether its title, text

    def on_resize(self, event: events.Resize) -> None:
        """Wrap the texts anew."""
        width = max(event.size.width - 4 - self.styles.scrollbar_size_vertical, 10)
        self._lines = []
        for n, card in enumerate(EXPERIMENTS):
            self._lines.append((n, True, f"{n + 1}  {card.title}"))
            self._lines += [(n, False, line) for line in textwrap.wrap(card.text, width)]
            self._lines.append((n, False, ""))
        self.virtual_size = Size(event.size.width, len(self._lines))

    def render_line(self, y: int) -> Strip:
        """One line of a card."""
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        card, title, text = self._lines[at]
        mark = "▶ " if title and card == self._chosen else "  "
        style = (CHOSEN if card == self._chosen else TITLE) if title else Style()
        strip = Strip([Segment(mark), Segment(text if title else "  " + text, style)])
        return strip.adjust_cell_length(width).apply_style(self.rich_style)

    def action_step(self, by: int) -> None:
        """Choose the next or previous card."""
        self._choose(self._chosen + by)

    def action_open(self) -> None:
        """Open the chosen experiment."""
        self.post_message(Change(opened(session_of(self), EXPERIMENTS[self._chosen])))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a card, and opens the one that is chosen."""
        at = event.y + self.scroll_offset.y
        if at < len(self._lines):
            card = self._lines[at][0]
            if card == self._chosen:
                self.action_open()
            self._choose(card)

    def _choose(self, card: int) -> None:
        self._chosen = card % len(EXPERIMENTS)
        first = next(n for n, (one, _, _) in enumerate(self._lines) if one == self._chosen)
        last = max(n for n, (one, _, _) in enumerate(self._lines) if one == self._chosen)
        if first < self.scroll_offset.y:
            self.scroll_to(y=first, animate=False)
        elif last >= self.scroll_offset.y + self.size.height:
            self.scroll_to(y=last - self.size.height + 1, animate=False)
        self.refresh()


class CardsPane(Pane):
    """The experiments; nothing is asked of the workers."""

    def compose(self) -> ComposeResult:
        """Title and cards."""
        yield self._title
        yield Cards()
        yield self._readout

    def ask(self, session: Session, *, again: bool = False) -> None:
        """The cards are there already."""
        self._caption({})
        self._readout.say("up and down choose, enter opens")
