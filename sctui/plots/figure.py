"""What a picture shows, without saying how it is drawn: the terminal, the studio and exporters read the same.

A Figure is panels from top to bottom that share their x axis. A Panel holds marks in data coordinates; what
comes later is drawn on top, but for heat maps, which lie under everything, and arrows, which lie under lines. Arrays
are one-dimensional where nothing else is said; NaN and infinities in them are gaps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sctui.units import unit_text

NO_SERIES = -1  # the colour of plain text


@dataclass(frozen=True, slots=True)
class Axis:
    """Label, unit, and limits; a limit of None is taken from the data. `note` is what else is to be said about it."""

    label: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    log: bool = False
    note: str = ""

    @property
    def caption(self) -> str:
        """`I (uA/cm²)`, the label alone where there is no unit, the unit alone without a label; then the note."""
        return self._with(unit_text(self.unit))

    @property
    def heading(self) -> str:
        """The caption in ASCII, for tables: `I (uA/cm**2)`."""
        return self._with(self.unit)

    def _with(self, unit: str) -> str:
        name = f"{self.label} ({unit})" if self.label and unit else self.label or unit
        return f"{name}, {self.note}" if self.note else name


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A polyline through (x[i], y[i]). `series` chooses colour and marker.

    `at` is where along the curve each point lies, say its time: the figure's `along` is the axis of that.
    """

    x: np.ndarray
    y: np.ndarray
    name: str = ""
    series: int = 0
    dashed: bool = False
    at: np.ndarray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """A dot, or a larger symbol (a key of `symbols.SYMBOLS`), at each (x[i], y[i])."""

    x: np.ndarray
    y: np.ndarray
    name: str = ""
    series: int = 0
    symbol: str = "dot"


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


@dataclass(frozen=True, slots=True, eq=False)
class Arrows:
    """The direction (dx[i], dy[i]) at each (x[i], y[i]), per unit of time, say: lengths show little, directions all."""

    x: np.ndarray
    y: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    series: int = NO_SERIES


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """A matrix as equal cells that fill a rectangle: z[j, i], row 0 at the bottom, column 0 at the left.

    The limits are the outer edges of the outermost cells. NaN is shown as such. Colours go from `low` to `high`, by
    default the smallest and the largest value. With `labels` z holds numbers of labels, each with a colour of its own.
    """

    z: np.ndarray
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    name: str = ""
    unit: str = ""
    labels: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def caption(self) -> str:
        """`rate (Hz)`, or the name alone where there is no unit."""
        return f"{self.name} ({unit_text(self.unit)})" if self.unit else self.name

    @property
    def heading(self) -> str:
        """The caption in ASCII, for tables."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Horizontal bars from 0 to values[i], the first on top, named by `labels`; a panel has one such mark alone."""

    values: np.ndarray
    labels: tuple[str, ...]
    name: str = ""
    series: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Words that begin at the point (x, y), or end there where they have no room; blanks before them keep distance."""

    x: float
    y: float
    text: str
    series: int = 0


Mark = Line | Points | Band | Raster | Arrows | HeatMap | Bars | Text


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One pair of axes. `rows` fixes its height in text rows; otherwise panels share what is left by `weight`."""

    marks: tuple[Mark, ...]
    y: Axis = field(default_factory=Axis)
    weight: float = 1.0
    rows: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Panels under one another over a common x axis. `along` is the axis of the lines' `at`, where they have one."""

    panels: tuple[Panel, ...]
    x: Axis = field(default_factory=Axis)
    title: str = ""
    along: Axis | None = None


def histogram(edges: np.ndarray, counts: np.ndarray, name: str = "", series: int = 0) -> Band:
    """The filled outline of `counts` (n,) between `edges` (n + 1,); nothing where both are empty."""
    tops = np.repeat(np.asarray(counts, dtype=np.float64), 2)
    if len(edges):
        tops = np.concatenate([[0.0], tops, [0.0]])
    return Band(np.repeat(edges, 2), np.zeros(len(tops)), tops, name, series)
