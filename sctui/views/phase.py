"""Phase: two states against each other, with nullclines, the vector field and the fixed points."""

from __future__ import annotations

from typing import Any

from kernels.errors import KernelsError, RequestError
from sctui.session.state import Session
from sctui.session.subject import model_of


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The run whose trajectory is drawn."""
    if len(model_of(session.setup).states) < 2:
        raise RequestError("model", "a phase plane needs two states, and this model has one")
    if options["x"] == options["y"]:
        raise RequestError("y", f"both sides are {options['x']}; choose another state for one of them")
    return session.setup.request()


def further(session: Session, options: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """The nullclines in the part of the plane that is shown."""
    sides = {name: {"state": options[name]} for name in ("x", "y")}
    return [("nullclines", session.setup.request() | sides)]


def figures(result: Any, options: dict[str, str], nullclines: Any) -> list[list[Any]]:
    """The trajectory over the phase plane; without nullclines where the model has none."""
    from sctui.phase_figure import phase_figure  # numpy: in the worker process alone

    plane = None if isinstance(nullclines, KernelsError) else nullclines
    return [[phase_figure(result, plane, options["x"], options["y"], field=options["field"] == "arrows")]]


def readout(result: Any, options: dict[str, str], nullclines: Any) -> str:
    """The fixed points and their types, or why there are none."""
    if isinstance(nullclines, KernelsError):
        return f"no nullclines: {nullclines}"
    x, y = options["x"], options["y"]
    points = [f"{one.type} at {x} = {one.x:.4g}, {y} = {one.y:.4g}" for one in nullclines.fixed_points]
    return "; ".join(points) or "no fixed point in this part of the plane"
