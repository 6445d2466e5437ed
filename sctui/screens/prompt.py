"""A question that one line answers: `app.push_screen(Prompt("Save as", "first", check=...), callback)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.widget import Widget
from textual.widgets import Input

from sctui.screens.box import Box
from sctui.widgets.text_line import TextLine


class Prompt(Box[str | None]):
    """Asks for one line; the callback gets it, or None when the prompt was left.

    `check` says in one line why an answer cannot be taken, "" where it can: then the prompt stays open. `note` is a
    line under the field.
    """

    DEFAULT_CSS = """
    Prompt Input, Prompt Input:focus { border: none; height: 1; padding: 0; }
    Prompt #prompt-note { color: $text-muted; }
    """

    def __init__(
        self, title: str, value: str = "", *, note: str = "", check: Callable[[str], str] = lambda answer: ""
    ) -> None:
        super().__init__(title, (("take", "enter: OK"), ("leave", "esc: Cancel")))
        self._value, self._note, self._check = value, note, check

    def content(self) -> Sequence[Widget]:
        """The field, and the note under it."""
        field = Input(self._value, id="prompt-field", select_on_focus=False)
        field.cursor_blink = False
        return [field, *([TextLine(self._note, id="prompt-note")] if self._note else [])]

    def pressed(self, name: str) -> None:
        """OK or Cancel."""
        if name == "take":
            self._take()
        else:
            self.action_leave()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self._take()

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        self.say("")

    def _take(self) -> None:
        answer = self.query_one("#prompt-field", Input).value.strip()
        problem = self._check(answer)
        if problem:
            self.say(problem)
        else:
            self.dismiss(answer)
