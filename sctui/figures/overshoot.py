"""Where to cut the axis of a state whose last step before a reset shoots far beyond its threshold.

An exponential or quadratic upstroke can end a step at 1e8 mV: the spike is right, the sample before the reset is
whatever the method made of the blow-up, and an axis that shows it shows nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kernels.language.checks.fold import evaluate
from kernels.language.model import Model
from kernels.language.syntax.tree import Expr

MOST = 1.0  # overshoot that is still shown, in units of the range below the threshold
ABOVE = 0.02  # of that range: how far above the threshold the axis ends


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
