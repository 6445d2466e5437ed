"""Precision: a float64 run beside the bit-true run of the circuit that the model becomes."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.views.circuit import circuit_fields


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The comparison in the chosen format."""
    return session.setup.request() | circuit_fields(options)


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The errors and both spike trains."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("precision", result)]]


def text(result: Any, options: dict[str, str]) -> str:
    """A line for each state, with format, errors, saturations, and one for each warning."""
    names = max((len(name) for name in result.states), default=0)
    forms = max((len(one.format) for one in result.states.values()), default=0)
    states = [
        f"{name:{names}}  {one.format:{forms}}  error at most {one.largest:<9.4g} rms {one.rms:<9.4g} "
        + (f"{one.saturations:,} steps saturated" if one.saturations else "never saturated")
        for name, one in result.states.items()
    ]
    return "\n".join([*states, *(f"! {warning}" for warning in result.warnings)])


def readout(result: Any, options: dict[str, str]) -> str:
    """How well the spikes agree."""
    counts = f"spikes {len(result.float_spikes)} in float64, {len(result.spikes)} in fixed point"
    if result.noisy:
        return f"{counts}; the model draws random numbers, so only rates can be compared"
    saturated = f", {result.saturations:,} saturations" if result.saturations else ""
    if result.coincidence != result.coincidence:
        return counts + saturated
    return f"{counts}, rate off by {result.rate_error:.2%}, coincidence {result.coincidence:.3g}{saturated}"
