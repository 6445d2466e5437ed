"""A self-checking testbench, and its vectors from the integer kernel.

The testbench resets the module, looks for unknown or wrong values, resets it again in the middle of a step, lets it
stand idle, writes its writable registers over their bus, and then checks every vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.ir.circuit import Circuit, Register
from hdl.ir.evaluate import Trace
from hdl.lowering.layout import LaidOut
from hdl.verilog.expressions import literal
from hdl.verilog.module import Module
from hdl.verilog.render import render

ADDRESS_WIDTH = 8  # of the bus that writes registers


@dataclass(frozen=True, slots=True)
class Kept:
    """A register of the module: its name there, its width, its integer after reset."""

    name: str
    width: int
    initial: int
    truth: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A state at its port: the register without its lowest `guard` bits; `low` is the register's place in a vector."""

    port: str
    width: int
    low: int
    bits: int

    def of(self, vector: int) -> int:
        """What the port shows where the registers are those of a vector, unsigned."""
        value = vector >> self.low & ((1 << self.bits) - 1)
        return (value - (value >> (self.bits - 1) << self.bits)) & ((1 << self.width) - 1)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a testbench does, for a simulator that plays it without reading it.

    A vector is the inputs (pin, width), then the registers, then the spike. `writes`: the integer that is written to
    each writable register after reset; its address is its position. `observed` is the width without the inputs.
    """

    steps: int
    vectors: str  # the name of their file
    inputs: tuple[tuple[str, int], ...]
    registers: tuple[Kept, ...]
    has_spike: bool
    writable: tuple[Kept, ...]
    writes: tuple[int, ...]
    shown: tuple[Shown, ...] = ()

    @property
    def observed(self) -> int:
        """Bits of a vector behind the inputs."""
        return sum(r.width for r in self.registers) + self.has_spike

    @property
    def config_width(self) -> int:
        """Bits of the bus that writes registers."""
        return max((r.width for r in self.writable), default=0)


def bench_of(compiled: LaidOut, module: Module, steps: int, vectors: str, writes: Mapping[str, int]) -> Bench:
    """The testbench of a module; `writes` has the integer written to each writable register."""
    c = compiled.circuit
    read = {n.port for n in c.nodes if hasattr(n, "port")}
    inputs = []
    for p in c.inputs:
        name = module.ports[p.name]
        inputs.append((name if p.name in read else f"{name}_unused", module.port_widths[p.name]))

    def kept(r: Register) -> Kept:
        return Kept(module.registers[r.name], module.register_widths[r.name], r.initial, r.truth)

    registers = [r for r in c.registers if not r.writable]
    has_spike = any(o.name == "spike" for o in c.outputs)
    return Bench(
        steps=steps,
        vectors=vectors,
        inputs=tuple(inputs),
        registers=tuple(map(kept, registers)),
        has_spike=has_spike,
        writable=tuple(kept(r) for r in c.registers if r.writable),
        writes=tuple(writes[r.name] for r in c.registers if r.writable),
        shown=tuple(_shown(compiled, module, registers, int(has_spike))),
    )


def _shown(compiled: LaidOut, module: Module, registers: Sequence[Register], low: int) -> Iterator[Shown]:
    for r in reversed(registers):
        width = module.register_widths[r.name]
        if r.name in compiled.layout.states:
            state = compiled.layout.states[r.name]
            hidden = min(state.point - state.port.n, width - 1)
            yield Shown(module.ports[r.name], state.port.width, low + hidden, width - hidden)
        low += width


def other_values(circuit: Circuit) -> dict[str, int]:
    """For each writable register an integer that is not the one of reset, a quarter of the way to the farther end."""
    found = {}
    for r in circuit.registers:
        if r.writable:
            far = r.high if r.high - r.initial >= r.initial - r.low else r.low
            found[r.name] = r.initial + ((far - r.initial) // 4 or (far > r.initial) - (far < r.initial))
    return found


def testbench(module: Module, bench: Bench) -> str:
    """The text of a testbench."""
    position = bench.observed
    inputs = []
    for pin, width in reversed(bench.inputs):
        inputs.append({"name": pin.removesuffix("_unused"), "pin": pin, "low": position, "width": width})
        position += width
    kept = [r.name for r in bench.registers]
    return render(
        "testbench.v.j2" if module.neurons == 1 else "array_testbench.v.j2",
        module=module.name,
        bench=bench,
        latency=module.latency,
        neurons=module.neurons,
        address_width=max(1, (module.neurons - 1).bit_length()),
        middle=middle(module),
        width=position,
        inputs=inputs,
        states=[shown.port for shown in reversed(bench.shown)],
        state_widths=[shown.width for shown in reversed(bench.shown)],
        has_ready=module.has_ready,
        writes=[(i, r, literal(value, bench.config_width)) for i, (r, value) in
                enumerate(zip(bench.writable, bench.writes, strict=True))],
        observed=[f"dut.{name}" for name in kept] + (["spike"] if bench.has_spike else []),
        kept=[f"dut.{name}" for name in kept],
        initial=[f"1'b{r.initial}" if r.truth else literal(r.initial, r.width) for r in bench.registers],
    )  # fmt: skip


def middle(module: Module) -> int:
    """Clocks into a step after which the testbench resets the module: before its end, if it takes several."""
    return max(1, module.latency // 2)


def vectors(compiled: LaidOut, module: Module, runs: Sequence[tuple[Mapping[str, Any], Trace]]) -> str:
    """The vectors of one run a neuron, given with its inputs: a hexadecimal line a neuron and step."""
    columns = [_rows(compiled, module, inputs, trace) for inputs, trace in runs]
    return "\n".join(line for step in zip(*columns, strict=True) for line in step) + "\n"


def _rows(compiled: LaidOut, module: Module, inputs: Mapping[str, Any], trace: Trace) -> list[str]:
    c = compiled.circuit
    steps = len(next(iter(trace.outputs.values())))
    columns = [(np.broadcast_to(np.asarray(inputs[p.name]), (steps,)).tolist(), module.port_widths[p.name])
               for p in c.inputs]  # fmt: skip
    columns += [(trace.registers[r.name].tolist(), module.register_widths[r.name])
                for r in c.registers if not r.writable]  # fmt: skip
    if "spike" in trace.outputs:
        columns.append((trace.outputs["spike"].tolist(), 1))
    lines = []
    for row in zip(*(values for values, _ in columns), strict=True):
        word = 0
        for value, (_, width) in zip(row, columns, strict=True):
            word = (word << width) | (value & ((1 << width) - 1))
        lines.append(f"{word:x}")
    return lines
