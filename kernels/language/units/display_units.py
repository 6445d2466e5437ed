"""Which unit a file shows a quantity in: what its literals use, else mV, ms, nA and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kernels.language.syntax.tree import Expr
from kernels.language.units.dimensions import (
    conventional_unit,
    exact,
    over,
    parse_unit,
    power,
    signed_number,
    times,
)
from kernels.language.units.unit_table import DIMENSIONLESS, Dimension, Rational, Unit, is_si_base, unit

_MOST, _LONGEST = 1_000, 60  # annotations that are remembered, and characters of one
_annotated: dict[str, tuple[Unit, str | None]] = {}  # what those say that were read before: files repeat a few


class DisplayUnit(NamedTuple):
    """A unit as shown: its text, and the power of ten it counts."""

    text: str
    exponent: Rational


class DisplayUnits:
    """The display unit of every dimension in one file: the most used of its literals, else the conventional one."""

    def __init__(self, counts: Mapping[tuple[Dimension, str, Rational], int], time: DisplayUnit | None) -> None:
        self._chosen: dict[Dimension, DisplayUnit] = {}
        best: dict[Dimension, int] = {}
        for (dimension, text, exponent), count in counts.items():
            if count > best.get(dimension, 0):
                best[dimension] = count
                self._chosen[dimension] = DisplayUnit(text, exponent)
        if time is not None:
            self._chosen[(0, 0, 1, 0, 0, 0, 0)] = time
        self._chosen[DIMENSIONLESS] = DisplayUnit("", 0)

    def of(self, dimension: Dimension) -> DisplayUnit:
        """The unit in which the file shows a dimension."""
        chosen = self._chosen.get(dimension)
        if chosen is None:
            chosen = self._chosen[dimension] = DisplayUnit(*conventional_unit(dimension))
        return chosen


def literal_unit(expr: Expr) -> tuple[Unit, str] | None:
    """The unit a constant is written in (`80.5*pA` gives pA, `120*mS/cm**2` gives mS/cm**2), None without any.

    Of a sum it is the first operand's.
    """
    while expr.op == "neg":
        expr = expr.args[0]
    if expr.op == "num":
        return None
    if expr.op == "mul" and expr.args[0].op == "num" and expr.args[1].op == "name":  # as nearly all are
        name = str(expr.args[1].value)
        only = unit(name)
        if only is None or only.dimension != DIMENSIONLESS:
            return None if only is None else (only, name)
    factors: list[tuple[str, Rational]] = []
    if not _collect(expr, 1, factors) or not factors:
        return None
    dimension: Dimension = DIMENSIONLESS
    exponent: Rational = 0
    merged: dict[str, Rational] = {}
    for name, size in factors:
        found = unit(name)
        if found is None:
            return None
        dimension = times(dimension, power(found.dimension, size))
        exponent += found.exponent * size
        merged[name] = merged.get(name, 0) + size
    if dimension == DIMENSIONLESS:
        return Unit(DIMENSIONLESS, 0), ""
    above = "*".join(_raised(name, size) for name, size in merged.items() if size > 0) or "1"
    below = [_raised(name, -size) for name, size in merged.items() if size < 0]
    return Unit(dimension, exponent), "/".join([above, *below])


def _collect(expr: Expr, size: Rational, factors: list[tuple[str, Rational]]) -> bool:
    """Add the unit names of a constant expression with their powers; False where it has no single unit."""
    op = expr.op
    if op == "num":
        return True
    if op == "name":
        if unit(str(expr.value)) is not None:
            factors.append((str(expr.value), size))
        return True
    if op == "mul":
        return _collect(expr.args[0], size, factors) and _collect(expr.args[1], size, factors)
    if op == "div":
        return _collect(expr.args[0], size, factors) and _collect(expr.args[1], -size, factors)
    if op in ("neg", "pos", "add", "sub"):
        return _collect(expr.args[0], size, factors)
    if op == "pow":
        exponent = signed_number(expr.args[1])
        return exponent is not None and abs(exponent) <= 12 and _collect(expr.args[0], size * exact(exponent), factors)
    return False


def _raised(name: str, size: Rational) -> str:
    if size == 1:
        return name
    return f"{name}**{size}" if size == int(size) else f"{name}**{float(size):g}"


def annotated_unit(expr: Expr | None, text: str) -> tuple[Unit, str | None] | Expr | None:
    """What `: unit` says: the unit, and its text where it names a display unit (`mV`) rather than SI (`volt`).

    None without an annotation; the offending node where it is no unit expression.
    """
    if expr is None:
        return None
    written = text[expr.start : expr.end]
    known = _annotated.get(written)
    if known is None:
        found = parse_unit(expr)
        if isinstance(found, Expr):
            return found
        known = found, None if _is_si(expr) else written
        if found.dimension == DIMENSIONLESS:
            known = Unit(DIMENSIONLESS, 0), ""
        if written and len(written) <= _LONGEST:
            if len(_annotated) >= _MOST:
                _annotated.clear()
            _annotated[written] = known
    return known


def _is_si(expr: Expr) -> bool:
    """Whether a unit expression names SI units only, which gives a dimension and leaves the shown unit open."""
    if expr.op == "name":
        return is_si_base(str(expr.value)) or (str(expr.value)[:-1] in ("meter", "metre"))
    return all(_is_si(argument) for argument in expr.args)


def over_time(target: Unit, time: Unit) -> Unit:
    """The unit of a derivative: the state's per display time unit."""
    return Unit(over(target.dimension, time.dimension), target.exponent - time.exponent)
