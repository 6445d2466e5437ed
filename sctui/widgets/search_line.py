"""The line in which a model is searched for."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sctui.widgets.fuzzy import MOST_LETTERS
from sctui.widgets.model_row_text import cut

PROMPT, DIM, CURSOR = Style(bold=True), Style(dim=True), Style(reverse=True)


class SearchLine(Widget, can_focus=True):
    """What is typed is put at the end; `backspace` takes a letter, `ctrl+w` a word, `ctrl+u` everything."""

    DEFAULT_CSS = "SearchLine { height: 1; width: 1fr; }"

    class Changed(Message):
        """Something else is searched for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""
        self._note = ""

    def say(self, note: str) -> None:
        """How much there is to be seen, at the right."""
        if note != self._note:
            self._note = note
            self.refresh()

    def put(self, text: str) -> None:
        """Search for something else."""
        text = "".join(letter for letter in text if letter.isprintable())[:MOST_LETTERS]
        if text != self.text:
            self.text = text
            self.refresh()
            self.post_message(self.Changed(text))

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor goes."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Letters go into the text, also those that are keys of the studio elsewhere."""
        if event.key == "backspace":
            self.put(self.text[:-1])
        elif event.key == "ctrl+u":
            self.put("")
        elif event.key == "ctrl+w":
            self.put(self.text.rstrip().rpartition(" ")[0])
        elif event.character and event.is_printable:
            if self.text or event.character != "/":  # the key that brought the user here, once more
                self.put(self.text + event.character)
        else:
            return
        event.stop()

    def on_paste(self, event: events.Paste) -> None:
        """The first line of it."""
        event.stop()
        self.put(self.text + (event.text.splitlines() or [""])[0])

    def render_line(self, y: int) -> Strip:
        """Prompt, text, cursor; the note where there is room."""
        width = self.size.width
        note = self._note if len(self._note) + len(self.text) + 5 < width else ""
        room = max(width - len(note) - 4, 0)
        shown = self.text if len(self.text) <= room else "…" + self.text[len(self.text) - room + 1 :]
        left = [Segment(" / ", PROMPT)]
        if self.text or self.has_focus:
            left += [Segment(shown), Segment(" ", CURSOR if self.has_focus else None)]
        else:
            left.append(Segment(cut("find a model", room), DIM))
        strip = Strip(left).adjust_cell_length(max(width - len(note) - 1, 0))
        return Strip([*strip, Segment(note, DIM)]).adjust_cell_length(width).apply_style(self.rich_style)
