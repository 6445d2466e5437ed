"""A costly function of one value as table, lookup and line between entries, in integer nodes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Table
from hdl.lowering.emit import Emitter
from hdl.lowering.functions import evaluate
from hdl.lowering.tables import lines
from hdl.refusal import Refused

POOR = 32.0  # a division whose table misses this many times what is wanted is a division


@dataclass(frozen=True, slots=True)
class TableNote:
    """What a table holds, for the header and the reports."""

    name: str
    of: str
    segments: int
    bits: int
    error: float


def tabulate(e: Emitter, n: int, source: int, number: int, segments: int) -> TableNote:
    """Makes node n, a function of `source`, as a table; Refused where that cannot be."""
    b, g, plan = e.b, e.g, e.plan
    x = e.made[source]
    low, high = b.bounds[x]
    name = f"{g.nodes[n].op} of {e.words(source)}"
    need = plan.needs.get(n, 0.0)
    limit = plan.limits.get(n, math.inf)
    made = lines(
        lambda values: evaluate(g, n, {source: values}), name, low, high, b.points[x], need, segments, e.width, limit
    )
    if g.nodes[n].op == "div" and made.error > POOR * math.ldexp(1.0, -math.ceil(need)):
        raise Refused("range", f"{name} is too steep for a table")
    e.made[n] = _looked_up(b, x, made.first, made.shift, made.entries, made.slopes, made.point, f"table{number}")
    bits = sum((max(t) - min(t)).bit_length() * len(t) for t in (made.entries, made.slopes) if t)
    return TableNote(f"table{number}", name, made.segments, bits, made.error)


def _looked_up(
    b: Builder, x: int, first: int, shift: int, entries: tuple[int, ...], slopes: tuple[int, ...], point: int, name: str
) -> int:
    if not slopes:
        index = b.minus(b.add(ir.Scale(x, 0), 0), b.const(first, 0))
        return b.rom(Table(name, entries), index, point)
    whole = b.add(ir.Floor(x, shift), 0)
    index = b.minus(whole, b.const(first >> shift, 0))
    start = b.rom(Table(name, entries), index, point)
    slope = b.rom(Table(f"{name}_slope", slopes), index, point)
    rest = b.add(ir.Low(x, shift), 0)
    rise = b.add(ir.Round(b.add(ir.Mul(slope, rest), point + shift), shift), point)
    return b.plus(start, rise)
