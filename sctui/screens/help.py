"""Help: the keys for where you are, and the pages of the manual."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from sctui.manual import page, topics
from sctui.screens.box import Box
from sctui.widgets.tab_strip import TabStrip

KEYS = "keys"  # the page of keys for where the user is
HEADING, CODE = Style(bold=True), Style(dim=True)


class Page(ScrollView, can_focus=True):
    """A text to read."""

    DEFAULT_CSS = "Page { height: 1fr; min-height: 3; }"

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._lines: list[tuple[str, Style]] = []

    def show(self, text: str) -> None:
        """Another text, from its beginning."""
        self._text = text
        self._wrap()
        self.scroll_to(0, 0, animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap it anew."""
        self._wrap()

    def render_line(self, y: int) -> Strip:
        """One line."""
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        text, style = self._lines[at]
        left = self.scroll_offset.x
        strip = Strip([Segment(text, style)])
        return strip.crop_extend(left, left + width, self.rich_style).apply_style(self.rich_style)

    def _wrap(self) -> None:
        width = max(self.size.width - 1, 20)
        self._lines = [(line, style) for text, style in _styled(self._text) for line in _wrapped(text, style, width)]
        self.virtual_size = Size(max((len(text) for text, _ in self._lines), default=0), len(self._lines))
        self.refresh()


def _styled(text: str) -> list[tuple[str, Style]]:
    """The lines of Markdown, each with its style; what is preformatted is not wrapped later."""
    lines, inside = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside or line.startswith(("    ", "|")):
            lines.append((line, CODE))
        elif line.startswith("#"):
            lines.append((line.lstrip("# "), HEADING))
        else:
            lines.append((line, Style()))
    return lines


def _wrapped(text: str, style: Style, width: int) -> list[str]:
    if style is CODE or len(text) <= width:
        return [text]
    indent = "  " if text.startswith(("- ", "* ")) else ""
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


class Help(Box[None]):
    """The pages as tabs, the first of them the keys (`keys` as a text). Brackets change the page; esc closes."""

    DEFAULT_CSS = """
    Help > #box { max-width: 110; height: 90%; }
    Help #help-tabs { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("right_square_bracket,tab", "step(1)", "Next page"),
        ("left_square_bracket,shift+tab", "step(-1)", "Previous page"),
        ("question_mark,q", "leave", "Close"),
    ]

    def __init__(self, keys: str, topic: str = KEYS) -> None:
        super().__init__("Help", (("next", "]: Next page"), ("leave", "esc: Close")))
        self._keys = keys
        self._topics = [KEYS, *topics()]
        self._topic = topic if topic in self._topics else KEYS

    def content(self) -> Sequence[Widget]:
        """Tabs and the page."""
        return [TabStrip([(name, name) for name in self._topics], self._topic, id="help-tabs"), Page()]

    def on_mount(self) -> None:
        """Show the first page."""
        super().on_mount()
        self._show(self._topic)
        self.query_one(Page).focus()

    def pressed(self, name: str) -> None:
        """A button, or a tab."""
        if name == "next":
            self.action_step(1)
        elif name in self._topics:
            self._show(name)
        else:
            self.action_leave()

    def action_step(self, by: int) -> None:
        """The next or previous page."""
        self._show(self._topics[(self._topics.index(self._topic) + by) % len(self._topics)])

    def _show(self, topic: str) -> None:
        self._topic = topic
        self.query_one("#help-tabs", TabStrip).choose(topic)
        self.query_one(Page).show(self._keys if topic == KEYS else page(topic))
