"""The command palette: every action, view, option and model by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.text import Text
from textual import events
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from sctui.screens.box import Box

MOST_SHOWN = 200
ROWS = 14


class Entry(NamedTuple):
    """One thing that can be done: `value` is what the callback gets, `where` the part of the studio it belongs to."""

    value: str
    title: str
    help: str
    keys: str = ""
    where: str = ""

    @property
    def searched(self) -> str:
        """All that a word typed may match."""
        return f"{self.title} {self.help} {self.where} {self.keys}".casefold()


def found(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that hold all words typed, those whose title begins with them first; the order is kept otherwise."""
    words = typed.casefold().split()
    kept = [one for one in entries if all(word in one.searched for word in words)]
    if not words:
        return kept
    return sorted(kept, key=lambda one: _rank(one.title.casefold(), words))


def _rank(title: str, words: Sequence[str]) -> tuple[bool, bool, int]:
    """Smaller is better: the title begins with the words, then holds them, then is short."""
    whole = " ".join(words)
    return not title.startswith(whole), not all(word in title for word in words), len(title)


class Palette(Box[str | None]):
    """Type to find, arrows to choose, enter to do; the callback gets the entry's value, None when it was left."""

    DEFAULT_CSS = """
    Palette Input, Palette Input:focus { border: none; height: 1; padding: 0; }
    Palette OptionList, Palette OptionList:focus { border: none; padding: 0; background: $surface; height: 14;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__("Do anything", (("take", "enter: Do it"), ("leave", "esc: Close")))
        self._entries = tuple(entries)
        self._shown: list[Entry] = []

    def content(self) -> Sequence[Widget]:
        """The field and the list."""
        field = Input(placeholder="type what you want to do", id="palette-field")
        field.cursor_blink = False
        listing = OptionList(markup=False)
        listing.can_focus = False
        return [field, listing]

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self._show("")

    def on_resize(self, event: events.Resize) -> None:
        """As many rows as there is room for."""
        self.query_one(OptionList).styles.height = min(ROWS, max(event.size.height - 7, 2))

    def pressed(self, name: str) -> None:
        """Do it, or close."""
        if name == "take":
            self._take()
        else:
            self.action_leave()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter does what is highlighted."""
        event.stop()
        self._take()

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while the field has the focus."""
        listing = self.query_one(OptionList)
        moves: dict[str, Callable[[], None]] = {
            "down": listing.action_cursor_down,
            "up": listing.action_cursor_up,
            "pagedown": listing.action_page_down,
            "pageup": listing.action_page_up,
        }
        if event.key in moves:
            event.stop()
            moves[event.key]()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        event.stop()
        self.dismiss(self._shown[event.option_index].value)

    def _show(self, typed: str) -> None:
        self._shown = found(self._entries, typed)[:MOST_SHOWN]
        listing = self.query_one(OptionList)
        listing.clear_options()
        listing.add_options([Option(_row(one)) for one in self._shown])
        listing.highlighted = 0 if self._shown else None
        self.say("" if self._shown else "nothing has all of these words")

    def _take(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].value)


def _row(entry: Entry) -> Text:
    text = Text(f"{entry.title:24} ", no_wrap=True, overflow="ellipsis")
    if entry.keys:
        text.append(f"{entry.keys}  ", "bold")
    text.append(entry.help, "dim")
    return text
