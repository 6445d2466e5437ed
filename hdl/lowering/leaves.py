"""What a circuit reads: states, inputs, parameters, the time since the last spike, random numbers."""

from __future__ import annotations

import hashlib
import math

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Port, Register, Source
from hdl.lowering.layout import Layout

COUNTERS = {"age": "steps_since_spike", "clock": "steps"}
FLAGS = ("above", "event_above", "resting")

UNIFORM_BITS = 32
FIELDS, FIELD_BITS = 8, 12  # a normal number is the sum of 8 uniform ones of 12 bits
SPREAD = math.sqrt(FIELDS * (4.0**FIELD_BITS - 1.0) / 12.0)  # of that sum
NORMAL_COEFFICIENT = 18


def flag_name(role: str, name: str) -> str:
    """The register of a truth value that is carried."""
    return f"{role}_{name}" if name else role


def leaf(b: Builder, layout: Layout, role: str, name: str) -> int:
    """The node of a leaf; its register, port or source is made with it."""
    if role == "state":
        k = layout.states[name]
        return b.register(Register(name, k.low, k.high, k.point, k.initial, 0))
    if role == "input":
        e = layout.inputs[name]
        return b.input(Port(name, e.low, e.high, e.form.n))
    if role == "parameter":
        e = layout.parameters[name]
        node = b.register(Register(name, e.low, e.high, e.form.n, e.initial, 0, writable=True))
        b.drive(name, node)
        return node
    if role in COUNTERS:
        # before the first spike the last one is long ago
        initial = layout.age_limit if role == "age" else 0
        return b.register(Register(COUNTERS[role], 0, layout.age_limit, 0, initial, 0))
    if role in FLAGS:
        initial = int(layout.flags[role, name])
        return b.register(Register(flag_name(role, name), 0, 1, 0, initial, 0, truth=True))
    return {"normal": _normal, "uniform": _uniform}[role](b, layout, name)


def _uniform(b: Builder, layout: Layout, name: str) -> int:
    """A number in (0, 1): 32 bits and a half, so that neither end occurs."""
    source = _source(b, layout, f"uniform_{name}", 63, 1, UNIFORM_BITS)
    whole = b.add(ir.Scale(b.add(ir.Bits(source, 0, UNIFORM_BITS)), 1), UNIFORM_BITS + 1)
    return b.plus(whole, b.const(1, UNIFORM_BITS + 1))


def _normal(b: Builder, layout: Layout, name: str) -> int:
    """Mean 0, variance 1, from the sum of uniform numbers: excess kurtosis -0.15, no value beyond 4.9."""
    source = _source(b, layout, f"normal_{name}", 127, 1, FIELDS * FIELD_BITS)
    parts = [b.add(ir.Bits(source, i * FIELD_BITS, FIELD_BITS)) for i in range(FIELDS)]
    while len(parts) > 1:
        parts = [b.plus(x, y) for x, y in zip(parts[::2], parts[1::2], strict=True)]
    centred = b.minus(b.add(ir.Scale(parts[0], 1), 1), b.const(FIELDS * ((1 << FIELD_BITS) - 1), 1))
    exponent = math.frexp(1.0 / SPREAD)[1]
    point = NORMAL_COEFFICIENT - 1 - exponent
    product = b.times(b.const(round(math.ldexp(1.0 / SPREAD, point)), point), centred)
    return b.at_point(product, 16)


def _source(b: Builder, layout: Layout, name: str, length: int, tap: int, leap: int) -> str:
    """A source of its own for every draw, its seed made from the run's seed and its name."""
    digest = hashlib.sha256(f"{layout.seed}/{name}".encode()).digest()
    seed = int.from_bytes(digest, "big") >> (256 - length)
    b.sources[name] = Source(name, length, tap, leap, seed or 1)
    return name
