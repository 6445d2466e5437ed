"""Dots into characters: how each marker packs a small grid of dots into one cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Marker(NamedTuple):
    """`wide` x `tall` dots a cell; `glyphs[bits]` is the character where bit `row * wide + column` is a set dot."""

    wide: int
    tall: int
    glyphs: str


def _braille() -> str:
    # Unicode numbers the dots column by column for the upper three rows, then the fourth row (U+2800 block).
    weight = (0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80)
    return "".join(chr(0x2800 + sum(w for k, w in enumerate(weight) if bits >> k & 1)) for bits in range(256))


MARKERS = {
    "braille": Marker(2, 4, _braille()),
    "block": Marker(2, 2, " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"),
    "ascii": Marker(1, 2, " '.|"),
}


def cells(dots: np.ndarray, marker: Marker) -> np.ndarray:
    """Bits of each cell, shape (rows, columns), from dots of shape (rows * tall, columns * wide)."""
    rows, columns = dots.shape[0] // marker.tall, dots.shape[1] // marker.wide
    grid = dots.reshape(rows, marker.tall, columns, marker.wide).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    weights = (1 << np.arange(marker.tall * marker.wide)).astype(np.int64)
    bits: np.ndarray = grid @ weights
    return bits


def characters(bits: np.ndarray, marker: Marker) -> np.ndarray:
    """One character a cell; an empty cell is a blank, not an empty braille cell (which copies badly)."""
    glyphs = np.array(list(" " + marker.glyphs[1:]))
    drawn: np.ndarray = glyphs[bits]
    return drawn
