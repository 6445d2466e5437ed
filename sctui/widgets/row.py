"""One row of the parameter panel: a control on one line that can be focused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sctui.session.control import Control, Value
from sctui.widgets.rows import Rows


class Row(Widget, can_focus=True):
    """A line in `Rows`. Subclasses say what is in it by `parts`; it is painted anew only when that has changed."""

    DEFAULT_CSS = "Row { height: 1; width: 1fr; }"

    class Set(Message):
        """The user wants another value at a `place`; `dragging`: more of the same follows at once."""

        def __init__(self, row: Row, value: Value, *, dragging: bool = False) -> None:
            super().__init__()
            self.row = row
            self.place = row.control.place
            self.value = value
            self.dragging = dragging

    class Hint(Message):
        """What the pane's foot is to say: lines about a control, or a problem."""

        def __init__(self, lines: list[str], *, problem: bool = False) -> None:
            super().__init__()
            self.lines = lines
            self.problem = problem

    def __init__(self, control: Any) -> None:
        super().__init__()
        self.control: Any = control

    def show(self, control: Control) -> None:
        """Another control, or the same with another value."""
        if control != self.control:
            self.control = control
            self.refresh()
            if self.has_focus:
                self.hint()

    @property
    def marked(self) -> bool:
        """Whether the keys go to it, or to what is open over it."""
        return self.has_focus or self.has_focus_within

    def parts(self, width: int) -> Iterable[tuple[str, str]]:
        """The line: texts, each with the class it is drawn in (`row--<class>`)."""
        raise NotImplementedError

    def lines(self) -> list[str]:
        """What the foot says of it."""
        raise NotImplementedError

    def hint(self) -> None:
        """Ask the foot to speak of this row."""
        self.post_message(self.Hint(self.lines()))

    def on_focus(self) -> None:
        """Mark the row."""
        self.refresh()
        self.hint()

    def on_blur(self) -> None:
        """Take the mark away."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width, holder = self.size.width, self.parent
        assert isinstance(holder, Rows)  # which has the styles
        segments = [Segment(text, holder.get_component_rich_style(f"row--{part}")) for text, part in self.parts(width)]
        return Strip(segments).adjust_cell_length(width, self.rich_style).crop(0, width).apply_style(self.rich_style)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press focuses it."""
        self.focus(scroll_visible=False)
