"""Whether a run's steps were short enough: the error estimate of RK4 against the states' spans.

A step too long for a model does not always end in infinities: RK4 on Hodgkin-Huxley at dt = 0.1 ms can stay finite and
show 2 of 69 spikes. Such a run is refused, not shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from kernels.errors import NumericalError
from kernels.language.model import Model
from kernels.running.lanes import Array, Lanes
from kernels.running.parameters_at_fault import parameters_at_fault

# Shares of a state's span, measured on Hodgkin-Huxley at 10 uA/cm2: 0.3 % at dt 0.05, 6 % at 0.08 (spike times still
# right to 0.02 ms), 77 % at 0.09 (wrong by 0.1 ms), 2400 at 0.1 (2 of 69 spikes).
WARN, REFUSE = 0.05, 0.5


def relative_errors(lanes: Lanes) -> tuple[Array, Sequence[str]]:
    """(share (states, lanes), states): the largest estimated error of one step as a share of the state's span.

    NaN where the method makes no estimate.
    """
    names = [slot.name for slot in lanes.kernel.slots if slot.role == "error"]
    if not names:
        return np.full((1, lanes.count), math.nan), [""]
    rows = []
    for name in names:
        error, low, high = (lanes.slot_values(role, name) for role in ("error", "low", "high"))
        assert error is not None
        assert low is not None
        assert high is not None
        with np.errstate(invalid="ignore"):  # a lane that has left the finite numbers is reported as that
            span = high - low
            # a state that has hardly moved has no span to compare with
            floor = 1e-6 * np.maximum(np.maximum(np.abs(high), np.abs(low)), 1e-12)
            rows.append(error / np.maximum(span, floor))
    return np.array(rows), names


def relative_error(lanes: Lanes) -> tuple[float, str]:
    """The worst state's share and its name, of a single lane."""
    shares, names = relative_errors(lanes)
    column = shares[:, 0]
    if np.isnan(column).all():
        return math.nan, ""
    worst = int(np.nanargmax(column))
    return float(column[worst]), names[worst]


def check_step_error(
    model: Model, method: str, dt: float, share: float, state: str, parameters: Mapping[str, float]
) -> tuple[str, ...]:
    """Warnings about the step; raises NumericalError where the result cannot be trusted."""
    if not share > WARN:
        return ()
    message = step_error_message(model, method, dt, share, state, parameters)
    if share > REFUSE:
        raise NumericalError(message, None, state)
    return (message,)


def step_error_message(
    model: Model, method: str, dt: float, share: float, state: str, parameters: Mapping[str, float]
) -> str:
    """What is wrong with a step and what to do about it."""
    size = f"{share:.0%}" if share < 10 else f"{share:.3g} times"
    other = " or method euler" if model.reset else ""
    step = f"{method} with dt = {dt:g} {model.time_unit}"
    fault = parameters_at_fault(model, parameters)
    return f"{step} errs by {size} of {state}'s span in one step; use a shorter dt{other}{fault}"
