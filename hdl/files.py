"""What is written for a circuit: the module, its testbench and vectors, and a FuseSoC core file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.compile import Compiled
from hdl.ir.native import run_native
from hdl.quantised import raw_inputs
from hdl.verilog.module import Module
from hdl.verilog.render import render
from hdl.verilog.shared import shared
from hdl.verilog.single import single
from hdl.verilog.testbench import testbench, vectors
from kernels.errors import RequestError, unknown

ARCHITECTURES = {"single": single, "shared": shared}
VECTOR_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Printed:
    """Files by name, and the module among them."""

    module: Module
    files: Mapping[str, str]

    @property
    def source(self) -> str:
        """The name of the module's file."""
        return f"{self.module.name}.v"


def printed(
    compiled: Compiled, arch: str, steps: int = VECTOR_STEPS, stimulus: Mapping[str, Any] | None = None
) -> Printed:
    """All files of a circuit; `stimulus` gives the raw inputs of the vectors, the model's own run without it."""
    if arch not in ARCHITECTURES:
        raise unknown("arch", "architecture", arch, ARCHITECTURES)
    module = ARCHITECTURES[arch](compiled)
    own = compiled.measured.run
    if stimulus is None:
        steps = min(steps, own.n_steps)
        stimulus = {name: values[:steps] for name, values in raw_inputs(compiled, own).items()}
    if steps < 1:
        raise RequestError("steps", "needs at least one step")
    trace = run_native(compiled.circuit, stimulus, steps)
    bench, data = f"{module.name}_tb.v", f"{module.name}_vectors.hex"
    return Printed(
        module,
        {
            f"{module.name}.v": module.text,
            bench: testbench(compiled, module, steps, data),
            data: vectors(compiled, module, stimulus, trace),
            f"{module.name}.core": render(
                "fusesoc.core.j2", name=module.name, title=_plain(compiled.model.title or module.name), bench=bench,
                vectors=data,
            ),
        },
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
