"""Numbers of the command line: `100` as it is, `100 mS/cm^2` converted into the unit that is shown."""

from __future__ import annotations

import re

from kernels.language.diagnostic import Diagnostic
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Expr
from kernels.language.units.dimensions import parse_unit, si_name
from kernels.language.units.scaled import scale
from kernels.language.units.unit_table import INFORMAL, Unit
from sctui.console import printable
from sctui.failure import UsageError

NUMBER = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf))\s*\*?\s*(.*?)\s*", re.IGNORECASE)
LONGEST = 80  # characters


def quantity(text: str, unit: str, name: str) -> float:
    """The number that `text` means in the display unit `unit` ("" for none).

    A bare number is in display units already. Raises UsageError, with `name` for the place, where the text is no
    number or its unit is unknown or of another dimension.
    """
    match = NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise UsageError(f"{name}: {printable(text[:LONGEST])!r} is not a number")
    value, written = float(match[1]), match[2]
    if not written or written == unit:
        return value
    given, shown = _unit(written), _unit(unit) if unit else None
    if given is None:
        raise UsageError(f"{name}: {printable(written)!r} is not a unit (sctui help language lists them)")
    if shown is None:
        raise UsageError(f"{name}: takes a plain number, without a unit: {match[1]}")
    if given.dimension != shown.dimension:
        raise UsageError(f"{name}: is in {unit}, but {printable(written)} is a unit of {si_name(given.dimension)}")
    return scale(value, given.exponent - shown.exponent)


def _unit(text: str) -> Unit | None:
    text = INFORMAL.get(text, text)  # in a file a letter is a name; here nothing else could be meant
    problems: list[Diagnostic] = []
    tokens = tokenize(text, 0, len(text), problems)
    if not tokens:
        return None
    found = parse_unit(Parser(tokens, problems, calls=False).whole())
    return None if isinstance(found, Expr) or problems else found
