"""STA: what precedes a spike under noise, in the stimulus and in the voltage."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.session.subject import model_of, request_without_drive
from sctui.units import unit_text


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The average around the model's own level, or the level that is set."""
    asked = request_without_drive(session.setup) | {"trials": int(options["trials"])}
    inputs = model_of(session.setup).inputs
    level = session.setup.drives.get(inputs[0].name) if inputs else None
    return asked | {"mean": level} if isinstance(level, (int, float)) else asked


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Both averages with their error bands."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("sta", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """How many spikes were averaged."""
    noise = f"{result.sigma:.4g} {unit_text(result.stimulus_unit)}"
    return f"{result.count:,} spikes, mean drive {result.mean:.4g}, noise {noise}"
