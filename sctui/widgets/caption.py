"""The line over a view: its title, and its options with their keys; a click on one takes the next of its values."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

GAPS = ("   ", "  ", " ")  # between the parts: the widest for which there is room


class Caption(Widget):
    """One line; what has no room is cut with an ellipsis."""

    DEFAULT_CSS = "Caption { height: 1; width: 1fr; }"

    class Clicked(Message):
        """An option was clicked; `by` is -1 for the value before."""

        def __init__(self, option: str, by: int) -> None:
            super().__init__()
            self.option = option
            self.by = by

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._title = ""
        self._parts: tuple[tuple[str, str], ...] = ()

    def show(self, title: str, parts: Sequence[tuple[str, str]]) -> None:
        """A title, and the options: name and text."""
        if (title, tuple(parts)) != (self._title, self._parts):
            self._title, self._parts = title, tuple(parts)
            self.refresh()

    @property
    def text(self) -> str:
        """What it says where there is room for all."""
        return "   ".join([self._title, *(text for _, text in self._parts)])

    def _gap(self) -> str:
        whole = len(self._title) + sum(len(text) for _, text in self._parts)
        return next((gap for gap in GAPS if whole + len(gap) * len(self._parts) < self.size.width), GAPS[-1])

    def _places(self) -> list[tuple[int, int, str]]:
        gap, places, at = len(self._gap()), [], len(self._title) + 1
        for name, text in self._parts:
            at += gap
            places.append((at, at + len(text), name))
            at += len(text)
        return places

    def render_line(self, y: int) -> Strip:
        """The title and the options."""
        text = f" {self._gap().join([self._title, *(part for _, part in self._parts)])}"
        width = self.size.width
        if len(text) > width > 0:
            text = f"{text[: width - 1]}…"
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """The next value of what was clicked; the one before with shift, ctrl or another button."""
        for begin, end, name in self._places():
            if begin <= event.x < end:
                event.stop()
                back = event.shift or event.ctrl or event.button > 1
                self.post_message(self.Clicked(name, -1 if back else 1))
