"""Drawn mathematics: pieces of text and strokes around a baseline, and how they are put together.

Lengths are pixels, y grows downwards and is 0 on the baseline. Whatever font a viewer has, each piece of text is
told how wide to be, so nothing runs into its neighbour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

EM = 16.0  # size of the letters
SMALL, SMALLEST = 0.72, 0.55  # of EM: first and further levels of subscripts
ABOVE, BELOW = 0.68, 0.22  # of the size: what letters take
AXIS = 0.26  # of the size: where bars and the middle of brackets are, above the baseline
RULE = 0.055  # of EM: thickness of a bar

# Widths in thousandths of the size, those of Times
_UPRIGHT = dict(zip("abcdefghijklmnopqrstuvwxyz", (
    444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722,
    500, 500, 444,
), strict=True)) | dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944,
    722, 722, 611,
), strict=True))  # fmt: skip
_OTHER = {
    **dict.fromkeys(".,;: ", 250), **dict.fromkeys("()[]|", 333), **dict.fromkeys("+−=<>≤≥≠×", 564), "·": 250,
    "∞": 713, "_": 500, "←": 1000,
}  # fmt: skip


class Letters(NamedTuple):
    """A piece of text whose baseline begins at (x, y)."""

    x: float
    y: float
    size: float
    slanted: bool
    width: float
    text: str


class Stroke(NamedTuple):
    """A line through points; `curved` takes every second one as the control point of an arc."""

    points: tuple[tuple[float, float], ...]
    curved: bool
    thickness: float


class Ink(NamedTuple):
    """Marks within `width`, `above` and `below` the baseline."""

    width: float
    above: float
    below: float
    marks: tuple[Letters | Stroke, ...]


def moved(ink: Ink, dx: float, dy: float) -> tuple[Letters | Stroke, ...]:
    """The marks at another place."""
    return tuple(
        mark._replace(x=mark.x + dx, y=mark.y + dy) if isinstance(mark, Letters)
        else mark._replace(points=tuple((x + dx, y + dy) for x, y in mark.points))
        for mark in ink.marks
    )  # fmt: skip


def letters(text: str, size: float, slanted: bool = False) -> Ink:
    """A piece of text in one line."""
    width = sum(_UPRIGHT.get(c) or _OTHER.get(c, 500) for c in text) * size / 1000
    marks = (Letters(0.0, 0.0, size, slanted, width, text),) if text.strip() else ()
    return Ink(width, ABOVE * size, BELOW * size, marks)


def space(width: float) -> Ink:
    """Nothing, so wide."""
    return Ink(width, 0.0, 0.0, ())


def beside(parts: Sequence[Ink]) -> Ink:
    """Parts in a row, baselines level."""
    at = 0.0
    marks: list[Letters | Stroke] = []
    for part in parts:
        marks += moved(part, at, 0.0)
        at += part.width
    above, below = max((part.above for part in parts), default=0.0), max((part.below for part in parts), default=0.0)
    return Ink(at, above, below, tuple(marks))


def fraction(top: Ink, bottom: Ink, size: float) -> Ink:
    """Numerator over denominator, the bar on the axis."""
    pad, axis, gap = 0.12 * size, -AXIS * size, 0.16 * size
    width = max(top.width, bottom.width) + 2 * pad
    up, down = axis - gap - top.below, axis + gap + bottom.above
    bar = Stroke(((0.0, axis), (width, axis)), False, RULE * size)
    marks = (
        *moved(top, (width - top.width) / 2, up), bar, *moved(bottom, (width - bottom.width) / 2, down)
    )  # fmt: skip
    around = 0.1 * size
    inner = Ink(width, top.above - up, bottom.below + down, marks)
    return beside([space(around), inner, space(around)])


def scripted(base: Ink, below: Ink | None, above: Ink | None, size: float) -> Ink:
    """A subscript and a superscript behind the base."""
    marks = list(base.marks)
    width, top, bottom = base.width, base.above, base.below
    if below is not None:
        drop = max(0.2 * size, base.below - 0.1 * size)
        marks += moved(below, base.width + 0.03 * size, drop)
        width, bottom = base.width + 0.03 * size + below.width, max(bottom, drop + below.below)
    if above is not None:
        rise = max(0.38 * size, base.above - 0.3 * size)
        marks += moved(above, base.width + 0.05 * size, -rise)
        width, top = max(width, base.width + 0.05 * size + above.width), max(top, rise + above.above)
    return Ink(width, top, bottom, tuple(marks))


def stacked(rows: Sequence[Ink], gap: float) -> Ink:
    """Rows on top of each other, flush left, their middle on the baseline."""
    height = sum(row.above + row.below for row in rows) + gap * (len(rows) - 1)
    at = -height / 2
    marks: list[Letters | Stroke] = []
    for row in rows:
        marks += moved(row, 0.0, at + row.above)
        at += row.above + row.below + gap
    return Ink(max(row.width for row in rows), height / 2, height / 2, tuple(marks))


def under(first: Ink, second: Ink, gap: float) -> Ink:
    """A row below another, whose baseline stays."""
    at = first.below + gap + second.above
    width = max(first.width, second.width)
    return Ink(width, first.above, at + second.below, (*first.marks, *moved(second, 0.0, at)))


def fenced(ink: Ink, left: str, right: str, size: float) -> Ink:
    """Between two of `( ) | { ⌊ ⌋ ⌈ ⌉`, as tall as it is; an empty one is left out."""
    if ink.above + ink.below <= (ABOVE + BELOW) * size * 1.15 and left in "(|" and right in ")|":
        return beside([letters(left, size), ink, letters(right, size)])
    sides = [_fence(mark, ink, size) if mark else space(0.0) for mark in (left, right)]
    return beside([sides[0], ink, sides[1]])


def _fence(mark: str, ink: Ink, size: float) -> Ink:
    top, bottom, width = -ink.above - 0.05 * size, ink.below + 0.05 * size, (0.45 if mark == "{" else 0.32) * size
    middle = (top + bottom) / 2
    inset = 0.08 * size
    near, far = (width - inset, inset) if mark in "({⌊⌈" else (inset, width - inset)
    shapes = {
        "(": ((near, top), (far, middle), (near, bottom)),
        "|": ((width / 2, top), (width / 2, bottom)),
        "⌊": ((near, bottom), (far, bottom), (far, top)),
        "⌈": ((near, top), (far, top), (far, bottom)),
        "{": (
            (near, top), (width / 2, top), (width / 2, (top + middle) / 2), (width / 2, middle), (far, middle),
            (width / 2, middle), (width / 2, (bottom + middle) / 2), (width / 2, bottom), (near, bottom),
        ),
    }  # fmt: skip
    points = shapes[{")": "(", "⌋": "⌊", "⌉": "⌈"}.get(mark, mark)]
    if mark in "()":
        bulge = 2 * far - near  # an arc through the far side
        points = ((near, top), (bulge, middle), (near, bottom))
    return Ink(width, -top, bottom, (Stroke(points, mark in "(){", RULE * EM),))


def rooted(ink: Ink, size: float) -> Ink:
    """Under a root."""
    top, bottom, width = -ink.above - 0.12 * size, ink.below, 0.5 * size
    points = ((0.0, bottom - 0.35 * size), (0.12 * size, bottom - 0.42 * size), (0.28 * size, bottom), (width, top),
              (width + ink.width, top))  # fmt: skip
    sign = Stroke(points, False, RULE * EM)
    return Ink(width + ink.width, -top, bottom, (sign, *moved(ink, width, 0.0)))
