"""A list to choose from: `app.push_screen(Choice("Export", items), callback)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text
from textual import events
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from sctui.screens.box import Box
from sctui.widgets.text_line import TextLine


class Item(NamedTuple):
    """One entry: what the callback gets, how it reads, a note beside it, and a key that chooses it at once."""

    value: str
    title: str
    note: str = ""
    key: str = ""


class Choice(Box[str | None]):
    """Asks for one of the items; the callback gets its value, or None when the list was left.

    Arrows and enter, the item's own key, or a click choose. `chosen` is the value where it begins; `empty` is shown
    where there is nothing to choose.
    """

    DEFAULT_CSS = """
    Choice OptionList, Choice OptionList:focus { border: none; padding: 0; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, title: str, items: Sequence[Item], *, chosen: str = "", empty: str = "nothing here yet") -> None:
        super().__init__(title, (("take", "enter: Choose"), ("leave", "esc: Cancel")))
        self._items, self._chosen, self._empty = tuple(items), chosen, empty

    def content(self) -> Sequence[Widget]:
        """The list."""
        if not self._items:
            return [TextLine(self._empty)]
        wide = max(len(item.title) for item in self._items)
        return [OptionList(*(Option(_row(item, wide), id=str(n)) for n, item in enumerate(self._items)), markup=False)]

    def on_mount(self) -> None:
        """Begin at the item that is chosen now."""
        values = [item.value for item in self._items]
        if values:
            self.query_one(OptionList).highlighted = values.index(self._chosen) if self._chosen in values else 0

    def on_resize(self, event: events.Resize) -> None:
        """As many rows as there are items, or as there is room for."""
        if self._items:
            rows = self.query_one(OptionList)
            rows.styles.height = min(len(self._items), max(int(0.9 * event.size.height) - 4, 1))
            self.call_after_refresh(rows.scroll_to_highlight)

    def pressed(self, name: str) -> None:
        """Choose or Cancel."""
        at = self.query_one(OptionList).highlighted if self._items else None
        if name == "take" and at is not None:
            self.dismiss(self._items[at].value)
        else:
            self.action_leave()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.dismiss(self._items[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        """The key of an item."""
        for item in self._items:
            if item.key and item.key == event.character:
                event.stop()
                self.dismiss(item.value)
                return


def _row(item: Item, wide: int) -> Text:
    key = f"{item.key}  " if item.key else ""
    text = Text(f"{key}{item.title:{wide}}  ", no_wrap=True, overflow="ellipsis")
    return text.append(item.note, "dim")
