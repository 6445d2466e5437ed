"""A parsed directive as text, in its canonical form."""

from __future__ import annotations

from collections.abc import Iterable

from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.assignments import CROSSES
from kernels.language.syntax.bodies import Claim, Event, Init, Run, Stimulus, Term
from kernels.language.syntax.directives import TEXT_KEYS
from kernels.language.syntax.tree import Assignment, Directive, Expr


def format_directive(text: str, directive: Directive, line_end: int) -> str:
    """`# key argument: value  # comment`, with the `#` in front if it was written so."""
    head = directive.key if directive.argument is None else f"{directive.key} {directive.argument}"
    mark = "# " if text[directive.span.start] == "#" else ""
    line = f"{mark}{head}: {_value(text, directive)}"
    rest = text[directive.value_span.end : line_end].strip()
    return f"{line}  {rest}" if rest else line


def _value(text: str, directive: Directive) -> str:
    body = directive.body
    key = directive.key
    if key == "tags" or key in TEXT_KEYS or key == "time":
        return directive.value
    if isinstance(body, Expr):
        return _spike(text, body) if key == "spike" else _expr(text, body)
    if isinstance(body, Init):
        return "; ".join((["steady"] if body.steady else []) + _statements(text, body.assignments))
    if isinstance(body, Event):
        return f"{_expr(text, body.condition)} -> {'; '.join(_statements(text, body.assignments))}"
    if isinstance(body, Stimulus):
        return _stimulus(text, body)
    if isinstance(body, Run):
        return _run(text, body)
    if isinstance(body, tuple):
        if key == "expect":
            return ", ".join(_claim(text, claim) for claim in body)
        if key == "plot":
            return ", ".join(word.text for word in body)
        return (", " if key == "preset" else "; ").join(_statements(text, body))
    return directive.value


def _expr(text: str, expr: Expr) -> str:
    return format_expr(expr, text, quantities=True)


def _statements(text: str, items: Iterable[Assignment | Stimulus]) -> list[str]:
    return [
        _stimulus(text, item) if isinstance(item, Stimulus) else f"{item.name} {item.operator} {_expr(text, item.expr)}"
        for item in items
    ]


def _stimulus(text: str, body: Stimulus) -> str:
    return f"{body.name} = {' + '.join(_term(text, term) for term in body.terms)}"


def _spike(text: str, condition: Expr) -> str:
    if not text.startswith(CROSSES, condition.op_start):
        return _expr(text, condition)
    what, level = condition.args
    direction = "upward" if condition.op == "gt" else "downward"
    return f"{_expr(text, what)} {CROSSES} {_expr(text, level)} {direction}"


def _term(text: str, term: Term) -> str:
    shown: list[str] = []
    if term.path is not None:
        quote = "'" if '"' in term.path else '"'
        shown.append(f"{quote}{term.path}{quote}")
    for argument in term.arguments:
        named = argument.span.start != argument.expr.start
        value = _expr(text, argument.expr)
        shown.append(f"{argument.name}={value}" if named else value)
    return f"{term.protocol}({', '.join(shown)})"


def _run(text: str, run: Run) -> str:
    parts: list[str] = []
    if run.duration is not None:
        parts.append(_expr(text, run.duration))
    if run.dt is not None:
        parts.append(f"dt = {_expr(text, run.dt)}")
    if run.method is not None:
        parts.append(f"method = {run.method.text}")
    if run.seed is not None:
        parts.append(f"seed = {_expr(text, run.seed)}")
    return ", ".join(parts)


def _claim(text: str, claim: Claim) -> str:
    measure = claim.measure
    if claim.arguments:
        measure += f"({', '.join(_expr(text, argument) for argument in claim.arguments)})"
    if claim.word is not None:
        return f'{measure} {claim.relation} "{claim.word}"'
    if claim.low is None:
        return measure
    low = _expr(text, claim.low)
    if claim.high is None:
        return f"{measure} {claim.relation} {low}"
    return f"{measure} {claim.relation} [{low}, {_expr(text, claim.high)}]"
