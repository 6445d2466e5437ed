"""Heat maps in pictures: the same colours as in the terminal, with a colour bar or a list of labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from sctui.plots.colours import CATEGORY, rgb_of, scale_rgb
from sctui.plots.figure import HeatMap
from sctui.plots.heat_cells import colour_limits, has_gaps


def draw_heat_map(axes: Any, mark: HeatMap) -> None:
    """Draws it into matplotlib's `axes`; hatched where values are not defined."""
    from matplotlib.colors import BoundaryNorm, ListedColormap  # half a second, only for pictures

    z = np.ma.masked_invalid(np.asarray(mark.z, dtype=np.float64))
    rows, columns = z.shape
    x = np.linspace(mark.x_low, mark.x_high, columns + 1)
    y = np.linspace(mark.y_low, mark.y_high, rows + 1)
    if has_gaps(mark):
        axes.patch.set(facecolor="white", edgecolor="0.6", hatch="xxx")
    if mark.labels:
        count = len(mark.labels)
        colours = ListedColormap([np.array(rgb_of(CATEGORY + k)) / 255.0 for k in range(count)])
        settings: dict[str, Any] = {"cmap": colours, "norm": BoundaryNorm(np.arange(count + 1) - 0.5, count)}
    else:
        low, high = colour_limits(mark)
        settings = {"cmap": ListedColormap(scale_rgb() / 255.0), "vmin": low, "vmax": high}
    drawn = axes.pcolormesh(x, y, z, rasterized=True, **settings)
    bar = axes.figure.colorbar(drawn, ax=axes, label=mark.caption)
    if mark.labels:
        bar.set_ticks(np.arange(len(mark.labels)), labels=mark.labels)
