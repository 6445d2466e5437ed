"""The results of analyses as rows of a table, one observation a row, where they are more than curves side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernels.analysis.bifurcation import Bifurcation
from kernels.analysis.heatmap import Heatmap
from kernels.analysis.isi import Isi
from kernels.analysis.nullclines import Nullclines
from kernels.analysis.sensitivity import Sensitivity
from sctui.report_text import Rows


def heatmap_rows(result: Heatmap) -> Rows:
    """A row for every pair of values, the second side running fastest; a pattern by its name."""

    def shown(value: float) -> float | str:
        return result.labels[int(value)] if result.labels and value == value else value  # NaN: nothing was measured

    rows = [
        _cells(x, y, shown(result.values[j][i]))
        for i, x in enumerate(result.x_values)
        for j, y in enumerate(result.y_values)
    ]
    return (result.x, result.y, result.measure), rows


def sensitivity_rows(result: Sensitivity) -> Rows:
    """A row for every parameter, the strongest first."""
    heading = ("parameter", "value", "unit", "rate", "rate_error", "mean", "mean_error", "why_none")
    return heading, [
        _cells(o.name, o.value, o.unit, o.rate, o.rate_error, o.mean, o.mean_error, o.why_none) for o in result.ranked
    ]


def isi_rows(result: Isi) -> Rows:
    """A row for every interval: where it begins, where it ends, and how long it is."""
    ends = zip(result.spikes[:-1], result.spikes[1:], result.intervals, strict=True)
    return ("from", "to", "interval"), [_cells(*one) for one in ends]


def nullclines_rows(result: Nullclines) -> Rows:
    """A row for every point of every line, and for every fixed point with its type."""
    lines = {
        f"{result.x} nullcline": result.x_nullcline,
        f"{result.y} nullcline": result.y_nullcline,
        "separatrix": result.separatrices,
        "threshold": result.threshold,
    }
    rows = [
        _cells(what, str(n), x, y)
        for what, several in lines.items()
        for n, line in enumerate(several)
        for x, y in zip(*line, strict=True)
    ]
    rows += [_cells(point.type, "", point.x, point.y) for point in result.fixed_points]
    return ("what", "line", result.x, result.y), rows


def bifurcation_rows(result: Bifurcation) -> Rows:
    """A row for every point of every branch, every attractor's lowest, highest and extreme values, and every label."""
    rows = [
        _cells(f"equilibrium {n}, {'stable' if stable else 'unstable'}", value, at)
        for n, branch in enumerate(result.branches)
        for value, at, stable in zip(branch.values, branch.states[result.variable], branch.stable, strict=True)
    ]
    for way in (result.up, result.down):
        if way is not None:
            series = {
                "lowest": (way.values, way.low), "highest": (way.values, way.high), "mean": (way.values, way.mean),
                "period": (way.values, way.period), "maximum": (way.maxima_at, way.maxima),
                "minimum": (way.minima_at, way.minima), "Poincare point": (way.poincare_at, way.poincare),
            }  # fmt: skip
            rows += [
                _cells(f"{way.direction}: {what}", value, at)
                for what, (values, found) in series.items()
                for value, at in zip(values, found, strict=True)
            ]
    rows += [_cells(point.kind, point.value, point.states[result.variable]) for point in result.points]
    return ("what", result.parameter, result.variable), rows


def _cells(*values: Any) -> Sequence[str]:
    return [value if isinstance(value, str) else repr(float(value)) for value in values]
