"""Values with a scale: an expression whose plain number counts `10**exponent` SI units of a dimension.

The rewrite into display units carries such values up the tree. Products add exponents, sums bring their
operands to one exponent by a single multiplication, folded into the number where the operand is one.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from kernels.language.syntax.tree import Expr
from kernels.language.units.unit_table import DIMENSIONLESS, Dimension, Rational

NUMBER = "number"  # a bare number: no unit was written, so 0 fits everywhere and 5 only where no unit is known
QUANTITY = "quantity"  # dimension and exponent are known
UNKNOWN = "unknown"  # something without annotation: fits everything, adopts the other side's scale
CONDITION = "condition"  # true or false


class Value(NamedTuple):
    """A rewritten expression and what its number counts.

    `dimension` is None exactly where `kind` is UNKNOWN. `size` and `depth` are those of the expression as a
    tree, shared parts counted at each use, so that inlined functions cannot grow without being noticed.
    """

    expr: Expr
    kind: str
    dimension: Dimension | None
    exponent: Rational
    size: int
    depth: int


# Building a NamedTuple through tuple.__new__ takes a third of the time of calling the class.
new_expr: Callable[[tuple[str, tuple[Expr, ...], float | str | None, int, int, int]], Expr]
new_expr = partial(tuple.__new__, Expr)
new_value: Callable[[tuple[Expr, str, Dimension | None, Rational, int, int]], Value]
new_value = partial(tuple.__new__, Value)


def number(value: float, at: Expr) -> Expr:
    """A number that stands where `at` stood."""
    return new_expr(("num", (), value, at.start, at.end, at.op_start))


def leaf(expr: Expr, kind: str, dimension: Dimension | None, exponent: Rational) -> Value:
    """The value of a name or number."""
    return new_value((expr, kind, dimension, exponent, 1, 1))


def bare(value: float, at: Expr) -> Value:
    """A bare number."""
    return Value(number(value, at), NUMBER, DIMENSIONLESS, 0, 1, 1)


def unknown(expr: Expr) -> Value:
    """A value of which nothing is known."""
    return Value(expr, UNKNOWN, None, 0, 1, 1)


def scale(value: float, exponent: Rational) -> float:
    """`value * 10**exponent`, correctly rounded for whole exponents: 0.0504 volt is 50.4 mV, not 50.400000000000006."""
    if exponent == 0:
        return value
    if isinstance(exponent, Fraction) and exponent.denominator != 1:
        return float(value * 10.0 ** float(exponent))
    if value != value or value in (float("inf"), float("-inf")):
        return value
    return float(Decimal(repr(value)).scaleb(int(exponent)))


_SCALE_FREE = frozenset({0.0, float("inf"), float("-inf")})


def is_scale_free(value: Value) -> bool:
    """Whether the value is the bare number 0 or inf, which are the same in every unit."""
    return value.kind is NUMBER and value.expr.value in _SCALE_FREE


def is_one(value: Value) -> bool:
    """Whether the value is the number 1."""
    return value.expr.op == "num" and value.expr.value == 1.0


def aligned(value: Value, exponent: Rational) -> Value:
    """The same quantity counted in `10**exponent` SI units: at most one multiplication more."""
    if value.exponent == exponent or value.kind is UNKNOWN or is_scale_free(value):
        return value
    shift = value.exponent - exponent
    expr = value.expr
    if expr.op == "num":
        return new_value((_shifted(expr, shift), value.kind, value.dimension, exponent, value.size, value.depth))
    if expr.op == "mul" or expr.op == "div":  # the factor joins a number that is already there
        left, right = expr.args
        if left.op == "num":
            return value._replace(expr=expr._replace(args=(_shifted(left, shift), right)), exponent=exponent)
        if right.op == "num":
            right = _shifted(right, shift if expr.op == "mul" else -shift)
            return value._replace(expr=expr._replace(args=(left, right)), exponent=exponent)
    factor = number(scale(1.0, shift), expr)
    product = Expr("mul", (factor, expr), None, expr.start, expr.end, expr.op_start)
    return Value(product, value.kind, value.dimension, exponent, value.size + 2, value.depth + 1)


def _shifted(expr: Expr, shift: Rational) -> Expr:
    return number(scale(float(expr.value), shift), expr)  # type: ignore[arg-type]
