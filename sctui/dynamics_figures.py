"""Bifurcation diagrams and phase planes as pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sctui.plots.figure import Axis, Figure, Line, Mark, Panel, Text

STABLE, UNSTABLE, UP, DOWN, LABELS = 0, 1, 2, 3, 4
SHORT = {"hopf": "H", "fold": "SN", "flip": "PD", "neimark_sacker": "NS", "branch_point": "BP", "corner": "C"}
ARROW = 0.7  # of the distance between two arrows


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
    marks: list[Mark] = [
        _line(unstable, "unstable equilibrium", UNSTABLE), _line(stable, "stable equilibrium", STABLE),
    ]  # fmt: skip
    ways = [(way, series) for way, series in ((result.up, UP), (result.down, DOWN)) if way is not None]
    for way, series in ways:
        points = [(way.maxima_at, way.maxima), (way.minima_at, way.minima)]
        marks.append(_points(points, f"attractor, {way.direction}", series))
    for point in result.points:
        text = SHORT[point.kind]
        marks.append(Text(point.value, point.states[result.variable], text, LABELS))
    panels = [Panel(tuple(marks), Axis(result.variable, result.variable_unit), 3.0)]
    periods = [Line(way.values, way.period, way.direction, series) for way, series in ways]
    if any(np.isfinite(line.y).any() for line in periods):
        panels.append(Panel(tuple(periods), Axis("period", result.time_unit, low=0.0), 1.0))
    return Figure(tuple(panels), Axis(result.parameter, result.parameter_unit))


def nullclines_figure(result: Any) -> Figure:
    """Vector field, both nullclines, the threshold, separatrices and the fixed points with their types."""
    marks: list[Mark] = [_arrows(result)]
    curves = (
        (result.separatrices, "separatrix", 3), (result.threshold, "threshold", 5),
        (result.x_nullcline, f"{result.x} stands still", 0), (result.y_nullcline, f"{result.y} stands still", 1),
    )  # fmt: skip
    marks += [_line([(line.x, line.y) for line in lines], name, series) for lines, name, series in curves if lines]
    marks += [Text(point.x, point.y, f"● {point.type}", 2) for point in result.fixed_points]
    y = Axis(result.y, result.y_unit, *result.y_range)
    return Figure((Panel(tuple(marks), y),), Axis(result.x, result.x_unit, *result.x_range))


def _line(parts: Sequence[tuple[np.ndarray, np.ndarray]], name: str, series: int) -> Line:
    """Several curves as one line with gaps."""
    gap = np.array([np.nan])
    x = [piece for part in parts for piece in (part[0], gap)]
    y = [piece for part in parts for piece in (part[1], gap)]
    return Line(np.concatenate([gap, *x]), np.concatenate([gap, *y]), name, series)


def _points(parts: Iterable[tuple[np.ndarray, np.ndarray]], name: str, series: int) -> Line:
    """Dots: a line with a gap after each."""
    x, y = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    places = np.full((2, 2 * len(x)), np.nan)
    places[:, ::2] = x, y
    return Line(places[0], places[1], name, series)


def _arrows(result: Any) -> Line:
    """Strokes along the field, longest where it is fastest; from each place of the grid onwards."""
    field = result.field
    size = np.array([np.ptp(field.x), np.ptp(field.y)])
    along = np.stack([field.dx / size[0], field.dy / size[1]])
    speed = np.hypot(*along)
    with np.errstate(all="ignore"):
        length = ARROW / (len(field.x) - 1) * (speed / np.nanmax(speed)) ** 0.2 / speed
    x, y = np.meshgrid(field.x, field.y)
    strokes = np.full((2, x.size, 3), np.nan)
    for k, begin in enumerate((x, y)):
        strokes[k, :, 0] = begin.ravel()
        strokes[k, :, 1] = (begin + along[k] * length * size[k]).ravel()
    return Line(strokes[0].ravel(), strokes[1].ravel(), "", 4)
