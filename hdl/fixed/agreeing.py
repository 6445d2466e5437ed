"""The coarsest circuit, in formats that are given, whose spikes agree with float64: found by trying."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hdl.compile import Compiled, compile_circuit
from hdl.fixed.fineness import open_steps
from hdl.fixed.measured import measure, method_of
from hdl.fixed.target import Judged, Target, judged
from hdl.refusal import Refused
from kernels.errors import Cancelled
from kernels.language.model import Model


def agreeing(
    model: Model,
    name: str,
    *,
    format: str | int | Mapping[str, str] = 16,
    guard: int | None = None,
    segments: int | None = None,
    operands: int | None = None,
    registers: tuple[str, ...] = (),
    target: Target | None = None,
    cancelled: Callable[[], bool] | None = None,
    **run: Any,
) -> Compiled:
    """The circuit at the first step of the ladder that meets the target, with what is given kept.

    Where none does: the first that keeps the rate, or else the one that is least off it. Refused as `compile_circuit`.
    """
    target = target or Target()
    run = {**run, "method": method_of(model, run.get("method"))}
    measured = measure(model, run)
    steps = open_steps(guard, segments, operands)
    best: tuple[Compiled, Judged] | None = None
    for fineness in steps:
        if cancelled is not None and cancelled():
            raise Cancelled
        try:
            compiled = compile_circuit(
                model, name, format=format, fineness=fineness, registers=registers, measured=measured, **run
            )
        except Refused:
            if best is None:
                raise
            continue  # what is finer may be too wide; what was coarser was not
        found = judged(compiled, target, cancelled)
        if found.met:
            return compiled
        if best is None or (not best[1].rate_met and found.error < best[1].error):
            best = compiled, found
    assert best is not None
    return replace(best[0], warnings=best[0].warnings + _states_off(*best))


def _states_off(compiled: Compiled, found: Judged) -> tuple[str, ...]:
    """What has to be said of states that are off where there are no spikes to compare."""
    if len(compiled.measured.run.spikes) or found.met or compiled.circuit.sources:
        return ()
    return (f"there are no spikes to compare, and a state is off by {100.0 * found.error:.2g} % of its span",)
