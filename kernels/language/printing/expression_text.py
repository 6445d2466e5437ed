"""An expression as text: spaces by precedence, no needless brackets, and always the same tree when read again."""

from __future__ import annotations

import re

from kernels.language.syntax.tree import Expr

_CONDITIONAL, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 1, 2, 3, 4, 5, 10, 20, 30, 40, 50

# op -> (precedence, written, least precedence of the left operand, of the right operand)
_BINARY = {
    "or": (_OR, " or ", _OR, _AND),
    "and": (_AND, " and ", _AND, _NOT),
    "lt": (_COMPARISON, " < ", _SUM, _SUM),
    "le": (_COMPARISON, " <= ", _SUM, _SUM),
    "gt": (_COMPARISON, " > ", _SUM, _SUM),
    "ge": (_COMPARISON, " >= ", _SUM, _SUM),
    "eq": (_COMPARISON, " == ", _SUM, _SUM),
    "ne": (_COMPARISON, " != ", _SUM, _SUM),
    "add": (_SUM, " + ", _SUM, _PRODUCT),
    "sub": (_SUM, " - ", _SUM, _PRODUCT),
    "mul": (_PRODUCT, "*", _PRODUCT, _SIGN),
    "div": (_PRODUCT, "/", _PRODUCT, _SIGN),
    "floordiv": (_PRODUCT, "//", _PRODUCT, _SIGN),
    "mod": (_PRODUCT, " % ", _PRODUCT, _SIGN),
    "pow": (_POWER, "**", _ATOM, _SIGN),
}
_COMPARISONS = frozenset(op for op, row in _BINARY.items() if row[0] == _COMPARISON)
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def format_expr(expr: Expr, source: str | None = None, quantities: bool = False) -> str:
    """The expression as text that parses into the same tree.

    With the `source` it was parsed from, numbers keep their spelling (`1e-3`, `10.0`); with `quantities` also
    a product written `20 mV` stays so, otherwise it becomes `20*mV`, which Brian 2 reads as well.
    Raises ValueError for an expression with an `error` node.
    """
    return _text(expr, 0, source, quantities and source is not None)


def format_number(value: float) -> str:
    """A number in the shortest spelling that reads back as the same float."""
    if value == float("inf"):
        return "inf"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return re.sub(r"e([-+])0*", lambda match: "e-" if match[1] == "-" else "e", repr(value))


def _text(expr: Expr, floor: int, source: str | None, quantities: bool) -> str:
    """`expr` in brackets if it binds less tightly than `floor`."""
    op, args = expr.op, expr.args
    binary = _BINARY.get(op)
    if binary is not None:
        precedence, written, left_floor, right_floor = binary
        left, right = args
        if op == "and" and _is_chain(expr):
            precedence, written = _COMPARISON, _BINARY[right.op][1]
            left_floor, right_floor, right = _COMPARISON, _SUM, right.args[1]
        elif quantities and op == "mul" and expr.op_start == right.start and _is_plain_number(left):
            written = " "
        text = _text(left, left_floor, source, quantities) + written + _text(right, right_floor, source, quantities)
    elif op == "num":
        precedence, text = _ATOM, _number(expr, source)
        if text[0] == "-":
            precedence = _SIGN
    elif op == "name":
        precedence, text = _ATOM, str(expr.value)
    elif op == "call":
        precedence = _ATOM
        text = f"{expr.value}({', '.join(_text(argument, 0, source, quantities) for argument in args)})"
    elif op == "neg" or op == "pos":
        precedence, text = _SIGN, ("-" if op == "neg" else "+") + _text(args[0], _SIGN, source, quantities)
    elif op == "not":
        precedence, text = _NOT, "not " + _text(args[0], _NOT, source, quantities)
    elif op == "if":
        then, test, other = args
        precedence = _CONDITIONAL
        text = (
            f"{_text(then, _OR, source, quantities)} if {_text(test, _OR, source, quantities)}"
            f" else {_text(other, _CONDITIONAL, source, quantities)}"
        )
    else:
        raise ValueError(f"an expression with a syntax error has no text (at {expr.start})")
    return text if precedence >= floor else f"({text})"


def _is_chain(expr: Expr) -> bool:
    """Whether an `and` was written as a chain of comparisons, `a < b < c`: then both sides share the middle operand."""
    left, right = expr.args
    if right.op not in _COMPARISONS:
        return False
    if left.op == "and" and _is_chain(left):
        left = left.args[1]
    return left.op in _COMPARISONS and left.args[1] == right.args[0]


def _is_plain_number(expr: Expr) -> bool:
    return expr.op == "num" or (expr.op == "neg" and expr.args[0].op == "num")


def _number(expr: Expr, source: str | None) -> str:
    value = expr.value
    if not isinstance(value, float):
        raise ValueError("a num node holds a float")
    if source is not None:
        match = _NUMBER.match(source, expr.op_start)
        if match is not None and float(match[0]) == value:
            return match[0]
    return format_number(value)
