"""Arithmetic on constants: what an operator or built-in function gives for plain numbers, in IEEE terms.

Nothing raises and nothing costs more than one float operation: `9**9**9**9` is inf, `0/0` is nan.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence

from kernels.language.syntax.tree import Expr


def _divide(a: float, b: float) -> float:
    if b == 0.0:
        return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


def _exprel(x: float) -> float:
    return 1.0 if x == 0.0 else math.expm1(x) / x


def _sign(x: float) -> float:
    return x if x != x else float((x > 0) - (x < 0))


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def _piecewise(*values: float) -> float:
    for k in range(0, len(values) - 1, 2):
        if values[k + 1]:
            return values[k]
    return values[-1]


OPERATORS: dict[str, Callable[..., float]] = {
    "neg": operator.neg,
    "pos": operator.pos,
    "not": lambda a: float(not a),
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": _divide,
    "floordiv": lambda a, b: float(a // b),
    "mod": lambda a, b: a % b,
    "pow": math.pow,
    "lt": lambda a, b: float(a < b),
    "le": lambda a, b: float(a <= b),
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "eq": lambda a, b: float(a == b),
    "ne": lambda a, b: float(a != b),
    "and": lambda a, b: float(bool(a and b)),
    "or": lambda a, b: float(bool(a or b)),
    "if": lambda then, test, other: then if test else other,
}

CALLS: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "abs": abs,
    "sign": _sign,
    "floor": lambda x: float(math.floor(x)),
    "ceil": lambda x: float(math.ceil(x)),
    "round": lambda x: float(round(x)),
    "int": lambda x: float(math.trunc(x)),
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "clip": lambda x, low, high: min(max(x, low), high),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "heaviside": lambda x: 1.0 if x >= 0.0 else 0.0,
    "exprel": _exprel,
    "where": lambda test, then, other: then if test else other,
    "piecewise": _piecewise,
}


def fold(function: Callable[..., float], values: Sequence[float]) -> float:
    """`function(*values)`; inf where it overflows, nan where it is not defined."""
    try:
        result = function(*values)
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan
    return float(result)


def evaluate(expr: Expr, values: Mapping[str, float]) -> float | None:
    """The value of a rewritten expression where all its names have one in `values`, else None.

    None as well for random numbers and for calls that are not built in.
    """
    op = expr.op
    if op == "num":
        return float(expr.value)  # type: ignore[arg-type]
    if op == "name":
        return values.get(str(expr.value))
    function = CALLS.get(str(expr.value)) if op == "call" else OPERATORS.get(op)
    if function is None:
        return None
    operands = []
    for argument in expr.args:
        operand = evaluate(argument, values)
        if operand is None:
            return None
        operands.append(operand)
    return fold(function, operands)
