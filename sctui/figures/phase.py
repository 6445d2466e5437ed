"""The phase plane with the run in it, and the phase line of a model with one state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from kernels.analysis.phase_line import PhaseLine, phase_line
from kernels.running.result import Run
from sctui.figures.dynamics import BESIDE, STABLE, UNSTABLE, nullclines_figure
from sctui.figures.overshoot import axis_top, threshold_level
from sctui.figures.run import time_axis
from sctui.plots.figure import NO_SERIES, Axis, Figure, Line, Mark, Panel, Points, Text
from sctui.plots.ticks import data_limits, widen
from sctui.units import state_units

TRAJECTORY = 6  # the series of its colour
ROOM = 0.05  # of the plane, around the trajectory


def phase_figure(run: Run, nullclines: Any, x: str, y: str, *, field: bool = True) -> Figure:
    """The trajectory of states `x` and `y`, over nullclines, field and fixed points where there are any (else None)."""
    trajectory = Line(run.states[x], run.states[y], "trajectory", TRAJECTORY, at=run.time)
    if nullclines is None:
        units = state_units(run.model)
        limits = [_around(run.states[name]) for name in (x, y)]
        panel = Panel((trajectory,), Axis(y, units[y], *limits[1]))
        return Figure((panel,), Axis(x, units[x], *limits[0]), along=time_axis(run))
    figure = nullclines_figure(nullclines)
    marks = figure.panels[0].marks if field else figure.panels[0].marks[1:]
    panel = replace(figure.panels[0], marks=(*marks, trajectory))
    return replace(figure, panels=(panel,), along=time_axis(run))


def phase_line_figure(run: Run) -> tuple[Figure, PhaseLine]:
    """The rate of change of the only state, of a map its next value, over its value; fixed points, threshold, the run.

    Raises NotMeasurable where the model has no phase line.
    """
    (name,) = run.states
    values = np.asarray(run.states[name], dtype=np.float64)
    level = threshold_level(run.model, name, run.parameters)
    top = axis_top(values, level)
    low, high = widen(*data_limits([values if top is None else np.minimum(values, top)]))
    line = phase_line(run, low, high)
    after = np.searchsorted(run.time, run.spikes)  # where a spike and its reset tear the way apart
    curve, way = (line.rates, line.along.copy()) if not line.is_map else (line.values + line.rates, values + line.along)
    if run.model.reset and not run.minmax:
        way[after[after < len(way)]] = np.nan
    ends, rate = line.values[[0, -1]], f"next {name}" if line.is_map else f"d{name}/dt"
    still = ends if line.is_map else np.zeros(2)  # where the state stays as it is
    marks: list[Mark] = [Line(ends, still, "", NO_SERIES, dashed=True), Line(line.values, curve, rate, STABLE)]
    if level is not None and ends[0] <= level <= ends[1]:
        limits = np.array(data_limits([curve]))
        marks += [Line(np.full(2, level), limits, "", 5, dashed=True), Text(level, limits[1], f"{BESIDE}threshold", 5)]
    marks.append(_way(values, way, run.time, joined=not line.is_map))
    for kind, series, symbol in ((True, STABLE, "disc"), (False, UNSTABLE, "circle")):
        points = np.array(
            [point for point, stable in zip(line.fixed_points, line.stable, strict=True) if stable is kind]
        )
        if len(points):
            heights = points if line.is_map else np.zeros(len(points))
            marks.append(Points(points, heights, "stable" if kind else "unstable", series, symbol))
    unit, time = state_units(run.model)[name], run.model.time_unit
    if line.is_map:
        side = Axis(rate, unit)
    else:
        side = Axis(rate, f"{unit}/{time}" if unit else f"1/{time}")
    return Figure((Panel(tuple(marks), side),), Axis(name, unit, *ends.tolist()), along=time_axis(run)), line


def _way(x: np.ndarray, y: np.ndarray, at: np.ndarray, joined: bool) -> Line:
    """The way of the run; of a map points, for it does not go from one to the next."""
    if not joined:
        gap = np.full(len(x), np.nan)
        x, y, at = np.stack([x, gap], 1).ravel(), np.stack([y, gap], 1).ravel(), np.repeat(at, 2)
    return Line(x, y, "run", TRAJECTORY, at=at)


def _around(values: Any) -> tuple[float, float]:
    low, high = widen(*data_limits([values]))
    return low - ROOM * (high - low), high + ROOM * (high - low)
