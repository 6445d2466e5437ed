"""Characters and their colours as lines of text with as few escape codes as possible."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sctui.plots import theme
from sctui.plots.colours import NONE, selection

_BASE = 1 << 16  # codes of colours are below
_PLAIN = 0  # the key of no colours at all
_ANY = -1  # the key of a blank without a background: it looks the same in every colour


def painted(characters: np.ndarray, front: np.ndarray, back: np.ndarray, depth: int) -> list[str]:
    """The rows of `characters` (rows, columns) in the colours whose codes are `front` and `back`; at depth 0 plain."""
    texts = ["".join(row) for row in characters.tolist()]
    if depth == 0:
        return texts
    key = (front.astype(np.int64) + 1) * _BASE + back + 1
    key[(characters == " ") & (back == NONE)] = _ANY
    return [_row(text, keys, depth) for text, keys in zip(texts, key, strict=True)]


def _row(text: str, keys: np.ndarray, depth: int) -> str:
    bounds = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(text)]
    pieces: list[str] = []
    current = _PLAIN
    for begin, end, key in zip(bounds, bounds[1:], keys[bounds[:-1]].tolist() if text else (), strict=False):
        if key == _ANY:
            key = current if current % _BASE == 0 else _PLAIN
        if key != current:
            pieces.append(_change(current % _BASE, key, depth))
            current = key
        pieces.append(text[begin:end])
    return "".join(pieces) + (theme.RESET if current != _PLAIN else "")


@lru_cache(maxsize=1 << 14)
def _change(old_back: int, key: int, depth: int) -> str:
    """The escape sequence from a cell with this background to one of this key."""
    front, back = divmod(key, _BASE)
    if key == _PLAIN:
        return theme.RESET
    parts = [selection(front - 1, depth, back=False)]
    if back != old_back:
        parts.append(selection(back - 1, depth, back=True))
    return f"\x1b[{';'.join(parts)}m"
