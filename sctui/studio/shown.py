"""What does the terminal show? Every cell as it was last written, so that what is there already is not sent again.

A modal that opens or closes, a tab or the help make Textual paint the whole screen; most of its cells stay what they
were. Who clears the terminal, or may have written over it, says so with `forget`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from rich.console import Console

GAP = 8  # unchanged cells that are written again, for to go past them costs as many bytes


class Codes(NamedTuple):
    """The parameters of escape sequences: attributes, the colour of ink, that of the ground."""

    attributes: str
    front: str
    back: str


class Shown:
    """The cells of a terminal; one of which nothing is known is None."""

    def __init__(self) -> None:
        self._characters: list[list[str]] = []
        self._codes: list[list[Codes | None]] = []
        self.forgotten = 0  # times

    def forget(self) -> None:
        """Nothing is known of any cell: all of them will be written."""
        self._characters.clear()
        self._codes.clear()
        self.forgotten += 1

    def forget_cells(self, y: int, x: int, count: int) -> None:
        """Nothing is known of these."""
        self._make_room(y, x + count)
        self._codes[y][x : x + count] = [None] * count

    def write(self, y: int, x: int, text: str, codes: Codes) -> Iterator[tuple[int, int]]:
        """Notes a text, of which every character takes one cell; gives the parts (begin, end) of it that are new."""
        count = len(text)
        self._make_room(y, x + count)
        characters, inks = self._characters[y], self._codes[y]
        before, inks_before = characters[x : x + count], inks[x : x + count]
        characters[x : x + count] = text
        inks[x : x + count] = [codes] * count
        if inks_before == inks[x : x + count] and before == characters[x : x + count]:
            return
        begin = end = -1
        for place, (old, ink, new) in enumerate(zip(before, inks_before, text, strict=True)):
            if old == new and ink == codes:
                continue
            if begin < 0:
                begin = place
            elif place - end > GAP:
                yield begin, end
                begin = place
            end = place + 1
        yield begin, end

    def _make_room(self, y: int, width: int) -> None:
        while len(self._characters) <= y:
            self._characters.append([])
            self._codes.append([])
        missing = width - len(self._characters[y])
        if missing > 0:
            self._characters[y] += [""] * missing
            self._codes[y] += [None] * missing


_shown: WeakKeyDictionary[Console, Shown] = WeakKeyDictionary()


def shown_on(console: Console) -> Shown:
    """What the terminal of this console shows."""
    return _shown.setdefault(console, Shown())
