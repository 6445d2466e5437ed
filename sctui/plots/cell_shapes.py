"""What each character of a plot looks like, as shapes in a cell: no font has to have dots, blocks and frames."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sctui.plots.braille import MARKERS
from sctui.plots.symbols import DIRECTIONS

# A cell is 1 wide and 2 high. Shapes are in these units, from its upper left corner.
HIGH = 2.0
THIN = 0.11  # of lines
DOT = 0.19  # radius of a dot of braille


class Box(NamedTuple):
    """A filled rectangle; `share` is how much of the colour it has (for shades of grey)."""

    left: float
    top: float
    right: float
    bottom: float
    share: float = 1.0


class Disc(NamedTuple):
    """A disc or, hollow, a circle."""

    x: float
    y: float
    radius: float
    hollow: bool = False


class Outline(NamedTuple):
    """A closed polygon, filled or hollow."""

    points: tuple[tuple[float, float], ...]
    hollow: bool = False


class Stroke(NamedTuple):
    """An open line."""

    points: tuple[tuple[float, float], ...]


Shape = Box | Disc | Outline | Stroke

_BRAILLE = {glyph: bits for bits, glyph in enumerate(MARKERS["braille"].glyphs)}
_QUADRANTS = {glyph: bits for bits, glyph in enumerate(MARKERS["block"].glyphs)}
_EDGES = {  # frames: which of left, right, up, down a line goes to from the middle
    "│": "ud", "─": "lr", "┤": "udl", "├": "udr", "┬": "lrd", "┴": "lru", "┼": "lrud",
    "└": "ur", "┘": "ul", "┌": "dr", "┐": "dl", "╭": "dr", "╮": "dl", "╰": "ur", "╯": "ul",
}  # fmt: skip
_SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
_ENDS = {"l": (0.0, 1.0), "r": (1.0, 1.0), "u": (0.5, 0.0), "d": (0.5, HIGH)}
_DIAMOND = ((0.5, 0.5), (0.9, 1.0), (0.5, 1.5), (0.1, 1.0))
_OTHERS: dict[str, tuple[Shape, ...]] = {
    "·": (Disc(0.5, 1.0, 0.14),),
    "●": (Disc(0.5, 1.0, 0.42),),
    "○": (Disc(0.5, 1.0, 0.38, hollow=True),),
    "◆": (Outline(_DIAMOND),),
    "◇": (Outline(_DIAMOND, hollow=True),),
    "■": (Box(0.1, 0.6, 0.9, 1.4),),
    "▲": (Outline(((0.5, 0.55), (0.95, 1.4), (0.05, 1.4))),),
    "×": (Stroke(((0.15, 0.65), (0.85, 1.35))), Stroke(((0.15, 1.35), (0.85, 0.65)))),
}


@cache
def shapes_of(character: str) -> tuple[Shape, ...] | None:
    """The shapes that make up a character of a plot; None for what is text."""
    if character in _BRAILLE and character != " ":
        bits = _BRAILLE[character]
        return tuple(Disc(0.25 + 0.5 * (k % 2), 0.25 + 0.5 * (k // 2), DOT) for k in range(8) if bits >> k & 1)
    if character in _QUADRANTS:
        bits = _QUADRANTS[character]
        return tuple(_part(k % 2, k // 2) for k in range(4) if bits >> k & 1)
    if character in _SHADES:
        return (Box(0.0, 0.0, 1.0, HIGH, _SHADES[character]),)
    if character in _EDGES:
        return tuple(Stroke(((0.5, 1.0), _ENDS[way])) for way in _EDGES[character])
    if character in DIRECTIONS:
        return _arrow(DIRECTIONS.index(character))
    return _OTHERS.get(character)


def _part(column: int, row: int) -> Box:
    return Box(0.5 * column, row, 0.5 * column + 0.5, row + 1.0)


def _arrow(eighth: int) -> tuple[Shape, ...]:
    """From the tail to the head, counter-clockwise from the right."""
    x, y = ((0.4, 0.0), (0.3, -0.3), (0.0, -0.45), (-0.3, -0.3), (-0.4, 0.0), (-0.3, 0.3), (0.0, 0.45), (0.3, 0.3))[
        eighth
    ]
    head = (0.5 + x, 1.0 + y)
    barbs = ((0.5 - 0.5 * y, 1.0 + 0.5 * x), (0.5 + 0.5 * y, 1.0 - 0.5 * x))
    return (Stroke(((0.5 - x, 1.0 - y), head)), *(Stroke((barb, head)) for barb in barbs))
