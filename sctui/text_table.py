"""Rows as columns of text."""

from __future__ import annotations

from collections.abc import Sequence

GAP = 2


def table(heading: Sequence[str], rows: Sequence[Sequence[str]], width: int = 0) -> list[str]:
    """The rows under their heading, each column as wide as its widest cell, the last one cut at `width` (0: never).

    Columns that are empty in every row are left out.
    """
    kept = [k for k in range(len(heading)) if any(row[k] for row in rows)]
    lines = [[heading[k] for k in kept], *([row[k] for k in kept] for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(kept))]
    shown = []
    for line in lines:
        text = (" " * GAP).join(f"{cell:{size}}" for cell, size in zip(line, widths, strict=True)).rstrip()
        shown.append(text[: width - 3] + "..." if width and len(text) > width else text)
    return shown
