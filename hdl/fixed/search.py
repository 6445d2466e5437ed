"""`auto`: the narrowest format that keeps the spikes, found by trying."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.compile import Compiled, compile_circuit
from hdl.fixed.measured import measure, method_of
from hdl.quantised import integer_run
from hdl.refusal import Refused
from hdl.spikes import agree
from kernels.errors import Cancelled, RequestError
from kernels.language.model import Model

WIDTHS = (8, 10, 12, 14, 16, 18, 20, 24, 28, 32)
SEGMENTS = {16: 512, 18: 512, 20: 1024, 24: 1024, 28: 2048, 32: 4096}  # by width; fewer bits have 256


@dataclass(frozen=True, slots=True)
class Target:
    """What spikes have to keep: rate, and coincidences within 1 ms; without spikes the states, as shares of span."""

    rate_error: float = 0.01
    coincidence: float = 0.95
    state_error: float = 0.02


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
    guard: int = 8,
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
    for bits in WIDTHS:
        if cancelled is not None and cancelled():
            raise Cancelled
        try:
            compiled = compile_circuit(
                model, name, format=bits, guard=guard, measured=measured, segments=SEGMENTS.get(bits, 256), **run
            )
            rate, coincidence, met = _meets(compiled, target)
        except Refused as why:
            problem = why
            continue
        tried.append((bits, rate, coincidence))
        if met:
            return Found(compiled, bits, tuple(tried))
    if not tried:
        raise problem or RequestError("format", "no width could be tried")
    bits, rate, coincidence = min(tried, key=lambda t: (t[1] if math.isfinite(t[1]) else 1e9, -t[2]))
    raise RequestError(
        "format",
        f"no format up to {WIDTHS[-1]} bits keeps the spikes: the best, {bits} bits, has a rate error of "
        f"{100 * rate:.2g} % and a coincidence of {coincidence:.3g}; name a format to have it all the same",
    )


def _meets(compiled: Compiled, target: Target) -> tuple[float, float, bool]:
    own = compiled.measured.run
    hardware = integer_run(compiled, own)
    rate, coincidence = agree(compiled.model, own.spikes, hardware.spikes, own.n_steps * own.dt)
    if compiled.circuit.sources:
        allowed = target.rate_error + 4.0 / math.sqrt(max(1, len(own.spikes)))
        return rate, coincidence, math.isnan(rate) or rate <= allowed
    if math.isnan(rate):
        worst = max(_share(own.states[s][1:], v) for s, v in hardware.states.items())
        return worst, math.nan, worst <= target.state_error
    if rate > target.rate_error and abs(len(own.spikes) - len(hardware.spikes)) > 0:
        return rate, coincidence, False
    # too many spikes for windows of 1 ms leave the rate to compare
    return rate, coincidence, math.isnan(coincidence) or coincidence >= target.coincidence


def _share(reference: np.ndarray, values: np.ndarray) -> float:
    span = float(np.ptp(reference))
    return float(np.abs(reference - values).max()) / span if span else 0.0
