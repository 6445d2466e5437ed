"""Which read-only memories does a circuit hold, and how far is what they give from the function they stand for?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hdl.compile import Compiled
from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Circuit, Port, Table
from hdl.lowering.lookup import interpolated
from hdl.lowering.tables import BETWEEN, Lines

SLOPE, EXPONENT = "_slope", "_exponent"  # what follows a table's name: its lines, and a logarithm's powers of two
MANTISSA = "log of a mantissa and its power of two"

Row = dict[str, Any]


def roms(compiled: Compiled) -> tuple[Row, ...]:
    """A row for every function that is looked up: `name`, `of`, `segments`, `bits` of all its memories, `error` and a
    proven `bound`, infinite without one. Every memory of the circuit is in one of the rows.

    A memory whose function is looked up in the one of another has a row of its own, with the error NaN.
    """
    rows: list[Row] = [
        {"name": t.name, "of": t.of, "segments": t.segments, "bits": t.bits, "error": t.error, "bound": t.bound}
        for t in compiled.lowered.tables
    ]
    tables = {t.name: t for t in compiled.circuit.tables}
    for row in rows:
        tables.pop(row["name"])
        tables.pop(row["name"] + SLOPE, None)
    for name in [name for name in tables if name + EXPONENT in tables]:
        own = [tables.pop(word) for word in (name, name + SLOPE, name + EXPONENT) if word in tables]
        rows.append(log_row(compiled.circuit, own))
    for table in tables.values():
        of = next((row["of"] for row in rows if row["name"] == table.name.removesuffix(SLOPE)), "as another")
        rows.append({"name": table.name, "of": of, "segments": len(table.values), "bits": _bits(table),
                     "error": math.nan, "bound": math.inf})  # fmt: skip
    return tuple(rows)


def log_row(circuit: Circuit, own: list[Table]) -> Row:
    """The row of a logarithm's memories: entries, slopes (where there are lines) and powers of two.

    The error is measured at places between the entries as they are stored; the bound is that of lines on [1, 2), where
    the second derivative of a logarithm is at most 1.
    """
    entries, *slopes, powers = own
    places = {n.table: i for i, n in enumerate(circuit.nodes) if isinstance(n, ir.Rom)}
    point, coarse = circuit.points[places[entries.name]], circuit.points[places[powers.name]]
    count, unit = len(entries.values), math.ldexp(1.0, -point)
    rounded = math.ldexp(0.5, -coarse)
    stored = np.array(entries.values, dtype=np.float64) * unit
    if not slopes:
        error = float(np.abs(stored - np.log1p(np.arange(count) / count)).max())
        bound = 0.5 * unit
    else:
        share = np.arange(BETWEEN + 2)[:, None] / (BETWEEN + 1)
        shown = stored + share * np.array(slopes[0].values, dtype=np.float64) * unit
        lost = _lost(circuit, entries, slopes[0], places[entries.name], point)
        error = float(np.abs(shown - np.log1p((np.arange(count) + share) / count)).max()) + lost
        bound = 1.0 / count**2 / 8.0 + unit + lost
    return {"name": entries.name, "of": MANTISSA, "segments": count, "bits": sum(map(_bits, own)),
            "error": error + rounded, "bound": bound + rounded}  # fmt: skip


def _lost(circuit: Circuit, entries: Table, slopes: Table, place: int, point: int) -> float:
    """What the lookup of a table loses against the lines between its stored entries, as the lookup itself says."""
    node = circuit.nodes[place]
    whole = circuit.nodes[node.index] if isinstance(node, ir.Rom) else node
    assert isinstance(whole, ir.Floor)
    count = len(entries.values)
    b = Builder("lookup")
    x = b.input(Port("x", 0, (count << whole.shift) - 1, 0))
    made = Lines(0, whole.shift, entries.values, slopes.values, point, 0.0, count)
    return interpolated(b, x, made, entries.name).error


def _bits(table: Table) -> int:
    """Bits of a memory, each entry as wide as the span of all."""
    return (max(table.values) - min(table.values)).bit_length() * len(table.values)
