"""A model's sparkline as braille characters, from the levels that the index of the library holds."""

from __future__ import annotations

from functools import lru_cache

LEVELS = 8
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a cell, by row from the top and column


@lru_cache(maxsize=1024)
def sparkline(levels: str, columns: int, rows: int = 1) -> tuple[str, ...]:
    """Lines of braille, from the top; each dot column reaches from the lowest to the highest level of its time.

    `levels` has two digits a bin, lowest and highest, 0 to 7; what is not of this form gives empty lines.
    """
    bins = len(levels) // 2
    if not bins or columns < 1 or not (levels.isascii() and levels.isdigit()):
        return ("",) * rows
    ranges = [(int(levels[2 * n]), int(levels[2 * n + 1])) for n in range(bins)]
    cells = [[0x2800] * columns for _ in range(rows)]
    tall = 4 * rows
    for x in range(2 * columns):
        begin = x * bins // (2 * columns)
        end = max((x + 1) * bins // (2 * columns), begin + 1)
        low = min(one for one, _ in ranges[begin:end]) * tall // LEVELS
        high = max(one for _, one in ranges[begin:end]) * tall // LEVELS
        for dot in range(min(low, tall - 1), min(high, tall - 1) + 1):
            row, rest = divmod(tall - 1 - dot, 4)
            cells[row][x // 2] |= _DOTS[rest][x % 2]
    return tuple("".join(map(chr, row)) for row in cells)
