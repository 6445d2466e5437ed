"""The wording and the fixes of unit errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.syntax.tree import Expr
from kernels.language.units.dimensions import conventional_unit, si_name, unit_name
from kernels.language.units.scaled import NUMBER, UNKNOWN, Value
from kernels.language.units.unit_table import DIMENSIONLESS, INFORMAL, Dimension, Rational

AFTER_NUMBER = re.compile(r"(?<![\w.])[0-9.]+([eE][-+]?[0-9]+)?\s*\*?\s*\Z")  # where a unit stands: `10*mv`, `3 mv`

_VERBS = {"add": "add", "sub": "subtract", "mod": "divide", "floordiv": "divide", "if": "choose between"}
_LONG_OPERATORS = frozenset(("**", "//", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/="))
_WORD = re.compile(r"[a-z]+")  # if, and, or, not, crosses

# A number, a name, a call or a product of them: `*mV` can be put behind it without brackets.
_NEEDS_NO_BRACKETS = re.compile(r"[-+]?\s*[\w.]+([eE][-+]?\d+)?\s*([*/^]+\s*[\w.]+\s*)*")


def shown(dimension: Dimension | None, exponent: Rational) -> str:
    """A unit as a message names it: the usual name at this scale, else the conventional one of the dimension."""
    if dimension is None:
        return "an unknown unit"
    if dimension == DIMENSIONLESS:
        return "a plain number"
    return unit_name(dimension, exponent) or conventional_unit(dimension)[0]


def shown_value(value: Value) -> str:
    """What a value is, as a message names it."""
    return "a bare number" if value.kind is NUMBER else shown(value.dimension, value.exponent)


def operator_span(node: Expr, text: str) -> tuple[int, int]:
    """Where the operator of a node stands: `+`, `<=`, `+=`, the name of a call, the words `if` and `crosses`."""
    start = node.op_start
    if node.op == "call":
        return start, start + len(str(node.value))
    two = text[start : start + 2]
    if two in _LONG_OPERATORS:
        return start, start + 2
    word = _WORD.match(text, start)
    return start, word.end() if word else min(start + 1, len(text))


def mismatch(node: Expr, text: str, left: Value, right: Value) -> Diagnostic:
    """Two known units meet at an operator that needs one."""
    start, end = operator_span(node, text)
    a, b = shown_value(left), shown_value(right)
    if node.op == "sub":
        message = f"cannot subtract {b} from {a}: both sides of `-` need the same unit"
    elif node.op == "call":
        message = f"cannot compare {a} and {b}: the arguments of {node.value} need the same unit"
    elif node.op in _VERBS:
        message = f"cannot {_VERBS[node.op]} {a} and {b}: they are different quantities"
    else:
        message = f"cannot compare {a} and {b}: both sides need the same unit"
    return diagnose("ODE301", start, end, message)


def informal_unit(nodes: Iterable[Expr], text: str, *, factors: bool) -> Diagnostic | None:
    """The first of the nodes that stands behind a number as a unit that a file may not write: `10 s`, `3 sec`.

    With `factors` also `10*s`, where no name of the model could be meant. The fix mends all of the same name.
    """
    found = []
    for node in sorted(nodes, key=lambda node: node.start):
        before = AFTER_NUMBER.search(text, max(0, node.start - 30), node.start)
        if node.value in INFORMAL and before is not None:
            found.append((node, factors or "*" not in before[0]))
    first = next((node for node, counts in found if counts), None)
    if first is None:
        return None
    name, full = str(first.value), INFORMAL[str(first.value)]
    why = ", for a single letter is a name of the model" if len(name) == 1 else ""
    edits = tuple(Edit(node.start, node.end, full) for node, _ in found if node.value == name)
    message = f"`{name}` is no unit{why}: write `{full}`"
    return diagnose("ODE306", first.start, first.end, message, (Fix(f"replace by {full}", edits),))


def unit_fixes(at: Expr, text: str, dimension: Dimension, display: str) -> tuple[Fix, ...]:
    """The fixes that give a bare number a unit: the display unit and the SI unit."""
    fixes = []
    for name in dict.fromkeys((display, si_name(dimension))):
        suffix = _factor(name)
        source = text[at.start : at.end]
        if _NEEDS_NO_BRACKETS.fullmatch(source):
            edits: tuple[Edit, ...] = (Edit(at.end, at.end, suffix),)
        else:
            edits = (Edit(at.start, at.start, "("), Edit(at.end, at.end, ")" + suffix))
        fixes.append(Fix(f"append {suffix}", edits))
    return tuple(fixes)


def _factor(name: str) -> str:
    """A unit as a factor behind a number: `*mV`, `/ms` for `1/ms`, `*mS/cm**2`."""
    return name[1:] if name.startswith("1/") else "*" + name


def bare_number(at: Expr, text: str, dimension: Dimension, display: str, other: str) -> Diagnostic:
    """A bare number meets something with a unit. `other` says what."""
    message = f"a bare number meets {other}: give it a unit, for instance {_factor(display)}"
    return diagnose("ODE302", at.start, at.end, message, unit_fixes(at, text, dimension, display))


def not_dimensionless(node: Expr, text: str, argument: Value) -> Diagnostic:
    """A function or exponent that takes plain numbers gets a quantity."""
    if node.op == "call":
        what = f"{node.value} takes a plain number"
        start, end = node.op_start, node.op_start + len(str(node.value))
    else:
        what = "an exponent is a plain number"
        start, end = operator_span(node, text)
    unit = shown(argument.dimension, argument.exponent)
    return diagnose("ODE303", start, end, f"{what}, but its argument is in {unit}: divide it by a {unit} quantity")


def wrong_target(at: Expr, what: str, wanted: str, value: Value) -> Diagnostic:
    """The right side of a definition or assignment has another unit than its left side."""
    got = "a condition" if value.kind not in (NUMBER, UNKNOWN) and value.dimension is None else shown_value(value)
    return diagnose("ODE304", at.start, at.end, f"{what} is in {wanted}, but this is {_in(got)}")


def _in(got: str) -> str:
    return got if got.startswith("a ") else f"in {got}"
