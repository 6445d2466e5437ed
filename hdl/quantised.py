"""A run in the circuit's integers: the model's stimulus at its ports, and the outputs back in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.compile import Compiled
from hdl.fixed.formats import misfit
from hdl.ir.evaluate import Trace
from hdl.ir.native import run_native
from kernels.errors import RequestError
from kernels.running.result import Run


@dataclass(frozen=True, slots=True)
class IntegerRun:
    """What the hardware computes. Times in display units; `states[name][k]` is the state after step k + 1, before its
    reset, as `Run.states[name][k + 1]` is.
    """

    states: Mapping[str, np.ndarray]
    spikes: np.ndarray
    saturations: Mapping[str, int]  # how often a state was cut at the ends of its range, by name
    trace: Trace


def raw_inputs(compiled: Compiled, run: Run) -> dict[str, np.ndarray]:
    """The inputs of a run (every sample recorded) as integers at the ports. RequestError where one does not fit."""
    if run.minmax or run.record_every != 1:
        raise RequestError(
            "duration", f"{run.n_steps} steps; beside a float64 run a bit-true one has at most 1,000,000"
        )
    found = {}
    for port in compiled.circuit.inputs:
        values = run.inputs[port.name][: run.n_steps]
        entry = compiled.layout.inputs[port.name]
        raw = np.floor(np.ldexp(values, port.point) + 0.5)
        outside = (raw < entry.form.low_raw) | (raw > entry.form.high_raw)
        if outside.any():
            raise RequestError("format", misfit(port.name, float(values[outside][0]), entry.form))
        found[port.name] = np.clip(raw, port.low, port.high).astype(np.int64)
    return found


def integer_run(
    compiled: Compiled,
    run: Run,
    *,
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> IntegerRun:
    """The circuit under the inputs of a float64 run."""
    trace = run_native(compiled.circuit, raw_inputs(compiled, run), run.n_steps, progress=progress, cancelled=cancelled)
    states = {
        name: np.ldexp(trace.outputs[name].astype(float), -kept.point) for name, kept in compiled.layout.states.items()
    }
    fired = trace.outputs.get("spike")
    spikes = (np.flatnonzero(fired) + 1) * run.dt if fired is not None else np.empty(0)
    return IntegerRun(states, spikes, _by_state(compiled, trace), trace)


def _by_state(compiled: Compiled, trace: Trace) -> dict[str, int]:
    """Saturations of the states after the step."""
    found = {}
    for output in compiled.circuit.outputs:
        if output.name in compiled.layout.states:
            found[output.name] = trace.saturations.get(output.node, 0)
    return found
