"""A text that is typed over a row: Enter takes it, Escape and leaving drop it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from sctui.studio.actions import bindings


class Entry(Input):
    """A field over the right part of a row. The row hears `Done` and closes it, or leaves it open with a problem."""

    DEFAULT_CSS = """
    Entry, Entry:focus { height: 1; width: 1fr; border: none; padding: 0; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("entry")

    class Done(Message):
        """The text is to be taken."""

        def __init__(self, entry: Entry, text: str) -> None:
            super().__init__()
            self.entry = entry
            self.text = text

    def __init__(self, text: str, *, column: int) -> None:
        super().__init__(text, select_on_focus=True, compact=True)
        self.cursor_blink = False
        self._dropped = False
        self.styles.margin = (0, 0, 0, column)

    def on_mount(self) -> None:
        """Type at once."""
        self.focus(scroll_visible=False)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press stays here: the row below would take the focus."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Done(self, self.value))

    def on_blur(self, event: events.Blur) -> None:
        """Leaving drops the text."""
        self.close(refocus=False)

    def action_close(self) -> None:
        """Drop the text."""
        self.close()

    def close(self, *, refocus: bool = True) -> None:
        """Take the field away."""
        if self._dropped:
            return
        self._dropped = True
        row = self.parent
        self.remove()
        if refocus and isinstance(row, Widget):
            row.focus(scroll_visible=False)
