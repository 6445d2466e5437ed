"""Trace: voltage and every other state, the spikes and the stimulus over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """One run of the setup."""
    return session.setup.request()


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """One figure; the states are those of the model's `plot`, all, or the first alone."""
    from sctui.run_figure import run_figure  # numpy: in the worker process alone

    figure = run_figure(result)
    panels = figure.panels
    if options["current"] == "hidden":
        panels = tuple(panel for panel in panels if panel.rows != 3)
    if options["raster"] == "hidden":
        panels = tuple(panel for panel in panels if panel.rows != 1)
    return [[replace(figure, panels=panels)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """What was integrated, and how."""
    return f"{result.method}, dt {result.dt:g}, {result.n_steps:,} steps"
