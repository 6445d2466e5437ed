"""Sums of products as integers: all products of a sum meet at one binary point, and it is rounded once, at its end.

What changes is seen by a multiplier through its highest bits (`seen`), as many as its port has. A state that is part of
its own next value is added whole. A factor of which more has to be known is taken in two parts.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from hdl.ir import nodes as ir
from hdl.ir.circuit import signed_width
from hdl.lowering.alignment import Multiplied, Place, Scaled, aligned, nearest
from hdl.lowering.intervals import is_fraction
from hdl.lowering.needs import log2
from hdl.lowering.plan import Plan
from hdl.refusal import Refused

if TYPE_CHECKING:
    from hdl.lowering.emit import Emitter

SUMS = frozenset(("add", "sub", "neg", "mul"))
MOST_LEFT_OUT = 3  # bits of a factor, so that its product meets the others of a sum
BEYOND = 5  # bits of a sum behind the last one that is kept, where it starts with a value that is added whole
PART = 5  # a factor's lower part has a multiple of so many bits
NEAR_ONE = Fraction(1, 4)  # a factor this close to 1 is x plus a small share of x


@dataclass(frozen=True, slots=True)
class Term:
    """constant * the product of one or two nodes of the real graph; `node` is where it stands there.

    `place` is the node that has the constant as well, where one node has, and belongs to this term alone if one does.
    """

    constant: Fraction
    factors: tuple[int, ...]
    node: int
    place: int


@dataclass(frozen=True, slots=True)
class Operand:
    """What a multiplier is given for a factor: its upper part, and for more of it the `bits` below; `spare` bits of an
    upper part alone are not needed.
    """

    upper: int
    lower: int | None = None
    bits: int = 0
    spare: int = 0


class Product(NamedTuple):
    """A product of a sum: what is known for its place, its factors (no second one: a constant), its node, its sign."""

    way: Scaled | Multiplied
    one: Operand
    other: Operand | None
    node: int
    negative: bool


class _Parts(NamedTuple):
    """What is added whole (node, whether it is subtracted), and the products."""

    whole: list[tuple[int, bool]]
    products: list[Product]


class Sums:
    """Which nodes of a plan are sums, which of them are part of another, and the integer nodes of the rest."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.g = plan, plan.graph
        self.uses: Counter[int] = Counter()
        self.users: dict[int, list[int]] = {}
        for n in plan.nodes:
            read = (plan.tables[n],) if n in plan.tables else self.g.nodes[n].args
            for a in read:
                self.uses[a] += 1
                self.users.setdefault(a, []).append(n)
        self.uses.update(plan.roots)

    def is_sum(self, n: int) -> bool:
        """Whether a node is a sum or product of numbers."""
        op, _, _, kind = self.g.nodes[n]
        return op in SUMS and kind == "f" and n not in self.plan.tables and not is_fraction(self.g, n)

    def is_inside(self, n: int) -> bool:
        """Whether a sum is nothing but a part of another."""
        if not self.is_sum(n) or self.uses[n] != 1 or n not in self.users:
            return False
        user = self.users[n][0]
        if not self.is_sum(user):
            return False
        return self.g.nodes[user].op != "mul" or any(self.g.constant_of(a) is not None for a in self.g.nodes[user].args)

    def is_factor(self, n: int) -> bool:
        """Whether a sum has no other use than in products and sums."""
        return self.is_sum(n) and n not in self.plan.roots and all(self.is_sum(u) for u in self.users.get(n, ()))

    def terms(self, root: int) -> tuple[list[Term], Fraction]:
        """The terms of a sum, and its constant."""
        found: list[Term] = []
        constant = Fraction(0)
        stack = [(root, Fraction(1), root)]
        while stack:
            n, k, place = stack.pop()
            op, args, _, _ = self.g.nodes[n]
            value = self.g.constant_of(n)
            if value is not None:
                constant += k * finite(float(value))  # type: ignore[arg-type]
            elif n != root and not self.is_inside(n):
                found.append(Term(k, (n,), n, place if self.g.nodes[n].op == "leaf" else n))
            elif op == "mul":
                for c, x in (args, args[::-1]):
                    known = self.g.constant_of(c)
                    if known is not None:
                        stack.append((x, k * finite(float(known)), n))  # type: ignore[arg-type]
                        break
                else:
                    found.append(Term(k, args, n, n))
            elif op == "neg":
                stack.append((args[0], -k, place))
            else:
                stack += [(args[1], k if op == "add" else -k, place), (args[0], k, place)]
        return [t for t in found if t.constant], constant


def finite(value: float) -> Fraction:
    """An exact constant. Refused where it is infinite."""
    if not math.isfinite(value):
        raise Refused("range", "an infinite constant is left after the parameters are put in")
    return Fraction(value)


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
        common, places = max(finest, min(point, _exact_point(constant))), ()
    else:
        started = BEYOND if parts.whole else None
        way = aligned([p.way for p in parts.products], point, e.port, e.shifts, started)
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
    parts = []
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
            depths = tuple(_depths(one, other))
            way = Multiplied(b.points[one.upper] + b.points[other.upper], spare, depths)
            parts.products.append(Product(way, one, other, t.node, taken is None and k < 0))
            return Fraction(0)
        x, n = _of_product(e, t), t.node
    else:
        n = t.factors[0]
        x = e.made[n]
    value = b.constant(x)
    if value is not None:
        return k * value / Fraction(2) ** b.points[x]
    if abs(k.numerator) & (abs(k.numerator) - 1) == 0 and k.denominator & (k.denominator - 1) == 0:
        view = narrowed(e, x) if most_bits and len(t.factors) == 1 and e.g.nodes[n].op == "leaf" else x
        if view != x:
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
    parts.products.append(Product(Scaled(k, b.points[seen.upper], most, tuple(_depths(seen, None))), seen, None, t.place, False))
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


def narrowed(e: Emitter, x: int) -> int:
    """The highest bits of a value, as many as a port has, the last of them always 1: that is half of what is not seen,
    so that nothing is lost on average. Whole numbers keep all their bits.
    """
    drop = signed_width(*e.b.bounds[x]) - e.port
    if drop <= 0 or e.b.points[x] <= 0:
        return x
    point = e.b.points[x] - drop
    return e.b.plus(e.b.add(ir.Scale(e.b.add(ir.Floor(x, drop + 1), point - 1), 1), point), e.b.const(1, point))


def operand(e: Emitter, n: int, scale: Fraction) -> Operand:
    """A factor, times a constant, for the multiplier."""
    if scale == 1:
        return in_parts(e, e.made[n], n)
    point = e.point(n) - math.floor(log2(abs(float(scale))))
    return in_parts(e, total(e, n, point, scale, e.port if e.is_fine(n) else 0), n, scale)


def in_parts(e: Emitter, x: int, n: int, scale: Fraction = Fraction(1)) -> Operand:
    """A value for the multiplier: in two parts where its highest bits alone would be too coarse."""
    b = e.b
    upper = narrowed(e, x)
    if e.g.nodes[n].op == "leaf":
        return Operand(upper)
    short = e.plan.seen.get(n, 0.0) - log2(abs(float(scale))) - b.points[upper]
    if upper == x or short <= 0:
        return Operand(upper, spare=min(MOST_LEFT_OUT, max(0, math.floor(-short))))
    below = signed_width(*b.bounds[x]) - e.port
    upper = b.add(ir.Floor(x, below), b.points[x] - below)
    bits = min(below, -(-math.ceil(short) // PART) * PART, e.port - 1)
    part = x if bits == below else b.add(ir.Floor(x, below - bits), b.points[upper] + bits)
    return Operand(upper, b.add(ir.Low(part, bits), b.points[upper] + bits), bits)


def _product(e: Emitter, made: int | None, p: Product, place: Place, common: int) -> int:
    """The sum so far and a product at its place."""
    b = e.b
    second = [(b.const(place.raw, 0), 0)] if p.other is None else _limbs(p.other)
    before = len(b.nodes)
    for x, deep in _limbs(p.one):
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


def _depths(one: Operand, other: Operand | None) -> list[int]:
    """How much finer than the product of the upper parts each product of parts is."""
    others = _limbs(other) if other is not None else [(0, 0)]
    return [deep + deeper for _, deep in _limbs(one) for _, deeper in others if not (deep and deeper)]


def _limbs(x: Operand) -> list[tuple[int, int]]:
    """(part, how many bits finer than the upper one it is)."""
    return [(x.upper, 0)] + ([(x.lower, x.bits)] if x.lower is not None else [])
