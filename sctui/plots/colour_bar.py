"""What the colours of a heat map stand for: a bar with numbers beside the panel, or a list of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sctui.plots.colours import LEVELS, NONE
from sctui.plots.figure import HeatMap, Panel
from sctui.plots.heat_cells import colour_limits, gap_character, has_gaps, shaded
from sctui.plots.painted import painted
from sctui.plots.polyline import scale
from sctui.plots.symbols import letters_of
from sctui.plots.ticks import ticks

if TYPE_CHECKING:
    from sctui.plots.terminal import Style

SWATCH = 2  # columns of colour
MOST = 3  # the bar takes at most one column in so many


def heat_map_of(panel: Panel) -> HeatMap | None:
    """The panel's heat map, the last one where there are several."""
    return next((mark for mark in reversed(panel.marks) if isinstance(mark, HeatMap)), None)


def bar_width(panel: Panel, rows: int, width: int) -> int:
    """Columns that the panel's colour bar needs, 0 without a heat map."""
    mark = heat_map_of(panel)
    if mark is None:
        return 0
    texts = [label for _, label in _scale(mark, rows)] if not mark.labels else [f"x {name}" for name in _used(mark)]
    return min(2 + SWATCH + max(map(len, texts), default=0), width // MOST)


def bar_caption(panel: Panel, style: Style) -> str:
    """The name and the unit of the values, and how an undefined one is shown."""
    mark = heat_map_of(panel)
    if mark is None:
        return ""
    return style.caption(mark) + (f", {gap_character(style)} undefined" if has_gaps(mark) else "")


def bar_lines(panel: Panel, rows: int, width: int, style: Style) -> list[str]:
    """The bar in `rows` lines of `width` columns (fewer where the label is shorter)."""
    mark = heat_map_of(panel)
    if mark is None or width <= SWATCH + 1:
        return [""] * rows
    if mark.labels:
        return _list(mark, rows, width, style)
    levels = np.round(np.linspace(LEVELS - 1, 0, 2 * rows)).astype(np.int64)
    cells = shaded(np.repeat(levels[:, None], SWATCH, axis=1), (), style)
    labels = dict(_scale(mark, rows))
    room = width - SWATCH - 2
    return [
        f" {swatch} {labels.get(row, '')[:room]}"
        for row, swatch in enumerate(painted(cells.characters, cells.front, cells.back, style.colours))
    ]


def _scale(mark: HeatMap, rows: int) -> list[tuple[int, str]]:
    """Rows with a number beside them."""
    low, high = colour_limits(mark)
    found = ticks(low, high, rows // 3 + 2)
    at = scale(np.array([tick.value for tick in found]), high, low, 2 * rows)
    return [(int(np.floor(place + 0.5)) // 2, tick.label) for place, tick in zip(at, found, strict=True)]


def _used(mark: HeatMap) -> list[str]:
    """The labels that occur in the map."""
    z = np.asarray(mark.z, dtype=np.float64)
    present = set(z[np.isfinite(z)].tolist())
    return [label for number, label in enumerate(mark.labels) if number in present]


def _list(mark: HeatMap, rows: int, width: int, style: Style) -> list[str]:
    used = _used(mark)
    lines = []
    for letter, number, label in zip(letters_of(mark.labels), range(len(mark.labels)), mark.labels, strict=True):
        if label not in used:
            continue
        cells = shaded(np.full((2, SWATCH), number), mark.labels, style)
        blank = np.full((1, SWATCH), " ")  # the letter stands beside it
        (swatch,) = painted(blank, np.full((1, SWATCH), NONE), cells.back, style.colours)
        lines.append(f" {swatch} {f'{letter} {label}'[: width - SWATCH - 2]}")
    if len(lines) > rows:
        lines = [*lines[: max(rows - 1, 0)], " ..."[:width]]
    return [*lines, *[""] * (rows - len(lines))][:rows]
