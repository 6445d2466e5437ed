"""Sensitivity: what each parameter does to the firing rate and the mean state, ranked."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.units import unit_text


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The sensitivities at the setup."""
    return session.setup.request()


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Ranked bars of the rate, or of the mean state; a silent neuron has the latter alone."""
    from sctui.figures.operations import views_of  # numpy: in the worker process alone

    views = views_of("sensitivity", result)
    return [[views[options["of"] if options["of"] in views else "mean"](result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """The most influential parameter, and the state of things around which all of it is."""
    first = next((one for one in result.ranked if one.rate == one.rate or one.mean == one.mean), None)
    what = f"; most influential: {first.name}" if first else ""
    mean = f"{result.mean:.4g} {unit_text(result.mean_unit)}"
    return f"at {result.rate:.4g} {result.rate_unit}, mean {result.state} {mean}{what}"
