"""What reports are made of: aligned rows, wrapped sentences, counted things."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from sctui.text_table import table

Rows = tuple[Sequence[str], Sequence[Sequence[str]]]  # a heading and what stands under it
WIDTH = 79  # of what is wrapped


def aligned(rows: Rows) -> list[str]:
    """Rows under their heading, numbers to the right."""
    heading, body = rows
    numeric = [all(_is_number(row[k]) for row in body) for k in range(len(heading))]
    widths = [max(len(heading[k]), *(len(row[k]) for row in body), 0) for k in range(len(heading))]
    return table(
        [f"{cell:>{size}}" if right else cell for cell, size, right in zip(heading, widths, numeric, strict=True)],
        [
            tuple(f"{cell:>{size}}" if right else cell for cell, size, right in zip(row, widths, numeric, strict=True))
            for row in body
        ],
    )


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit() or cell[:1] in "-" or cell == ""


def wrapped(text: str) -> list[str]:
    """A sentence in lines that fit a terminal."""
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def short(value: float) -> str:
    """A number in four digits."""
    return f"{value:.4g}"
