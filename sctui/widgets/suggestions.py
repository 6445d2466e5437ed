"""The list of completions beside the cursor: what can be written, and a line about the one that is marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kernels.language.editing.completion import Completion
from sctui.session.number_text import fitted

MOST_LINES = 8
WIDEST = 64
LETTERS = {
    "state": "x", "parameter": "p", "input": "i", "sub-expression": "e", "function": "f", "constant": "c", "unit": "u",
    "directive": "#", "protocol": "~", "argument": "a", "measure": "m", "preset": "s",
}  # fmt: skip


class Suggestions(Widget):
    """Completions; it never has the focus: the editor hands on the keys that move in it."""

    DEFAULT_CSS = """
    Suggestions { position: absolute; layer: popups; display: none; background: $panel; color: $foreground; }
    Suggestions > .suggestions--chosen { text-style: reverse bold; }
    Suggestions > .suggestions--about { color: $text-muted; text-style: italic; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"suggestions--chosen", "suggestions--about"}

    class Taken(Message):
        """One was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[Completion, ...] = ()
        self._at = 0
        self._first = 0

    @property
    def chosen(self) -> Completion | None:
        """The one that is marked; None while nothing is offered."""
        return self._offered[self._at] if self._offered else None

    def offer(self, found: Sequence[Completion], place: Offset, room: Size) -> None:
        """Show other completions under `place`, or over it where there is more room; within `room`. None closes it."""
        before = self.chosen
        self._offered = tuple(found)
        labels = [one.label for one in self._offered]
        self._at = labels.index(before.label) if before is not None and self.display and before.label in labels else 0
        self._first = 0
        if not found:
            self.close()
            return
        wide = max(len(one.label) + len(one.detail) + 6 for one in found[:40])
        width = min(max(wide, 30), WIDEST, room.width)
        lines = min(len(found), MOST_LINES, max(room.height - 4, 1))
        height = lines + 1
        below = place.y + 1 + height <= room.height
        y = place.y + 1 if below else max(place.y - height, 0)
        self.styles.width, self.styles.height = width, height
        self.styles.offset = (max(min(place.x, room.width - width), 0), y)
        self.display = True
        self._mark(self._at)

    def close(self) -> None:
        """Nothing is offered any more."""
        self._offered = ()
        self.display = False

    def move(self, by: int) -> None:
        """Mark another one; round at the ends."""
        if self._offered:
            self._mark((self._at + by) % len(self._offered))

    def _mark(self, at: int) -> None:
        self._at = at
        lines = min(len(self._offered), MOST_LINES, max(self.size.height - 1, 1) if self.size.height else MOST_LINES)
        self._first = min(max(self._first, at - lines + 1), at)
        self.refresh()

    def on_resize(self) -> None:
        """The marked one stays in sight."""
        if self._offered:
            self._mark(self._at)

    def render_line(self, y: int) -> Strip:
        """A completion: a letter for its kind, its name, its unit or how it is called; below them what it is."""
        width, height = self.size
        if y == height - 1:
            one = self.chosen
            about = "" if one is None else one.doc or one.kind
            style = self.get_component_rich_style("suggestions--about")
            count = f" {self._at + 1}/{len(self._offered)} "
            return Strip(
                [Segment(" " + fitted(about, width - len(count) - 1).ljust(width - len(count) - 1) + count, style)]
            )
        n = self._first + y
        if n >= len(self._offered):
            return Strip.blank(width, self.rich_style)
        one = self._offered[n]
        label = f" {LETTERS.get(one.kind, ' ')} {one.label}  "
        text = label + fitted(one.detail, max(width - len(label) - 1, 0)).rjust(max(width - len(label) - 1, 0)) + " "
        style = self.get_component_rich_style("suggestions--chosen") if n == self._at else self.rich_style
        return Strip([Segment(fitted(text, width).ljust(width), style)])

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        event.stop()
        if event.y < self.size.height - 1 and self._first + event.y < len(self._offered):
            self._mark(self._first + event.y)
            self.post_message(self.Taken())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the mark."""
        event.stop()
        self._mark(max(self._at - 1, 0))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down."""
        event.stop()
        self._mark(min(self._at + 1, max(len(self._offered) - 1, 0)))
