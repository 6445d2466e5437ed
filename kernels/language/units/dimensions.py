"""The algebra of dimensions, unit expressions, and the name to show for a dimension at a scale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from kernels.language.syntax.tree import Expr
from kernels.language.units.unit_table import DIMENSIONLESS, Dimension, Rational, Unit, is_si_base, unit

SECOND: Dimension = (0, 0, 1, 0, 0, 0, 0)
PER_ROOT_SECOND: Dimension = (0, 0, Fraction(-1, 2), 0, 0, 0, 0)


@lru_cache(maxsize=4096)
def times(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a product."""
    return tuple(x + y for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


@lru_cache(maxsize=4096)
def over(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return tuple(x - y for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


@lru_cache(maxsize=4096)
def power(a: Dimension, exponent: Rational) -> Dimension:
    """The dimension of a power."""
    return tuple(x * exponent for x in a)  # type: ignore[return-value]


def exact(value: float) -> Rational:
    """A float exponent as the small fraction it means: 2.0 is 2, 0.5 is 1/2, 0.333333 is 1/3."""
    if value == int(value):
        return int(value)
    fraction = Fraction(value).limit_denominator(1000)
    return fraction.numerator if fraction.denominator == 1 else fraction


# What is shown: (name, dimension, exponent) of the scales a neuroscientist writes, the conventional one first.
_SHOWN = (
    "mV volt uV nV kV",
    "ms second us ns",
    "nA pA uA mA amp fA",
    "nS uS mS siemens pS",
    "pF nF uF farad mfarad",
    "Hz",
    "Mohm kohm ohm Gohm",
    "mM uM nM molar",
    "um mm cm meter nmeter",
    "pcoulomb ncoulomb ucoulomb coulomb fcoulomb",
    "kelvin",
    "mol nmol umol mmol pmol fmol",
    "kilogram gram mgram ugram",
    "joule pjoule fjoule njoule",
    "watt nwatt pwatt",
    "newton pnewton nnewton",
    "pascal kpascal",
    "henry",
    "weber",
    "tesla",
    "candle",
)
_NUMERATORS = ("mV volt uV", "ms second", "nA uA pA mA amp fA", "nS mS uS siemens pS", "pF uF nF farad", "mM uM molar")
_NUMERATORS_OF_DENSITIES = (*_NUMERATORS[2:5], "nmol umol pmol mmol mol")
_AREAS = (
    ("cm**2", Unit((2, 0, 0, 0, 0, 0, 0), -4)),
    ("um**2", Unit((2, 0, 0, 0, 0, 0, 0), -12)),
    ("meter**2", Unit((2, 0, 0, 0, 0, 0, 0), 0)),
)
_BY_CONVENTION = {  # where the general search would find a name nobody uses first
    "siemens/meter**2": "mS/cm**2",
    "amp/meter**2": "uA/cm**2",
    "farad/meter**2": "uF/cm**2",
}


_WORDS = re.compile(r"[A-Za-z]+")


def _unit(name: str) -> Unit:
    found = unit(name)
    assert found is not None, name
    return found


def _candidates() -> Iterator[tuple[str, Unit]]:
    """Names with their units, the conventional name of every dimension first."""
    for row in _SHOWN:
        for name in row.split():
            if unit(name) is not None:
                yield name, _unit(name)
    yield "1/ms", Unit(_unit("hertz").dimension, 3)
    yield "MHz", _unit("MHz")
    for shown in _BY_CONVENTION.values():
        yield shown, _quotient(shown.removesuffix("/cm**2"), _AREAS[0][1])
    for row in _NUMERATORS_OF_DENSITIES:
        for name in row.split():
            for area, area_unit in _AREAS:
                yield f"{name}/{area}", _quotient(name, area_unit)
    for row in _NUMERATORS:
        for name in row.split():
            for below in ("ms", "second", "mV", "um", "mM", "pA"):
                if unit(below) != unit(name):
                    yield f"{name}/{below}", _quotient(name, _unit(below))
    for name in ("mV", "volt", "nA", "pA", "amp"):
        for factor in ("ms", "second"):
            yield f"{name}*{factor}", _product(name, _unit(factor))
    for name in ("mV", "ms", "volt", "second", "nA", "pA", "mM"):
        yield f"1/{name}", Unit(power(_unit(name).dimension, -1), -_unit(name).exponent)
        for n in (2, 3):
            yield f"{name}**{n}", Unit(power(_unit(name).dimension, n), n * _unit(name).exponent)
            yield f"1/{name}**{n}", Unit(power(_unit(name).dimension, -n), -n * _unit(name).exponent)
    for name in ("um", "cm", "mm", "meter"):
        for n in (2, 3):
            yield f"{name}**{n}", Unit(power(_unit(name).dimension, n), n * _unit(name).exponent)
    for exponent in (Fraction(3, 2), 0):
        yield ("ms**-0.5" if exponent else "second**-0.5"), Unit(PER_ROOT_SECOND, exponent)
    for name in ("mV", "volt", "pA", "nA"):
        for time_name in ("ms", "second"):
            time = _unit(time_name)
            yield (
                f"{name}/{time_name}**0.5",
                _quotient(name, Unit(power(time.dimension, Fraction(1, 2)), time.exponent * Fraction(1, 2))),
            )


def _quotient(name: str, below: Unit) -> Unit:
    above = _unit(name)
    return Unit(over(above.dimension, below.dimension), above.exponent - below.exponent)


def _product(name: str, other: Unit) -> Unit:
    first = _unit(name)
    return Unit(times(first.dimension, other.dimension), first.exponent + other.exponent)


@lru_cache(maxsize=1)
def _names() -> tuple[dict[Dimension, tuple[str, Rational]], dict[Unit, str], dict[Dimension, str]]:
    """The conventional (name, exponent) of every dimension, the name of every unit, and the SI name. Built once."""
    conventional: dict[Dimension, tuple[str, Rational]] = {}
    named: dict[Unit, str] = {}
    si: dict[Dimension, str] = {}
    for name, found in _candidates():
        conventional.setdefault(found.dimension, (name, found.exponent))
        named.setdefault(found, name)
        if found.exponent == 0 and all(is_si_base(word) for word in _WORDS.findall(name)):
            si.setdefault(found.dimension, name)
    return conventional, named, si


@lru_cache(maxsize=1024)
def conventional_unit(dimension: Dimension) -> tuple[str, Rational]:
    """The unit to show for a dimension where a file does not say: mV, ms, nA, mS/cm**2 ... as (name, exponent)."""
    if dimension == DIMENSIONLESS:
        return "", 0
    return _names()[0].get(dimension) or (_base_name(dimension), 0)


@lru_cache(maxsize=1024)
def unit_name(dimension: Dimension, exponent: Rational) -> str | None:
    """The usual name of 10**exponent SI units of a dimension (`pA`, `uA/cm**2`), None where it has none."""
    if dimension == DIMENSIONLESS:
        return "" if exponent == 0 else None
    named = _names()[1].get(Unit(dimension, exponent))
    return _base_name(dimension) if named is None and exponent == 0 else named


@lru_cache(maxsize=1024)
def si_name(dimension: Dimension) -> str:
    """The dimension in SI unit names, as a message shows it: "volt", "siemens/meter**2", "volt/second"."""
    if dimension == DIMENSIONLESS:
        return "1"
    return _names()[2].get(dimension) or _base_name(dimension)


def _base_name(dimension: Dimension) -> str:
    """A dimension as a product of base units, the reader's last resort: "kilogram*meter**2/second**3"."""
    above: list[str] = []
    below: list[str] = []
    names = ("meter", "kilogram", "second", "amp", "kelvin", "mole", "candle")
    for name, exponent in zip(names, dimension, strict=True):
        if exponent:
            size = exponent if exponent > 0 else -exponent
            (above if exponent > 0 else below).append(name if size == 1 else f"{name}**{_short(size)}")
    text = "*".join(above) or "1"
    if not below:
        return text
    return f"{text}/{below[0]}" if len(below) == 1 else f"{text}/({'*'.join(below)})"


def _short(size: Rational) -> str:
    return str(size) if size == int(size) else f"{float(size):g}"


def parse_unit(expr: Expr) -> Unit | Expr:
    """The unit a unit expression means (`siemens/meter**2`, `amp*second`, `1`), or the node that is no unit.

    Products, quotients and constant powers of unit names; `1`, `dimensionless`, `integer` and `boolean` have none.
    """
    if expr.op == "name":
        found = unit(str(expr.value))
        if found is None and expr.value in ("dimensionless", "integer", "boolean"):
            return Unit(DIMENSIONLESS, 0)
        return expr if found is None else found
    if expr.op == "num":
        return Unit(DIMENSIONLESS, 0) if expr.value == 1 else expr
    if expr.op == "mul" or expr.op == "div":
        left, right = parse_unit(expr.args[0]), parse_unit(expr.args[1])
        if isinstance(left, Expr):
            return left
        if isinstance(right, Expr):
            return right
        if expr.op == "mul":
            return Unit(times(left.dimension, right.dimension), left.exponent + right.exponent)
        return Unit(over(left.dimension, right.dimension), left.exponent - right.exponent)
    if expr.op == "pow":
        base, exponent = parse_unit(expr.args[0]), expr.args[1]
        if isinstance(base, Expr):
            return base
        size = signed_number(exponent)
        if size is None or abs(size) > 12:
            return exponent
        return Unit(power(base.dimension, exact(size)), base.exponent * exact(size))
    return expr


def signed_number(expr: Expr) -> float | None:
    """The value of a number with an optional sign (`2`, `-0.5`), else None."""
    if expr.op == "num":
        return float(expr.value)  # type: ignore[arg-type]
    if expr.op in ("neg", "pos"):
        inner = signed_number(expr.args[0])
        return inner if inner is None or expr.op == "pos" else -inner
    return None
