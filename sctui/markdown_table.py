"""A Markdown table."""

from __future__ import annotations

from collections.abc import Sequence


def markdown(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns are aligned, so that it reads as plain text too."""
    safe = [[cell.replace("|", "\\|") for cell in row] for row in (heading, *rows)]
    widths = [max(len(row[k]) for row in safe) for k in range(len(heading) - 1)] + [0]
    lines = [
        "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) + " |" for row in safe
    ]
    rule = "| " + " | ".join("-" * max(width, 3) for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])
