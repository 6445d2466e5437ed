"""Character: the neuron at a glance."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """Everything at once."""
    return session.setup.request()


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The f-I curve beside the strongest sensitivities."""
    from sctui.operation_figures import views_of  # numpy: in the worker process alone

    views = views_of("characterize", result)
    return [[views[name](result) for name in list(views)[:2]]]


def readout(result: Any, options: dict[str, str]) -> str:
    """Pattern, rheobase, resistance and time constants; what could not be had is left out."""
    found = []
    if result.pattern is not None:
        found.append(result.pattern.label)
    if result.fi is not None and result.fi.rheobase is not None:
        found.append(f"rheobase {result.fi.rheobase:.4g} {result.fi.unit}")
    passive = result.passive
    if passive is not None:
        found.append(f"R {passive.resistance:.4g} {passive.resistance_unit}")
        found.append(f"tau {passive.membrane_time_constant:.4g} {passive.time_unit}")
    return ", ".join(found)
