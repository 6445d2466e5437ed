"""Bifurcation diagrams and phase planes as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sctui.plots.figure import NO_SERIES, Arrows, Axis, Band, Figure, Line, Mark, Panel, Points, Text

Curve = tuple[np.ndarray, np.ndarray]

STABLE, UNSTABLE, UP, DOWN = 0, 1, 2, 3
SHORT = {"hopf": "H", "fold": "SN", "flip": "PD", "neimark_sacker": "NS", "branch_point": "BP", "corner": "C"}
BESIDE = "  "  # before words that stand beside a symbol
FIXED_POINTS = (  # how a type begins, and its symbol
    ("stable", "disc"), ("unstable", "circle"), ("saddle", "diamond"), ("nonhyperbolic", "cross"),
)  # fmt: skip


def bifurcation_figure(result: Any) -> Figure:
    """Equilibria, stable and not; the extremes that runs reach upwards and downwards; and the period below."""
    stable, unstable = [], []
    for branch in result.branches:
        y = branch.states[result.variable]
        # a piece of a line has the stability of its two ends, so that no gap is left where it changes
        still = branch.stable
        stable.append((branch.values, np.where(still, y, np.nan)))
        edge = ~still | ~np.append(still[1:], True) | ~np.insert(still[:-1], 0, True)
        unstable.append((branch.values, np.where(edge, y, np.nan)))
    marks: list[Mark] = []
    for name, series, way in _ways(result):
        points = _joined([(way.maxima_at, way.maxima), (way.minima_at, way.minima)])
        marks.append(Points(*points, f"runs {name}", series))
    for parts, name, series in ((unstable, "unstable", UNSTABLE), (stable, "stable", STABLE)):
        if any(np.isfinite(y).any() for _, y in parts):
            marks.append(_line(parts, name, series, dashed=series == UNSTABLE))
    for point in result.points:
        place = point.value, point.states[result.variable]
        marks.append(Points(np.array(place[:1]), np.array(place[1:]), "", NO_SERIES, "diamond"))
        marks.append(Text(*place, BESIDE + SHORT[point.kind], NO_SERIES))
    panels = [Panel(tuple(marks), Axis(result.variable, result.variable_unit), 3.0)]
    periods = [Points(way.values, way.period, name, series) for name, series, way in _ways(result)]
    if any(np.isfinite(mark.y).any() for mark in periods):
        panels.append(Panel(tuple(periods), Axis("period", result.time_unit, low=0.0), 1.0))
    return Figure(tuple(panels), Axis(result.parameter, result.parameter_unit))


def poincare_figure(result: Any) -> Figure:
    """The values at upward crossings of the section: one point for a simple cycle, a cloud for chaos."""
    marks = tuple(Points(way.poincare_at, way.poincare, f"runs {name}", series) for name, series, way in _ways(result))
    y = Axis(f"{result.variable} where {result.section} rises through its level", result.variable_unit)
    return Figure((Panel(marks, y),), Axis(result.parameter, result.parameter_unit))


def _ways(result: Any) -> list[tuple[str, int, Any]]:
    """The ways in which the values were gone through: name, series and what was found."""
    both = ((result.up, UP), (result.down, DOWN))
    return [(way.direction, series, way) for way, series in both if way is not None]


def nullclines_figure(result: Any) -> Figure:
    """Vector field, both nullclines, the threshold, separatrices and the fixed points with their types."""
    field = result.field
    x, y = np.meshgrid(field.x, field.y)
    marks: list[Mark] = [Arrows(x.ravel(), y.ravel(), np.ravel(field.dx), np.ravel(field.dy))]
    curves = (
        (result.separatrices, "separatrix", 3, True), (result.threshold, "threshold", 5, True),
        (result.x_nullcline, f"{result.x} stands still", 0, False),
        (result.y_nullcline, f"{result.y} stands still", 1, False),
    )  # fmt: skip
    for lines, name, series, dashed in curves:
        if lines:
            marks.append(_line([(line.x, line.y) for line in lines], name, series, dashed))
    for point in result.fixed_points:
        symbol = next(symbol for begin, symbol in FIXED_POINTS if point.type.startswith(begin))
        marks.append(Points(np.array([point.x]), np.array([point.y]), "", 2, symbol))
        marks.append(Text(point.x, point.y, BESIDE + point.type, 2))
    side = Axis(result.y, result.y_unit, *result.y_range)
    return Figure((Panel(tuple(marks), side),), Axis(result.x, result.x_unit, *result.x_range))


def lyapunov_figure(result: Any) -> Figure:
    """The estimate of the exponent as the run goes on, with its standard error at the end."""
    ends = np.array([result.times[0], result.times[-1]])
    band = Band(ends, np.full(2, result.exponent - result.error), np.full(2, result.exponent + result.error), "", 1)
    marks = (
        band, Line(ends, np.zeros(2), "", NO_SERIES, dashed=True), Line(result.times, result.estimates, "", 0),
    )  # fmt: skip
    return Figure((Panel(marks, Axis("largest exponent", result.unit)),), Axis("measured time", result.time_unit))


def _line(parts: Sequence[Curve], name: str, series: int, dashed: bool = False) -> Line:
    """Several curves as one line with gaps."""
    gap = np.array([np.nan])
    return Line(
        *_joined([(gap, gap), *((np.append(x, gap), np.append(y, gap)) for x, y in parts)]), name, series, dashed
    )


def _joined(parts: Sequence[Curve]) -> Curve:
    """Several curves one after the other."""
    x, y = zip(*parts, strict=True)
    return np.concatenate(x), np.concatenate(y)
