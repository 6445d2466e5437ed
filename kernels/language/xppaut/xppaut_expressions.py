"""Expressions and names of XPPAUT in the words of this language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kernels.language.checks.declarations import is_reserved
from kernels.language.syntax.tokens import RESERVED

_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FUNCTIONS = {"ln": "log", "heav": "heaviside", "flr": "floor"}
_SAME = frozenset((
    "exp", "log", "log10", "sqrt", "abs", "sign", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "max", "min", "t", "pi", "and", "or", "not",
))  # fmt: skip
_UNKNOWN = frozenset((
    "sum", "of", "delay", "shift", "del_shft", "ishift", "hom_bcs", "atan2", "besselj", "bessely", "lgamma", "erf",
    "erfc", "set", "poisson",
))  # fmt: skip
_NOTHING: Mapping[str, str] = {}
_MOST_CONDITIONALS = 20  # in one expression
_FOREIGN = re.compile(r"""[]["'{}%#@;]|(?<![<>=!])=(?!=)""")
_CONDITIONAL = re.compile(r"\bif[ \t]*(?=\()", re.I)


class Names:
    """The names of a file: XPPAUT's without regard to case, and ours, which may not be units or built-in."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}

    def ours(self, name: str) -> str:
        """Our spelling of a name that the file defines."""
        lowered = name.lower()
        if lowered not in self._ours:
            self._ours[lowered] = allowed(lowered)
        return self._ours[lowered]

    def noise(self, name: str) -> None:
        """Make a name that of a white noise."""
        self._ours[name.lower()] = f"xi_{name.lower()}"

    def used(self, name: str) -> str:
        """Our spelling of a name in an expression."""
        lowered = name.lower()
        if lowered in self._ours:
            return self._ours[lowered]
        return lowered if lowered in _SAME else self.ours(lowered)


def allowed(name: str) -> str:
    """A name that a file may define: with a `_` behind it where it is a unit, built-in or a word of the language."""
    return f"{name}_" if is_reserved(name) is not None or name in RESERVED else name


def expression(source: str, names: Names, local: Mapping[str, str] = _NOTHING) -> str | None:
    """The expression in this language; None where it uses what this language does not have.

    `local` are the arguments of the function it belongs to, in small letters, with our spelling.
    """
    written = _conditionals(source.strip())
    if not written or _FOREIGN.search(written):
        return None
    pieces: list[str] = []
    at = 0
    for match in _WORD.finditer(written):
        before = written[at : match.start()]
        called = written[match.end() : match.end() + 8].lstrip(" \t").startswith("(")
        word = match[0].lower()
        if match.start() > 0 and written[match.start() - 1].isdigit():
            pieces += [before, match[0]]  # the e of 1e-3
        elif called and word == "where":
            pieces += [before, word]
        elif word in _UNKNOWN and called:
            return None
        elif called and word in _FUNCTIONS:
            pieces += [before, _FUNCTIONS[word]]
        elif called and word in ("ran", "normal", "mod"):
            return None
        else:
            pieces += [before, local[word] if word in local else names.used(word)]
        at = match.end()
    pieces.append(written[at:])
    return "".join(pieces).replace("&", " and ").replace("|", " or ")


def _conditionals(source: str) -> str | None:
    """`if(c)then(a)else(b)` as `where(c, a, b)`, the innermost last; None where brackets or branches are missing."""
    for _ in range(_MOST_CONDITIONALS):
        last = list(_CONDITIONAL.finditer(source))[-1:]  # it has no other in its branches
        if not last:
            return source
        (found,) = last
        at = found.end()
        parts = []
        for word in ("then", "else", ""):
            stop = _closed(source, at)
            if stop is None:
                return None
            parts.append(source[at + 1 : stop - 1])
            rest = source[stop:].lstrip(" \t")
            if not rest.lower().startswith(word):
                return None
            at = len(source) - len(rest[len(word) :].lstrip(" \t")) if word else stop
        source = f"{source[: found.start()]}where({', '.join(parts)}){source[at:]}"
    return None


def _closed(source: str, at: int) -> int | None:
    """Behind the bracket that closes the one at `at`."""
    if source[at : at + 1] != "(":
        return None
    depth = 0
    for end in range(at, len(source)):
        depth += (source[end] == "(") - (source[end] == ")")
        if depth == 0:
            return end + 1
    return None
