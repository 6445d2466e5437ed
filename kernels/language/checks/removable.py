"""Quotients that are 0/0 at one point, `x/(1 - exp(-x))` and its relatives, and their form with exprel.

With u the argument of the exponential and a factor k*u above it, k*u/(exp(u) - 1) is k/exprel(u) exactly. Whether a
factor is k*u is decided by algebra on sums of products of names with rational coefficients, units being names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from kernels.language.syntax.tree import Expr
from kernels.language.units.dimensions import signed_number

Monomial = tuple[tuple[str, int], ...]  # (name, power) by name
Polynomial = dict[Monomial, Fraction]

_MAX_TERMS = 12
_ONE: Monomial = ()


class Removable(NamedTuple):
    """A removable 0/0: the quotient, the exponential's argument, and the text of the quotient with exprel."""

    quotient: Expr
    argument: Expr
    replacement: str


def removables(expr: Expr, text: str, moving: frozenset[str]) -> Iterator[Removable]:
    """The removable quotients of an expression whose argument uses a name of `moving`, one that changes in a run."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.args)
        if node.op == "div":
            found = _removable(node, text, moving)
            if found is not None:
                yield found


def _removable(node: Expr, text: str, moving: frozenset[str]) -> Removable | None:
    above: list[tuple[Expr, bool]] = []  # factors with whether they stand below the line
    _factors(node.args[0], False, above)
    below: list[tuple[Expr, bool]] = []
    _factors(node.args[1], True, below)
    for shape in below:
        found = _vanishing(shape[0]) if shape[1] else None
        if found is None:
            continue
        argument, sign = found
        u = _polynomial(argument)
        if u is None or not any(name in moving for monomial in u for name, _ in monomial):
            continue
        for factor in above:
            ratio = None if factor[1] else _ratio(_polynomial(factor[0]), u)
            if ratio is not None and not any(size < 0 and name in moving for name, size in ratio[1]):
                rest = [other for other in (*above, *below) if other is not factor and other is not shape]
                bracketed = node.start < node.args[0].start
                replacement = _written(ratio, sign, rest, argument, text, bracketed)
                return Removable(node, argument, replacement)
    return None


def _factors(node: Expr, below: bool, found: list[tuple[Expr, bool]]) -> None:
    """The factors of a product; numbers and signs stay factors of their own."""
    if node.op == "mul":
        _factors(node.args[0], below, found)
        _factors(node.args[1], below, found)
    elif node.op == "div":
        _factors(node.args[0], below, found)
        _factors(node.args[1], not below, found)
    else:
        found.append((node, below))


def _vanishing(node: Expr) -> tuple[Expr, int] | None:
    """The argument u of `exp(u) - 1` (sign 1) or `1 - exp(u)` (sign -1)."""
    if node.op == "neg":
        inner = _vanishing(node.args[0])
        return None if inner is None else (inner[0], -inner[1])
    if node.op == "sub" or node.op == "add":
        left, right = node.args
        if node.op == "sub" and _is_exponential(right) and signed_number(left) == 1:
            return right.args[0], -1
        if _is_exponential(left) and signed_number(right) == (1 if node.op == "sub" else -1):
            return left.args[0], 1
    return None


def _is_exponential(node: Expr) -> bool:
    return node.op == "call" and node.value == "exp" and len(node.args) == 1


def _polynomial(node: Expr) -> Polynomial | None:
    """The expression as a sum of products of names with whole powers; None where it is anything else."""
    op = node.op
    if op == "num":
        value = float(node.value)  # type: ignore[arg-type]
        if value in (float("inf"), 0.0):
            return None if value else {}
        return {_ONE: Fraction(Decimal(repr(value)))} if 1e-30 < value < 1e30 else None
    if op == "name":
        return {((str(node.value), 1),): Fraction(1)}
    if op in ("neg", "pos"):
        inner = _polynomial(node.args[0])
        return inner if inner is None or op == "pos" else _scaled(inner, Fraction(-1), _ONE)
    if op not in ("add", "sub", "mul", "div"):
        return None
    left, right = _polynomial(node.args[0]), _polynomial(node.args[1])
    if left is None or right is None:
        return None
    if op == "add" or op == "sub":
        sign = 1 if op == "add" else -1
        total = dict(left)
        for monomial, coefficient in right.items():
            total[monomial] = total.get(monomial, Fraction(0)) + sign * coefficient
        total = {monomial: coefficient for monomial, coefficient in total.items() if coefficient}
    elif op == "mul":
        total = {}
        for monomial, coefficient in right.items():
            for other, factor in _scaled(left, coefficient, monomial).items():
                total[other] = total.get(other, Fraction(0)) + factor
        total = {monomial: coefficient for monomial, coefficient in total.items() if coefficient}
    else:
        if len(right) != 1:
            return None
        ((monomial, coefficient),) = right.items()
        total = _scaled(left, 1 / coefficient, tuple((name, -size) for name, size in monomial))
    return total if len(total) <= _MAX_TERMS else None


def _scaled(polynomial: Polynomial, factor: Fraction, by: Monomial) -> Polynomial:
    return {_product(monomial, by): coefficient * factor for monomial, coefficient in polynomial.items()}


def _product(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for name, size in b:
        powers[name] = powers.get(name, 0) + size
    return tuple(sorted((name, size) for name, size in powers.items() if size))


def _ratio(above: Polynomial | None, u: Polynomial) -> tuple[Fraction, Monomial] | None:
    """The single term k with above = k*u, or None."""
    if not above or len(above) != len(u):
        return None
    names = sorted({name for polynomial in (above, u) for monomial in polynomial for name, _ in monomial})
    first, second = (max(polynomial, key=lambda monomial: _powers(monomial, names)) for polynomial in (above, u))
    factor = above[first] / u[second]
    monomial = _product(first, tuple((name, -size) for name, size in second))
    return (factor, monomial) if _scaled(u, factor, monomial) == above else None


def _powers(monomial: Monomial, names: list[str]) -> tuple[int, ...]:
    powers = dict(monomial)
    return tuple(powers.get(name, 0) for name in names)


_SIMPLE = re.compile(r"[\w.]+(\([^()]*\))?")


def _written(
    ratio: tuple[Fraction, Monomial],
    sign: int,
    rest: list[tuple[Expr, bool]],
    argument: Expr,
    text: str,
    brackets: bool,
) -> str:
    """sign*k*rest/exprel(u), numbers and names gathered in front."""
    number, monomial = ratio[0] * sign, ratio[1]
    above: list[str] = []
    below: list[str] = []
    for factor, under in rest:
        value = signed_number(factor)
        if value is not None and value != 0 and 1e-30 < abs(value) < 1e30:
            exact = Fraction(Decimal(repr(value)))
            number = number / exact if under else number * exact
        else:
            source = text[factor.start : factor.end]
            if factor.op == "name":
                monomial = _product(monomial, ((source, -1 if under else 1),))
                continue
            (below if under else above).append(source if _SIMPLE.fullmatch(source) else f"({_unwrapped(source)})")
    for name, size in monomial:
        raised = name if abs(size) == 1 else f"{name}**{abs(size)}"
        (above if size > 0 else below).append(raised)
    if abs(number) != 1 or not above:
        above.insert(0, f"{float(abs(number)):.15g}")
    below.insert(0, f"exprel({_unwrapped(text[argument.start : argument.end])})")
    result = "*".join(above) + "/" + (below[0] if len(below) == 1 else f"({'*'.join(below)})")
    if number < 0:
        return f"(-{result})"
    return f"({result})" if brackets else result


def _unwrapped(source: str) -> str:
    """Source without the brackets around all of it."""
    if not (source.startswith("(") and source.endswith(")")):
        return source
    open_brackets = 0
    for at, character in enumerate(source):
        open_brackets += (character == "(") - (character == ")")
        if open_brackets == 0 and at < len(source) - 1:
            return source
    return source[1:-1]
