"""Flip-flops, multipliers and memories of a module on a device: these follow from its text, without any fitting."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hdl.estimation.expressions import Operators


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a device's multipliers and memories hold.

    `operand`: the widest operands of a signed product, the wider first. `takes_registers`: whether those around a
    product are the multiplier's own. `shapes`: entries and bits of a memory. `least`: bits of the smallest table that
    becomes one.
    """

    operand: tuple[int, int]
    takes_registers: bool
    shapes: tuple[tuple[int, int], ...]
    least: int


BLOCKS: dict[str, Blocks] = {
    "ice40": Blocks((16, 16), True, ((256, 16), (512, 8), (1024, 4), (2048, 2)), 0),
    "ecp5": Blocks((18, 18), False, ((512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16384, 1)), 0),
    "gowin": Blocks((18, 18), False, ((512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16384, 1)), 0),
    "xilinx": Blocks((25, 18), True, ((512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16384, 1)), 0),
}


def multipliers(found: Operators, target: str) -> int:
    """Multipliers of all products; a product wider than one takes several."""
    wide, narrow = BLOCKS[target].operand
    total = 0
    for a, b in found.products:
        a, b = max(a, b), min(a, b)
        total += _parts(a, wide) * _parts(b, narrow)
    return total


def _parts(width: int, most: int) -> int:
    """How many parts of `most` bits an operand is cut into; all but the highest are without a sign."""
    return 1 if width <= most else math.ceil((width - 1) / (most - 1))


def memories(found: Operators, target: str) -> int:
    """Memories of all tables that are read into a register."""
    return sum(blocks(depth, width, target) for depth, width, registered in found.tables if registered)


def blocks(depth: int, width: int, target: str) -> int:
    """Memories of one table, in the shape that takes fewest; 0 for one that is small enough for LUTs."""
    kind = BLOCKS[target]
    if depth * width < kind.least:
        return 0
    return min(math.ceil(depth / entries) * math.ceil(width / bits) for entries, bits in kind.shapes)


def flip_flops(found: Operators, target: str) -> int:
    """Bits of registers, without those that a memory or a multiplier has of its own."""
    total = found.counts["register"]
    total -= sum(width for depth, width, registered in found.tables if registered and blocks(depth, width, target))
    if BLOCKS[target].takes_registers:
        total -= found.counts["multiplier"]
    return total
