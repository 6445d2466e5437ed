"""A menu over the rows below a choice: every option on a line, one of them marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sctui.session.control import Option
from sctui.session.number_text import fitted
from sctui.studio.actions import bindings

MOST_LINES = 14


class Menu(Widget, can_focus=True):
    """Options to choose from; `Marked` tells which one is under the cursor, `Taken` the choice."""

    DEFAULT_CSS = """
    Menu {
        overlay: screen; constrain: inside inside; width: 1fr; background: $panel;
    }
    Menu > .menu--cursor { text-style: reverse bold; }
    Menu > .menu--entry { color: $foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"menu--cursor", "menu--entry"}
    BINDINGS: ClassVar[list[BindingType]] = bindings("menu")

    class Marked(Message):
        """The cursor is on another option."""

        def __init__(self, option: Option) -> None:
            super().__init__()
            self.option = option

    class Taken(Message):
        """This one it is; None: none."""

        def __init__(self, menu: Menu, option: Option | None) -> None:
            super().__init__()
            self.menu = menu
            self.option = option

    def __init__(self, options: Sequence[Option], chosen: str, *, above: int, below: int) -> None:
        """`above` and `below`: how many lines are free there."""
        super().__init__()
        lines = min(len(options), MOST_LINES)
        upward = below < lines and above > below
        height = max(min(lines, above if upward else below), 1)
        self.styles.height = height
        self.styles.offset = (0, -height if upward else 1)
        self._options = tuple(options)
        self._chosen = chosen
        self._at = next((n for n, one in enumerate(options) if one.value == chosen), 0)
        self._first = 0

    def on_mount(self) -> None:
        """It is where the keys go until something is chosen."""
        self.focus(scroll_visible=False)
        self._mark(self._at)

    def _mark(self, at: int) -> None:
        self._at = min(max(at, 0), len(self._options) - 1)
        height = max(self.size.height, 1)
        self._first = min(max(self._first, self._at - height + 1), self._at, max(len(self._options) - height, 0))
        self.refresh()
        self.post_message(self.Marked(self._options[self._at]))

    def on_resize(self) -> None:
        """The marked one stays in sight."""
        self._mark(self._at)

    def render_line(self, y: int) -> Strip:
        """One option; the chosen one has a dot before it, and an arrow says that there are more."""
        width, height = self.size
        n = self._first + y
        if n >= len(self._options):
            return Strip.blank(width, self.rich_style)
        more = "↑" if y == 0 and self._first else "↓" if y == height - 1 and n < len(self._options) - 1 else " "
        mark = "•" if self._options[n].value == self._chosen else " "
        text = f"{mark} {fitted(self._options[n].title, width - 4).ljust(width - 4)} {more}"
        style = self.get_component_rich_style("menu--cursor" if n == self._at else "menu--entry")
        return Strip([Segment(text, style)]).adjust_cell_length(width, self.rich_style).apply_style(self.rich_style)

    def action_move(self, by: int) -> None:
        """The cursor up or down."""
        self._mark(self._at + by)

    def action_take(self) -> None:
        """Choose the marked one."""
        self.post_message(self.Taken(self, self._options[self._at]))

    def action_close(self) -> None:
        """Choose nothing."""
        self.post_message(self.Taken(self, None))

    def on_blur(self) -> None:
        """Whoever goes elsewhere chooses nothing."""
        self.action_close()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press stays here: the row below would take the focus."""
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.stop()
        if 0 <= self._first + event.y < len(self._options):
            self._mark(self._first + event.y)
            self.action_take()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        event.prevent_default()
        self.action_move(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down."""
        event.stop()
        event.prevent_default()
        self.action_move(1)
