"""The frame that the studio's modals share: a box in the middle with a title, a content and a row of buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from sctui.screens.modal import Answer, Modal
from sctui.widgets.tab_strip import TabStrip
from sctui.widgets.text_line import TextLine


class Box(Modal[Answer]):
    """A modal: `content` is what it asks or shows. `esc`, or a click beside it, leaves it with None.

    The buttons are names with titles; a click on one calls `pressed(name)`.
    """

    DEFAULT_CSS = """
    Box { align: center middle; }
    Box > #box { width: 90%; max-width: 76; height: auto; max-height: 90%; border: round $accent; padding: 0 1;
                 background: $surface; }
    Box #box-buttons { margin-top: 1; }
    Box:nocolor OptionList > .option-list--option-highlighted {
        background: $foreground; color: $background; text-style: bold; }
    Box #box-problem { color: $error; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Close")]

    def __init__(self, title: str, buttons: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._caption = title
        self._buttons = tuple(buttons)

    def content(self) -> Sequence[Widget]:
        """The widgets between the title and the buttons."""
        raise NotImplementedError

    def pressed(self, name: str) -> None:
        """A button was clicked."""
        self.action_leave()

    def compose(self) -> ComposeResult:
        """Title in the border, content, buttons."""
        with Vertical(id="box") as box:
            box.border_title = self._caption.replace("[", "\\[")
            yield from self.content()
            yield TextLine(id="box-problem")
            yield TabStrip(self._buttons, "", id="box-buttons")

    def on_mount(self) -> None:
        """No line is kept for a problem that is not there."""
        self.say("")

    def say(self, problem: str) -> None:
        """Why the answer cannot be taken; "" for nothing."""
        line = self.query_one("#box-problem", TextLine)
        line.display = bool(problem)
        line.say(problem)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A button."""
        event.stop()
        self.pressed(event.name)

    def on_click(self, event: events.Click) -> None:
        """A click beside the box closes it."""
        if not self.query_one("#box").region.contains(event.screen_x, event.screen_y):
            event.stop()
            self.action_leave()
