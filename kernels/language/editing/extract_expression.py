"""Give a part of an expression a line and a name of its own."""

from __future__ import annotations

from kernels.language.analysis import Analysis
from kernels.language.checks.declarations import is_reserved
from kernels.language.checks.expressions_of import expressions_around
from kernels.language.constants import is_noise
from kernels.language.diagnostic import Edit
from kernels.language.editing.occurrences import occurrences
from kernels.language.functions import FUNCTIONS
from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.tokens import RESERVED
from kernels.language.syntax.tree import Definition, Expr
from kernels.language.units.unit_table import is_unit

_ATOMS = ("num", "name", "error")


def extract_expression(analysis: Analysis, start: int, end: int, name: str = "part") -> tuple[Edit, ...]:
    """The edits that move the smallest expression around a selection into a line above, named `name` or `name_2`.

    Empty where there is none, or where a line of its own would mean something else: arguments of a function, noise
    and random numbers.
    """
    statement = definition_around(analysis, start, end)
    if statement is None or statement.expr is None:
        return ()
    around = [one for one in expressions_around(statement.expr, start, end) if one.op not in _ATOMS]
    if not around:
        return ()
    part = around[-1]
    local = frozenset(argument for argument, _ in statement.arguments)
    if part == statement.expr or is_quantity(part) or not is_movable(part, local):
        return ()
    new_name = free_name(analysis, name)
    text = analysis.document.text
    line = line_start(text, min(statement.span.start, statement.name_span.start))
    return (
        Edit(line, line, f"{new_name} = {format_expr(part, text)}{line_break(text)}"),
        Edit(part.start, part.end, new_name),
    )


def definition_around(analysis: Analysis, start: int, end: int) -> Definition | None:
    """The definition whose right side a selection lies in."""
    for one in analysis.document.statements:
        if isinstance(one, Definition) and one.expr is not None and one.expr.start <= start and end <= one.expr.end:
            return one
    return None


def is_quantity(node: Expr) -> bool:
    """Whether a node is a number with its unit, `20*mV`."""
    if node.op != "mul":
        return False
    number, unit = node.args
    return number.op == "num" and unit.op == "name" and is_unit(str(unit.value))


def is_movable(expr: Expr, local: frozenset[str]) -> bool:
    """Whether an expression has the same value on a line of its own, or in the place of its name."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.args)
        name = str(node.value)
        if node.op == "error" or (node.op == "name" and (name in local or is_noise(name))):
            return False
        if node.op == "call" and name in FUNCTIONS and FUNCTIONS[name].stochastic:
            return False
    return True


def free_name(analysis: Analysis, wanted: str) -> str:
    """`wanted`, or with the first number behind it that makes it a new name."""
    taken = {one.name for one in occurrences(analysis.document)} | set(analysis.names)
    number, name = 1, wanted
    while name in taken or name in RESERVED or is_reserved(name) is not None:
        number += 1
        name = f"{wanted}_{number}"
    return name


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins, behind a byte-order mark."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return 1 if start == 0 and text.startswith("\ufeff") else start


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends, before its line break."""
    return min((at for at in (text.find("\n", offset), text.find("\r", offset)) if at >= 0), default=len(text))


def line_break(text: str) -> str:
    """The line break of a text."""
    return "\r\n" if "\r\n" in text else "\n"
