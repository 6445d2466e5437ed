"""`auto`: the narrowest format that keeps the spikes, found by trying."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hdl.compile import Compiled, compile_circuit
from hdl.fixed.fineness import LADDER, ROUGH, Fineness
from hdl.fixed.measured import Measured, measure, method_of
from hdl.fixed.target import Target, judged
from hdl.refusal import Refused
from kernels.errors import Cancelled, RequestError
from kernels.language.model import Model

# the widths that are tried, and how fine the circuit is inside
TRIED: tuple[tuple[int, Fineness], ...] = (
    *((bits, replace(ROUGH, segments=256)) for bits in (8, 10, 12, 14)),
    (16, ROUGH), (18, ROUGH), (20, replace(ROUGH, segments=1024)),
    (24, LADDER[2]), (28, LADDER[2]), (32, LADDER[3]),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The circuit in the narrowest format, and what each width that was tried gave: (bits, rate error, coincidence)."""

    compiled: Compiled
    bits: int
    tried: tuple[tuple[int, float, float], ...]


def narrowest(
    model: Model,
    name: str,
    *,
    target: Target | None = None,
    guard: int | None = None,
    cancelled: Callable[[], bool] | None = None,
    **run: Any,
) -> Found:
    """The narrowest circuit that meets the target. RequestError with the best that was found where none does.

    A model that draws random numbers is compared by its rate alone, within four standard errors of the count.
    """
    target = target or Target()
    run = {**run, "method": method_of(model, run.get("method"))}
    measured = measure(model, run)
    tried: list[tuple[int, float, float]] = []
    problem: Exception | None = None
    for bits, own in TRIED:
        fineness = own if guard is None else replace(own, guard=guard)
        if cancelled is not None and cancelled():
            raise Cancelled
        try:
            compiled = compile_circuit(model, name, format=bits, fineness=fineness, measured=measured, **run)
            found = judged(compiled, target, cancelled)
        except Refused as why:
            problem = why
            continue
        tried.append((bits, found.error, found.coincidence))
        if found.met:
            return Found(compiled, bits, tuple(tried))
    if not tried:
        raise problem or RequestError("format", "no width could be tried")
    bits, rate, coincidence = min(tried, key=lambda t: (t[1] if math.isfinite(t[1]) else 1e9, -t[2]))
    raise RequestError(
        "format",
        f"no format up to {TRIED[-1][0]} bits keeps the spikes: the best, {bits} bits, has {_off(measured, rate)}"
        f"{'' if math.isnan(coincidence) else f' and a coincidence of {coincidence:.3g}'}; "
        "name a format to have it all the same",
    )


def _off(measured: Measured, error: float) -> str:
    """What an error is one of: without spikes the states are compared."""
    return f"{'a rate' if len(measured.run.spikes) else 'a state'} error of {100 * error:.2g} %"
