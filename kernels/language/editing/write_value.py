"""Write a number into a text: the default of a parameter, the level of an input, a value of a preset.

Only the number changes: its unit, the rest of its line and the comment stay as they are. What is no single number with
a unit (`2*3*mV`, `1/(2*ms)`) is replaced as a whole, by a number in the unit in which it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from kernels.language.analysis import Analysis, analyse
from kernels.language.diagnostic import Edit
from kernels.language.editing.extract_expression import line_break, line_end
from kernels.language.printing.expression_text import format_number
from kernels.language.syntax.bodies import Stimulus, Term
from kernels.language.syntax.tree import Assignment, Definition, Directive, Expr

LEVELS: dict[str, str | None] = {"ou": "mean", "file": None}  # the argument that is the level; else the amplitude
_DIGITS = 12  # significant ones: what a change of units rounds lies beyond


def write_value(analysis: Analysis, name: str, value: float, preset: str | None = None) -> tuple[Edit, ...]:
    """The edit after which `name`, a parameter or an input, has this value, in the unit that it is shown in.

    What the preset sets is changed in the preset. An input that nothing drives gets an `input` line. Empty where the
    text has no such name, or an input without a level of its own.
    """
    info = analysis.names.get(name)
    if info is None or info.kind not in ("parameter", "input"):
        return ()
    expr = _in_preset(analysis, name, preset)
    if expr is None and info.kind == "parameter":
        expr = next((one.expr for one in _definitions(analysis) if one.name == name and one.kind == "value"), None)
    elif expr is None:
        terms = [term for one in _stimuli(analysis) if one.name == name for term in one.terms]
        if not terms:
            return _new_line(analysis, name, value, info.unit)
        expr = _level(terms)
    if expr is None:
        return ()
    text = analysis.document.text
    written = _with_number(text, expr, value, info.unit) or _quantity(value, info.unit)
    return (Edit(expr.start, expr.end, written),)


# -- where the value stands


def _definitions(analysis: Analysis) -> Iterator[Definition]:
    return (one for one in analysis.document.statements if isinstance(one, Definition))


def _stimuli(analysis: Analysis) -> Iterator[Stimulus]:
    for one in analysis.document.statements:
        if isinstance(one, Directive) and one.key == "input" and isinstance(one.body, Stimulus):
            yield one.body


def _in_preset(analysis: Analysis, name: str, preset: str | None) -> Expr | None:
    for one in analysis.document.statements:
        if not isinstance(one, Directive) or one.key != "preset" or preset is None or one.argument != preset:
            continue
        for item in one.body if isinstance(one.body, tuple) else ():
            if isinstance(item, Assignment) and item.name == name:
                return item.expr
            if isinstance(item, Stimulus) and item.name == name:
                return _level(item.terms)
    return None


def _level(terms: list[Term] | tuple[Term, ...]) -> Expr | None:
    """The level of the only term, else of the only constant one."""
    if len(terms) > 1:
        terms = [term for term in terms if term.protocol == "constant"]
    if len(terms) != 1:
        return None
    wanted = LEVELS.get(terms[0].protocol, "amplitude")
    return next((one.expr for one in terms[0].arguments if one.name == wanted), None)


def _new_line(analysis: Analysis, name: str, value: float, unit: str) -> tuple[Edit, ...]:
    """A line that drives the input, behind its definition or the last one."""
    definitions = list(_definitions(analysis))
    own = [one for one in definitions if one.name == name]
    text = analysis.document.text
    at = line_end(text, (own or definitions)[-1].span.end) if definitions else len(text)
    return (Edit(at, at, f"{line_break(text)}# input: {name} = constant({_quantity(value, unit)})"),)


# -- how it is written


def _with_number(text: str, expr: Expr, value: float, unit: str) -> str | None:
    """The expression with another number, None where it is not one number, or would mean something else."""
    number, sign = expr, None
    while number.op in ("neg", "mul", "div"):
        if number.op == "neg":
            if sign is not None:
                return None
            sign = number
        number = number.args[0]
    if number.op != "num" or _count_numbers(expr) != 1:
        return None
    begin, end = number.start, number.end
    # the tree leaves brackets out, so what is between its ends and the digits is looked at in the text
    while begin < end and text[begin] in "( \t":
        begin += 1
    while end > begin and text[end - 1] in ") \t":
        end -= 1
    before, behind = text[expr.start : begin], text[end : expr.end]
    if sign is not None:
        at = before.rfind("-")
        if at < 0 or before[at + 1 :].strip():
            return None
        before = before[:at]
    one = _meaning(f"{before}1{behind}", unit)
    if not one:
        return None
    written = f"{before}{_number(value / one)}{behind}"
    meant = _meaning(written, unit)
    return written if meant is not None and isclose(meant, value, rel_tol=1e-9, abs_tol=1e-300) else None


def _count_numbers(expr: Expr) -> int:
    """How many numbers an expression has, exponents of units left out."""
    if expr.op == "num":
        return 1
    return sum(_count_numbers(one) for one in (expr.args[:1] if expr.op == "pow" else expr.args))


def _meaning(text: str, unit: str) -> float | None:
    """What a constant counts in a unit; a bare number counts it already."""
    annotation = f" : {unit}" if unit else ""
    for written in (f"{text}{annotation}", text):
        model = analyse(f"dx/dt = -x*value\nvalue = {written}\n").model
        if model is not None and len(model.parameters) == 1:
            return model.parameters[0].default
    return None


def _quantity(value: float, unit: str) -> str:
    if not unit:
        return _number(value)
    return f"{_number(value)}{unit[1:]}" if unit.startswith("1/") else f"{_number(value)}*{unit}"


def _number(value: float) -> str:
    return format_number(float(f"{value:.{_DIGITS}g}"))
