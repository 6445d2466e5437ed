"""Which lines of a text can be folded away: statements over several lines, comments, and blocks between blank lines."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.syntax.document import is_refused
from kernels.language.syntax.lines import physical_lines
from kernels.language.syntax.reparse import parse_lines
from kernels.language.syntax.tree import Comment, Directive


class Fold(NamedTuple):
    """Lines first to last (from 0, both included) of one kind: comment, region (a block), or statement."""

    first: int
    last: int
    kind: str


def folds(text: str) -> list[Fold]:
    """What can be folded, by first line; nothing of a text that is not analysed."""
    if is_refused(text):
        return []
    number = {start: at for at, (start, _) in enumerate(physical_lines(text))}
    number[1] = number.get(1, 0)  # behind a byte-order mark
    found: list[Fold] = []
    block: list[tuple[int, int, str]] = []
    for line in parse_lines(text):
        first = number[line.start]
        last = first + len(physical_lines(text[line.start : line.end])) - 1 if line.end > line.start else first
        if last > first:
            found.append(Fold(first, last, "statement"))
        blank = isinstance(line.statement, Comment) and not line.statement.text
        if blank:
            found += _block(block)
            block = []
        else:
            block.append((first, last, _kind(line.statement)))
    found += _block(block)
    return sorted(set(found))


def _kind(statement: object) -> str:
    return "comment" if isinstance(statement, Comment) else "head" if isinstance(statement, Directive) else "code"


def _block(block: list[tuple[int, int, str]]) -> list[Fold]:
    """The folds of lines without a blank one between them: the whole, and comments of two lines or more at its head."""
    if not block or block[-1][1] == block[0][0]:
        return []
    comments = 0
    while comments < len(block) and block[comments][2] == "comment":
        comments += 1
    if comments == len(block):
        return [Fold(block[0][0], block[-1][1], "comment")]
    found = [Fold(block[0][0], block[-1][1], "region")]
    if comments > 1:
        found.append(Fold(block[0][0], block[comments - 1][1], "comment"))
    return found
