"""What a growing selection takes in: the word, the expressions around it, its statement, its block, the text."""

from __future__ import annotations

from kernels.language.analysis import Analysis
from kernels.language.checks.expressions_of import expressions_of
from kernels.language.editing.context import word_at
from kernels.language.syntax.tree import Comment, Document, Expr, Span


def selections(analysis: Analysis, offset: int) -> list[Span]:
    """The ranges around an offset, from the smallest to the whole text, each within the next and none twice."""
    document = analysis.document
    text = document.text
    offset = min(max(offset, 0), len(text))
    found = [Span(*word_at(text, offset))]
    for at, statement in enumerate(document.statements):
        if statement.span.start <= offset <= statement.span.end:
            for expr in expressions_of(statement):
                found += _around(expr, offset)
            found += [statement.span, _lines(text, statement.span), _lines(text, _block(document, at))]
            break
    found.append(Span(0, len(text)))
    grown: list[Span] = []
    for span in sorted(set(found), key=lambda span: span.end - span.start):
        within = not grown or (span.start <= grown[-1].start and grown[-1].end <= span.end)
        if span.start <= offset <= span.end and within and (not grown or span != grown[-1]):
            grown.append(span)
    return grown


def _around(expr: Expr, offset: int) -> list[Span]:
    """The expressions inside `expr` that an offset is in."""
    found = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if node.start <= offset <= node.end:
            found.append(Span(node.start, node.end))
            waiting.extend(node.args)
    return found


def _lines(text: str, span: Span) -> Span:
    """The span to the ends of its lines."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    ends = [at for at in (text.find("\n", span.end), text.find("\r", span.end)) if at >= 0]
    return Span(start, min(ends, default=len(text)))


def _block(document: Document, at: int) -> Span:
    """The statements around one that no blank line separates from it."""
    statements = document.statements
    first = last = at
    while first > 0 and not _blank(statements[first - 1]):
        first -= 1
    while last + 1 < len(statements) and not _blank(statements[last + 1]):
        last += 1
    return Span(statements[first].span.start, statements[last].span.end)


def _blank(statement: object) -> bool:
    return isinstance(statement, Comment) and not statement.text
