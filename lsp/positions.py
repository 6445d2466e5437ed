"""Offsets into a text and the protocol's positions: a line and a column in the units that were agreed on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol.types import Position, Range

_BREAK = re.compile(r"\r\n|\r|\n")


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


# How many units a piece of a line has
_UNITS: dict[str, Callable[[str], int]] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}


class Positions:
    """Both ways between the offsets of one text and positions. LF, CRLF and CR each end a line."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.units = _UNITS[encoding]
        self.starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def offset(self, position: Position) -> int:
        """The offset of a position; one behind the end of its line or of the text is that end.

        A position inside a character of several units is that of the character.
        """
        if position.line >= len(self.starts):
            return len(self.text)
        start = self.starts[position.line]
        end = self._line_end(position.line)
        line = self.text[start:end]
        column = max(position.character, 0)
        if line.isascii():
            return start + min(column, len(line))
        units = 0
        for at, character in enumerate(line):
            units += self.units(character)
            if units > column:
                return start + at
        return end

    def position(self, offset: int) -> Position:
        """The position of an offset; an offset between CR and LF is the end of the line."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset) - 1
        before = self.text[self.starts[line] : min(offset, self._line_end(line))]
        return Position(line=line, character=len(before) if before.isascii() else self.units(before))

    def range(self, start: int, end: int) -> Range:
        """The range of text[start:end]."""
        return Range(start=self.position(start), end=self.position(end))

    def span(self, wanted: Range) -> tuple[int, int]:
        """The offsets of a range, the smaller first."""
        start, end = self.offset(wanted.start), self.offset(wanted.end)
        return (start, end) if start <= end else (end, start)

    def length(self, start: int, end: int) -> int:
        """How many units text[start:end] has."""
        piece = self.text[start:end]
        return len(piece) if piece.isascii() else self.units(piece)

    def _line_end(self, line: int) -> int:
        """Where a line ends, before its break."""
        if line + 1 == len(self.starts):
            return len(self.text)
        end = self.starts[line + 1] - 1
        return end - 1 if self.text[end] == "\n" and end > self.starts[line] and self.text[end - 1] == "\r" else end
