"""The logical lines of a text, taken over from the text before it where an edit has left them as they were.

Who types changes a line or two of a long text. What a line means depends on itself and on what follows up to the next
line of code, so the lines before an edit stay, those behind it are moved, and only those between are read anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from kernels.language.codes import diagnose
from kernels.language.limits import MAX_PROBLEMS
from kernels.language.syntax.lines import physical_lines
from kernels.language.syntax.logical_lines import ParsedLine, read_line
from kernels.language.syntax.tree import Expr

SHORTEST = 4_000  # characters of a text that is remembered: a shorter one is read in a few milliseconds
_KEPT = 2  # texts that are remembered


class _Read(NamedTuple):
    """A text and its lines; none is remembered that has so many problems that its end is not read."""

    text: str
    lines: list[ParsedLine]


_recent: deque[_Read] = deque(maxlen=_KEPT)


def parse_lines(text: str) -> list[ParsedLine]:
    """The logical lines of a text that is not refused. Behind MAX_PROBLEMS problems they are not read any more.

    The list is not to be changed.
    """
    if len(text) < SHORTEST:
        return _read_all(text)
    for known in tuple(_recent):
        if known.text == text:
            return known.lines
    lines = None
    for known in reversed(tuple(_recent)):
        lines = _read_changes(known, text)
        if lines is not None:
            break
    if lines is None or _count(lines) > MAX_PROBLEMS:
        lines = _read_all(text)
    if _count(lines) <= MAX_PROBLEMS:
        _recent.append(_Read(text, lines))
    return lines


def _read_all(text: str) -> list[ParsedLine]:
    """All lines, read one by one."""
    parsed: list[ParsedLine] = []
    found = 0
    lines = physical_lines(text)
    at = 0
    count = len(lines)
    while at < count:
        if found > MAX_PROBLEMS:
            start, end = lines[at]
            parsed.append(ParsedLine(start, end, None, ()))
            at += 1
            continue
        line, at = read_line(text, lines, at)
        found += len(line.problems)
        if line.problems and found > MAX_PROBLEMS:
            message = "too many problems: the lines below are not read"
            line = line._replace(problems=(*line.problems, diagnose("ODE009", line.start, line.end, message)))
        parsed.append(line)
    return parsed


def _count(lines: list[ParsedLine]) -> int:
    return sum(len(line.problems) for line in lines)


def _read_changes(known: _Read, text: str) -> list[ParsedLine] | None:
    """The lines of a text out of those of another one; None where the two have little in common."""
    old = known.text
    head = _common(old, text)
    tail = _common_end(old, text, head)
    if head + tail < min(len(old), len(text)) // 2:
        return None
    kept = _untouched(known, head)
    parsed = known.lines[:kept]
    lines = physical_lines(text)
    by = len(text) - len(old)
    starts = {line.start: at for at, line in enumerate(known.lines) if line.start > len(old) - tail}
    begin = known.lines[kept].start if kept else 0
    at = 0 if not kept else _index(lines, begin)
    while at < len(lines):
        same = starts.get(lines[at][0] - by)
        if same is not None and at > 0:
            rest = known.lines[same:]
            return [*parsed, *(rest if by == 0 else map(_mover(by), rest))]
        line, at = read_line(text, lines, at)
        parsed.append(line)
    return parsed


def _untouched(known: _Read, head: int) -> int:
    """How many lines at the beginning cannot depend on what stands behind the first `head` characters."""
    limit = max(known.text.rfind("\n", 0, max(head - 2, 0)), known.text.rfind("\r", 0, max(head - 2, 0)))
    at = len(known.lines) - 1
    while at > 0:
        line = known.lines[at]
        code = known.text[line.start : line.end].lstrip(" \t")
        if line.end < limit and code and code[0] != "#":
            return at  # this line of code is where the ones before it have stopped looking
        at -= 1
    return 0


def _index(lines: list[tuple[int, int]], start: int) -> int:
    """Which physical line begins at `start`."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle][0] < start:
            low = middle + 1
        else:
            high = middle
    return low


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: str, other: str, head: int) -> int:
    """How many characters both end with, those of the common beginning not counted."""
    low, high = 0, min(len(one), len(other)) - head
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


_new_expr: Callable[[tuple[Any, ...]], Expr] = partial(tuple.__new__, Expr)


def _mover(by: int) -> Callable[[Any], Any]:
    """A function that moves a line and all it holds: whole numbers in it are offsets and nothing else."""

    def moved(node: Any) -> Any:
        kind = type(node)
        if kind is Expr:
            op, args, value, start, end, op_start = node
            if args:
                args = tuple([moved(part) for part in args])
            return _new_expr((op, args, value, start + by, end + by, op_start + by))
        if kind is int:
            return node + by
        if kind is str or node is None:
            return node
        if isinstance(node, tuple):
            return tuple.__new__(kind, [moved(part) for part in node])
        return node

    return moved
