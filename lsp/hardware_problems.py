"""Where in a text is what cannot become hardware?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kernels.language.analysis import Analysis
from kernels.language.checks.expressions_of import expressions_of
from kernels.language.diagnostic import Diagnostic
from kernels.language.syntax.tree import Directive, Expr, Span

HARDWARE = "hardware"
_OF_A_NAME = re.compile(r"(\w+)(?:: | grows | has no range | left | is not finite )")
_OF_AN_OPERATION = re.compile(r"(\w+) of ([\w, ]+) has no table")
_RANDOM = ("poisson", "rand", "randn")


def hardware_problem(analysis: Analysis, reason: str, message: str, advice: str = "") -> Diagnostic:
    """A refusal as a problem of the text: at the name or the construct that it is about, else at the first state."""
    start, end = _place(analysis, reason, message)
    said = f"this cannot become hardware: {message}"
    return Diagnostic(HARDWARE, "hint", start, end, f"{said}. {advice}" if advice else said)


def _place(analysis: Analysis, reason: str, message: str) -> Span:
    named = _OF_A_NAME.match(message)
    if named is not None and named[1] in analysis.names:
        return analysis.names[named[1]].span
    wanted = _wanted(reason, message)
    for node in _nodes(analysis):
        if wanted(node):
            return Span(node.start, node.end)
    first = next((info.span for info in analysis.names.values() if info.kind == "state"), None)
    return Span(0, 0) if first is None else first


def _wanted(reason: str, message: str) -> Callable[[Expr], bool]:
    if reason == "time":
        name = "t_spike" if "t_spike" in message else "t"
        return lambda node: node.op == "name" and node.value == name
    if reason == "random":
        return lambda node: node.op == "call" and node.value in _RANDOM
    operation = _OF_AN_OPERATION.match(message)
    if operation is not None:
        op, names = operation[1], {word.strip() for word in operation[2].split(",")}
        return lambda node: op in (node.op, node.value) and bool(names & _names(node))
    return lambda node: False


def _nodes(analysis: Analysis) -> Iterator[Expr]:
    """All nodes of the equations and of what happens at events, in the order of the text."""
    for statement in analysis.document.statements:
        if isinstance(statement, Directive) and statement.key in ("expect", "preset", "run", "input"):
            continue
        for expr in expressions_of(statement):
            yield from _inside(expr)


def _inside(expr: Expr) -> Iterator[Expr]:
    yield expr
    for part in expr.args:
        yield from _inside(part)


def _names(expr: Expr) -> set[str]:
    return {str(node.value) for node in _inside(expr) if node.op == "name"}
