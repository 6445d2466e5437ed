"""The unit names a file may write: Brian 2's, each a dimension times a power of ten.

Base and derived SI units take the prefixes (`mvolt`, `nsiemens`) and the powers 2 and 3 (`meter2`, `umeter3`);
beside them stand the short forms of the field (`mV`, `nS`, `um2`). There is no one-letter unit: `m`, `h`, `n`
and `C` are names of the model. Lookup is by spelling, so no table of all 2000 combinations is built.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

Rational = int | Fraction
Dimension = tuple[Rational, Rational, Rational, Rational, Rational, Rational, Rational]
"""Exponents of length, mass, time, current, temperature, amount, luminous intensity."""

DIMENSIONLESS: Dimension = (0, 0, 0, 0, 0, 0, 0)


class Unit(NamedTuple):
    """A unit: one of it is `10**exponent` of the SI unit of `dimension`."""

    dimension: Dimension
    exponent: Rational


# Name: (dimension, exponent). The first name of a dimension is the one shown.
_SI: dict[str, tuple[Dimension, int]] = {
    "volt": ((2, 1, -3, -1, 0, 0, 0), 0),
    "amp": ((0, 0, 0, 1, 0, 0, 0), 0),
    "ampere": ((0, 0, 0, 1, 0, 0, 0), 0),
    "second": ((0, 0, 1, 0, 0, 0, 0), 0),
    "siemens": ((-2, -1, 3, 2, 0, 0, 0), 0),
    "farad": ((-2, -1, 4, 2, 0, 0, 0), 0),
    "ohm": ((2, 1, -3, -2, 0, 0, 0), 0),
    "meter": ((1, 0, 0, 0, 0, 0, 0), 0),
    "metre": ((1, 0, 0, 0, 0, 0, 0), 0),
    "hertz": ((0, 0, -1, 0, 0, 0, 0), 0),
    "becquerel": ((0, 0, -1, 0, 0, 0, 0), 0),
    "coulomb": ((0, 0, 1, 1, 0, 0, 0), 0),
    "molar": ((-3, 0, 0, 0, 0, 1, 0), 3),
    "mole": ((0, 0, 0, 0, 0, 1, 0), 0),
    "mol": ((0, 0, 0, 0, 0, 1, 0), 0),
    "kelvin": ((0, 0, 0, 0, 1, 0, 0), 0),
    "kilogram": ((0, 1, 0, 0, 0, 0, 0), 0),
    "kilogramme": ((0, 1, 0, 0, 0, 0, 0), 0),
    "gram": ((0, 1, 0, 0, 0, 0, 0), -3),
    "gramme": ((0, 1, 0, 0, 0, 0, 0), -3),
    "joule": ((2, 1, -2, 0, 0, 0, 0), 0),
    "watt": ((2, 1, -3, 0, 0, 0, 0), 0),
    "newton": ((1, 1, -2, 0, 0, 0, 0), 0),
    "pascal": ((-1, 1, -2, 0, 0, 0, 0), 0),
    "henry": ((2, 1, -2, -2, 0, 0, 0), 0),
    "weber": ((2, 1, -2, -1, 0, 0, 0), 0),
    "tesla": ((0, 1, -2, -1, 0, 0, 0), 0),
    "liter": ((3, 0, 0, 0, 0, 0, 0), -3),
    "litre": ((3, 0, 0, 0, 0, 0, 0), -3),
    "candle": ((0, 0, 0, 0, 0, 0, 1), 0),
    "lumen": ((0, 0, 0, 0, 0, 0, 1), 0),
    "lux": ((-2, 0, 0, 0, 0, 0, 1), 0),
    "gray": ((2, 0, -2, 0, 0, 0, 0), 0),
    "sievert": ((2, 0, -2, 0, 0, 0, 0), 0),
    "katal": ((0, 0, -1, 0, 0, 1, 0), 0),
    "radian": (DIMENSIONLESS, 0),
    "steradian": (DIMENSIONLESS, 0),
}

_WITHOUT_PREFIX = frozenset(("kelvin", "kilogram", "kilogramme"))  # as in Brian 2

PREFIXES: dict[str, int] = {"f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "c": -2, "d": -1, "k": 3, "M": 6, "G": 9}

# The short forms: (prefixes, symbol, full name).
_SHORT = (
    ("n u m k", "V", "volt"),
    ("f p n u m", "A", "amp"),
    ("f p n u m", "F", "farad"),
    ("f p n u m", "S", "siemens"),
    ("p n u m", "s", "second"),
    ("k M", "Hz", "hertz"),
    ("c m u", "m", "meter"),
    ("n u m", "M", "molar"),
)

SHORT_FORMS: dict[str, str] = {"Hz": "hertz"} | {
    prefix + symbol: prefix + name for prefixes, symbol, name in _SHORT for prefix in prefixes.split()
}
"""Short form to full spelling, for instance `mV` to `mvolt`."""

INFORMAL: dict[str, str] = {
    "V": "volt", "A": "amp", "S": "siemens", "F": "farad", "s": "second", "m": "meter", "C": "coulomb", "K": "kelvin",
    "M": "molar", "g": "gram", "N": "newton", "J": "joule", "W": "watt", "Ohm": "ohm", "sec": "second", "msec": "ms",
}  # fmt: skip
"""What people write for a unit and a file may not, with the name it has here."""

_POWERS = {"2": 2, "3": 3}


@lru_cache(maxsize=4096)
def unit(name: str) -> Unit | None:
    """The unit called `name`, or None. `meter`, `mvolt`, `nS`, `um2`, `molar` are units; `m` and `V` are not."""
    if len(name) < 2 or len(name) > 16:
        return None
    if name in SHORT_FORMS:
        name = SHORT_FORMS[name]
    elif name[-1] in _POWERS:
        root = unit(name[:-1])
        if root is None or name[-2] in _POWERS or (name[:-1] in SHORT_FORMS and not name.endswith(("m2", "m3"))):
            return None  # of the short forms only lengths have powers: cm2, um3
        power = _POWERS[name[-1]]
        dimension = tuple(part * power for part in root.dimension)
        return Unit(dimension, root.exponent * power)  # type: ignore[arg-type]
    entry = _SI.get(name)
    if entry is not None:
        return Unit(*entry)
    prefix = PREFIXES.get(name[0])
    if prefix is not None and name[1:] not in _WITHOUT_PREFIX:
        entry = _SI.get(name[1:])
        if entry is not None:
            return Unit(entry[0], entry[1] + prefix)
    return None


def is_unit(name: str) -> bool:
    """Whether `name` is the name of a unit."""
    return unit(name) is not None


def is_si_base(name: str) -> bool:
    """Whether `name` is a full unit name without prefix (`volt`, `siemens`), Brian 2's way to give a dimension."""
    return name in _SI


COMMON_UNITS: tuple[str, ...] = (*_SI, *SHORT_FORMS)
"""The names a misspelt unit is compared with."""


def unit_names() -> list[str]:
    """All unit names worth offering in a completion: base and derived units, then short forms and prefixed ones."""
    lengths = [short + power for short in ("cm", "mm", "um") for power in _POWERS]
    prefixed = [prefix + name for name in _SI if name not in _WITHOUT_PREFIX for prefix in PREFIXES]
    return [*COMMON_UNITS, *lengths, *prefixed]
