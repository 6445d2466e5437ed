"""A dataflow circuit that comes without its model, as files: the module `single`, its testbench and vectors.

What a text does not say is said of the registers themselves: those that an output is named after are ports, with all
their bits. Other outputs but the spike are no ports, as in the module of a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from hdl.files import VECTOR_STEPS, Printed
from hdl.fixed.formats import Format
from hdl.ir.builder import WIDEST
from hdl.ir.circuit import Circuit, signed_width
from hdl.ir.native import run_native
from hdl.ir.text import from_text
from hdl.ir.verify import CircuitError, verify
from hdl.lowering.layout import Kept, Layout, Precision
from hdl.verilog.expressions import wires
from hdl.verilog.frame import frame
from hdl.verilog.header import plain_line
from hdl.verilog.properties import formal_files
from hdl.verilog.render import render
from hdl.verilog.testbench import bench_of, other_values, testbench, vectors
from kernels.errors import RequestError

MOST_NODES = 10_000
MOST_SHIFT = 256  # places, or bits that are taken
SHIFTS = ("shift", "count", "length", "tap", "leap")


@dataclass(frozen=True, slots=True)
class Bare:
    """A circuit and a layout that shows its registers: what the printers read of a compiled model."""

    circuit: Circuit
    layout: Layout


def read_circuit(text: str) -> Circuit:
    """The verified circuit of a text, of a size that can be printed and run. CircuitError with the first fault."""
    if text.count("\n") > MOST_NODES:
        raise CircuitError(f"a circuit that is read has at most {MOST_NODES} lines")
    circuit = from_text(text)
    for i, part in (*enumerate(circuit.nodes), *((s.name, s) for s in circuit.sources)):
        for f in fields(part):
            if f.name in SHIFTS and abs(getattr(part, f.name)) > MOST_SHIFT:
                where = f"%{i}" if isinstance(i, int) else f"source {i}"
                raise CircuitError(f"{where}: {f.name} is {getattr(part, f.name)}; at most {MOST_SHIFT} is taken")
    verify(circuit)
    for i, (low, high) in enumerate(circuit.bounds):
        if max(high, -low).bit_length() >= WIDEST:
            raise CircuitError(f"%{i}: it needs more than {WIDEST} bits")
    return replace(circuit, names={i: plain_line(name)[:100] for i, name in circuit.names.items()})


def bare(circuit: Circuit) -> Bare:
    """The circuit with the ports it has by itself. CircuitError where it would show nothing."""
    registers = {r.name: r for r in circuit.registers}
    states = {}
    for o in circuit.outputs:
        r = registers.get(o.name)
        if r is None or r.truth or r.writable:
            continue
        width = max(2, signed_width(r.low, r.high))
        states[r.name] = Kept(Format(width - r.point, r.point), r.point, r.low, r.high, r.initial, (0.0, 0.0))
    if not states and all(o.name != "spike" or o.point is not None for o in circuit.outputs):
        raise CircuitError("a module shows registers and the spike, and no output of this circuit is one of them")
    return Bare(circuit, Layout(states, {}, {}, 0, {}, Precision()))


def circuit_files(
    circuit: Circuit,
    steps: int = VECTOR_STEPS,
    stimulus: Mapping[str, Any] | None = None,
) -> Printed:
    """The files of a circuit; `stimulus` gives the raw inputs of the vectors, random ones without it."""
    if steps < 1:
        raise RequestError("steps", "needs at least one step")
    shown = bare(circuit)
    f = frame(shown)
    head = [circuit.name, "", "Architecture single: one step a clock; the results are there at the next edge."]
    head += ["A number is the port's integer times 2**-n of Qm.n."]
    head += [f"input  {p.name}: n = {p.point}, from {p.low} to {p.high}" for p in circuit.inputs]
    hidden = [o.name for o in circuit.outputs if o.name not in shown.layout.states and o.name != "spike"]
    head += [f"output {name}: no register keeps it, so it is no port" for name in hidden]
    module = f.module(render("single.v.j2", header=head, **f.values(wires(circuit, f.read))), 1)
    stimulus = random_inputs(circuit, steps, 0) if stimulus is None else stimulus
    writes = other_values(circuit)
    written = replace(
        circuit, registers=tuple(replace(r, initial=writes.get(r.name, r.initial)) for r in circuit.registers)
    )
    trace = run_native(written, stimulus, steps)
    bench_file, data = f"{module.name}_tb.v", f"{module.name}_vectors.hex"
    bench = bench_of(shown, module, steps, data, writes)
    core = render("fusesoc.core.j2", name=module.name, title=circuit.name, bench=bench_file, vectors=data)
    return Printed(
        module,
        {
            f"{module.name}.v": module.text,
            bench_file: testbench(module, bench),
            data: vectors(shown, module, [(stimulus, trace)]),
            f"{module.name}.core": core,
            **formal_files(shown, module, bench),
        },
        bench,
    )


def random_inputs(circuit: Circuit, steps: int, seed: int) -> dict[str, np.ndarray]:
    """Inputs at random within their ports. CircuitError for a port of more than 62 bits."""
    draw = np.random.default_rng(seed)
    found = {}
    for port in circuit.inputs:
        if max(port.high, -port.low).bit_length() > 62:
            raise CircuitError(f"input {port.name} has more bits than can be simulated")
        found[port.name] = draw.integers(port.low, port.high, endpoint=True, size=steps)
    return found
