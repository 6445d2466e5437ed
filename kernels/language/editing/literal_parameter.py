"""Turn a number in an equation into a parameter with that default."""

from __future__ import annotations

from kernels.language.analysis import Analysis
from kernels.language.checks.expressions_of import expressions_around, expressions_of
from kernels.language.diagnostic import Edit
from kernels.language.editing.extract_expression import free_name, is_quantity, line_break, line_end
from kernels.language.syntax.tree import Definition, Directive, Expr

_CONDITIONS = ("threshold", "spike", "refractory", "reset", "on")


def literal_parameter(analysis: Analysis, start: int, end: int, name: str = "value") -> tuple[Edit, ...]:
    """The edits that replace the number at a selection, with its unit, by a new parameter `name` or `name_2`.

    Empty where there is no number, and where no names may stand: defaults, ranges, presets, stimuli, settings.
    """
    for statement in analysis.document.statements:
        span = statement.span
        if not (min(span.start, start) == span.start and end <= span.end):
            continue
        info = analysis.names.get(statement.name) if isinstance(statement, Definition) else None
        if isinstance(statement, Definition):
            equation = statement.expr is not None and (info is None or info.kind != "parameter")
            expressions = [statement.expr] if equation and statement.expr is not None else []
        elif isinstance(statement, Directive) and statement.key in _CONDITIONS:
            expressions = list(expressions_of(statement))
        else:
            expressions = []
        for expr in expressions:
            literal = _literal(expr, start, end)
            if literal is not None:
                return _edits(analysis, literal, statement.span.end, name)
    return ()


def _literal(expr: Expr, start: int, end: int) -> Expr | None:
    """The number at a selection, with the unit that multiplies it."""
    around = expressions_around(expr, start, end)
    for at, node in enumerate(around):
        if node.op == "num" or is_quantity(node):
            inside_power = at > 0 and around[at - 1].op == "pow" and around[at - 1].args[1] == node
            return None if inside_power else node
    return None


def _edits(analysis: Analysis, literal: Expr, behind: int, name: str) -> tuple[Edit, ...]:
    """The parameter goes behind the last one of the text, or behind the statement."""
    text = analysis.document.text
    new_name = free_name(analysis, name)
    for one in analysis.document.statements:
        info = analysis.names.get(one.name) if isinstance(one, Definition) else None
        if info is not None and info.kind == "parameter" and info.span == one.name_span:  # type: ignore[union-attr]
            behind = one.span.end
    at = line_end(text, behind)
    return (
        Edit(at, at, f"{line_break(text)}{new_name} = {text[literal.start : literal.end].strip('() ')}"),
        Edit(literal.start, literal.end, new_name),
    )
