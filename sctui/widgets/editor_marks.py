"""What the editor draws on its lines: where the problems are, as rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kernels.language.diagnostic import Diagnostic
from sctui.diagnostic_text import Lines

WORST_FIRST = ("error", "warning", "hint")
LETTERS = {"error": "E", "warning": "W", "hint": "H"}


class Mark(NamedTuple):
    """A problem's part of one row: columns from `start` to before `end`. Rows and columns count from 0."""

    row: int
    start: int
    end: int
    severity: str


def marks_of(text: str, problems: Sequence[Diagnostic]) -> dict[int, list[Mark]]:
    """The marks of each row that has any; of a problem over several rows the first row is marked to its end.

    A problem without an extent marks one column; at the end of a line that is the place behind it.
    """
    lines = Lines(text)
    found: dict[int, list[Mark]] = {}
    for problem in problems:
        first, last = lines.place(problem.start), lines.place(max(problem.start, problem.end))
        row, start = first.line - 1, first.column - 1
        end = last.column - 1 if last.line == first.line else len(lines.content(first.line))
        found.setdefault(row, []).append(Mark(row, start, max(end, start + 1), problem.severity))
    for here in found.values():
        here.sort(key=lambda mark: -WORST_FIRST.index(mark.severity))  # the worst is drawn last, over the others
    return found


def moved(marks: dict[int, list[Mark]], below: int, by: int) -> dict[int, list[Mark]]:
    """The marks after lines were added (`by` > 0) or taken away under the row `below`."""
    if not by:
        return marks
    found: dict[int, list[Mark]] = {}
    for row, here in marks.items():
        if row <= below:
            found[row] = here
        elif row + by > below:
            found[row + by] = [mark._replace(row=row + by) for mark in here]
    return found


def worst(marks: Sequence[Mark]) -> str:
    """The worst severity of a row's marks; "" without any."""
    return marks[-1].severity if marks else ""
