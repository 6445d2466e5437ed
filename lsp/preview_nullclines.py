"""The nullclines and fixed points behind the run in a preview's phase plane.

For the worker process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kernels.analysis.contour import Polyline
from kernels.analysis.decimation import X_DIGITS, short_numbers
from kernels.analysis.nullclines import Side, nullclines
from kernels.errors import Cancelled, KernelsError
from kernels.language.model import Model

SECONDS = 1.5  # that they may take: the run is what is waited for
GRID = 81  # points a side; every crossing is refined on its edge, so the curves are as exact as on a finer one


class Curve(NamedTuple):
    """One line of the picture, interrupted where its numbers are None."""

    name: str
    x: list[float | None]
    y: list[float | None]
    style: str


def nullcline_curves(
    model: Model, x: str, y: str, options: Mapping[str, Any], cancelled: Callable[[], bool]
) -> tuple[list[Curve], str]:
    """Both nullclines and the fixed points by their type, at the settings of a run; and why something is missing.

    Raises Cancelled where `cancelled` says so.
    """
    end = time.monotonic() + SECONDS
    settings = {name: value for name, value in options.items() if name != "folder"}
    try:
        found = nullclines(
            model, x=Side(x, steps=GRID), y=Side(y, steps=GRID), arrows=2, **settings,
            cancelled=lambda: cancelled() or time.monotonic() > end,
        )  # fmt: skip
    except Cancelled:
        if cancelled():
            raise
        return [], "no nullclines: they take too long for a preview"
    except KernelsError as error:
        return [], f"no nullclines: {error}"
    curves = [
        _joined(f"{name} nullcline", lines)
        for name, lines in ((found.x, found.x_nullcline), (found.y, found.y_nullcline)) if lines
    ]  # fmt: skip
    for kind in dict.fromkeys(point.type for point in found.fixed_points):
        points = [point for point in found.fixed_points if point.type == kind]
        curves.append(
            Curve(kind, [_short(point.x) for point in points], [_short(point.y) for point in points], "points")
        )
    return curves, found.why_none


def _joined(name: str, lines: tuple[Polyline, ...]) -> Curve:
    """One line of many, with a gap between each and the next."""
    curve = Curve(name, [], [], "dashed")
    for line in lines:
        for numbers, more in ((curve.x, line.x), (curve.y, line.y)):
            numbers += [None, *short_numbers(more, X_DIGITS)] if numbers else short_numbers(more, X_DIGITS)
    return curve


def _short(value: float) -> float:
    return float(f"{value:.{X_DIGITS}g}")
