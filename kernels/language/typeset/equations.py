"""Whole definitions as in a paper, broken to a width."""

from __future__ import annotations

from kernels.language.syntax.tree import Definition, Expr
from kernels.language.typeset.boxes import Box, beside, fraction, text_box
from kernels.language.typeset.expressions import BINDING, Setter
from kernels.language.typeset.symbols import symbol

INDENT = 4


def typeset(text: str, definition: Definition, width: int = 100) -> list[str]:
    """The lines of a definition of `text`: `dv/dt = ...`, `f(x) = ...`, `x[n+1] = ...`, `a = ...`.

    As tall as its fractions where that fits into `width` columns; else broken at its sums; else flat and wrapped.
    """
    assert definition.expr is not None
    for tall in (True, False):
        setter = Setter(text, tall)
        head = beside([_left(definition, tall), text_box(" = ")])
        whole = beside([head, setter.set(definition.expr)])
        if whole.width <= width:
            return _lines(whole)
        rows = _broken(setter, definition.expr, width - head.width)
        if rows is not None:
            first, *rest = rows
            lines = _lines(beside([head, first]))
            for row in rest:
                lines += _lines(beside([text_box(" " * head.width), row]))
            return lines
    return _wrapped(_lines(whole)[0], width)


def typeset_expression(text: str, expr: Expr, tall: bool = True) -> list[str]:
    """An expression alone."""
    return _lines(Setter(text, tall).set(expr))


def _lines(box: Box) -> list[str]:
    return [line.rstrip() for line in box.lines]


def _left(definition: Definition, tall: bool) -> Box:
    name = symbol(definition.name)
    if definition.kind == "ode":
        return fraction(text_box(f"d{name}"), text_box("dt")) if tall else text_box(f"d{name}/dt")
    if definition.kind == "map":
        return text_box(f"{name}[n+1]")
    if definition.kind == "function":
        return text_box(f"{name}({', '.join(symbol(argument) for argument, _ in definition.arguments)})")
    return text_box(name)


def _broken(setter: Setter, expr: Expr, width: int) -> list[Box] | None:
    """The sum's terms in rows of at most `width`; None where a term is wider."""
    terms: list[Box] = []
    signs: list[str] = []
    while expr.op in ("add", "sub"):
        terms.append(setter.set(expr.args[1], BINDING["mul"]))
        signs.append(" + " if expr.op == "add" else " − ")
        expr = expr.args[0]
    terms.append(setter.set(expr, BINDING["add"]))
    if len(terms) == 1:
        return None
    terms.reverse()
    signs.reverse()
    rows: list[list[Box]] = [[terms[0]]]
    for sign, term in zip(signs, terms[1:], strict=True):
        used = sum(box.width for box in rows[-1])
        if used + len(sign) + term.width > width:
            rows.append([text_box(sign.lstrip()), term])
        else:
            rows[-1] += [text_box(sign), term]
    boxes = [beside(row) for row in rows]
    return None if max(box.width for box in boxes) > width else boxes


def _wrapped(line: str, width: int) -> list[str]:
    """A flat line broken at spaces."""
    lines = [""]
    for word in line.split(" "):
        if lines[-1].strip() and len(lines[-1]) + 1 + len(word) > width:
            lines.append(" " * INDENT)
        lines[-1] += word if not lines[-1].strip() else " " + word
    return lines
