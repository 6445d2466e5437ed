"""Character: the neuron at a glance."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.units import unit_text


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """Everything at once."""
    return session.setup.request()


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The f-I curve beside the strongest sensitivities."""
    from sctui.figures.operations import views_of  # numpy: in the worker process alone

    views = views_of("characterize", result)
    return [[views[name](result) for name in list(views)[:2]]]


def text(result: Any, options: dict[str, str]) -> str:
    """What was found, a line a question; what was not, with the reason."""
    return "\n".join(f"{name:18}{answer}" for name, answer in _answers(result))


def readout(result: Any, options: dict[str, str]) -> str:
    """At which drive the sensitivities are."""
    drive = result.sensitivity_drive
    unit = "" if result.fi is None else f" {unit_text(result.fi.unit)}"
    return "" if result.sensitivity is None or drive is None else f"sensitivities at a drive of {drive:.4g}{unit}"


def _answers(result: Any) -> list[tuple[str, str]]:
    found = []
    for name, pattern in (("pattern", result.pattern), ("at 1.5 rheobase", result.scaled_pattern)):
        if pattern is not None:
            found.append((name, f"{pattern.label}: {pattern.reason}"))
    if result.rheobase is not None:
        unit = "" if result.fi is None else f" {unit_text(result.fi.unit)}"
        found.append(("rheobase", f"{result.rheobase:.4g}{unit}" + (f", type {result.type}" if result.type else "")))
    passive = result.passive
    if passive is not None:
        slowest = ", ".join(f"{value:.4g}" for value in passive.time_constants[:3])
        resonance = f"; resonance {passive.resonance:.4g} Hz" if passive.resonance == passive.resonance else ""
        found.append(("input resistance", f"{passive.resistance:.4g} {unit_text(passive.resistance_unit)} at rest"))
        membrane = f"membrane {passive.membrane_time_constant:.4g}"
        found.append(("time constants", f"{membrane}, ways back to rest {slowest} {passive.time_unit}{resonance}"))
    ranges = [
        f"{name} {one.low:.4g} to {one.high:.4g} {unit_text(one.unit)}".strip() for name, one in result.ranges.items()
    ]
    if ranges:
        found.append(("states", ", ".join(ranges)))
    return found + [(name.replace("_", " "), f"none: {why}") for name, why in result.why_none.items()]
