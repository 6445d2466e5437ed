"""A heat map in characters: two values a cell would need colour, so every value is one shaded cell."""

from __future__ import annotations

from typing import Any

import numpy as np

SHADES = " ░▒▓█"
ASCII_SHADES = " .:*#"


def heatmap_lines(result: Any, columns: int, unicode: bool) -> list[str]:
    """The matrix with y upwards, its axes and the values its shades stand for."""
    shades = SHADES if unicode else ASCII_SHADES
    values = np.asarray(result.values, dtype=float)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    step = (high - low) / len(shades) or 1.0
    left = max(len(f"{value:.4g}") for value in result.y_values)
    width = max(1, min(3, (columns - left - 2) // max(1, values.shape[1])))
    lines = []
    for row in range(values.shape[0] - 1, -1, -1):
        cells = "".join(
            "?" * width if not np.isfinite(value) else shades[min(int((value - low) / step), len(shades) - 1)] * width
            for value in values[row]
        )
        label = f"{result.y_values[row]:.4g}" if row % 4 == 0 or row == values.shape[0] - 1 else ""
        lines.append(f"{label:>{left}} |{cells}|")
    first, last = f"{result.x_values[0]:.4g}", f"{result.x_values[-1]:.4g}"
    room = max(values.shape[1] * width - len(first), len(last))
    lines.append(" " * (left + 2) + first + last.rjust(room))
    scale = "  ".join(f"{shade!r} {low + i * step:.4g}" for i, shade in enumerate(shades))
    lines.append(f"{result.measure} ({result.unit}) of {result.y} (up) and {result.x} (across): {scale} ... {high:.4g}")
    return lines
