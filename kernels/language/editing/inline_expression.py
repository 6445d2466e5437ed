"""Put a named expression in the place of its name, everywhere, and take its line away."""

from __future__ import annotations

from kernels.language.analysis import Analysis
from kernels.language.diagnostic import Edit
from kernels.language.editing.extract_expression import is_movable
from kernels.language.editing.occurrences import Occurrence, alike, occurrence_at, occurrences
from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.tree import Definition, Directive, Expr

_CONDITIONS = ("threshold", "spike", "refractory")


def inline_expression(analysis: Analysis, offset: int) -> tuple[Edit, ...]:
    """The edits that replace the sub-expression whose name is at an offset by what it stands for.

    Empty where there is none, where it is plotted, measured or read by a statement that runs at an event, where it
    draws random numbers, and where an argument of a function has the name of something in it.
    """
    found = occurrences(analysis.document)
    one = occurrence_at(found, offset)
    if one is None or one.kind != "name":
        return ()
    info = analysis.names.get(one.name)
    statement = next(
        (item for item in analysis.document.statements if isinstance(item, Definition) and item.name == one.name), None
    )
    if info is None or info.kind != "sub-expression" or statement is None or statement.expr is None:
        return ()
    uses = [other for other in alike(found, one) if not other.writes]
    if not uses or not is_movable(statement.expr, frozenset()) or not _free(analysis, statement.expr, uses):
        return ()
    text = analysis.document.text
    replacement = format_expr(statement.expr, text)
    if statement.expr.op not in ("num", "name", "call"):
        replacement = f"({replacement})"
    removed = _without_lines(text, min(statement.span.start, statement.name_span.start), statement.span.end)
    if any(removed.start <= use.start < removed.end for use in uses):
        return ()  # a circle
    return (removed, *(Edit(use.start, use.end, replacement) for use in uses))


def _free(analysis: Analysis, expr: Expr, uses: list[Occurrence]) -> bool:
    """Whether every use is read where the expression would have the same value, its names not captured."""
    names = {str(node.value) for node in _nodes(expr) if node.op == "name"}
    left = {use.start for use in uses}
    for one in analysis.document.statements:
        if isinstance(one, Definition) and one.expr is not None:
            inside = {at for at in left if one.expr.start <= at < one.expr.end}
            if inside and any(argument in names for argument, _ in one.arguments):
                return False
            left -= inside
        elif isinstance(one, Directive) and one.key in _CONDITIONS:
            left = {at for at in left if not one.value_span.start <= at < one.value_span.end}
    return not left


def _nodes(expr: Expr) -> list[Expr]:
    found = [expr]
    for node in found:
        found.extend(node.args)
    return found


def _without_lines(text: str, start: int, end: int) -> Edit:
    """The edit that takes the lines of a statement away, its comment included."""
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    last = end
    while last < len(text) and text[last] not in "\r\n":
        last += 1
    if text.startswith("\r\n", last):
        last += 2
    elif last < len(text):
        last += 1
    return Edit(first, last, "")
