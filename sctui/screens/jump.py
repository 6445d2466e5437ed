"""Jump mode: a letter on every place that can be gone to; typing it goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from sctui.screens.modal import Modal

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"


class Place(NamedTuple):
    """Somewhere on the screen, and what going there does."""

    x: int
    y: int
    go: Callable[[], object]


class Jump(Modal[None]):
    """The letters over the studio. Any other key, or a click, closes it."""

    DEFAULT_CSS = """
    Jump > Static { position: absolute; width: 3; height: 1; background: $warning; color: $background;
                    text-style: bold; }
    """

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self._places = dict(zip(LETTERS, places, strict=False))

    def compose(self) -> ComposeResult:
        """The letters."""
        for letter, place in self._places.items():
            mark = Static(f" {letter} ", markup=False)
            mark.styles.offset = (place.x, place.y)
            yield mark

    def on_key(self, event: events.Key) -> None:
        """Go, or close."""
        event.stop()
        place = self._places.get(event.character or "")
        self.dismiss(None)
        if place is not None:
            place.go()

    def on_click(self, event: events.Click) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
