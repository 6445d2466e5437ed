"""The nullclines and fixed points behind the run in a preview's phase plane.

For the worker process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from kernels.analysis.decimation import Array
from kernels.analysis.nullclines import Side, nullclines
from kernels.errors import Cancelled, KernelsError
from kernels.language.model import Model

SECONDS = 1.5  # that they may take: the run is what is waited for
GRID = 81  # points a side; every crossing is refined on its edge, so the curves are as exact as on a finer one
_BREAK = np.array([np.nan])


class Curve(NamedTuple):
    """One line of the picture: points (n,), interrupted by NaN."""

    name: str
    x: Array
    y: Array
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
        Curve(f"{name} nullcline", _joined([line.x for line in lines]), _joined([line.y for line in lines]), "dashed")
        for name, lines in ((found.x, found.x_nullcline), (found.y, found.y_nullcline)) if lines
    ]  # fmt: skip
    for kind in dict.fromkeys(point.type for point in found.fixed_points):
        points = [point for point in found.fixed_points if point.type == kind]
        places = [np.array([getattr(point, side) for point in points]) for side in "xy"]
        curves.append(Curve(kind, places[0], places[1], "points"))
    return curves, found.why_none


def _joined(parts: list[Array]) -> Array:
    return np.concatenate([piece for part in parts for piece in (part, _BREAK)][:-1])
