"""The lines that `terminal.render` gives, as cells again: characters with their colours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

Rgb = tuple[int, int, int]

_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


class Cell(NamedTuple):
    """One character; a colour of None is that of the ground or of plain text."""

    row: int
    column: int
    character: str
    front: Rgb | None = None
    back: Rgb | None = None


def cells_of(lines: Sequence[str], row: int = 0, column: int = 0) -> list[Cell]:
    """The cells of lines in true colours, blanks without a background left out; the first at `row`, `column`."""
    found = []
    for down, line in enumerate(lines, row):
        front: Rgb | None = None
        back: Rgb | None = None
        at = column
        for k, piece in enumerate(_ESCAPE.split(line)):
            if k % 2:
                front, back = _selected(piece, front, back)
                continue
            for character in piece:
                if character != " " or back is not None:
                    found.append(Cell(down, at, character, front, back))
                at += 1
    return found


def _selected(codes: str, front: Rgb | None, back: Rgb | None) -> tuple[Rgb | None, Rgb | None]:
    """The colours after an escape sequence."""
    numbers = [int(code or 0) for code in codes.split(";")]
    while numbers:
        first = numbers.pop(0)
        if first in (38, 48) and numbers[:1] == [2] and len(numbers) >= 4:
            colour = (numbers[1], numbers[2], numbers[3])
            del numbers[:4]
            front, back = (colour, back) if first == 38 else (front, colour)
        elif first == 0:
            front, back = None, None
        elif first == 39:
            front = None
        elif first == 49:
            back = None
    return front, back
