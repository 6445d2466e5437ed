"""Frequency response: gain and phase of firing, and the impedance at rest."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The response around the setup's drive."""
    return session.setup.request()


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Gain, phase and impedance over one logarithmic axis."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("freq-response", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """The resonance, and what could not be had."""
    resonates = result.resonance == result.resonance  # NaN where it does not
    found = f"resonance at {result.resonance:.4g} {result.frequency_unit}" if resonates else ""
    reasons = [f"no gain: {result.why_no_gain}"] if result.why_no_gain else []
    reasons += [f"no impedance: {result.why_no_impedance}"] if result.why_no_impedance else []
    return "; ".join(([found] if found else []) + reasons) or "no resonance"
