"""Heat maps in cells: two values a cell where there are colours enough, else a character for each value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sctui.plots.colours import CATEGORY, LEVELS, NONE, SCALE, ink_on
from sctui.plots.figure import HeatMap
from sctui.plots.symbols import letters_of
from sctui.plots.ticks import data_limits, widen

if TYPE_CHECKING:
    from sctui.plots.canvas import Limits
    from sctui.plots.terminal import Style

ENOUGH = 256  # colours, for a scale
RAMP, PLAIN_RAMP = "·░▒▓█", ".:-=+*#%@"
UNDEFINED, PLAIN_UNDEFINED = "×", "?"
OUTSIDE, GAP = -2, -1  # instead of a level: no part of the map, and NaN in it
LETTER_EVERY = 4  # columns between the letters on coloured categories


class HeatCells(NamedTuple):
    """Of each cell the character ("" outside of the map), and the codes of its two colours."""

    characters: np.ndarray
    front: np.ndarray
    back: np.ndarray


def heat_cells(mark: HeatMap, limits: Limits, columns: int, rows: int, style: Style) -> HeatCells:
    """The map as it lies in `limits`, in `rows` x `columns` cells."""
    return shaded(_sampled(mark, limits, columns, 2 * rows), mark.labels, style)


def colour_limits(mark: HeatMap) -> tuple[float, float]:
    """The values of the first and the last colour; always low < high."""
    low, high = data_limits([np.asarray(mark.z, dtype=np.float64).ravel()])
    low, high = (low if mark.low is None else mark.low), (high if mark.high is None else mark.high)
    return widen(min(low, high), max(low, high))


def has_gaps(mark: HeatMap) -> bool:
    """Whether some of its values are not defined."""
    return not bool(np.isfinite(mark.z).all())


def gap_character(style: Style) -> str:
    """What stands for an undefined value."""
    return PLAIN_UNDEFINED if style.marker == "ascii" else UNDEFINED


def shaded(levels: np.ndarray, labels: tuple[str, ...], style: Style) -> HeatCells:
    """Levels 0 to 255, or numbers of labels, of half cells (2 * rows, columns) as cells."""
    upper, lower = levels[0::2], levels[1::2]
    front = np.full(upper.shape, NONE)
    if style.colours < ENOUGH:
        return HeatCells(_without_colours(np.where(upper >= 0, upper, lower), labels, style), front, front.copy())
    base = CATEGORY if labels else SCALE
    if style.marker == "ascii":
        one = np.where(upper >= 0, upper, lower)
        characters = np.where(one >= 0, " ", np.where(one == GAP, PLAIN_UNDEFINED, ""))
        return HeatCells(characters, front, np.where(one >= 0, base + one, NONE))
    back = np.where(lower >= 0, base + lower, NONE)
    only_lower = (upper < 0) & (lower >= 0)
    front = np.where(upper >= 0, base + upper, np.where(only_lower, base + lower, NONE))
    back[only_lower] = NONE
    neither = (upper < 0) & (lower < 0)
    characters = np.where(upper == lower, " ", np.where(only_lower, "▄", "▀"))
    characters[neither] = np.where((upper == OUTSIDE) & (lower == OUTSIDE), "", UNDEFINED)[neither]
    if labels:
        _put_letters(characters, front, (upper == lower) & ~neither, upper, labels)
    return HeatCells(characters, front, back)


def _without_colours(levels: np.ndarray, labels: tuple[str, ...], style: Style) -> np.ndarray:
    plain = style.marker == "ascii"
    if labels:
        ramp, step = np.array(letters_of(labels)), np.clip(levels, 0, len(labels) - 1)
    else:
        ramp = np.array(list(PLAIN_RAMP if plain else RAMP))
        step = np.clip(levels, 0, LEVELS - 1) * len(ramp) // LEVELS
    outside_or_gap = np.where(levels == GAP, gap_character(style), "")
    return np.where(levels >= 0, ramp[step], outside_or_gap)


def _put_letters(
    characters: np.ndarray, front: np.ndarray, whole: np.ndarray, number: np.ndarray, labels: tuple[str, ...]
) -> None:
    """A letter on every few of the cells that are of one colour, so that colours need not be told apart."""
    letters, inks = np.array(letters_of(labels)), np.array([ink_on(CATEGORY + k) for k in range(len(labels))])
    row, column = np.indices(whole.shape)
    chosen = whole & ((column + LETTER_EVERY // 2 * (row % 2)) % LETTER_EVERY == 1)
    characters[chosen] = letters[number[chosen]]
    front[chosen] = inks[number[chosen]]


def _sampled(mark: HeatMap, limits: Limits, columns: int, rows: int) -> np.ndarray:
    """The level of each of `rows` x `columns` half cells, row 0 on top."""
    z = np.asarray(mark.z, dtype=np.float64)
    if z.size == 0:
        return np.full((rows, columns), OUTSIDE)
    across, in_x = _places(limits.x_low, limits.x_high, limits.x_log, mark.x_low, mark.x_high, columns, z.shape[1])
    up, in_y = _places(limits.y_low, limits.y_high, limits.y_log, mark.y_low, mark.y_high, rows, z.shape[0])
    if mark.labels:
        found = z[np.ix_(up, across)]
        with np.errstate(invalid="ignore"):
            known = (found >= 0) & (found < len(mark.labels))
        levels = np.where(known, np.nan_to_num(found), GAP).astype(np.int64)
    else:
        low, high = colour_limits(mark)
        half = high / 2 - low / 2  # halved: the distance of the ends may not be a finite number
        with np.errstate(over="ignore", invalid="ignore"):
            share = np.clip((z / 2 - low / 2) / half, 0.0, 1.0)
        share = _averaged(_averaged(share, up, 0), across, 1)
        levels = np.where(np.isfinite(share), np.nan_to_num(share) * (LEVELS - 1) + 0.5, GAP).astype(np.int64)
    levels[~np.logical_and.outer(in_y, in_x)] = OUTSIDE
    return levels[::-1]


def _places(
    low: float, high: float, log: bool, first: float, last: float, places: int, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Which of `count` values between the edges `first` and `last` each place of an axis shows, and whether any."""
    share = np.linspace(0.0, 1.0, places) if places > 1 else np.array([0.5])
    at = low * (1.0 - share) + high * share
    with np.errstate(over="ignore", invalid="ignore"):
        at = 10.0**at if log else at
        along = np.clip((at / 2 - first / 2) / ((last / 2 - first / 2) or 1.0), -1.0, 2.0)  # further out is outside
    inside = (along >= -1e-9) & (along <= 1.0 + 1e-9)
    return np.clip(np.nan_to_num(along) * count, 0, count - 1).astype(np.int64), inside


def _averaged(values: np.ndarray, index: np.ndarray, axis: int) -> np.ndarray:
    """`values` at `index` (ascending) of one axis; where values in between would be skipped, means of the defined."""
    if len(index) < 2 or np.diff(index).max() < 2:
        return np.take(values, index, axis=axis)
    starts = np.concatenate([index[:1], (index[:-1] + index[1:] + 1) // 2])
    part = np.take(values, np.arange(index[-1] + 1), axis=axis)
    defined = np.isfinite(part)
    total = np.add.reduceat(np.where(defined, part, 0.0), starts, axis=axis)
    count = np.add.reduceat(defined.astype(np.int64), starts, axis=axis)
    with np.errstate(invalid="ignore"):
        mean: np.ndarray = total / count
    return mean
