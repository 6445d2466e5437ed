"""f-I: the firing rate against constant drive, with rheobase and type."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.session.subject import request_without_drive
from sctui.units import unit_text


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The curve over the input's range."""
    return request_without_drive(session.setup)


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Steady and first-interval rates."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("fi-curve", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """Rheobase and excitability type."""
    found = result.why_none if result.rheobase is None else f"rheobase {result.rheobase:.4g} {unit_text(result.unit)}"
    return f"{found}, type {result.type}" if result.type else found
