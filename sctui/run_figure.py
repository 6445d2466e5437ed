"""A run as a picture: the states to show, the spikes, and the stimulus, over one time axis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kernels.running.result import Run
from sctui.plots.figure import Axis, Figure, Line, Panel, Raster
from sctui.plots.ticks import data_limits
from sctui.units import input_units, state_units

WEIGHT_OF_FIRST, WEIGHT_OF_OTHERS = 3.0, 1.5
STIMULUS_ROWS = 3


def run_figure(run: Run) -> Figure:
    """The states of the model's `plot` (else its first state), those of one unit in one panel; spikes and inputs."""
    model = run.model
    units = state_units(model)
    names = [name for name in model.plot if name in run.states] or [model.states[0].name]
    panels = _panels(names, units, run.time, run.states)
    panels.append(Panel((Raster(np.asarray(run.spikes), series=3),), Axis("spikes"), rows=1))
    for name, unit in input_units(model).items():
        panels.append(_stimulus(run.time, run.inputs[name], name, unit))
    time = Axis("steps") if model.time_unit == "step" else Axis("time", model.time_unit)
    low, high = (float(run.time[0]), float(run.time[-1])) if len(run.time) else (0.0, run.duration)
    return Figure(tuple(panels), Axis(time.label, time.unit, low, high))


def _stimulus(time: np.ndarray, values: np.ndarray, name: str, unit: str) -> Panel:
    """The input over an axis that reaches to zero, so that its size can be seen."""
    low, high = data_limits([values])
    flat = len(values) > 0 and low < values[0] < high and bool((values == values[0]).all())
    low, high = (float(values[0]), float(values[0])) if flat else (low, high)
    line = Line(time, values, name, series=1)
    return Panel((line,), Axis(name, unit, min(low, 0.0), max(high, 0.0)), rows=STIMULUS_ROWS)


def _panels(
    names: list[str], units: Mapping[str, str], time: np.ndarray, traces: Mapping[str, np.ndarray]
) -> list[Panel]:
    by_unit: dict[str, list[str]] = {}
    for name in names:
        by_unit.setdefault(units.get(name, ""), []).append(name)
    panels: list[Panel] = []
    for unit, together in by_unit.items():
        series = [0] if len(together) == 1 else range(len(together))
        lines = tuple(Line(time, traces[name], name, k) for name, k in zip(together, series, strict=True))
        weight = WEIGHT_OF_OTHERS if panels else WEIGHT_OF_FIRST
        panels.append(Panel(lines, Axis(together[0], unit) if len(together) == 1 else Axis(unit), weight))
    return panels
