"""Phase: two states against each other with nullclines, field and fixed points; of a single one its phase line."""

from __future__ import annotations

from typing import Any

from kernels.errors import KernelsError, RequestError
from sctui.session.state import Session
from sctui.session.subject import model_of


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The run whose trajectory is drawn."""
    if options["x"] == options["y"] and not _has_one_state(session):
        raise RequestError("y", f"both sides are {options['x']}; choose another state for one of them")
    return session.setup.request()


def further(session: Session, options: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """The nullclines in the part of the plane that is shown."""
    if _has_one_state(session):
        return []
    sides = {name: {"state": options[name]} for name in ("x", "y")}
    return [("nullclines", session.setup.request() | sides)]


def _has_one_state(session: Session) -> bool:
    return len(model_of(session.setup).states) == 1


def figures(result: Any, options: dict[str, str], nullclines: Any = None) -> list[list[Any]]:
    """The trajectory over the phase plane, without nullclines where the model has none; of one state its phase line."""
    from sctui.figures.phase import phase_figure, phase_line_figure  # numpy: in the worker process alone

    if len(result.states) == 1:
        return [[phase_line_figure(result)[0]]]
    plane = None if isinstance(nullclines, KernelsError) else nullclines
    return [[phase_figure(result, plane, options["x"], options["y"], field=options["field"] == "arrows")]]


def readout(result: Any, options: dict[str, str], nullclines: Any = None) -> str:
    """The fixed points and their types, or why there are none."""
    if len(result.states) == 1:
        return _of_line(result)
    if isinstance(nullclines, KernelsError):
        return f"no nullclines: {nullclines}"
    x, y = options["x"], options["y"]
    points = [f"{one.type} at {x} = {one.x:.4g}, {y} = {one.y:.4g}" for one in nullclines.fixed_points]
    return "; ".join(points) or "no fixed point in this part of the plane"


def _of_line(result: Any) -> str:
    """The fixed points of one state, and the level of the inputs."""
    from sctui.figures.phase import phase_line_figure

    line = phase_line_figure(result)[1]
    points = [
        f"{'stable' if stable else 'unstable'} at {line.state} = {point:.4g}"
        for point, stable in zip(line.fixed_points, line.stable, strict=True)
    ]
    levels = ", ".join(f"{name} = {level:.4g}" for name, level in line.levels.items())
    return ("; ".join(points) or "no fixed point") + (f"; at {levels}" if levels else "")
