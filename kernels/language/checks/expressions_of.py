"""The expressions that a statement holds, whatever kind of statement it is."""

from __future__ import annotations

from collections.abc import Iterator

from kernels.language.syntax.tree import Comment, Definition, Directive, Expr


def expressions_of(statement: Definition | Directive | Comment) -> Iterator[Expr]:
    """The outermost expressions of a statement, those of its range and unit included."""
    if isinstance(statement, Definition):
        parts: list[object] = [statement.expr, statement.unit]
        if statement.annotation is not None:
            parts += [statement.annotation.low, statement.annotation.high]
        yield from _within(parts)
    elif isinstance(statement, Directive):
        yield from _within([statement.body])


def _within(parts: list[object]) -> Iterator[Expr]:
    for part in parts:
        if isinstance(part, Expr):
            yield part
        elif isinstance(part, tuple):
            yield from _within(list(part))


def expressions_around(expr: Expr, start: int, end: int) -> list[Expr]:
    """The expressions inside `expr`, itself included, that cover [start, end), the largest first."""
    found = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if node.start <= start and end <= node.end:
            found.append(node)
            waiting.extend(node.args)
    return found
