"""Blocks of characters with a baseline, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

PARENTHESES = {
    "(": ("(", "⎛", "⎜", "⎝"),
    ")": (")", "⎞", "⎟", "⎠"),
}


class Box(NamedTuple):
    """Lines of equal width; `baseline` is the line that stands level with the text beside it."""

    lines: tuple[str, ...]
    baseline: int

    @property
    def width(self) -> int:
        return len(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)


def text_box(text: str) -> Box:
    """One line of text."""
    return Box((text,), 0)


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes in a row, baselines level."""
    above = max(box.baseline for box in boxes)
    below = max(box.height - box.baseline for box in boxes)
    lines = []
    for row in range(-above, below):
        parts = []
        for box in boxes:
            at = row + box.baseline
            parts.append(box.lines[at] if 0 <= at < box.height else " " * box.width)
        lines.append("".join(parts))
    return Box(tuple(lines), above)


def stacked(boxes: Sequence[Box], baseline: int) -> Box:
    """Boxes on top of each other, flush left; `baseline` counts lines from the top."""
    width = max(box.width for box in boxes)
    return Box(tuple(line.ljust(width) for box in boxes for line in box.lines), baseline)


def fraction(top: Box, bottom: Box) -> Box:
    """Numerator over denominator, the bar on the baseline."""
    width = max(top.width, bottom.width)
    centred = [line.center(width) for line in top.lines]
    return Box((*centred, "─" * width, *(line.center(width) for line in bottom.lines)), top.height)


def raised(base: Box, exponent: Box) -> Box:
    """The exponent behind the base: above it, or level with the top line of a base of several lines."""
    if base.height > 1 and exponent.height == 1:
        first = base.lines[0] + exponent.lines[0]
        return Box((first, *(line + " " * exponent.width for line in base.lines[1:])), base.baseline)
    lines = [" " * base.width + line for line in exponent.lines]
    lines += [line + " " * exponent.width for line in base.lines]
    return Box(tuple(lines), exponent.height + base.baseline)


def _bracket(kind: str, height: int, baseline: int) -> Box:
    single, top, middle, bottom = PARENTHESES[kind]
    if height == 1:
        return text_box(single)
    return Box((top, *[middle] * (height - 2), bottom), baseline)


def enclosed(box: Box) -> Box:
    """The box in parentheses as tall as it is."""
    return beside([_bracket("(", box.height, box.baseline), box, _bracket(")", box.height, box.baseline)])


def cases(rows: Sequence[Box]) -> Box:
    """Rows behind a brace."""
    body = stacked(rows, 0)
    if body.height == 2:  # a brace needs a middle
        body = stacked([rows[0], text_box(""), *rows[1:]], 0)
    middle = body.height // 2
    brace = ["⎪"] * body.height
    brace[0], brace[middle], brace[-1] = "⎧", "⎨", "⎩"
    lines = tuple(f"{mark} {line}" for mark, line in zip(brace, body.lines, strict=True))
    return Box(lines, middle)
