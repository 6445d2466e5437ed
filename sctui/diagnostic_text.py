"""Diagnostics as a reader wants them: place, message, the line with carets under the range, and what helps."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from typing import Any, NamedTuple

from kernels.language.diagnostic import Diagnostic
from sctui.console import printable

COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "hint": "\x1b[1;36m"}
BOLD, RESET = "\x1b[1m", "\x1b[0m"
LONGEST = 120  # columns of source shown; of a longer line the part around the range


class Place(NamedTuple):
    """Line and column, both from 1; columns count characters."""

    line: int
    column: int


class Lines:
    """Offsets to places in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, offset: int) -> Place:
        """The place of an offset; the end of the text is a place as well."""
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)

    def content(self, line: int) -> str:
        """The text of a line without its end."""
        end = self.starts[line] - 1 if line < len(self.starts) else len(self.text)
        return self.text[self.starts[line - 1] : end].rstrip("\r")


def render(diagnostic: Diagnostic, name: str, lines: Lines, colour: bool = False) -> str:
    """One diagnostic as several lines of text, without a line end at the end."""
    start, end = lines.place(diagnostic.start), lines.place(max(diagnostic.start, diagnostic.end))
    paint, bold, reset = (COLOURS.get(diagnostic.severity, BOLD), BOLD, RESET) if colour else ("", "", "")
    head = f"{bold}{name}:{start.line}:{start.column}:{reset} {paint}{diagnostic.severity}[{diagnostic.code}]{reset} "
    head += printable(diagnostic.message)
    source, below = _underlined(lines.content(start.line), start, end)
    margin = " " * len(str(start.line))
    shown = [head, f"{margin} |", f"{start.line} | {source}".rstrip(), f"{margin} | {paint}{below}{reset}"]
    shown += [f"{margin} = help: {printable(fix.title)}" for fix in diagnostic.fixes]
    return "\n".join(shown)


def _underlined(content: str, start: Place, end: Place) -> tuple[str, str]:
    """The source line and the carets under columns start to end (to the end of the line if the range goes on)."""
    first = min(start.column - 1, len(content))
    last = min(end.column - 1, len(content)) if end.line == start.line else len(content)
    more = "..." if end.line > start.line else ""
    cut = 0
    if len(content) > LONGEST:
        cut = min(max(0, first - LONGEST // 3), len(content) - LONGEST)
        last = min(last, cut + LONGEST)
    before, marked = printable_line(content[cut:first]), printable_line(content[first:last])
    after = printable_line(content[last : cut + LONGEST])
    lead = "..." if cut else ""
    tail = "..." if len(content) > cut + LONGEST else ""
    carets = "^" * max(1, columns(marked))
    return lead + before + marked + after + tail, " " * columns(lead + before) + carets + more


def printable_line(text: str) -> str:
    """Source text for the screen: a tab is four blanks, control characters are shown as escapes."""
    return printable(text.replace("\t", "    "))


def columns(text: str) -> int:
    """How many terminal columns a text takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def to_json(diagnostic: Diagnostic, name: str, lines: Lines) -> dict[str, Any]:
    """One diagnostic as plain JSON values: offsets, places from 1, and the fixes with their edits."""
    start, end = lines.place(diagnostic.start), lines.place(diagnostic.end)
    return {
        "file": name,
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "start": diagnostic.start,
        "end": diagnostic.end,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "fixes": [{"title": fix.title, "edits": [edit._asdict() for edit in fix.edits]} for fix in diagnostic.fixes],
    }
