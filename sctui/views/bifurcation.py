"""Bifurcation: what the neuron settles to over a parameter, and its equilibria with their stability."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The diagram over an input or a parameter, within the range that the model gives it."""
    asked = session.setup.without(options["parameter"]).request()
    return asked | {name: options[name] for name in ("parameter", "variable", "direction")}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Attractors and equilibria, and the period below."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("bifurcation", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """The points at which the stability of an equilibrium changes."""
    names = {"hopf": "Hopf", "fold": "saddle-node", "flip": "flip", "neimark_sacker": "Neimark-Sacker"}
    points = [f"{names.get(one.kind, one.kind)} at {one.value:.4g}" for one in result.points]
    return "; ".join(points) or "no bifurcation of equilibria in this range"
