"""Which part of a figure is shown: zoomed and moved along an axis, and never so far that nothing is seen any more.

Limits are (low, high) as `sctui.plots.layout` has them: on logarithmic axes exponents of ten.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import replace

from sctui.plots.figure import Axis, Figure, Panel
from sctui.plots.layout import bars_of, x_limits, y_limits

Ends = tuple[float, float]

CLOSEST = 1e-9  # of the whole axis: the smallest part
FINEST = 256  # neighbouring numbers: the smallest part
WIDEST = 4.0  # times the whole axis: the largest part, where one may look beyond it


def shown_part(figure: Figure, x: Ends | None, y: Mapping[str, Ends], of: str) -> Figure:
    """The figure cut to a part in data coordinates: `x` where `of` is its x axis, `y` by `key_of` of the panels."""
    if x is not None and of in ("", figure.x.label) and _drawable(figure.x, x):
        figure = replace(figure, x=replace(figure.x, low=x[0], high=x[1]))
    if not any(key_of(panel) in y for panel in figure.panels):
        return figure
    return replace(figure, panels=tuple(_cut(panel, y) for panel in figure.panels))


def _cut(panel: Panel, y: Mapping[str, Ends]) -> Panel:
    ends = y.get(key_of(panel))
    if ends is None or bars_of(panel) is not None or not _drawable(panel.y, ends):
        return panel
    return replace(panel, y=replace(panel.y, low=ends[0], high=ends[1]))


def _drawable(axis: Axis, ends: Ends) -> bool:
    """Whether the axis has a place for the ends: a session may come from elsewhere."""
    low, high = ends
    return low < high and math.isfinite(high - low) and not (axis.log and low <= 0.0)


def key_of(panel: Panel) -> str:
    """What a panel is known by when others come and go: the label of its y axis, or what stands for that."""
    bars = bars_of(panel)
    return panel.y.label or panel.y.unit or (bars.name if bars else "") or "rows"


def whole_x(figure: Figure) -> Ends:
    """All of the x axis."""
    return x_limits(figure)


def whole_y(panel: Panel) -> Ends:
    """All of a panel's y axis, with what is cut off by the axis' own limits."""
    own, data = y_limits(panel), y_limits(replace(panel, y=replace(panel.y, low=None, high=None)))
    return min(own[0], data[0]), max(own[1], data[1])


def zoomed(ends: Ends, at: float, factor: float) -> Ends:
    """A part `factor` times as wide in which `at` stays where it is."""
    return at - (at - ends[0]) * factor, at + (ends[1] - at) * factor


def moved(ends: Ends, share: float) -> Ends:
    """The part that lies a share of its width further."""
    shift = (ends[1] - ends[0]) * share
    return ends[0] + shift, ends[1] + shift


def kept(whole: Ends, wanted: Ends, *, beyond: bool) -> Ends | None:
    """The nearest part that may be shown, None for the whole axis.

    It is neither so narrow that numbers cannot tell its ends apart nor outside; with `beyond` it may be wider than the
    whole axis and lie half outside.
    """
    span = whole[1] - whole[0]
    low, high = wanted
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    largest = max(abs(whole[0]), abs(whole[1]), abs(low), abs(high))
    width = min(max(high - low, span * CLOSEST, FINEST * math.ulp(largest)), span * (WIDEST if beyond else 1.0))
    middle = low / 2 + high / 2
    room = 0.0 if beyond else width / 2
    middle = min(max(middle, whole[0] + room), whole[1] - room)
    low, high = middle - width / 2, middle + width / 2
    if max(abs(low - whole[0]), abs(high - whole[1])) <= span * 1e-9 or not low < high:
        return None
    return max(low, -sys.float_info.max), min(high, sys.float_info.max)


def as_data(ends: Ends | None, log: bool) -> Ends | None:
    """Ends on the axis as data."""
    if ends is None or not log:
        return ends
    low, high = (10.0 ** min(max(end, -307.0), 308.0) for end in ends)
    return low, high
