"""The crosshair, the dot and the frame of a zoom, laid over the lines of a plot; and which cells have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

GROUND = " ▀▄"  # characters that show nothing but colours: the crosshair takes their place
CROSSED = {"─": "┼", "-": "+"}  # where the upright stroke, which comes last, crosses the level one
APART = 8  # unchanged cells between two changes, from which on they are painted one by one
REVERSE, BOLD = Style(reverse=True), Style(bold=True)
INKS = (Style(color="rgb(0,0,0)"), Style(color="rgb(255,255,255)"))

Cell = tuple[str, Style | None]
Paint = Callable[[Cell], Cell]


def crossing(glyph: str) -> Paint:
    """A stroke of the crosshair: the glyph on what is empty, the character itself reversed where there is a curve."""

    def paint(cell: Cell) -> Cell:
        character, style = cell[0], cell[1] or Style()
        if character in CROSSED:
            return CROSSED[character], style
        if character not in GROUND:
            return character, style + REVERSE
        if style.bgcolor is None or style.bgcolor.is_default:
            return glyph, style
        red, green, blue = style.bgcolor.get_truecolor()
        return glyph, style + INKS[0.299 * red + 0.587 * green + 0.114 * blue <= 140]

    return paint


def dot(glyph: str) -> Paint:
    """The dot, which covers what is there."""
    return lambda cell: (glyph, (cell[1] or Style()) + BOLD)


def laid_over(strips: Sequence[Strip], strokes: Iterable[tuple[Region, Paint]]) -> list[Strip]:
    """The strips with strokes painted over regions of them; strips without any are the same objects."""
    found = list(strips)
    for region, paint in strokes:
        for y in range(max(region.y, 0), min(region.bottom, len(found))):
            row = found[y]
            end = min(region.right, row.cell_length)
            if end <= region.x:
                continue
            middle = [paint(cell) for cell in cells(row.crop(region.x, end))]
            found[y] = Strip(
                [*row.crop(0, region.x), *(Segment(*cell) for cell in middle), *row.crop(end, row.cell_length)]
            )
    return found


def cells(strip: Strip) -> list[Cell]:
    """The characters of a strip with their styles."""
    return [(character, segment.style) for segment in strip for character in segment.text]


def changes(old: Sequence[Strip], new: Sequence[Strip], width: int) -> list[Region]:
    """The regions of a widget of that width in which two pictures differ."""
    regions = []
    for y in range(max(len(old), len(new))):
        before, after = (rows[y] if y < len(rows) else None for rows in (old, new))
        if before is after:
            continue
        if before is None or after is None:
            regions.append(Region(0, y, width, 1))
        else:
            regions += [Region(begin, y, end - begin, 1) for begin, end in _spans(before, after, width)]
    return regions


def _spans(old: Strip, new: Strip, width: int) -> list[tuple[int, int]]:
    one, other = cells(old), cells(new)
    if old.cell_length != len(one) or new.cell_length != len(other):  # characters of two columns
        return [] if one == other else [(0, width)]
    if len(one) != len(other):
        return [(0, width)]
    spans: list[tuple[int, int]] = []
    for at, (before, after) in enumerate(zip(one, other, strict=True)):
        if before[0] == after[0] and (before[1] is after[1] or before[1] == after[1] or _same_blank(before, after)):
            continue
        if spans and at - spans[-1][1] <= APART:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans


def _same_blank(before: Cell, after: Cell) -> bool:
    """Blanks look alike in all colours of ink."""
    if before[0] != " ":
        return False
    one, other = before[1] or Style(), after[1] or Style()
    return (one.bgcolor, one.reverse, one.underline) == (other.bgcolor, other.reverse, other.underline)
