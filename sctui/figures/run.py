"""A run as a picture: the states to show, the spikes, and the stimulus, over one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kernels.running.result import Run
from sctui.figures.overshoot import axis_top, threshold_level
from sctui.figures.traces import shown_traces
from sctui.plots.figure import Axis, Figure, Line, Panel, Raster
from sctui.plots.ticks import data_limits
from sctui.recording import Recording
from sctui.units import input_units, state_units

WEIGHT_OF_FIRST, WEIGHT_OF_OTHERS = 3.0, 1.5
STIMULUS_ROWS = 3
RECORDED, RECORDINGS = "recorded", 4  # the name and the first series of what was imported


def run_figure(run: Run, names: Sequence[str] | None = None, recording: Recording | None = None) -> Figure:
    """The traces `names` (else the model's `plot`, else its first state), of one unit in one panel; spikes and inputs.

    A recording is drawn over the states it is of.
    """
    model = run.model
    traces, _ = shown_traces(run, names)
    panels = [_overlaid(panel, recording) for panel in _panels(run, traces)]
    panels.append(Panel((Raster(np.asarray(run.spikes), series=3),), Axis("spikes"), rows=1))
    for name, unit in input_units(model).items():
        panels.append(_stimulus(run.time, run.inputs[name], name, unit))
    time = time_axis(run)
    low, high = (float(run.time[0]), float(run.time[-1])) if len(run.time) else (0.0, run.duration)
    return Figure(tuple(panels), Axis(time.label, time.unit, low, high))


def time_axis(run: Run) -> Axis:
    """The axis of time: in the model's unit, for maps in steps."""
    return Axis("steps") if run.model.time_unit == "step" else Axis("time", run.model.time_unit)


def _overlaid(panel: Panel, recording: Recording | None) -> Panel:
    """The panel with what was recorded of its traces."""
    if recording is None:
        return panel
    lines = [mark for mark in panel.marks if isinstance(mark, Line) and mark.name in recording.traces]
    several = len(lines) > 1
    added = [
        Line(
            recording.time,
            recording.traces[line.name],
            f"{line.name} {RECORDED}" if several else RECORDED,
            RECORDINGS + k,
        )
        for k, line in enumerate(lines)
    ]
    return replace(panel, marks=(*panel.marks, *added))


def _stimulus(time: np.ndarray, values: np.ndarray, name: str, unit: str) -> Panel:
    """The input over an axis that reaches to zero, so that its size can be seen."""
    low, high = data_limits([values])
    flat = len(values) > 0 and low < values[0] < high and bool((values == values[0]).all())
    low, high = (float(values[0]), float(values[0])) if flat else (low, high)
    line = Line(time, values, name, series=2)
    return Panel((line,), Axis(name, unit, min(low, 0.0), max(high, 0.0)), rows=STIMULUS_ROWS)


def _panels(run: Run, traces: dict[str, np.ndarray]) -> list[Panel]:
    """A panel for each unit among the traces, the first one taller."""
    units = {item.name: item.unit for item in run.model.subexpressions} | state_units(run.model)
    by_unit: dict[str, dict[str, np.ndarray]] = {}
    for name, values in traces.items():
        by_unit.setdefault(units[name], {})[name] = values
    weights = [WEIGHT_OF_FIRST] + [WEIGHT_OF_OTHERS] * len(by_unit)
    return [_panel(run, *item, weight) for item, weight in zip(by_unit.items(), weights, strict=False)]


def _panel(run: Run, unit: str, traces: dict[str, np.ndarray], weight: float) -> Panel:
    """The traces of one unit. An axis that is cut says so, and how far the values go."""
    lines = tuple(Line(run.time, values, name, series) for series, (name, values) in enumerate(traces.items()))
    label = next(iter(traces)) if len(traces) == 1 else "" if unit else ", ".join(traces)
    tops, notes = [], []
    for name, values in traces.items():
        level = threshold_level(run.model, name, run.parameters) if name in run.states else None
        top = axis_top(values, level)
        if top is not None and level is not None:
            tops.append(top)
            notes.append(f"cut at the threshold {level:g}: {name} reaches {values.max():.3g} before a reset")
    return Panel(lines, Axis(label, unit, high=max(tops, default=None), note=", ".join(notes)), weight)
