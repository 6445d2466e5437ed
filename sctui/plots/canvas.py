"""One panel's cells: marks in data coordinates become characters and colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sctui.plots import theme
from sctui.plots.braille import MARKERS, Marker, cells, characters
from sctui.plots.figure import Axis, Band, Line, Mark, Raster, Text
from sctui.plots.polyline import band_dots, line_dots, scale
from sctui.plots.ticks import data_limits, widen

if TYPE_CHECKING:
    from sctui.plots.terminal import Style

NO_SERIES = -1
LETTER_EVERY = 16  # columns between the letters along a line


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
        low, high = data_limits([on_axis(values, axis.log) for mark in marks for values in _extent(mark, which)])
        own_low, own_high = (None if limit is None else _own_limit(limit, axis.log) for limit in (axis.low, axis.high))
        low, high = low if own_low is None else own_low, high if own_high is None else own_high
        low, high = widen(min(low, high), max(low, high))
        room = margin * (high / 2 - low / 2) * 2
        padded_low, padded_high = (low - room if own_low is None else low), (high + room if own_high is None else high)
        return (padded_low, padded_high) if np.isfinite(padded_high - padded_low) else (low, high)

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


def _extent(mark: Mark, which: str) -> list[np.ndarray]:
    """The arrays that an axis has to have room for."""
    if isinstance(mark, Line):
        return [mark.x] if which == "x" else [mark.y]
    if isinstance(mark, Band):
        return [mark.x] if which == "x" else [mark.low, mark.high]
    if isinstance(mark, Raster):
        return [mark.times] if which == "x" else [np.array([-0.5, mark.n_rows - 0.5])]
    return [np.array([mark.x if which == "x" else mark.y])]


class Canvas:
    """Characters in the making: bits of each cell, the series that colours it, and letters on top."""

    def __init__(self, columns: int, rows: int, limits: Limits, style: Style) -> None:
        self.columns, self.rows, self.limits, self.style = columns, rows, limits, style
        self.marker = MARKERS[style.marker]
        self.bits = np.zeros((rows, columns), dtype=np.int64)
        self.series = np.full((rows, columns), NO_SERIES)
        self.letters: dict[tuple[int, int], str] = {}
        self.touched: list[tuple[int, np.ndarray]] = []  # the cells of each line

    def draw(self, mark: Mark) -> None:
        """Add one mark on top of what is there."""
        if isinstance(mark, Text):
            self._write(mark)
            return
        width, height = self.columns * self.marker.wide, self.rows * self.marker.tall
        if isinstance(mark, Line):
            dots = line_dots(self._u(mark.x, width), self._v(mark.y, height), width, height)
        elif isinstance(mark, Band):
            low, high = self._v(mark.low, height), self._v(mark.high, height)
            dots = band_dots(self._u(mark.x, width), low, high, width, height)
        else:
            dots = self._strokes(mark, width, height)
        bits = cells(dots, self.marker)
        self.bits |= bits
        self.series[bits > 0] = mark.series
        if isinstance(mark, Line):
            self.touched.append((mark.series, bits > 0))

    def letter_lines(self) -> None:
        """Put each line's letter on it every few columns, staggered, so that lines differ without colour."""
        for place, (series, touched) in enumerate(self.touched):
            for column in range(2 + place * LETTER_EVERY // len(self.touched), self.columns, LETTER_EVERY):
                hit = np.flatnonzero(touched[:, column])
                if len(hit):
                    cell = (int(hit[len(hit) // 2]), column)
                    self.letters[cell] = theme.letter(series)
                    self.series[cell] = series

    def lines(self) -> list[str]:
        """The rows as text, with colour escapes where the style has colours."""
        drawn = characters(self.bits, self.marker)
        for cell, character in self.letters.items():
            drawn[cell] = character
        if self.style.colours == 0:
            return ["".join(row) for row in drawn]
        return [self._coloured(row, series) for row, series in zip(drawn, self.series, strict=True)]

    def _coloured(self, row: np.ndarray, series: np.ndarray) -> str:
        """One escape a stretch of equal colour; blanks take any colour."""
        pieces: list[str] = []
        current = NO_SERIES
        for character, wanted in zip(row.tolist(), series.tolist(), strict=True):
            if wanted != current and character != " ":
                pieces.append(theme.RESET if wanted == NO_SERIES else theme.escape(wanted, self.style.colours))
                current = wanted
            pieces.append(character)
        return "".join(pieces) + (theme.RESET if current != NO_SERIES else "")

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

    def _write(self, mark: Text) -> None:
        x = float(on_axis(np.array([mark.x]), self.limits.x_log)[0])
        y = float(on_axis(np.array([mark.y]), self.limits.y_log)[0])
        if not (np.isfinite(x) and np.isfinite(y)):
            return
        start = self.limits.column_of(x, self.columns, self.marker)
        row = self.limits.row_of(y, self.rows, self.marker)
        if not 0 <= row < self.rows:
            return
        for column, character in enumerate(mark.text, start):
            if 0 <= column < self.columns and character.isprintable():
                self.letters[row, column] = character
                self.series[row, column] = mark.series
