"""The logarithm of any positive number: its leading bit is found, the rest looked up.

log(m * 2**e) = log(m) + e log(2) with m in [1, 2), so one short table serves all magnitudes. Zero and negative numbers
count as the smallest positive one.
"""

from __future__ import annotations

import math

import numpy as np

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Table
from hdl.lowering.lookup import interpolated
from hdl.lowering.tables import lines

SEGMENTS = 512


def natural_logarithm(b: Builder, x: int, point: int, number: int) -> int:
    """The node of log(x) with about `point` bits behind the point; `number` makes its tables' names distinct."""
    high = b.bounds[x][1]
    bits = max(high, 1).bit_length()
    value = b.limited(x, 1, max(high, 1))
    mantissa, exponent = _normalised(b, value, bits)
    rest = b.add(ir.Low(mantissa, bits - 1), 0) if bits > 1 else b.const(0, 0)
    point = max(4, min(point + 1, 40))
    curve = lines(np.log1p, "log of the mantissa", 0, (1 << (bits - 1)) - 1, bits - 1, point, SEGMENTS, 60, math.inf)
    shown = interpolated(b, rest, curve, f"log{number}").node
    steps = [math.floor(math.ldexp((bits - 1 - b.points[x] - e) * math.log(2.0), point) + 0.5)
             for e in range(b.bounds[exponent][1] + 1)]  # fmt: skip
    offset = b.rom(Table(f"log{number}_exponent", tuple(steps)), exponent, point)
    return b.plus(shown, offset)


def _normalised(b: Builder, x: int, bits: int) -> tuple[int, int]:
    """(x shifted up until its leading one is bit `bits` - 1, by how much)."""
    shifted: int = b.add(ir.Scale(x, 0), 0)
    amount = b.const(0, 0)
    stage = 1 << max(0, (bits - 1).bit_length() - 1)
    while stage and bits > 1:
        if stage < bits:
            small = b.compare(ir.Lt, shifted, b.const(1 << (bits - stage), 0))
            up = b.add(ir.Scale(b.add(ir.Low(shifted, bits - stage), 0), stage), 0)
            shifted = b.choose(small, up, shifted)
            amount = b.plus(amount, b.choose(small, b.const(stage, 0), b.const(0, 0)))
        stage //= 2
    return shifted, amount
