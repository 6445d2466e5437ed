"""A row of names, one of them chosen; it scrolls so that the chosen one is seen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

CHOSEN, OTHER, MORE = Style(bold=True, reverse=True), Style(), Style(dim=True)


class TabStrip(Widget):
    """One line of titles. A click chooses one; the keys for it are the studio's."""

    DEFAULT_CSS = "TabStrip { height: 1; width: 1fr; }"

    class Chosen(Message):
        """Another name was clicked."""

        def __init__(self, strip: TabStrip, name: str) -> None:
            super().__init__()
            self.strip = strip
            self.name = name

    def __init__(self, tabs: Sequence[tuple[str, str]], chosen: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs = tuple(tabs)  # name, title
        self._chosen = chosen
        self._places: list[tuple[int, int, str]] = []

    def choose(self, name: str) -> None:
        """Mark another tab as the chosen one."""
        if name != self._chosen:
            self._chosen = name
            self.refresh()

    def places(self) -> list[tuple[int, str]]:
        """Where each title that is seen begins, and the name it stands for."""
        return [(begin, name) for begin, _, name in self._places]

    def render_line(self, y: int) -> Strip:
        """The titles from the first that leaves room for the chosen one; `<` and `>` say that there are more."""
        width = self.size.width
        first = self._first(width)
        segments, used, places = ([Segment("‹", MORE)] if first else []), int(first > 0), []
        for name, title in self._tabs[first:]:
            text = f" {title} "
            if used + len(text) > width - 1:
                segments.append(Segment("›", MORE))
                break
            segments.append(Segment(text, CHOSEN if name == self._chosen else OTHER))
            places.append((used, used + len(text), name))
            used += len(text)
        self._places = places
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _first(self, width: int) -> int:
        names = [name for name, _ in self._tabs]
        at = names.index(self._chosen) if self._chosen in names else 0
        first = 0
        while first < at and sum(len(title) + 2 for _, title in self._tabs[first : at + 1]) > width - 2:
            first += 1
        return first

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        for begin, end, name in self._places:
            if begin <= event.x < end:
                self.post_message(self.Chosen(self, name))
