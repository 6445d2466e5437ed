"""Several runs side by side as pictures: one view for each state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from sctui.figures.overshoot import axis_top, difference_axis, threshold_level
from sctui.plots.figure import Axis, Figure, Line, Panel, Raster

Views = Mapping[str, Callable[[Any], Figure]]


def compare_views(result: Any) -> Views:
    """The states that both runs have; without such a state, or samples to subtract, the spikes alone."""
    return {name: partial(_compared, name=name) for name in result.differences} or {"spikes": _spikes}


def multi_simulate_views(result: Any) -> Views:
    """The states of any of the runs, those of the first run first."""
    names = dict.fromkeys(state.name for run in result.runs for state in run.model.states)
    return {name: partial(_side_by_side, name=name) for name in names}


def _compared(result: Any, name: str) -> Figure:
    """One state of both runs, their difference and the spikes."""
    unit = result.a.units[name]
    lines = (
        Line(result.a.time, result.a.states[name], "a", 0),
        Line(result.b.time, result.b.states[name], "b", 1, dashed=True),
    )
    difference = Line(result.time, result.differences[name].trace, "", 3)
    panels = (
        Panel(lines, _axis(name, name, result.a, result.b)),
        Panel((difference,), difference_axis(f"{name}: b - a", unit, difference.y), weight=0.6),
    )
    return Figure((*panels, *_trains(result)), Axis("time", result.time_unit))


def _spikes(result: Any) -> Figure:
    return Figure(_trains(result), Axis("time", result.time_unit))


def _trains(result: Any) -> tuple[Panel, ...]:
    """The spikes of both runs, a line each."""
    runs = {"a": result.a, "b": result.b}
    return tuple(
        Panel((Raster(run.spikes, series=series),), Axis(f"spikes {name}"), rows=1)
        for series, (name, run) in enumerate(runs.items())
    )


def _side_by_side(result: Any, name: str) -> Figure:
    """One state of each run that has it, a panel each."""
    panels = tuple(
        Panel((Line(run.time, run.states[name], "", number),), _axis(f"{number + 1}: {name}", name, run))
        for number, run in enumerate(result.runs)
        if name in run.states
    )
    return Figure(panels, Axis("time", result.runs[0].model.time_unit))


def split_figures(result: Any, name: str) -> list[list[Figure]]:
    """One state of both runs side by side over the same range, and their difference under them."""
    low = min(float(np.nanmin(run.states[name])) for run in (result.a, result.b))
    high = max(float(np.nanmax(run.states[name])) for run in (result.a, result.b))
    room = 0.04 * (high - low) or 1.0
    time = Axis("time", result.time_unit)
    halves = []
    for series, (label, run) in enumerate((("a", result.a), ("b", result.b))):
        line = Line(run.time, run.states[name], "", series)
        axis = Axis(f"{label}: {name}", run.units[name], low - room, high + room)
        train = Panel((Raster(run.spikes, series=series),), Axis("spikes"), rows=1)
        halves.append(Figure((Panel((line,), axis), train), time))
    difference = Line(result.time, result.differences[name].trace, "", 3)
    axis = difference_axis(f"{name}: b - a", result.a.units[name], difference.y)
    below = Figure((Panel((difference,), axis),), time)
    return [halves, [below]]


def overlaid_figure(result: Any, name: str) -> Figure:
    """One state of the runs that have it, in one panel, and the spikes of each under it."""
    runs = {n: run for n, run in enumerate(result.runs) if name in run.states}
    lines = tuple(Line(run.time, run.states[name], str(n + 1), n) for n, run in runs.items())
    trains = tuple(
        Panel((Raster(run.spikes, series=n),), Axis(f"spikes {n + 1}"), rows=1) for n, run in enumerate(result.runs)
    )
    axis = _axis(name, name, *runs.values())
    return Figure((Panel(lines, axis), *trains), Axis("time", result.runs[0].model.time_unit))


def _axis(label: str, name: str, *runs: Any) -> Axis:
    """The axis of a state; cut at the threshold where the values before a reset go far beyond it."""
    tops = [axis_top(run.states[name], threshold_level(run.model, name, run.parameters)) for run in runs]
    axis = Axis(label, runs[0].units[name])
    if all(top is None for top in tops):
        return axis
    highest = [float(np.nanmax(run.states[name])) if top is None else top for run, top in zip(runs, tops, strict=True)]
    return replace(axis, high=max(highest), note="cut at the threshold")
