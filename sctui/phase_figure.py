"""The phase plane with the run in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kernels.running.result import Run
from sctui.dynamics_figures import nullclines_figure
from sctui.plots.figure import Axis, Figure, Line, Panel
from sctui.plots.ticks import data_limits, widen
from sctui.units import state_units

TRAJECTORY = 6  # the series of its colour
ROOM = 0.05  # of the plane, around the trajectory


def phase_figure(run: Run, nullclines: Any, x: str, y: str, *, field: bool = True) -> Figure:
    """The trajectory of states `x` and `y`, over nullclines, field and fixed points where there are any (else None)."""
    trajectory = Line(run.states[x], run.states[y], "trajectory", TRAJECTORY)
    if nullclines is None:
        units = state_units(run.model)
        limits = [_around(run.states[name]) for name in (x, y)]
        panel = Panel((trajectory,), Axis(y, units[y], *limits[1]))
        return Figure((panel,), Axis(x, units[x], *limits[0]))
    figure = nullclines_figure(nullclines)
    marks = figure.panels[0].marks if field else figure.panels[0].marks[1:]
    return replace(figure, panels=(replace(figure.panels[0], marks=(*marks, trajectory)),))


def _around(values: Any) -> tuple[float, float]:
    low, high = widen(*data_limits([values]))
    return low - ROOM * (high - low), high + ROOM * (high - low)
