"""Trace: voltage and every other state, the spikes and the stimulus over time, and a recording over them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kernels.errors import KernelsError
from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """One run of the setup."""
    return session.setup.request()


def further(session: Session, options: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """The imported recording, if there is one."""
    return [("recording", session.setup.request() | {"path": session.overlay})] if session.overlay else []


def figures(result: Any, options: dict[str, str], recording: Any = None) -> list[list[Any]]:
    """One figure; the states are those of the model's `plot`, all, the first alone, or one by its name."""
    from sctui.figures.run import run_figure  # numpy: in the worker process alone

    states = list(result.states)
    names = {"model's choice": None, "all": states, "first": states[:1]}.get(options["states"], [options["states"]])
    figure = run_figure(result, names, None if isinstance(recording, KernelsError) else recording)
    panels = figure.panels
    if options["current"] == "hidden":
        panels = tuple(panel for panel in panels if panel.rows != 3)
    if options["raster"] == "hidden":
        panels = tuple(panel for panel in panels if panel.rows != 1)
    return [[replace(figure, panels=panels)]]


def readout(result: Any, options: dict[str, str], recording: Any = None) -> str:
    """How far the recording is from the run; without one what was integrated, and how."""
    if isinstance(recording, KernelsError):
        return str(recording)
    if recording is not None:
        from sctui.recording import differences

        return differences(result, recording)
    return f"{result.method}, dt {result.dt:g}, {result.n_steps:,} steps"
