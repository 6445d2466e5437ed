"""A costly function of one value as table, lookup and line between entries, in integer nodes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hdl.lowering.curvature import largest_bend
from hdl.lowering.emit import Emitter
from hdl.lowering.functions import between, evaluate
from hdl.lowering.lookup import interpolated
from hdl.lowering.tables import BEYOND, Lines, lines
from hdl.refusal import Refused

FINER = 3.0  # bits, than what goes into products has to be seen
UNCUT = 1.0 - 1e-6  # of where entries are cut: below it they are not
POOR = 32.0  # times what is wanted: a table that misses more is computed, where that is possible


class Steep(Refused):
    """A function whose table would be poor, and which can be computed."""


@dataclass(frozen=True, slots=True)
class TableNote:
    """What a table holds, for the header and the reports."""

    name: str
    of: str
    segments: int
    bits: int
    error: float  # measured at nine places of each segment, and all that is rounded
    bound: float  # proven, where a value makes a difference, by bounds on the second derivative; infinite without one


class KnownTables:
    """The tables of one graph that have been made, for further attempts: what they hold, or why they cannot be."""

    def __init__(self) -> None:
        self._lines: dict[tuple[float, ...], Lines | Refused] = {}
        self._bounds: dict[tuple[float, ...], float] = {}

    def lines(self, key: tuple[float, ...], make: Callable[[], Lines]) -> Lines:
        """The table with this key; Refused again where it was."""
        if key not in self._lines:
            try:
                self._lines[key] = make()
            except Refused as why:
                self._lines[key] = why
        found = self._lines[key]
        if isinstance(found, Refused):
            raise found
        return found

    def bound(self, key: tuple[float, ...], make: Callable[[], float]) -> float:
        """The proven bound of its error."""
        if key not in self._bounds:
            self._bounds[key] = make()
        return self._bounds[key]


def tabulate(
    e: Emitter, n: int, source: int, number: int, segments: int, computed: frozenset[str], known: KnownTables
) -> TableNote:
    """Makes node n, a function of `source`, as a table; Refused where that cannot be.

    What is poor as a table and in `computed` is Steep: a "log", a "plain div" of no costly parts.
    """
    b, g, plan = e.b, e.g, e.plan
    x = e.made[source]
    low, high = b.bounds[x]
    name = f"{g.nodes[n].op} of {e.words(source)}"
    need = min(plan.needs.get(n, 0.0), plan.seen.get(n, math.inf) + FINER)
    limit = plan.limits.get(n, math.inf)
    how = (low, high, b.points[x], need, segments, e.width, limit)
    key = (n, source, *how)
    made = known.lines(key, lambda: lines(lambda values: evaluate(g, n, {source: values}), name, *how))
    if made.error > POOR * math.ldexp(1.0, -math.ceil(need)) and _computable(e, n, source) & computed:
        raise Steep("range", f"{name} is too steep for a table")
    only_factor = n not in plan.roots and all(e.sums.is_sum(u) for u in e.sums.users.get(n, ()))
    most_bits = e.port if only_factor and e.is_fine(n) else 0
    e.made[n], lost = interpolated(b, x, made, f"table{number}", e.port, most_bits)
    bits = sum((max(t) - min(t)).bit_length() * len(t) for t in (made.entries, made.slopes) if t)
    bound = known.bound(key, lambda: _bound(e, n, source, made, limit)) + lost
    return TableNote(f"table{number}", name, made.segments, bits, made.error + lost, bound)


def _bound(e: Emitter, n: int, source: int, made: Lines, limit: float) -> float:
    """A proven bound of a table's error, over the segments in which a value makes a difference; infinite where an entry
    of one of those is cut.
    """
    rounding = math.ldexp(1.0, -made.point)
    if not made.slopes:
        return 0.5 * rounding
    x_point = e.b.points[e.made[source]]
    width = math.ldexp(1.0, made.shift - x_point)
    low = np.asarray(math.ldexp(made.first, -x_point) + width * np.arange(len(made.slopes)), dtype=np.float64)
    bend = largest_bend(e.g, n, source, low, np.asarray(low + width, dtype=np.float64))
    ends = np.abs(np.ldexp(np.array(made.entries, dtype=float), -made.point))
    other = np.append(ends[1:], np.abs(np.ldexp(made.entries[-1] + made.slopes[-1], -made.point)))
    bend = np.where(np.maximum(ends, other) < BEYOND * limit * UNCUT, bend, np.inf)[np.minimum(ends, other) < limit]
    return float(bend.max(initial=0.0)) * width * width / 8.0 + rounding


def _computable(e: Emitter, n: int, source: int) -> set[str]:
    """As what a function can do without its table: it has a logarithm, or is a division."""
    regions = e.plan.regions
    inside = [m for m in between(e.g, n, {source: None}) if m not in regions.constant]
    costly = [e.g.nodes[m].op for m in inside if regions.is_costly(m)]
    found = {"log"} & set(costly)
    if e.g.nodes[n].op == "div" and not any(a in regions.costly for a in e.g.nodes[n].args):
        found.add("plain div")
    return found
