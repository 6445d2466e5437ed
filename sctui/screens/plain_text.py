"""A text to read and to select with the terminal's own mouse: nothing stands beside its lines."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from sctui.screens.modal import Modal
from sctui.widgets.tab_strip import TabStrip
from sctui.widgets.text_line import TextLine


class PlainText(Modal[None]):
    """Shows `text` from edge to edge, wherever it breaks; `esc` or `enter` closes."""

    DEFAULT_CSS = """
    PlainText { background: $background; }
    PlainText > #text-title { text-style: bold; }
    PlainText > #text-note { color: $text-muted; }
    PlainText > VerticalScroll { height: 1fr; margin: 1 0; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,q", "close", "Close")]

    def __init__(self, title: str, text: str, note: str = "") -> None:
        super().__init__()
        self._caption, self._text, self._note = title, text, note

    def compose(self) -> ComposeResult:
        """Title, note, text, button."""
        yield TextLine(self._caption, id="text-title")
        yield TextLine(self._note, id="text-note")
        with VerticalScroll():
            yield Static("", id="text-body", markup=False)
        yield TabStrip((("close", "esc: Close"),), "", id="text-buttons")

    def on_resize(self, event: events.Resize) -> None:
        """Lines as long as the screen is wide."""
        wide = max(event.size.width - 1, 10)  # the scrollbar
        lines = [line[k : k + wide] for line in self._text.split("\n") for k in range(0, max(len(line), 1), wide)]
        self.query_one("#text-body", Static).update("\n".join(lines))

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """The button."""
        event.stop()
        self.action_close()

    def action_close(self) -> None:
        """Back to the studio."""
        self.dismiss(None)
