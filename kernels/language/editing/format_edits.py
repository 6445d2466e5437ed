"""Formatting as edits of single lines, so that an editor keeps its cursor, its folds and its marks."""

from __future__ import annotations

from difflib import SequenceMatcher

from kernels.language.diagnostic import Edit
from kernels.language.printing.printer import format_text
from kernels.language.syntax.tree import Span

_MOST_COMPARED = 1_000  # lines that differ between the ends that agree; more are replaced as a whole


def format_edits(text: str, within: Span | None = None) -> tuple[Edit, ...]:
    """The edits that bring a text, or the lines that `within` touches, into the standard form.

    Lines are laid out with their block: those of a part come out as formatting the whole text would leave them.
    """
    formatted = format_text(text)
    if formatted == text:
        return ()
    edits = _line_edits(text, formatted)
    if within is None:
        return edits
    return tuple(edit for edit in edits if edit.start <= within.end and within.start <= edit.end)


def _line_edits(old: str, new: str) -> tuple[Edit, ...]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle, replacing = before[head : len(before) - tail], after[head : len(after) - tail]
    at = sum(map(len, before[:head]))
    if len(middle) == len(replacing):
        return _changed(middle, replacing, at)
    if max(len(middle), len(replacing)) > _MOST_COMPARED:
        return (Edit(at, at + sum(map(len, middle)), "".join(replacing)),)
    found: list[Edit] = []
    starts = [at]
    for line in middle:
        starts.append(starts[-1] + len(line))
    # lines that differ in their blanks alone are the same line
    matcher = SequenceMatcher(None, [_key(line) for line in middle], [_key(line) for line in replacing], False)
    for _, first, last, new_first, new_last in matcher.get_opcodes():
        if last - first == new_last - new_first:
            found += _changed(middle[first:last], replacing[new_first:new_last], starts[first])
        else:
            found.append(Edit(starts[first], starts[last], "".join(replacing[new_first:new_last])))
    return tuple(found)


def _key(line: str) -> str:
    return "".join(line.split())


def _changed(old: list[str], new: list[str], at: int) -> tuple[Edit, ...]:
    """One edit for each line that differs, of as little of it as differs."""
    found = []
    for before, after in zip(old, new, strict=True):
        if before != after:
            head = 0
            while head < min(len(before), len(after)) and before[head] == after[head]:
                head += 1
            tail = 0
            while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
                tail += 1
            end = len(before) - tail
            # never between CR and LF: in an editor that is no place
            if before[:head].endswith("\r") or before[:end].endswith("\r"):
                head, end, tail = 0, len(before), 0
            found.append(Edit(at + head, at + end, after[head : len(after) - tail]))
        at += len(before)
    return tuple(found)
