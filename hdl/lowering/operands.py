"""What is a multiplier given for a value? Its highest bits; two parts where more of it has to be seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hdl.ir import nodes as ir
from hdl.ir.circuit import signed_width
from hdl.lowering.needs import log2

if TYPE_CHECKING:
    from hdl.lowering.emit import Emitter

MOST_LEFT_OUT = 3  # bits of a factor, so that its product meets the others of a sum
COARSE_STATE = 4  # bits of a state or input that may be missing: they shift it, and it settles there
PART = 5  # a factor's lower part has a multiple of so many bits


@dataclass(frozen=True, slots=True)
class Operand:
    """What a multiplier is given for a factor: its upper part, and for more of it the `bits` below; `spare` bits of an
    upper part alone are not needed.
    """

    upper: int
    lower: int | None = None
    bits: int = 0
    spare: int = 0


def narrowed(e: Emitter, x: int) -> int:
    """The highest bits of a value, as many as a port has, the last of them always 1: that is half of what is not seen,
    so that nothing is lost on average. Whole numbers keep all their bits.
    """
    drop = signed_width(*e.b.bounds[x]) - e.port
    if drop <= 0 or e.b.points[x] <= 0:
        return x
    point = e.b.points[x] - drop
    return e.b.plus(e.b.add(ir.Scale(e.b.add(ir.Floor(x, drop + 1), point - 1), 1), point), e.b.const(1, point))


def in_parts(e: Emitter, x: int, n: int, scale: Fraction = Fraction(1)) -> Operand:
    """A value for the multiplier: in two parts where its highest bits alone would be too coarse."""
    b = e.b
    upper = narrowed(e, x)
    short = e.plan.seen.get(n, 0.0) - log2(abs(float(scale))) - b.points[upper]
    if e.g.nodes[n].op == "leaf" and (upper == x or short <= COARSE_STATE):
        return Operand(upper)
    if upper == x or short <= 0:
        return Operand(upper, spare=min(MOST_LEFT_OUT, max(0, math.floor(-short))))
    below = signed_width(*b.bounds[x]) - e.port
    upper = b.add(ir.Floor(x, below), b.points[x] - below)
    bits = min(below, -(-math.ceil(short) // PART) * PART, e.port - 1)
    part = x if bits == below else b.add(ir.Floor(x, below - bits), b.points[upper] + bits)
    return Operand(upper, b.add(ir.Low(part, bits), b.points[upper] + bits), bits)


def depths(one: Operand, other: Operand | None) -> tuple[int, ...]:
    """How much finer than the product of the upper parts each product of parts is."""
    others = limbs(other) if other is not None else [(0, 0)]
    return tuple(deep + deeper for _, deep in limbs(one) for _, deeper in others if not (deep and deeper))


def limbs(x: Operand) -> list[tuple[int, int]]:
    """(part, how many bits finer than the upper one it is)."""
    return [(x.upper, 0)] + ([(x.lower, x.bits)] if x.lower is not None else [])
