"""One panel's cells: marks in data coordinates become characters and colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sctui.plots import theme
from sctui.plots.braille import MARKERS, Marker, cells, characters
from sctui.plots.colours import NONE, ink_on
from sctui.plots.dense import part_inside, thinned
from sctui.plots.figure import Arrows, Axis, Band, Bars, HeatMap, Line, Mark, Points, Raster, Text
from sctui.plots.heat_cells import heat_cells
from sctui.plots.painted import painted
from sctui.plots.polyline import band_dots, dashed_dots, line_dots, point_dots, scale
from sctui.plots.symbols import DIRECTIONS, PLAIN_DIRECTIONS, character
from sctui.plots.ticks import data_limits, widen

if TYPE_CHECKING:
    from sctui.plots.terminal import Style

LETTER_EVERY = 16  # columns between the letters along a line
THICKEST_BAR = 3  # text rows
ARROW_EVERY = (3, 2)  # columns and rows of which one arrow is shown


@dataclass(frozen=True, slots=True)
class Limits:
    """The rectangle of data shown. On log axes the numbers are exponents of ten."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    x_log: bool = False
    y_log: bool = False

    @staticmethod
    def of_axis(axis: Axis, marks: Sequence[Mark], which: str, margin: float) -> tuple[float, float]:
        """The axis' own limits, and where it has none those of the marks; always low < high and finite."""
        own_low, own_high = (None if limit is None else _own_limit(limit, axis.log) for limit in (axis.low, axis.high))
        known = own_low is not None and own_high is not None
        data = [] if known else [on_axis(values, axis.log) for mark in marks for values in _extent(mark, which)]
        low, high = data_limits(data)
        low, high = low if own_low is None else own_low, high if own_high is None else own_high
        low, high = widen(min(low, high), max(low, high))
        room = margin * (high / 2 - low / 2) * 2
        padded_low, padded_high = (low - room if own_low is None else low), (high + room if own_high is None else high)
        return (padded_low, padded_high) if np.isfinite(padded_high - padded_low) else (low, high)

    def share(self, change: np.ndarray, at: np.ndarray, which: str) -> np.ndarray:
        """A change of data, at the values `at`, as a share of the axis "x" or "y"."""
        low, high, log = (
            (self.x_low, self.x_high, self.x_log) if which == "x" else (self.y_low, self.y_high, self.y_log)
        )
        change, at = (np.asarray(values, dtype=np.float64).reshape(-1) for values in (change, at))
        with np.errstate(all="ignore"):
            if log:
                change = np.where(at > 0, change / (at * np.log(10.0)), np.nan)
            return change / (high - low)

    def row_of(self, y: float, rows: int, marker: Marker) -> int:
        """The text row, 0 on top, whose dots show `y`; outside of 0 to rows - 1 if it is not shown."""
        return _cell(self.y_high, self.y_low, y, rows, marker.tall)

    def column_of(self, x: float, columns: int, marker: Marker) -> int:
        """The text column whose dots show `x`; outside of 0 to columns - 1 if it is not shown."""
        return _cell(self.x_low, self.x_high, x, columns, marker.wide)


def _cell(first: float, last: float, value: float, cells: int, dots: int) -> int:
    """Which of `cells`, each of so many dots, shows `value` between the centres of the first and the last dot."""
    at = scale(np.array([value]), first, last, cells * dots)[0]
    return int(np.floor(at + 0.5)) // dots


def _own_limit(limit: float, log: bool) -> float | None:
    """A limit that was asked for, where the axis puts it; None where it has no place there."""
    placed = float(on_axis(np.array([limit]), log)[0])
    return placed if np.isfinite(placed) else None


def on_axis(values: np.ndarray, log: bool) -> np.ndarray:
    """Values as floats where the axis puts them: log10 on a log axis, gaps for what has none."""
    values = np.asarray(values, dtype=np.float64).reshape(-1)
    if not log:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


class _Extent(NamedTuple):
    """The arrays of a mark that the axes have to have room for."""

    x: Callable[[Any], list[np.ndarray]]
    y: Callable[[Any], list[np.ndarray]]


EXTENTS: dict[type, _Extent] = {
    Line: _Extent(lambda mark: [mark.x], lambda mark: [mark.y]),
    Points: _Extent(lambda mark: [mark.x], lambda mark: [mark.y]),
    Band: _Extent(lambda mark: [mark.x], lambda mark: [mark.low, mark.high]),
    Raster: _Extent(lambda mark: [mark.times], lambda mark: [np.array([-0.5, mark.n_rows - 0.5])]),
    Arrows: _Extent(lambda mark: [mark.x], lambda mark: [mark.y]),
    HeatMap: _Extent(
        lambda mark: [np.array([mark.x_low, mark.x_high])], lambda mark: [np.array([mark.y_low, mark.y_high])]
    ),
    Bars: _Extent(lambda mark: [mark.values, np.zeros(1)], lambda mark: [np.array([-0.5, len(mark.values) - 0.5])]),
    Text: _Extent(lambda mark: [np.array([mark.x])], lambda mark: [np.array([mark.y])]),
}


def _extent(mark: Mark, which: str) -> list[np.ndarray]:
    found: list[np.ndarray] = getattr(EXTENTS[type(mark)], which)(mark)
    return found


class Canvas:
    """Characters in the making: bits of each cell, the series that colours it, what lies under it, letters on top."""

    def __init__(self, columns: int, rows: int, limits: Limits, style: Style) -> None:
        self.columns, self.rows, self.limits, self.style = columns, rows, limits, style
        self.marker = MARKERS[style.marker]
        self.plain = style.marker == "ascii"
        self.bits = np.zeros((rows, columns), dtype=np.int64)
        self.series = np.full((rows, columns), NONE)
        self.under = np.full((rows, columns), "")  # heat maps and arrows, with their colours
        self.under_front, self.under_back = np.full((2, rows, columns), NONE)
        self.letters: dict[tuple[int, int], str] = {}
        self.touched: list[tuple[int, np.ndarray]] = []  # the cells of each line

    def draw(self, mark: Mark) -> None:
        """Add one mark on top of what is there; heat maps and arrows under it."""
        if isinstance(mark, HeatMap):
            self._fill(mark)
        elif isinstance(mark, Text):
            self._write(mark)
        elif isinstance(mark, Arrows):
            self._point(mark)
        elif isinstance(mark, Points) and mark.symbol != "dot":
            self._place(mark)
        else:
            self._dot(mark)

    def _dot(self, mark: Line | Points | Band | Raster | Bars) -> None:
        """Marks that are made of dots."""
        width, height = self.columns * self.marker.wide, self.rows * self.marker.tall
        if isinstance(mark, Line):
            part = self._shown(mark.x)
            u, v = thinned(self._u(mark.x[part], width), self._v(mark.y[part], height), width)
            dots = (dashed_dots if mark.dashed else line_dots)(u, v, width, height)
        elif isinstance(mark, Points):
            dots = point_dots(self._u(mark.x, width), self._v(mark.y, height), width, height)
        elif isinstance(mark, Band):
            part = self._shown(mark.x)
            low, high = self._v(mark.low[part], height), self._v(mark.high[part], height)
            dots = band_dots(self._u(mark.x[part], width), low, high, width, height)
        elif isinstance(mark, Bars):
            dots = self._bars(mark, width, height)
        else:
            dots = self._strokes(mark, width, height)
        bits = cells(dots, self.marker)
        self.bits |= bits
        self.series[bits > 0] = mark.series
        if isinstance(mark, Line | Points) and mark.series >= 0:
            self.touched.append((mark.series, bits > 0))

    def letter_lines(self) -> None:
        """Put each line's letter on it every few columns, staggered, so that lines differ without colour."""
        for place, (series, touched) in enumerate(self.touched):
            for column in range(2 + place * LETTER_EVERY // len(self.touched), self.columns, LETTER_EVERY):
                hit = [row for row in np.flatnonzero(touched[:, column]).tolist() if (row, column) not in self.letters]
                if len(hit):
                    cell = (hit[len(hit) // 2], column)
                    self.letters[cell] = theme.letter(series)
                    self.series[cell] = series

    def lines(self) -> list[str]:
        """The rows as text, with colour escapes where the style has colours."""
        drawn = characters(self.bits, self.marker)
        on_top = self.bits > 0
        for cell, letter in self.letters.items():
            drawn[cell] = letter
            on_top[cell] = True
        drawn = np.where(~on_top & (self.under != ""), self.under, drawn)
        front = np.where(on_top, self.series, self.under_front)
        if self.style.light:
            front = np.where((front >= 0) & (front < theme.LIGHT), front + theme.LIGHT, front)
        back = self.under_back
        for row, column in zip(*np.nonzero(on_top & (self.series == NONE) & (back != NONE)), strict=True):
            front[row, column] = ink_on(int(back[row, column]))
        return painted(drawn, front, back, self.style.colours)

    def _shown(self, x: np.ndarray) -> slice:
        """The part of an ascending `x` that can be seen."""
        if self.limits.x_log:
            return slice(None)
        return part_inside(x, self.limits.x_low, self.limits.x_high)

    def _u(self, x: np.ndarray, width: int) -> np.ndarray:
        return scale(on_axis(x, self.limits.x_log), self.limits.x_low, self.limits.x_high, width)

    def _v(self, y: np.ndarray, height: int) -> np.ndarray:
        return scale(on_axis(y, self.limits.y_log), self.limits.y_high, self.limits.y_low, height)

    def _strokes(self, mark: Raster, width: int, height: int) -> np.ndarray:
        """Each event an upright stroke that fills its row but for a gap of one dot to the next row."""
        dots = np.zeros((height, width), dtype=bool)
        u = self._u(mark.times, width)
        rows = np.zeros(len(u)) if mark.rows is None else np.asarray(mark.rows, dtype=np.float64)
        seen = np.isfinite(u) & (u >= -0.5) & (u < width - 0.5) & (rows >= 0) & (rows < mark.n_rows)
        column = np.floor(u[seen] + 0.5).astype(np.int64)
        top = height - (rows[seen] + 1) * height / mark.n_rows
        tall = max(1, int(height / mark.n_rows) - (mark.n_rows > 1))
        for k in range(tall):
            dots[np.clip(top.astype(np.int64) + k, 0, height - 1), column] = True
        return dots

    def _bars(self, mark: Bars, width: int, height: int) -> np.ndarray:
        """Bars of whole text rows, with a gap between them where there is room; without room the last are left out."""
        dots = np.zeros((height, width), dtype=bool)
        count = min(len(mark.values), self.rows)
        if count == 0:
            return dots
        ends = self._u(np.asarray(mark.values, dtype=np.float64)[:count], width)
        (zero,) = np.clip(self._u(np.zeros(1), width), 0, width - 1)
        shown = np.isfinite(ends)
        first, last = np.minimum(ends, zero), np.maximum(ends, zero)
        column = np.arange(width)
        with np.errstate(invalid="ignore"):
            filled = shown[:, None] & (column >= np.floor(first + 0.5)[:, None]) & (column <= last[:, None] + 0.5)
        if 0 < zero < width - 1:
            self.under[:, int(zero + 0.5) // self.marker.wide] = "|" if self.plain else "│"
        for number in range(count):
            rows = bar_rows(number, count, self.rows)
            dots[rows.start * self.marker.tall : rows.stop * self.marker.tall] = filled[number]
        return dots

    def _fill(self, mark: HeatMap) -> None:
        found = heat_cells(mark, self.limits, self.columns, self.rows, self.style)
        shown = found.characters != ""
        self.under[shown] = found.characters[shown]
        self.under_front[shown], self.under_back[shown] = found.front[shown], found.back[shown]

    def _point(self, mark: Arrows) -> None:
        """A character for the direction, in one of a few cells, as it looks on the screen."""
        width, height = self.columns * self.marker.wide, self.rows * self.marker.tall
        u, v = self._u(mark.x, width), self._v(mark.y, height)
        du = self.limits.share(mark.dx, mark.x, "x") * width
        dv = -self.limits.share(mark.dy, mark.y, "y") * height
        with np.errstate(all="ignore"):
            tall = self.marker.wide * 2 / self.marker.tall  # of a dot: a cell is twice as high as wide
            angle = np.arctan2(-dv * tall, du)
            column, row = np.floor(u + 0.5) // self.marker.wide, np.floor(v + 0.5) // self.marker.tall
        seen = np.isfinite(angle) & (np.hypot(du, dv) > 0) & np.isfinite(u) & np.isfinite(v)
        seen &= (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        column, row, angle = column[seen].astype(np.int64), row[seen].astype(np.int64), angle[seen]
        _, chosen = np.unique(row // ARROW_EVERY[1] * self.columns + column // ARROW_EVERY[0], return_index=True)
        glyphs = np.array(list(PLAIN_DIRECTIONS if self.plain else DIRECTIONS))
        at = (row[chosen], column[chosen])
        self.under[at] = glyphs[np.round(angle[chosen] / (np.pi / 4)).astype(np.int64) % 8]
        self.under_front[at] = mark.series

    def _place(self, mark: Points) -> None:
        """A character on the cell of each point."""
        width, height = self.columns * self.marker.wide, self.rows * self.marker.tall
        dots = point_dots(self._u(mark.x, width), self._v(mark.y, height), width, height)
        glyph = character(mark.symbol, self.plain)
        for row, column in zip(*np.nonzero(cells(dots, self.marker)), strict=True):
            self.letters[int(row), int(column)] = glyph
            self.series[row, column] = mark.series

    def _write(self, mark: Text) -> None:
        x = float(on_axis(np.array([mark.x]), self.limits.x_log)[0])
        y = float(on_axis(np.array([mark.y]), self.limits.y_log)[0])
        if not (np.isfinite(x) and np.isfinite(y)):
            return
        start = self.limits.column_of(x, self.columns, self.marker)
        row = self.limits.row_of(y, self.rows, self.marker)
        if not (0 <= row < self.rows and 0 <= start < self.columns):
            return
        words = mark.text.lstrip()
        before = len(mark.text) - len(words)  # blanks that leave the symbol at the point to be seen
        left = start - before - len(words) + (before > 0)
        first = left if start + len(mark.text) > self.columns and left >= 0 else start + before
        for column, letter in enumerate(words, first):
            if column < self.columns and letter.isprintable():
                self.letters[row, column] = letter
                self.series[row, column] = mark.series


def bar_rows(number: int, count: int, rows: int) -> range:
    """The text rows of bar `number` of `count` in `rows`; between bars there is a gap where there is room for one."""
    room = rows // count
    begin = number * rows // count
    return range(begin, begin + max(1, min(room - 1, THICKEST_BAR)))
