"""What a picture shows, without saying how it is drawn: the terminal, the studio and exporters read the same.

A Figure is panels from top to bottom that share their x axis. A Panel holds marks in data coordinates; what
comes later is drawn on top. Arrays are one-dimensional; NaN and infinities in them are gaps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Axis:
    """Label, unit, and limits; a limit of None is taken from the data."""

    label: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    log: bool = False

    @property
    def caption(self) -> str:
        """`v (mV)`, or the label alone where there is no unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A polyline through (x[i], y[i]). `series` chooses colour and marker."""

    x: np.ndarray
    y: np.ndarray
    name: str = ""
    series: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The area between `low` and `high` over ascending `x`."""

    x: np.ndarray
    low: np.ndarray
    high: np.ndarray
    name: str = ""
    series: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Events as upright strokes: `times`, and the row of each (0 at the bottom of `n_rows`; None puts all in one)."""

    times: np.ndarray
    rows: np.ndarray | None = None
    n_rows: int = 1
    name: str = ""
    series: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Words that begin at the point (x, y)."""

    x: float
    y: float
    text: str
    series: int = 0


Mark = Line | Band | Raster | Text


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One pair of axes. `rows` fixes its height in text rows; otherwise panels share what is left by `weight`."""

    marks: tuple[Mark, ...]
    y: Axis = field(default_factory=Axis)
    weight: float = 1.0
    rows: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Panels under one another over a common x axis."""

    panels: tuple[Panel, ...]
    x: Axis = field(default_factory=Axis)
    title: str = ""
