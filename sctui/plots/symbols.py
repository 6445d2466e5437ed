"""Characters that stand for one thing each: symbols of points, directions of arrows, letters of labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Symbol(NamedTuple):
    """One symbol for terminals with and without Unicode, and its name in matplotlib ("" for none: a small dot)."""

    character: str
    plain: str
    image: str
    hollow: bool = False


SYMBOLS = {
    "dot": Symbol("·", ".", ""),
    "disc": Symbol("●", "@", "o"),
    "circle": Symbol("○", "O", "o", hollow=True),
    "diamond": Symbol("◆", "*", "D"),
    "open diamond": Symbol("◇", "&", "D", hollow=True),
    "square": Symbol("■", "#", "s"),
    "triangle": Symbol("▲", "^", "^"),
    "cross": Symbol("×", "x", "x"),
}
DIRECTIONS = "→↗↑↖←↙↓↘"  # counter-clockwise, from the right
PLAIN_DIRECTIONS = ">/^\\</v\\"


def character(symbol: str, plain: bool) -> str:
    """How a symbol is written; `plain` without Unicode."""
    chosen = SYMBOLS[symbol]
    return chosen.plain if plain else chosen.character


def letters_of(labels: Iterable[str]) -> list[str]:
    """A letter for each label, of its own as far as 62 letters and digits go: one of the label's where it can be."""
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    found: list[str] = []
    for label in labels:
        free = [letter for letter in (*label.lower(), *alphabet) if letter in alphabet and letter not in found]
        found.append(free[0] if free else "?")
    return found
