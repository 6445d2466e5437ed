"""A table in integer nodes: the entry, and the line to the next one."""

from __future__ import annotations

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Table
from hdl.lowering.tables import Lines


def interpolated(b: Builder, x: int, made: Lines, name: str) -> int:
    """A table looked up at x, with the line between its entries."""
    if not made.slopes:
        index = b.minus(b.add(ir.Scale(x, 0), 0), b.const(made.first, 0))
        return b.rom(Table(name, made.entries), index, made.point)
    whole = b.add(ir.Floor(x, made.shift), 0)
    index = b.minus(whole, b.const(made.first >> made.shift, 0))
    start = b.rom(Table(name, made.entries), index, made.point)
    slope = b.rom(Table(f"{name}_slope", made.slopes), index, made.point)
    rest = b.add(ir.Low(x, made.shift), 0)
    rise = b.add(ir.Round(b.add(ir.Mul(slope, rest), made.point + made.shift), made.shift), made.point)
    return b.plus(start, rise)
