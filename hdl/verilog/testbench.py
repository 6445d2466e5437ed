"""A self-checking testbench, and its vectors from the integer kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hdl.compile import Compiled
from hdl.ir.evaluate import Trace
from hdl.verilog.module import Module
from hdl.verilog.render import render


def testbench(compiled: Compiled, module: Module, steps: int, vectors: str) -> str:
    """The text of the testbench for so many vectors in a file of that name."""
    c = compiled.circuit
    read = {n.port for n in c.nodes if hasattr(n, "port")}
    observed = [f"dut.{module.registers[r.name]}" for r in c.registers if not r.writable]
    has_spike = any(o.name == "spike" for o in c.outputs)
    observed += ["spike"] if has_spike else []
    observed_width = _observed_width(compiled, module)
    position = observed_width
    inputs = []
    for p in reversed(c.inputs):
        width = module.port_widths[p.name]
        name = module.ports[p.name]
        pin = name if p.name in read else f"{name}_unused"
        inputs.append({"name": name, "pin": pin, "width": width, "low": position, "high": position + width - 1})
        position += width
    states = [module.ports[s] for s in compiled.layout.states if s in module.ports]
    writable = [r for r in c.registers if r.writable]
    if module.neurons > 1:
        return render(
            "array_testbench.v.j2", module=module.name, vectors=vectors, steps=steps, neurons=module.neurons,
            address_width=(module.neurons - 1).bit_length(), width=position, inputs=inputs, states=states,
            has_spike=has_spike, writable=writable,
            config_width=max((module.register_widths[r.name] for r in writable), default=0),
            observed="dut.memory[shown], spike" if has_spike else "dut.memory[shown]", observed_width=observed_width,
        )  # fmt: skip
    return render(
        "testbench.v.j2",
        module=module.name,
        vectors=vectors,
        steps=steps,
        width=position,
        inputs=inputs,
        states=states,
        has_spike=has_spike,
        has_ready=module.has_ready,
        writable=writable,
        config_width=max((module.register_widths[r.name] for r in writable), default=0),
        observed=observed,
        observed_width=observed_width,
        observed_format=" ".join("%h" for _ in observed),
    )


def _observed_width(compiled: Compiled, module: Module) -> int:
    c = compiled.circuit
    width = sum(module.register_widths[r.name] for r in c.registers if not r.writable)
    return width + any(o.name == "spike" for o in c.outputs)


def vectors(compiled: Compiled, module: Module, runs: Sequence[tuple[Mapping[str, Any], Trace]]) -> str:
    """The vectors of one run a neuron, given with its inputs: a hexadecimal line a neuron and step."""
    columns = [_rows(compiled, module, inputs, trace) for inputs, trace in runs]
    return "\n".join(line for step in zip(*columns, strict=True) for line in step) + "\n"


def _rows(compiled: Compiled, module: Module, inputs: Mapping[str, Any], trace: Trace) -> list[str]:
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
