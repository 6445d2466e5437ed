"""Lines with colour escapes, as the terminal renderer makes them, as strips for the screen.

Only what `sctui.plots.painted` writes is understood: selections of colours and the reset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_PLAIN = Style()


def strip(line: str) -> Strip:
    """One line."""
    segments, style, at = [], _PLAIN, 0
    for match in _ESCAPE.finditer(line):
        if match.start() > at:
            segments.append(Segment(line[at : match.start()], style))
        style, at = _changed(style, match[1]), match.end()
    if at < len(line):
        segments.append(Segment(line[at:], style))
    return Strip(segments)


@lru_cache(maxsize=1 << 14)
def _changed(style: Style, codes: str) -> Style:
    """The style after an escape."""
    numbers = iter([int(code) for code in codes.split(";") if code] or [0])
    for number in numbers:
        if number == 0:
            style = _PLAIN
        elif number in (38, 48):
            colour = _selected(numbers)
            style += Style(color=colour) if number == 38 else Style(bgcolor=colour)
        elif number == 39:
            style += Style(color="default")
        elif number == 49:
            style += Style(bgcolor="default")
        elif 30 <= number <= 37 or 90 <= number <= 97:
            style += Style(color=Color.from_ansi(number - 30 if number < 90 else number - 82))
        elif 40 <= number <= 47 or 100 <= number <= 107:
            style += Style(bgcolor=Color.from_ansi(number - 40 if number < 100 else number - 92))
    return style


def _selected(numbers: Iterator[int]) -> Color:
    """The colour that `38;5;n` or `38;2;r;g;b` selects."""
    if next(numbers) == 5:
        return Color.from_ansi(next(numbers))
    return Color.from_rgb(next(numbers), next(numbers), next(numbers))
