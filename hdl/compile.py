"""A model as hardware: `compile_model` takes it from the checked text to the circuit and the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hdl.fixed.choose import make_layout, typical_step
from hdl.fixed.fineness import ROUGH, Fineness
from hdl.fixed.measured import Measured, measure, method_of
from hdl.ir.circuit import Circuit
from hdl.lowering.compile import Lowered, lower
from hdl.lowering.counters import counter_limit
from hdl.lowering.layout import Layout
from hdl.lowering.program import Program, build_program
from kernels.codegen.lower import lower as primitives
from kernels.codegen.reference import evaluate
from kernels.language.model import Model


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model's circuit with everything it was made from."""

    model: Model
    name: str
    program: Program
    measured: Measured
    layout: Layout
    lowered: Lowered

    warnings: tuple[str, ...] = ()

    @property
    def circuit(self) -> Circuit:
        """The integer dataflow."""
        return self.lowered.circuit


def compile_circuit(
    model: Model,
    name: str,
    *,
    format: str | int | Mapping[str, str] = 16,
    fineness: Fineness = ROUGH,
    registers: tuple[str, ...] = (),
    measured: Measured | None = None,
    **run: Any,
) -> Compiled:
    """The circuit of a model in the formats asked for, as fine inside as is said; `run` are the options of
    `kernels.simulate`.
    """
    run = {**run, "method": method_of(model, run.get("method"))}
    if measured is None:
        measured = measure(model, run)
    own = measured.run
    program = build_program(model, own.method, own.dt, own.parameters, frozenset(registers))
    ranges = {p.name: (own.parameters[p.name], p.low, p.high) for p in model.parameters if p.name in registers}
    layout = make_layout(
        program, measured, format, fineness=fineness, flags=initial_flags(program, measured),
        parameters=ranges, seed=own.seed,
    )  # fmt: skip
    lowered = lower(program, layout, name)
    enough = counter_limit(lowered.circuit)
    if enough < layout.age_limit:
        layout = replace(layout, age_limit=enough)
        lowered = lower(program, layout, name)
    return Compiled(model, name, program, measured, layout, lowered, coarse(measured, layout))


def coarse(measured: Measured, layout: Layout) -> tuple[str, ...]:
    """Warnings about states whose format is too narrow for their range, or too coarse for their steps."""
    found = [measured.shortened] if measured.shortened else []
    for name, kept in layout.states.items():
        guard = kept.point - kept.port.n
        if kept.low <= kept.port.low_raw << guard or kept.high >= ((kept.port.high_raw + 1) << guard) - 1:
            low, high = measured.seen[name]
            found.append(f"{name}: {kept.port} leaves little room beyond {low:g} to {high:g}, where it was seen")
        step = typical_step(measured, name)
        bit = 2.0**-kept.point
        if kept.point > 0 and 0.0 < step < bit:
            found.append(
                f"{name}: it typically moves by {step:.3g} a step, less than the last bit of {kept.port} with {guard} "
                f"guard bits, {bit:.3g}: it may stand still; take more bits, or guard bits"
            )
    return tuple(found)


def initial_flags(program: Program, measured: Measured) -> dict[tuple[str, str], bool]:
    """The truth values carried from step to step, as they are before the first one."""
    step, run = program.step, measured.run
    g = step.equations.graph
    leaves: dict[int, Any] = {g.leaf("dt"): run.dt, g.leaf("t"): 0.0, g.leaf("t_end"): run.dt}
    leaves |= {g.leaf("t_spike"): -float("inf")}
    leaves |= {g.leaf("parameter", n): v for n, v in run.parameters.items()}
    leaves |= {g.leaf("state", n): v for n, v in measured.initial.items()}
    leaves |= {g.leaf("input", n): float(v[0]) for n, v in run.inputs.items()}
    leaves |= {g.leaf("seed", kind="i"): run.seed, g.leaf("lane", kind="i"): 0, g.leaf("step", kind="i"): 0}
    slots = {key: slot for key, slot in program.initial_flags.items() if slot.kind == "b"}
    values = evaluate(g, primitives(g, [step.initial[s] for s in slots.values()]), leaves)
    return {key: bool(v) for key, v in zip(slots, values, strict=True)}
