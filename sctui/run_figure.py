"""A run as a picture: the states to show, the spikes, and the stimulus, over one time axis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kernels.run import Run
from sctui.plots.figure import Axis, Figure, Line, Panel, Raster

WEIGHT_OF_FIRST, WEIGHT_OF_OTHERS = 3.0, 1.5
STIMULUS_ROWS = 3


def run_figure(run: Run) -> Figure:
    """The states of the model's `plot` (else its first state), those of one unit in one panel; spikes and inputs."""
    model = run.model
    units = {state.name: state.unit for state in model.states}
    names = [name for name in model.plot if name in run.states] or [model.states[0].name]
    panels = _panels(names, units, run.time, run.states)
    panels.append(Panel((Raster(np.asarray(run.spikes), series=3),), Axis("spikes"), rows=1))
    inputs = {item.name: item.unit for item in model.inputs if item.name in run.inputs}
    for name, unit in inputs.items():
        line = Line(run.time, run.inputs[name], name, series=1)
        panels.append(Panel((line,), Axis(name, unit), rows=STIMULUS_ROWS))
    time = Axis("steps") if model.time_unit == "step" else Axis("time", model.time_unit)
    low, high = (float(run.time[0]), float(run.time[-1])) if len(run.time) else (0.0, run.duration)
    return Figure(tuple(panels), Axis(time.label, time.unit, low, high))


def _panels(
    names: list[str], units: Mapping[str, str], time: np.ndarray, traces: Mapping[str, np.ndarray]
) -> list[Panel]:
    by_unit: dict[str, list[str]] = {}
    for name in names:
        by_unit.setdefault(units.get(name, ""), []).append(name)
    panels = []
    for unit, together in by_unit.items():
        series = [0] if len(together) == 1 else range(len(together))
        lines = tuple(Line(time, traces[name], name, k) for name, k in zip(together, series, strict=True))
        weight = WEIGHT_OF_OTHERS if panels else WEIGHT_OF_FIRST
        panels.append(Panel(lines, Axis(", ".join(together), unit), weight))
    return panels
