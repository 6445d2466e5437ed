"""The screen that everything is on."""

from __future__ import annotations

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from sctui.studio.paint import SpareCompositor


class MainScreen(Screen[None]):
    """A screen that is not painted anew as a whole when the focus moves: the two widgets concerned do that."""

    ALLOW_SELECT = False  # the terminal's own selection (with shift) copies; Textual's paints the screen at every click
    AUTO_FOCUS = "Plot"  # where nothing has the focus when a modal closes

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._compositor = SpareCompositor()
