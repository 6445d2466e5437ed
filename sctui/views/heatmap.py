"""Heat map: one measure of the run over two parameters."""

from __future__ import annotations

from typing import Any

from kernels.errors import RequestError
from sctui.session.state import Session
from sctui.session.subject import adjustable_range


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The map over the ranges of both sides."""
    x, y = options["x"], options["y"]
    if not x or x == y:
        raise RequestError("y", "a heat map needs two different parameters; choose them with h and v")
    setup, steps = session.setup, int(options["steps"])
    sides = {}
    for name, chosen in (("x", x), ("y", y)):
        low, high = adjustable_range(setup, chosen)
        sides[name] = {"parameter": chosen, "min": low, "max": high, "steps": steps}
        setup = setup.without(chosen)
    return setup.request() | sides | {"measure": options["measure"]}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The matrix."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("heatmap", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """How many runs there were, and how many failed."""
    failed = f", {len(result.failed)} failed" if result.failed else ""
    return f"{result.values.size} runs{failed}"
