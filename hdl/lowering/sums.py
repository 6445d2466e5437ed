"""Sums of products as integers: all products of a sum meet at one binary point, and it is rounded once, at its end.

A multiplier sees what changes through its highest bits; a state that is part of its own next value is added whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hdl.ir import nodes as ir
from hdl.ir.circuit import signed_width
from hdl.lowering.alignment import Alignment, Multiplied, Place, Scaled, aligned, nearest
from hdl.lowering.needs import log2
from hdl.lowering.operands import Operand, depths, in_parts, limbs
from hdl.lowering.terms import Term

if TYPE_CHECKING:
    from hdl.lowering.emit import Emitter

BEYOND = 5  # bits of a sum behind the last one that is kept, where it starts with a value that is added whole
NEAR_ONE = Fraction(1, 4)  # a factor this close to 1 is x plus a small share of x


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a sum: what is known for its place, its factors (no second one: a constant), its node, its sign."""

    way: Scaled | Multiplied
    one: Operand
    other: Operand | None
    node: int
    negative: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is added whole (node, whether it is subtracted), and the products."""

    whole: list[tuple[int, bool]]
    products: list[Product]


def total(e: Emitter, n: int, point: int, scale: Fraction = Fraction(1), most_bits: int = 0) -> int:
    """The integer node of scale * a sum, rounded to `point` bits behind the point, or to fewer so that it has at most
    `most_bits` (if not 0).
    """
    b = e.b
    terms, constant = e.sums.terms(n)
    parts = _Parts([], [])
    constant *= scale
    for t in terms:
        constant += _sorted_in(e, Term(t.constant * scale, t.factors, t.node, t.place), parts, most_bits)
    if not parts.products:
        # nothing but sums of values: exact
        finest = max([b.points[x] for x, _ in parts.whole], default=point)
        common = max(finest, min(point, _exact_point(constant)))
        places: tuple[Place, ...] = ()
    else:
        started = BEYOND if parts.whole else None
        way = aligned(tuple(p.way for p in parts.products), point, e.port, frozenset(e.shifts), started)
        rests = _rests(parts, way, e.plan.seen.get(n, -math.inf) - log2(abs(float(scale))))
        if rests:
            parts.products[:] = rests
            way = aligned(tuple(p.way for p in parts.products), point, e.port, frozenset(e.shifts), started)
        common, places = way.point, way.places
        for p, place in zip(parts.products, places, strict=True):
            e.shifts.update(place.shift + deep for deep in p.way.depths)
    made = _added(e, parts, places, common, 0)
    if made is None:
        return e.constant(float(constant), point)
    # what is cut off before it is added is half a bit on average
    lost = sum(_cut_off(p, place) for p, place in zip(parts.products, places, strict=True)) // 2
    raw = nearest(constant, common)
    kept = min(point, common)
    if most_bits:
        low, high = b.bounds[made]
        kept = min(kept, common + most_bits - signed_width(low + raw, high + raw + (1 << max(0, common - kept))))
    half = 1 << (common - kept) >> 1
    first = next((x for x, negative in parts.whole if not negative), None)
    negligible = max(0, common - kept - 3)
    if first is not None and parts.products and b.points[first] <= kept:
        # what is small stands below the last bit of what the sum starts with, where it costs nothing
        room = (1 << (common - kept)) - 1
        low = half + lost
        for shares in (_of_few_bits(raw, e.port, negligible)[:1], _of_few_bits(raw, e.port, negligible), []):
            rest = low + raw - sum(shares)
            if shares and 0 <= rest <= room:
                break
        else:
            rest = min(low, room)
            shares = _of_few_bits(raw + low - rest, e.port, negligible)
        made = _added(e, parts, places, common, rest)
        assert made is not None
    else:
        shares = _of_few_bits(raw + half + lost, e.port, negligible)
    for part in shares:
        made = b.plus(made, b.const(part, common))
    return b.add(ir.Floor(made, common - kept), kept) if common > kept else made


def _rests(parts: _Parts, way: Alignment, seen: float) -> list[Product]:
    """The products, constants that are too coarse for what they multiply in two parts; none if all are fine."""
    found: list[Product] = []
    for p, place in zip(parts.products, way.places, strict=True):
        if isinstance(p.way, Scaled):
            known = place.raw * Fraction(2) ** (p.way.point - way.point - place.shift)
            rest = p.way.constant - known
            if abs(float(rest)) * p.way.largest > 2.0**-seen:
                found.append(replace(p, way=replace(p.way, constant=known)))
                # the rest is so small that the highest bits of what it multiplies are enough
                way_of_rest = Scaled(rest, p.way.point, p.way.largest)
                found.append(Product(way_of_rest, Operand(p.one.upper), None, p.node, False))
                continue
        found.append(p)
    return found if len(found) > len(parts.products) else []


def _added(e: Emitter, parts: _Parts, places: tuple[Place, ...], common: int, half: int) -> int | None:
    """The sum of the parts, with a half in what it starts with."""
    b = e.b
    made: int | None = None
    for x, negative in sorted(parts.whole, key=lambda item: item[1]):
        beyond = b.points[x] - common
        value = b.add(ir.Floor(x, beyond), common) if beyond > 0 else b.at_point(x, common)
        if made is None:
            made = b.minus(b.const(0, common), value) if negative else b.plus(value, b.const(half, common))
        else:
            made = (b.minus if negative else b.plus)(made, value)
    for p, place in zip(parts.products, places, strict=True):
        made = _product(e, made, p, place, common)
    return made


def _exact_point(value: Fraction) -> int:
    return value.denominator.bit_length() - 1 if value else -1000


def _of_few_bits(raw: int, port: int, negligible: int) -> list[int]:
    """A constant as numbers of few bits with zeros behind them, so that each is a product; rounded below `negligible`
    bits.
    """
    parts: list[int] = []
    while raw and len(parts) < 8:
        zeros = max(0, raw.bit_length() - (port - 1))
        part = ((raw + (1 << zeros >> 1)) >> zeros) << zeros
        parts.append(part)
        raw -= part
        if abs(raw) < 1 << negligible:
            break
    return parts


def _sorted_in(e: Emitter, t: Term, parts: _Parts, most_bits: int) -> Fraction:
    """Puts a term with what is added whole, or with the products; returns what it adds to the constant."""
    b, k = e.b, t.constant
    if len(t.factors) == 2:
        taken = next((f for f in t.factors if abs(k) != 1 and e.sums.is_factor(f) and e.sums.uses[f] == 1), None)
        if abs(k) == 1 or taken is not None:
            one, other = (operand(e, f, k if f == taken else Fraction(1)) for f in _changing_first(e, t.factors))
            spare = other.spare
            if one.spare > spare:
                one, other, spare = other, one, one.spare
            product = Multiplied(b.points[one.upper] + b.points[other.upper], spare, depths(one, other))
            parts.products.append(Product(product, one, other, t.node, taken is None and k < 0))
            return Fraction(0)
        x, n = _of_product(e, t), t.node
    else:
        n = t.factors[0]
        x = e.made[n]
    value = b.constant(x)
    if value is not None:
        return k * value / Fraction(2) ** b.points[x]
    if abs(k.numerator) & (abs(k.numerator) - 1) == 0 and k.denominator & (k.denominator - 1) == 0:
        whole = in_parts(e, x, n)
        view = whole.upper
        if most_bits and len(t.factors) == 1 and e.g.nodes[n].op == "leaf" and view != x and whole.lower is None:
            # a sum of a port's bits needs no more of a state
            parts.products.append(Product(Scaled(k, b.points[view], 1.0), Operand(view), None, t.place, False))
            return Fraction(0)
        exponent = abs(k.numerator).bit_length() - k.denominator.bit_length()
        parts.whole.append((b.rescaled(x, exponent), k < 0))
        return Fraction(0)
    if signed_width(*b.bounds[x]) > e.port and abs(k - 1) < NEAR_ONE:
        parts.whole.append((x, False))
        k -= 1
    seen = in_parts(e, x, n)
    low, high = b.bounds[x]
    most = math.ldexp(max(abs(low), abs(high)), -b.points[x])
    way = Scaled(k, b.points[seen.upper], most, depths(seen, None))
    parts.products.append(Product(way, seen, None, t.place, False))
    return Fraction(0)


def _of_product(e: Emitter, t: Term) -> int:
    """The product of two factors as a value of its own, which a constant multiplies."""
    if t.node not in e.products:
        one, other = (operand(e, f, Fraction(1)) for f in _changing_first(e, t.factors))
        common = e.b.points[one.upper] + e.b.points[other.upper]
        made = _product(e, None, Product(Multiplied(common), one, other, t.node, False), Place(0, 0, 0), common)
        most = e.port if e.is_fine(t.node) else 2 * e.port - 1
        drop = max(signed_width(*e.b.bounds[made]) - most, common - e.point(t.node), 0)
        if drop:
            half = e.b.const(1 << drop >> 1, common)
            made = e.b.add(ir.Floor(e.b.plus(made, half), drop), common - drop)
        e.products[t.node] = made
    return e.products[t.node]


def _changing_first(e: Emitter, factors: tuple[int, ...]) -> tuple[int, ...]:
    """The factors of a product, a state or input first: it is what the other products have in the same place."""
    leaf_last = e.g.nodes[factors[1]].op == "leaf" and e.g.nodes[factors[0]].op != "leaf"
    return factors[::-1] if leaf_last else factors


def operand(e: Emitter, n: int, scale: Fraction) -> Operand:
    """A factor, times a constant, for the multiplier."""
    if scale == 1:
        return in_parts(e, e.made[n], n)
    point = e.point(n) - math.floor(log2(abs(float(scale))))
    return in_parts(e, total(e, n, point, scale, e.port if e.is_fine(n) else 0), n, scale)


def _product(e: Emitter, made: int | None, p: Product, place: Place, common: int) -> int:
    """The sum so far and a product at its place."""
    b = e.b
    second = [(b.const(place.raw, 0), 0)] if p.other is None else limbs(p.other)
    before = len(b.nodes)
    for x, deep in limbs(p.one):
        for factor, deeper in second:
            if deep and deeper:
                continue  # the product of both lower parts is below what counts
            y = b.add(ir.Floor(factor, place.left_out), b.points[factor]) if place.left_out else factor
            drop = place.shift + deep + deeper
            value = b.add(ir.Mul(x, y), common + drop)
            if drop:
                value = b.add(ir.Floor(value, drop) if drop > 0 else ir.Scale(value, -drop), common)
            if made is None:
                made = b.minus(b.const(0, common), value) if p.negative else value
            else:
                made = (b.minus if p.negative else b.plus)(made, value)
    e.also.extend((i, p.node) for i in range(before, len(b.nodes)))
    assert made is not None
    return made


def _cut_off(p: Product, place: Place) -> int:
    """Of how many products of parts the last bits are left out."""
    return sum(place.shift + deep > 0 for deep in p.way.depths)
