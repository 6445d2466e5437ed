"""What is written for a circuit: the module, its testbench and vectors, a FuseSoC core file, formal properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hdl.compile import Compiled
from hdl.ir.native import run_native
from hdl.quantised import raw_inputs
from hdl.verilog.array import array
from hdl.verilog.module import Module
from hdl.verilog.properties import formal_files
from hdl.verilog.render import render
from hdl.verilog.shared import shared
from hdl.verilog.single import single
from hdl.verilog.testbench import Bench, bench_of, other_values, testbench, vectors
from kernels.errors import RequestError, unknown
from kernels.request_values import whole_number

ARCHITECTURES = ("single", "shared", "array")
VECTOR_STEPS = 2000
NEURONS = 16  # of an array
MOST_NEURONS = 4096
APART = 37  # steps between the inputs of one neuron of an array and the next


@dataclass(frozen=True, slots=True)
class Printed:
    """Files by name, the module among them, and what its testbench does."""

    module: Module
    files: Mapping[str, str]
    bench: Bench

    @property
    def source(self) -> str:
        """The name of the module's file."""
        return f"{self.module.name}.v"


def module_of(compiled: Compiled, arch: str, neurons: int = NEURONS) -> Module:
    """The printed module in an architecture; `neurons` is how many an array has."""
    if arch not in ARCHITECTURES:
        raise unknown("arch", "architecture", arch, ARCHITECTURES)
    if arch == "array":
        return array(compiled, whole_number("neurons", neurons, 2, MOST_NEURONS))
    return {"single": single, "shared": shared}[arch](compiled)


def printed(
    compiled: Compiled,
    arch: str,
    steps: int = VECTOR_STEPS,
    stimulus: Mapping[str, Any] | None = None,
    neurons: int = NEURONS,
) -> Printed:
    """All files of a circuit; `stimulus` gives the raw inputs of the vectors, the model's own run without it.

    The neurons of an array get the same inputs APART steps one after the other. The testbench writes every writable
    register first; the vectors are of a circuit with these values.
    """
    module = module_of(compiled, arch, neurons)
    own = compiled.measured.run
    if stimulus is None:
        steps = min(steps, own.n_steps)
        stimulus = {name: values[:steps] for name, values in raw_inputs(compiled, own).items()}
    if steps < 1:
        raise RequestError("steps", "needs at least one step")
    writes = other_values(compiled.circuit)
    registers = tuple(replace(r, initial=writes.get(r.name, r.initial)) for r in compiled.circuit.registers)
    written = replace(compiled.circuit, registers=registers) if writes else compiled.circuit
    runs = []
    for k in range(module.neurons):
        inputs = {name: np.roll(values, APART * k) for name, values in stimulus.items()}
        runs.append((inputs, run_native(written, inputs, steps)))
    bench_file, data = f"{module.name}_tb.v", f"{module.name}_vectors.hex"
    bench = bench_of(compiled, module, steps, data, writes)
    return Printed(
        module,
        {
            f"{module.name}.v": module.text,
            bench_file: testbench(module, bench),
            data: vectors(compiled, module, runs),
            f"{module.name}.core": render(
                "fusesoc.core.j2", name=module.name, title=_plain(compiled.model.title or module.name),
                bench=bench_file, vectors=data,
            ),
            **formal_files(compiled, module, bench),
        },
        bench,
    )  # fmt: skip


def forcing_stimulus(compiled: Compiled, steps: int, seed: int) -> dict[str, np.ndarray]:
    """Inputs at random and at the ends of their ports' ranges in turn, which drive the states into saturation."""
    draw = np.random.default_rng(seed)
    found = {}
    for port in compiled.circuit.inputs:
        values = draw.integers(port.low, port.high, endpoint=True, size=steps)
        held = np.repeat(draw.integers(0, 3, size=steps // 50 + 1), 50)[:steps]
        found[port.name] = np.where(held == 1, port.low, np.where(held == 2, port.high, values))
    return found


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum() or c in " -,.()")
