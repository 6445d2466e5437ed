"""Where does a model rest without drive?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kernels.analysis.observe import subexpression
from kernels.analysis.problem import NotMeasurable
from kernels.errors import NumericalError
from kernels.language.model import Model
from kernels.running.steady import steady_state


def rest_state(model: Model, parameters: Mapping[str, float]) -> dict[str, float]:
    """Every state's value at rest, all inputs at 0 and noise off. NotMeasurable where it does not rest."""
    try:
        return steady_state(model, parameters)
    except NumericalError:
        raise NotMeasurable("without drive the model does not come to rest") from None


def rest_value(model: Model, parameters: Mapping[str, float], name: str) -> float:
    """The value at rest of a state or a sub-expression."""
    states = rest_state(model, parameters)
    if name in states:
        return states[name]
    values = [*states.values(), *(0.0 for _ in model.inputs), *(parameters[p.name] for p in model.parameters)]
    return float(subexpression(model, name)(*values, 0.0, 1.0, -np.inf)[0])
