"""What the names of an expression stand for: quantities, and user functions that are inlined at each call."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.syntax.tree import Expr
from kernels.language.units.unit_table import Dimension, Rational, Unit


class Meaning(NamedTuple):
    """What a name stands for in expressions: the fields of `Value` without the expression."""

    kind: str
    dimension: Dimension | None
    exponent: Rational


class InlinedFunction(NamedTuple):
    """A user function ready to be inlined: `unit` of the result, where the file annotates it."""

    arguments: tuple[str, ...]
    body: Expr
    unit: Unit | None
