"""Colours and letters of data series: the Okabe-Ito palette, and a marker for each so that colour is never alone.

Palette: Okabe M, Ito K (2008), Color Universal Design, https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Colour(NamedTuple):
    """One colour as a modern, a 256-colour and a 16-colour terminal know it."""

    name: str
    rgb: tuple[int, int, int]
    of_256: int
    of_16: int


OKABE_ITO = (
    Colour("sky blue", (86, 180, 233), 74, 36),
    Colour("orange", (230, 159, 0), 178, 33),
    Colour("bluish green", (0, 158, 115), 36, 32),
    Colour("vermillion", (213, 94, 0), 166, 31),
    Colour("reddish purple", (204, 121, 167), 175, 35),
    Colour("blue", (0, 114, 178), 25, 34),
    Colour("yellow", (240, 228, 66), 227, 93),
)
ON_LIGHT = (  # the same, dark enough to be read on white
    Colour("sky blue", (20, 110, 170), 25, 36),
    Colour("orange", (166, 97, 0), 130, 33),
    Colour("bluish green", (0, 120, 88), 29, 32),
    Colour("vermillion", (190, 60, 0), 124, 31),
    Colour("reddish purple", (160, 70, 125), 132, 35),
    Colour("blue", (0, 50, 120), 18, 34),
    Colour("yellow", (120, 105, 0), 58, 90),
)
LIGHT = 500  # added to the number of a series: its colour on a light ground
LETTERS = "ox+*#@%"  # drawn along the lines of a panel that has several

RESET = "\x1b[0m"


def colour(series: int) -> Colour:
    """The colour of a series; the palette repeats."""
    return ON_LIGHT[(series - LIGHT) % len(ON_LIGHT)] if series >= LIGHT else OKABE_ITO[series % len(OKABE_ITO)]


def letter(series: int) -> str:
    """The marker of a series; more series than letters repeat them with another colour."""
    return LETTERS[series % len(LETTERS)]


def colour_depth(environment: Mapping[str, str], is_terminal: bool) -> int:
    """How many colours to use: 0 (NO_COLOR, a pipe, a dumb terminal), 16, 256, or 2**24.

    https://no-color.org: any non-empty NO_COLOR turns colour off.
    """
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR") or not is_terminal or term in ("", "dumb"):
        return 0
    if environment.get("COLORTERM", "") in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if "256" in term else 16


def escape(series: int, depth: int) -> str:
    """The escape sequence that begins the colour of a series, "" at depth 0 and for no series (-1)."""
    if depth == 0 or series < 0:
        return ""
    chosen = colour(series)
    if depth == 16:
        return f"\x1b[{chosen.of_16}m"
    if depth == 256:
        return f"\x1b[38;5;{chosen.of_256}m"
    return "\x1b[38;2;{};{};{}m".format(*chosen.rgb)
