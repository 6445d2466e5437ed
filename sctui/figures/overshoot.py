"""Where to cut the axis of a state whose last step before a reset shoots far beyond its threshold, or of a difference.

An exponential or quadratic upstroke can end a step at 1e8 mV: the spike is right, the sample before the reset is
whatever the method made of the blow-up, and an axis that shows it shows nothing else. The difference of two such
states has that in both directions.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kernels.language.checks.fold import evaluate
from kernels.language.model import Model
from kernels.language.syntax.tree import Expr
from sctui.plots.figure import Axis

MOST = 1.0  # overshoot that is still shown, in units of the range below the threshold
ABOVE = 0.02  # of that range: how far above the threshold the axis ends
MIDDLE = (1.0, 99.0)  # percentiles of a difference that its axis shows at least
FAR = 3.0  # the whole range in units of the middle one, beyond which the axis is cut
BESIDE = 0.25  # of the middle range: what a cut axis shows on either side of it


def threshold_level(model: Model, state: str, parameters: Mapping[str, float]) -> float | None:
    """The level that `state` has to exceed for a spike, if the threshold says so (`v > V_th`) and a reset follows."""
    found = level_of(model.threshold, parameters)
    if found is None or found[0] != state or state not in {update.name for update in model.reset}:
        return None
    return found[1]


def level_of(condition: Expr | None, parameters: Mapping[str, float]) -> tuple[str, float] | None:
    """The name and the level of a condition like `v > V_th`; None for one of another kind."""
    if condition is None or condition.op not in ("gt", "ge"):
        return None
    left, right = condition.args
    level = evaluate(right, parameters) if left.op == "name" else None
    return (str(left.value), level) if level is not None and np.isfinite(level) else None


def axis_top(values: np.ndarray, level: float | None) -> float | None:
    """Where the axis has to end for the rest to be seen; None where nothing needs cutting."""
    finite = values[np.isfinite(values)]
    if level is None or finite.size == 0:
        return None
    room = level - float(finite.min())
    if room <= 0 or float(finite.max()) - level <= MOST * room:
        return None
    return level + ABOVE * room


def difference_axis(label: str, unit: str, values: np.ndarray) -> Axis:
    """The axis of a difference; where few samples reach far beyond the others it is cut, and says what of."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return Axis(label, unit)
    low, high = (float(end) for end in np.percentile(finite, MIDDLE))
    least, most = float(finite.min()), float(finite.max())
    middle = high - low
    if not 0.0 < FAR * middle < most - least:
        return Axis(label, unit)
    room = BESIDE * middle
    whole = f"cut of {least:.2g} to {most:.2g}"
    return Axis(label, unit, max(least, low - room), min(most, high + room), note=whole)
