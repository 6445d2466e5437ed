"""What is under the crosshair, in numbers: the value of every curve at an x value, of a map in a cell.

The crosshair stands on samples: `snapped` gives the nearest one of the figure's first curve, so what is read off there
is what was computed. Curves sampled otherwise are read between their samples, on the straight line that is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sctui.plots.dense import ascending
from sctui.plots.figure import Axis, Band, Bars, Figure, HeatMap, Line, Mark, Panel, Points, Raster
from sctui.plots.layout import Layout, Place
from sctui.plots.part import key_of
from sctui.plots.polyline import scale
from sctui.units import unit_text

MOST = 3  # values of one curve that goes to and fro
FEW = 3  # points: a line of fewer is an aid, not data
STEPS = 400  # from one end of a curve to the other
GAP = "  "
SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6}  # units of times whose intervals are read as rates too


def cursor_axis(figure: Figure) -> Axis:
    """The axis along which the crosshair moves: that along its curves where they have one, else the x axis."""
    return figure.along or figure.x


def snapped(figure: Figure, x: float) -> float:
    """The sample next to `x`: of the first curve over x, else of its map; `x` where there are no samples."""
    curve = _first_curve(figure)
    if curve is not None:
        return float(curve[nearest(curve, x)])
    for panel in figure.panels:
        for mark in panel.marks:
            if isinstance(mark, HeatMap) and mark.z.size:
                return _middle(x, mark.x_low, mark.x_high, mark.z.shape[1])
    return x


def stepped(figure: Figure, plan: Layout, x: float, by: int) -> float:
    """The x value `by` columns further, or the next sample where they lie farther apart than columns.

    Along curves a step is a small part of them.
    """
    if figure.along is not None:
        return _along_by(_first_curve(figure), x, by)
    column = plan.column(x)
    if column is None:
        column = plan.left if by > 0 else plan.left + plan.columns - 1
        return snapped(figure, plan.x(column))
    found = snapped(figure, plan.x(column + by))
    curve = _first_curve(figure)
    if (found - x) * by > 0:
        return found
    if curve is None:
        maps = [mark for panel in figure.panels for mark in panel.marks if isinstance(mark, HeatMap) and mark.z.size]
        width = (maps[0].x_high - maps[0].x_low) / maps[0].z.shape[1] if maps else 0.0
        return snapped(figure, x + math.copysign(width, by))
    distinct = curve[np.flatnonzero(np.diff(curve, prepend=-np.inf) > 0)]
    return float(distinct[min(max(nearest(distinct, x) + (1 if by > 0 else -1), 0), len(distinct) - 1)])


def _along_by(curve: np.ndarray | None, at: float, by: int) -> float:
    """Further along a curve, by at least a sample."""
    if curve is None:
        return at
    k, last = nearest(curve, at), len(curve) - 1
    step = (curve[-1] - curve[0]) / STEPS
    found = nearest(curve, float(curve[k]) + by * step)
    moved = max(found, k + 1) if by > 0 else min(found, k - 1)
    return float(curve[min(max(moved, 0), last)])


def _samples(mark: Line | Band) -> np.ndarray:
    """The x values of a curve; of a histogram the middles of its bins."""
    x = np.asarray(mark.x, dtype=np.float64)
    if isinstance(mark, Line) or len(x) % 2 or not np.array_equal(x[::2], x[1::2]):
        return x
    return x[:-2:2] / 2 + x[2::2] / 2


def start_places(figure: Figure, plan: Layout) -> dict[str, float | None]:
    """Where the crosshair appears: in the middle; with a height where panels show more than curves over x."""
    if figure.along is not None:
        curve = _first_curve(figure)
        return {} if curve is None else {figure.along.label: float(curve[len(curve) // 2])}
    places: dict[str, float | None] = {figure.x.label: snapped(figure, plan.x(plan.left + plan.columns // 2))}
    for number, (panel, place) in enumerate(zip(figure.panels, plan.panels, strict=True)):
        if any(not isinstance(mark, Line | Band | Raster) for mark in panel.marks):
            places[key_of(panel)] = plan.y(number, place.top + place.rows // 2)
    return places


def closest_along(figure: Figure, plan: Layout, column: int, row: int) -> float | None:
    """Where along the curves of the panel at a cell they come nearest to it; None without such a curve."""
    number = plan.panel_at(row)
    if number is None:
        return None
    x, y = plan.x(column), plan.y(number, row)
    near = _Near(figure, figure.panels[number], plan, plan.panels[number], x, y)
    for mark in figure.panels[number].marks:
        if isinstance(mark, Line) and mark.at is not None:
            found = near.closest(mark.x, mark.y)
            return None if found is None else float(mark.at[found])
    return None


def _first_curve(figure: Figure) -> np.ndarray | None:
    """The x values of the curve on whose samples the crosshair stands."""
    if figure.along is not None:
        found = [m.at for p in figure.panels for m in p.marks if isinstance(m, Line) and m.at is not None]
    else:
        marks = [mark for panel in figure.panels for mark in panel.marks if isinstance(mark, Line | Band)]
        found = [_samples(mark) for mark in marks if len(mark.x) >= FEW]
    curve = next((np.asarray(x, dtype=np.float64) for x in found if ascending(x)), None)
    return _cloud(figure) if curve is None and figure.along is None else curve


def _cloud(figure: Figure) -> np.ndarray | None:
    """The x values of all points, where they are what there is."""
    clouds = [mark.x for panel in figure.panels for mark in panel.marks if isinstance(mark, Points)]
    x = np.unique(np.concatenate(clouds)) if clouds else np.array([])
    x = x[np.isfinite(x)]
    return x if len(x) >= FEW else None


def nearest(x: np.ndarray, value: float) -> int:
    """The place in ascending `x` (at least one) whose value is nearest."""
    after = int(np.searchsorted(x, value))
    if after == 0:
        return 0
    if after == len(x):
        return len(x) - 1
    return after if x[after] - value < value - x[after - 1] else after - 1


def readout(figure: Figure, plan: Layout, places: Mapping[str, float]) -> str:
    """A line of values at the crosshair, which `places` has by the labels of axes; "" where it is not shown."""
    axis = cursor_axis(figure)
    if axis.label not in places:
        return ""
    x = places[axis.label]
    parts = [named(axis.label, x, axis.unit, _step(figure, plan, x))]
    if figure.along is not None:
        parts += _along(figure, x)
    else:
        for panel, place in zip(figure.panels, plan.panels, strict=True):
            near = _Near(figure, panel, plan, place, x, places.get(key_of(panel)))
            parts += [part for mark in panel.marks for part in _READERS.get(type(mark), _nothing)(mark, near)]
    if all(isinstance(mark, Bars) for panel in figure.panels for mark in panel.marks):
        parts[0] = ""  # a bar is read, not a place along it
    found = list(dict.fromkeys(part for part in parts if part))
    return GAP.join(found) if len(found) > bool(parts[0]) else ""


def named(label: str, value: float, unit: str, step: float | None = None) -> str:
    """`v -54.31 mV`; with a `step` as many decimals as tell values so far apart."""
    if not math.isfinite(value):
        return f"{label} undefined".lstrip()
    if step is None or not 0 < step < math.inf or abs(value) >= 1e9 or step < 1e-9:
        text = f"{value:.4g}" if step is None else f"{value:.10g}"
    else:
        text = f"{value:.{max(0, math.ceil(-math.log10(step) - 1e-9))}f}"
    return " ".join(part for part in (label, text, unit_text(unit)) if part)


def _step(figure: Figure, plan: Layout, x: float) -> float:
    """The smallest difference that matters: between samples, but not more than of a column."""
    width = plan.column_width
    if plan.limits.x_log:
        width = abs(x) * math.expm1(min(width, 300.0) * math.log(10.0))
    curve = _first_curve(figure)
    if figure.along is not None and curve is not None:
        width = math.inf
    gaps = np.array([]) if curve is None else np.diff(curve[max(nearest(curve, x) - 1, 0) :][:3])
    gaps = gaps[gaps > 0]
    return min(width / 10 if not gaps.size else width, float(gaps.min()) if gaps.size else math.inf)


class _Near:
    """Where the crosshair is, for the readers of marks: `y` is None where it has no height in the panel."""

    def __init__(self, figure: Figure, panel: Panel, plan: Layout, place: Place, x: float, y: float | None) -> None:
        self.figure, self.panel, self.plan, self.place, self.x, self.y = figure, panel, plan, place, x, y

    def label(self, mark: Any) -> str:
        """The name of a mark, else that of its axis."""
        return mark.name or self.panel.y.label

    def closest(self, x: np.ndarray, y: np.ndarray) -> int | None:
        """Which of the points is nearest on the screen; without a height the nearest in x."""
        limits = self.place.limits
        width, height = self.plan.columns * 1.0, self.place.rows * 2.0  # a cell is twice as high as wide
        u = scale(_on(x, limits.x_log), limits.x_low, limits.x_high, 2) * width
        (u0,) = scale(_on(np.array([self.x]), limits.x_log), limits.x_low, limits.x_high, 2) * width
        v = scale(_on(y, limits.y_log), limits.y_low, limits.y_high, 2) * height
        distance = np.abs(u - u0)
        if self.y is not None:
            (v0,) = scale(_on(np.array([self.y]), limits.y_log), limits.y_low, limits.y_high, 2) * height
            distance = np.hypot(distance, v - v0)
        distance = np.where(np.isfinite(v) & np.isfinite(distance), distance, np.inf)
        if not len(distance) or not np.isfinite(distance.min()):
            return None
        return int(distance.argmin())


def _on(values: np.ndarray, log: bool) -> np.ndarray:
    values = np.asarray(values, dtype=np.float64)
    with np.errstate(all="ignore"):
        return np.log10(values) if log else values


def _nothing(mark: Mark, near: _Near) -> list[str]:
    return []


def _line(mark: Line, near: _Near) -> list[str]:
    if len(mark.x) < FEW and len(near.panel.marks) > 1:
        return []
    if not ascending(mark.x):
        found = crossings(mark.x, mark.y, near.x)
        if near.y is not None and len(found):
            found = found[[int(np.abs(found - near.y).argmin())]]
        return [named(near.label(mark), value, near.panel.y.unit) for value in found[:MOST].tolist()]
    if not mark.x[0] <= near.x <= mark.x[-1]:
        return []
    return [named(near.label(mark), value_at(mark.x, mark.y, near.x), near.panel.y.unit)]


def crossings(x: np.ndarray, y: np.ndarray, at: float) -> np.ndarray:
    """The values of a curve that goes to and fro wherever it is at x value `at`, ascending."""
    a, b = x[:-1], x[1:]
    with np.errstate(all="ignore"):
        hit = (np.minimum(a, b) <= at) & (np.maximum(a, b) >= at) & np.isfinite(y[:-1] + y[1:])
        share = np.nan_to_num((at - a[hit]) / (b[hit] - a[hit]))
    return np.unique(y[:-1][hit] * (1.0 - share) + y[1:][hit] * share)


def value_at(x: np.ndarray, y: np.ndarray, at: float) -> float:
    """The value of a curve over ascending `x`: of the sample there, else between its neighbours."""
    k = nearest(x, at)
    return float(y[k]) if x[k] == at else float(np.interp(at, x, y))


def _band(mark: Band, near: _Near) -> list[str]:
    if not ascending(mark.x) or not mark.x[0] <= near.x <= mark.x[-1]:
        return []
    low, high = (value_at(mark.x, side, near.x) for side in (mark.low, mark.high))
    unit = near.panel.y.unit
    if not np.any(mark.low):  # a histogram
        return [named(near.label(mark), high, unit)]
    return [named(f"{near.label(mark)} {low:.4g} to".lstrip(), high, unit)]


def _raster(mark: Raster, near: _Near) -> list[str]:
    times, unit = np.asarray(mark.times, dtype=np.float64), near.figure.x.unit
    if mark.n_rows > 1:
        width = near.plan.column_width
        count = int(np.sum(np.abs(times - near.x) <= width / 2))
        return [f"{near.label(mark)} {count}"]
    times = np.sort(times[np.isfinite(times)])
    after = int(np.searchsorted(times, near.x, side="right"))
    if not 0 < after < len(times):
        return []
    interval = float(times[after] - times[after - 1])
    if interval <= 0:
        return []
    rate = f" = {1.0 / (interval * SECONDS[unit]):.4g} Hz" if unit in SECONDS else ""
    return [f"{named('interval', interval, unit)}{rate}"]


def _points(mark: Points, near: _Near) -> list[str]:
    found = near.closest(mark.x, mark.y)
    labels = [other for other in near.panel.marks if isinstance(other, Line | Points) and other.name]
    if found is None or (labels and not mark.name):  # what has no name marks a place that a text names
        return []
    x, y = near.figure.x, near.panel.y
    here = mark.x == near.x
    if here.any():
        among = near.closest(mark.x[here], mark.y[here])
        return [] if among is None else [named(near.label(mark), float(mark.y[here][among]), y.unit)]
    at = named(x.label, float(mark.x[found]), x.unit)
    return [f"{near.label(mark)}: {at}, {named(y.label, float(mark.y[found]), y.unit)}"]


def _heat_map(mark: HeatMap, near: _Near) -> list[str]:
    rows, columns = mark.z.shape
    y = near.y
    if y is None or not (mark.x_low <= near.x <= mark.x_high and mark.y_low <= y <= mark.y_high):
        return []
    i = min(int((near.x - mark.x_low) / (mark.x_high - mark.x_low) * columns), columns - 1)
    j = min(int((y - mark.y_low) / (mark.y_high - mark.y_low) * rows), rows - 1)
    value = float(mark.z[j, i])
    axis = near.panel.y
    level = named(axis.label, _middle(y, mark.y_low, mark.y_high, rows), axis.unit)
    if mark.labels:
        label = mark.labels[int(value)] if math.isfinite(value) and 0 <= value < len(mark.labels) else "undefined"
        return [level, f"{mark.name} {label}"]
    return [level, named(mark.name, value, mark.unit)]


def _bars(mark: Bars, near: _Near) -> list[str]:
    rows = near.place.rows
    count = min(len(mark.values), rows)
    row = -1 if near.y is None else near.place.limits.row_of(near.y, rows, near.plan.marker)
    number = next((k for k in range(count) if k * rows // count <= row < (k + 1) * rows // count), None)
    return [] if number is None else [named(mark.labels[number], float(mark.values[number]), "")]


def _middle(value: float, low: float, high: float, count: int) -> float:
    """The middle of the one of `count` equal parts that holds a value."""
    part = min(max(math.floor((value - low) / (high - low) * count), 0), count - 1)
    return low + (part + 0.5) * (high - low) / count


def _along(figure: Figure, at: float) -> list[str]:
    """Both coordinates of each curve where it is at that value."""
    parts = []
    for panel in figure.panels:
        for mark in panel.marks:
            if isinstance(mark, Line) and mark.at is not None and len(mark.at):
                k = nearest(mark.at, at)
                parts += [named(figure.x.label, float(mark.x[k]), figure.x.unit)]
                parts += [named(panel.y.label, float(mark.y[k]), panel.y.unit)]
    return parts


_READERS: dict[type, Callable[[Any, _Near], list[str]]] = {
    Line: _line, Points: _points, Band: _band, Raster: _raster, HeatMap: _heat_map, Bars: _bars,
}  # fmt: skip
