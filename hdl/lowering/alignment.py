"""At which binary point do the products of a sum meet, so that one multiplier and one adder can work them off?

A multiplier's operands have few bits. A factor that changes is seen by its highest bits; a constant factor can be given
more bits behind the point or fewer. A product that is finer than its sum loses its last bits before it is added. Few
different shifts are used for that, since each costs the adder a choice; so does every other number of bits that sums
have behind the last one that is kept.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

SHIFTS = tuple(range(17))
ROUGH = 3  # or, where that saves a shift, to 2**-(port - 3)
RELATIVE = 2  # a constant factor is known to at least 2**-(port - 2) of itself
BESIDE = 3  # or to this many bits behind the last one of the sum
MOST_BEYOND = 16  # bits a sum may have behind the last one that is kept of it
SPARE = 3  # bits behind the last one that is kept, so that what products lose before they are added does not count
SHIFT_COST = 6.0
ROUGH_COST = 3.0  # a bit
LEFT_OUT_COST, WIDTH_COST, COARSE_COST, POOR_COST = 1.0, 0.5, 2.0, 100.0


REMEMBERED = 4096  # sums whose alignment is known: a circuit is often begun again with other tables


@dataclass(frozen=True, slots=True)
class Scaled:
    """constant * x, where x is seen with `point` bits behind the point and is at most `largest` in size."""

    constant: Fraction
    point: int
    largest: float
    depths: tuple[int, ...] = (0,)  # of the parts x is taken in: how many bits finer each is


@dataclass(frozen=True, slots=True)
class Multiplied:
    """The product of two changing factors, which has `point` bits behind the point; `spare` are the bits of a factor
    that may be left out to meet the others.
    """

    point: int
    spare: int = 0
    depths: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Place:
    """How a product reaches the sum's point: `raw` is its constant factor's integer (0 where both factors change),
    `left_out` the bits to leave out of a factor, `shift` the bits its product loses before it is added (negative: the
    zeros it gets).
    """

    raw: int
    left_out: int
    shift: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The point of the sum and the place of each product, in their order."""

    point: int
    places: tuple[Place, ...]


@lru_cache(REMEMBERED)
def aligned(
    products: tuple[Scaled | Multiplied, ...], point: int, port: int, known: frozenset[int] = frozenset(),
    beyond: int | None = None,
) -> Alignment:
    """The cheapest alignment of a sum of which `point` bits behind the point are kept; operands have `port` bits.

    The shifts in `known` are there already, for other sums, and cost nothing. `beyond` are the bits to have behind the
    last one that is kept (None: any number), where that is not too coarse.
    """
    if beyond is not None:
        found = _best(products, [point + beyond], point, port, known)
        if found[0] < POOR_COST:
            return found[1]
    points = set(range(point - MOST_BEYOND, point + MOST_BEYOND + 1))
    points |= {p.point - s for p in products for s in SHIFTS if isinstance(p, Multiplied)}
    return _best(products, sorted(points), point, port, known)[1]


def _best(
    products: Sequence[Scaled | Multiplied], points: Sequence[int], kept: int, port: int, known: Collection[int]
) -> tuple[float, Alignment]:
    """The cheapest way to meet at one of these points, and its cost."""
    best: tuple[float, Alignment] | None = None
    for common in points:
        for first in [None, *(s for s in SHIFTS if s not in known)]:
            used = set(known) | ({first} if first is not None else set())
            cost, places = _placed(products, common, kept, port, used)
            shifts = {place.shift + deep for p, place in zip(products, places, strict=True) for deep in p.depths}
            cost += SHIFT_COST * len(shifts - set(known)) + WIDTH_COST * max(0, common - kept)
            cost += COARSE_COST * max(0, kept + (SPARE if max(shifts) > 0 else 0) - common)
            if best is None or cost < best[0]:
                best = cost, Alignment(common, places)
            if first is None and len(shifts - set(known)) < 2:
                break  # no other shift to begin with can save one
    assert best is not None
    return best


def _placed(
    products: Sequence[Scaled | Multiplied], common: int, kept: int, port: int, used: set[int]
) -> tuple[float, tuple[Place, ...]]:
    """The places of products at a point, and their cost; shifts that others have already are preferred."""
    found: dict[int, Place] = {}
    cost = 0.0
    # the products of changing factors have the least choice: they are placed first
    for i in sorted(range(len(products)), key=lambda i: isinstance(products[i], Scaled)):
        p = products[i]
        found[i], own = _multiplied(p, common, used) if isinstance(p, Multiplied) else _scaled(
            p, common, kept, port, used)  # fmt: skip
        cost += own
        used.update(found[i].shift + deep for deep in p.depths)
    return cost, tuple(found[i] for i in range(len(products)))


def _multiplied(p: Multiplied, common: int, used: set[int]) -> tuple[Place, float]:
    """The place of a product of two changing factors, and what it costs beside its shift."""
    over = p.point - common
    if over < 0:
        return Place(0, 0, over), POOR_COST - over
    ways = [left for left in range(min(p.spare, over) + 1) if over - left in used] or [0]
    return Place(0, ways[0], over - ways[0]), LEFT_OUT_COST * ways[0]


def _scaled(p: Scaled, common: int, kept: int, port: int, used: set[int]) -> tuple[Place, float]:
    """The place of a product with a constant: the first shift with which the constant is fine enough."""
    constant, most = float(p.constant), 1 << (port - 1)
    poor: tuple[Place, float] | None = None
    for s in [*sorted(x for x in used if x >= 0), *SHIFTS]:
        exact = math.ldexp(constant, common + s - p.point)
        if not -most < exact < most - 1:
            continue
        raw = math.floor(exact + 0.5)
        off = abs(raw - exact)
        if raw and (off <= abs(raw) * 2.0 ** (RELATIVE - port)):
            return Place(raw, 0, s), 0.0
        if raw and off * math.ldexp(p.largest, p.point - common - s) <= math.ldexp(1.0, -kept - BESIDE):
            return Place(raw, 0, s), 0.0
        share = off / abs(raw) if raw else 2.0
        if share <= 2.0 ** (ROUGH - port):
            return Place(raw, 0, s), ROUGH_COST * (port - RELATIVE + math.log2(share))
        if poor is None or share < poor[1]:
            poor = Place(raw, 0, s), share
    if poor is not None and poor[1] < 1.0:
        return poor[0], POOR_COST * (1.0 + poor[1])
    # too large, or too small, for the port at this point: its own point, and zeros behind the product
    own = port - 1 - _exponent(p.constant)
    return Place(nearest(p.constant, own), 0, own + p.point - common), 4.0 * POOR_COST


def nearest(value: Fraction, point: int) -> int:
    """value * 2**point to the nearest integer, halves up."""
    return math.floor(value * Fraction(2) ** point + Fraction(1, 2))


def _exponent(value: Fraction) -> int:
    """The smallest e with |value| < 2**e after rounding to a port's bits (one more than needed at worst)."""
    return math.frexp(float(abs(value)))[1] + 1
