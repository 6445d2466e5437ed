"""What parameters do, and what models do, as pictures: heat maps and ranked bars."""

from __future__ import annotations

from typing import Any

import numpy as np

from kernels.analysis.lane_measures import OF_SPIKES
from sctui.plots.figure import Axis, Bars, Figure, HeatMap, Panel
from sctui.plots.ticks import widen

NO_PATTERN = "no pattern"


def heatmap_figure(result: Any) -> Figure:
    """The matrix in its axes; rows that are still to come are undefined. `result` may have only the first rows."""
    z = np.full((len(result.y_values), len(result.x_values)), np.nan)
    z[: len(result.values)] = result.values
    x_low, x_high = _edges(result.x_values)
    y_low, y_high = _edges(result.y_values)
    z = z[:: -1 if y_low > y_high else 1, :: -1 if x_low > x_high else 1]
    name = result.measure if result.measure in OF_SPIKES else f"{result.measure} of {result.state}"
    mark = HeatMap(
        z, min(x_low, x_high), max(x_low, x_high), min(y_low, y_high), max(y_low, y_high), name, result.unit,
        tuple(result.labels),
    )  # fmt: skip
    return Figure((Panel((mark,), Axis(result.y, result.y_unit)),), Axis(result.x, result.x_unit))


def _edges(values: np.ndarray) -> tuple[float, float]:
    """The outer edges of cells around these equally spaced values."""
    first, last = float(values[0]), float(values[-1])
    if first == last:
        return widen(first, last)
    half = (last / 2 - first / 2) / (len(values) - 1)
    return first - half, last + half


def sensitivity_figure(result: Any, of: str) -> Figure:
    """What each parameter does to the rate or to the mean state, the strongest first."""
    found = {item.name: getattr(item, of) for item in result.ranked}
    values = np.array(list(found.values()), dtype=np.float64)
    order = np.argsort(-np.abs(np.nan_to_num(values)), kind="stable")
    bars = Bars(values[order], tuple(np.array(list(found))[order].tolist()))
    if of == "rate":
        axis = Axis("relative change of the rate per relative change of the parameter")
    else:
        axis = Axis(f"change of mean {result.state} per relative change of the parameter", result.mean_unit)
    return Figure((Panel((bars,)),), axis)


def scan_figure(result: Any) -> Figure:
    """How many models have each pattern."""
    counts = dict(sorted(result.labels.items(), key=lambda item: -item[1]))
    without = len(result.models) - sum(counts.values())
    if without:
        counts[NO_PATTERN] = without
    labels = tuple(f"{label} {count}" for label, count in counts.items())
    bars = Bars(np.array(list(counts.values()), dtype=np.float64), labels)
    return Figure((Panel((bars,)),), Axis("models", low=0.0))
