"""Units: their table against Brian 2, unit expressions, and the names that are shown."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest

from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Definition, Expr
from kernels.language.units.dimensions import conventional_unit, exact, over, parse_unit, si_name, times, unit_name
from kernels.language.units.unit_table import DIMENSIONLESS, Unit, is_unit, unit, unit_names

BRIAN = json.loads((Path(__file__).parents[2] / "reference" / "brian2_units.json").read_text())["units"]

VOLT, SECOND, AMP = (unit(name).dimension for name in ("volt", "second", "amp"))


def annotation(text: str) -> Expr:
    (statement,) = parse_document(f"x : {text}")[0].statements
    assert isinstance(statement, Definition)
    assert statement.unit is not None
    return statement.unit


def test_every_unit_that_both_know_is_brians():
    both = [name for name in BRIAN if is_unit(name)]
    assert len(both) > 900
    for name in both:
        value, *dimension = BRIAN[name]
        ours = unit(name)
        assert list(ours.dimension) == dimension, name
        assert math.isclose(10.0 ** float(ours.exponent), value, rel_tol=1e-9), name


def test_the_units_of_the_field_are_known():
    names = "mV uV kV mA uA nA pA fA pF nF uF pS nS uS mS ms us ns Hz kHz MHz ohm Mohm kohm Gohm cm mm um cm2 um2 mm2"
    for name in (
        names + " fF mF fS nV ps cm3 um3 mM uM nM volt amp second siemens farad meter metre hertz joule watt newton "
        "pascal coulomb molar mole kelvin gram liter litre kilogram mvolt umeter3 meter2"
    ).split():
        assert is_unit(name), name


def test_unit_names_are_units():
    assert all(is_unit(name) for name in unit_names())


@pytest.mark.parametrize(
    "name", ["m", "h", "n", "C", "V", "A", "s", "I", "mV2", "e", "x" * 40, "", "kkelvin", "cm4", "cm22"]
)
def test_these_are_names_not_units(name: str):
    assert unit(name) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("volt", Unit(VOLT, 0)),
        ("mV", Unit(VOLT, -3)),
        ("1", Unit(DIMENSIONLESS, 0)),
        ("dimensionless", Unit(DIMENSIONLESS, 0)),
        ("amp*second", Unit(times(AMP, SECOND), 0)),
        ("mV/ms", Unit(over(VOLT, SECOND), 0)),
        ("1/ms", Unit(over(DIMENSIONLESS, SECOND), 3)),
        ("mS/cm**2", Unit((-4, -1, 3, 2, 0, 0, 0), 1)),
        ("siemens/meter**2", Unit((-4, -1, 3, 2, 0, 0, 0), 0)),
        ("meter**-1", Unit((-1, 0, 0, 0, 0, 0, 0), 0)),
        ("second**-0.5", Unit((0, 0, Fraction(-1, 2), 0, 0, 0, 0), 0)),
        ("mM", Unit((-3, 0, 0, 0, 0, 1, 0), 0)),
    ],
)
def test_unit_expressions(text: str, expected: Unit):
    assert parse_unit(annotation(text)) == expected


@pytest.mark.parametrize(("text", "culprit"), [("V", "V"), ("volt/foo", "foo"), ("3*mV", "3"), ("volt**tau", "tau")])
def test_what_is_no_unit_is_pointed_at(text: str, culprit: str):
    found = parse_unit(annotation(text))
    assert isinstance(found, Expr)
    assert f"x : {text}"[found.start : found.end] == culprit


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("volt", "mV"), ("second", "ms"), ("amp", "nA"), ("siemens", "nS"), ("farad", "pF"), ("hertz", "Hz"),
        ("ohm", "Mohm"), ("siemens/meter**2", "mS/cm**2"), ("amp/meter**2", "uA/cm**2"), ("farad/meter**2", "uF/cm**2"),
        ("molar", "mM"), ("1", ""),
    ],
)  # fmt: skip
def test_conventional_units(name: str, shown: str):
    text, exponent = conventional_unit(parse_unit(annotation(name)).dimension)
    assert text == shown
    if text:
        assert parse_unit(annotation(text)).exponent == exponent


@pytest.mark.parametrize("name", ["pA", "uA/cm**2", "mV/ms", "1/ms", "nS", "mV**2", "volt", "ms**-0.5", "amp/meter**2"])
def test_a_unit_is_named_by_its_scale(name: str):
    found = parse_unit(annotation(name))
    assert parse_unit(annotation(unit_name(found.dimension, found.exponent))) == found


def test_a_scale_without_a_name_has_none():
    assert unit_name(VOLT, -4) is None
    assert unit_name(DIMENSIONLESS, 3) is None


def test_any_dimension_can_be_written_in_si():
    for dimension in ((1, 2, -3, 0, 0, 1, 0), (0, 0, Fraction(-3, 2), 1, 0, 0, 0), VOLT, (-4, -1, 3, 2, 0, 0, 0)):
        assert parse_unit(annotation(si_name(dimension))) == Unit(dimension, 0)
    assert si_name(VOLT) == "volt"
    assert si_name(over(VOLT, SECOND)) == "volt/second"


@pytest.mark.parametrize(
    ("value", "fraction"), [(2.0, 2), (0.5, Fraction(1, 2)), (1 / 3, Fraction(1, 3)), (-1.5, Fraction(-3, 2))]
)
def test_exponents_are_small_fractions(value: float, fraction: Fraction):
    assert exact(value) == fraction
