"""What the result of each operation looks like: one table from operation to picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sctui.plots.figure import Axis, Figure, Line, Panel
from sctui.run_figure import run_figure


def _fi_curve(result: Any) -> Figure:
    lines = (
        Line(result.currents, result.rates, "steady", 0),
        Line(result.currents, result.first_isi_rates, "first interval", 1),
    )
    return Figure((Panel(lines, Axis("rate", "Hz", low=0.0)),), Axis("drive", result.unit))


FIGURES: dict[str, Callable[[Any], Figure]] = {
    "simulate": run_figure,
    "fi-curve": _fi_curve,
}


def figure_of(name: str, result: Any) -> Figure | None:
    """The picture of an operation's result, None where it has none."""
    return FIGURES[name](result) if name in FIGURES else None
