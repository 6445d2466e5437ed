"""The badge of each firing pattern: a letter and a colour, so that colour is never alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style

from sctui.plots.theme import OKABE_ITO

_COLOURS = {colour.name: colour for colour in OKABE_ITO}


class Badge(NamedTuple):
    """How one pattern is shown. `title` is its name in full."""

    pattern: str
    letter: str
    title: str
    style: Style


def _badge(pattern: str, letter: str, title: str, colour: str) -> Badge:
    style = Style(bold=True, color="rgb({},{},{})".format(*_COLOURS[colour].rgb)) if colour else Style(bold=True)
    return Badge(pattern, letter, title, style)


# By the pattern of a model's default run, in the order in which the row of badges shows them
BADGES: Mapping[str, Badge] = {
    badge.pattern: badge
    for badge in (
        _badge("tonic", "T", "tonic", "sky blue"),
        _badge("bursting", "B", "bursting", "orange"),
        _badge("adapting", "A", "adapting", "bluish green"),
        _badge("irregular", "I", "irregular", "reddish purple"),
        _badge("chaotic", "C", "chaotic", "vermillion"),
        _badge("delayed", "D", "delayed", "yellow"),
        _badge("mixed", "M", "mixed", "sky blue"),
        _badge("accelerating", "+", "accelerating", "yellow"),
        _badge("single_spike", "1", "a single spike", "bluish green"),
        _badge("silent", "0", "silent", ""),
        _badge("", "~", "no spikes: a rate, a field or a phase", ""),
    )
}
UNKNOWN = _badge("?", "?", "not known before it has run", "")


def badge_of(pattern: str) -> Badge:
    """The badge of a pattern."""
    return BADGES.get(pattern, UNKNOWN)
