"""A table in integer nodes: the entry, and the line to the next one."""

from __future__ import annotations

import math
from typing import NamedTuple

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Table, signed_width
from hdl.lowering.tables import Lines

PORT = 16
PARTS = 5  # the lower part of a slope has a multiple of so many bits
SPARE = 2  # bits behind the last one of what is made, before it is rounded


class Looked(NamedTuple):
    """The node that a lookup ends in, and how far it may be from the line between the entries as they are stored."""

    node: int
    error: float


def interpolated(
    b: Builder, x: int, made: Lines, name: str, port: int = PORT, most_bits: int = 0, point: int | None = None
) -> Looked:
    """A table looked up at x, with the line between its entries, rounded once: to `point` bits behind the point (None:
    those of the entries), or to fewer so that it has at most `most_bits` (if not 0).

    A multiplier's operands have `port` bits; a slope of more is taken in two parts.
    """
    if not made.slopes:
        index = b.minus(b.add(ir.Scale(x, 0), 0), b.const(made.first, 0))
        return Looked(b.rom(Table(name, made.entries), index, made.point), 0.0)
    whole = b.add(ir.Floor(x, made.shift), 0)
    index = b.minus(whole, b.const(made.first >> made.shift, 0))
    start = b.rom(Table(name, made.entries), index, made.point)
    slope = b.rom(Table(f"{name}_slope", made.slopes), index, made.point)
    rest, left = b.add(ir.Low(x, made.shift), 0), made.shift
    steepest = math.ldexp(max(map(abs, made.slopes)), -made.point)
    error = 0.0
    if left > port - 1:
        error += steepest * math.ldexp(1.0, 1 - port)  # of a segment's length, left out of what is behind its start
        rest, left = b.add(ir.Floor(rest, left - (port - 1)), 0), port - 1
    parts = _parts(b, slope, port)
    lower = parts[0][1]
    error += math.ldexp(1.0, parts[-1][1] - made.point) - math.ldexp(1.0, -made.point)  # bits that no part holds
    low, high = b.bounds[start]
    kept = made.point if point is None else min(point, made.point)
    if most_bits:
        kept = min(kept, made.point + most_bits - signed_width(low, high))
    # the product of the upper part: all meet at its point, or nearer to what is kept
    common = made.point + left - lower
    drop = max(0, common - kept - SPARE) if most_bits else 0
    common -= drop
    half = 1 << (common - kept) >> 1 if common > kept else 0
    beyond = made.point - common
    error += math.ldexp(1.0, -common) if beyond > 0 else 0.0
    first = b.add(ir.Floor(start, beyond), common) if beyond > 0 else b.at_point(start, common)
    total = b.plus(first, b.const(half, common))
    for part, missing in parts:
        shift = drop + lower - missing
        error += math.ldexp(1.0, -common) if shift else 0.0
        p = b.add(ir.Mul(part, rest), common + shift)
        total = b.plus(total, b.add(ir.Floor(p, shift), common) if shift else p)
    if common <= kept:
        return Looked(total, error)
    return Looked(b.add(ir.Floor(total, common - kept), kept), error + math.ldexp(0.5, -kept))


def _parts(b: Builder, slope: int, port: int) -> list[tuple[int, int]]:
    """(part of a slope, bits that are missing below it), the upper part first."""
    wide = signed_width(*b.bounds[slope]) - port
    if wide <= 0:
        return [(slope, 0)]
    bits = min(-(-wide // PARTS) * PARTS, port - 1)
    beyond = max(0, wide - bits)  # what two parts cannot hold
    slope = b.add(ir.Floor(slope, beyond), 0) if beyond else slope
    return [(b.add(ir.Floor(slope, bits), 0), beyond + bits), (b.add(ir.Low(slope, bits), 0), beyond)]
