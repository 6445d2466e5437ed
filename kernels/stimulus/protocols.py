"""What does each protocol inject at each step? The numerics of `kernels.language.protocols.PROTOCOLS`.

Every protocol is sampled and held: its value during step k is its value at t = k*dt. Times are in the model's
display time unit, amplitudes in the input's display unit, frequencies in Hz (for maps: cycles per step).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.errors import RequestError
from kernels.language.protocols import PROTOCOLS

Array = NDArray[np.float64]
Numbers = Mapping[str, Array]  # each of shape (1,) or (lanes,)

PER_SECOND = {"ms": 1000.0, "s": 1.0, "step": 1.0}  # display time units in a second; maps count in steps alone
EDGE = 1e-6  # of a step: k*dt that misses an edge by less, from rounding, is on the edge


class Setting(NamedTuple):
    """The run a stimulus belongs to: step, length, and display time unit ("ms", "s", "step")."""

    dt: float
    duration: float
    time_unit: str

    @property
    def per_second(self) -> float:
        """Display time units in a second."""
        return PER_SECOND[self.time_unit]

    def milliseconds(self, value: float) -> float:
        """`value` ms in the display time unit (for maps: as many steps)."""
        return value / 1000.0 if self.time_unit == "s" else value


class Numerics(NamedTuple):
    """What a protocol of `kernels.language.protocols` computes.

    `level` names the argument that a request's `current` sets, None where there is none. `defaults` holds the
    arguments that need not be given, as functions of the run; `lowest` the smallest value that others may have,
    `above` the value they have to exceed. `evaluate` takes the numbers, the step numbers (n, 1) and the run, and
    returns (n, 1) or (n, lanes); it is None where the value is not a function of the step (noise, files: `stream.py`).
    """

    level: str | None
    evaluate: Callable[[Numbers, Array, Setting], Array] | None
    defaults: Mapping[str, Callable[[Setting], float]]
    lowest: Mapping[str, float]
    above: Mapping[str, float]


def _constant(numbers: Numbers, step: Array, setting: Setting) -> Array:
    return np.broadcast_to(numbers["amplitude"], (len(step), len(numbers["amplitude"])))


def _step(numbers: Numbers, step: Array, setting: Setting) -> Array:
    on = step >= numbers["start"] / setting.dt - EDGE
    off = step >= numbers["stop"] / setting.dt - EDGE
    return np.where(on & ~off, numbers["amplitude"], 0.0)


def _ramp(numbers: Numbers, step: Array, setting: Setting) -> Array:
    length = np.maximum(numbers["stop"] - numbers["start"], EDGE * setting.dt)
    return numbers["amplitude"] * np.clip((step * setting.dt - numbers["start"]) / length, 0.0, 1.0)


def _pulses(numbers: Numbers, step: Array, setting: Setting) -> Array:
    cycles = ((step + EDGE) * setting.dt - numbers["start"]) / numbers["period"]
    inside = (cycles - np.floor(cycles) < numbers["width"] / numbers["period"]) & (cycles >= 0.0)
    running = step < numbers["stop"] / setting.dt - EDGE
    return np.where(inside & running, numbers["amplitude"], 0.0)


def _sine(numbers: Numbers, step: Array, setting: Setting) -> Array:
    cycles = numbers["frequency"] / setting.per_second * (step * setting.dt)
    return numbers["offset"] + numbers["amplitude"] * _sine_of_cycles(cycles, numbers["phase"])


def _chirp(numbers: Numbers, step: Array, setting: Setting) -> Array:
    first, last = numbers["f_start"] / setting.per_second, numbers["f_stop"] / setting.per_second
    time = step * setting.dt
    cycles = time * (first + (last - first) * (time / (2.0 * setting.duration)))
    return numbers["offset"] + numbers["amplitude"] * _sine_of_cycles(cycles, np.zeros(1))


def _sine_of_cycles(cycles: Array, phase: Array) -> Array:
    """sin(2 pi cycles + phase); whole cycles are taken off first, so that late times lose no digits."""
    return np.sin(2.0 * np.pi * (cycles - np.floor(cycles)) + phase)


def _zero(setting: Setting) -> float:
    return 0.0


def _end(setting: Setting) -> float:
    return setting.duration


def _never(setting: Setting) -> float:
    return math.inf


_NO_BOUND: dict[str, float] = {}
_FROM_START = {"start": 0.0}

NUMERICS: dict[str, Numerics] = {
    "constant": Numerics("amplitude", _constant, {}, _NO_BOUND, _NO_BOUND),
    "step": Numerics(
        "amplitude", _step, {"start": lambda run: 0.2 * run.duration, "stop": _never}, _FROM_START, _NO_BOUND
    ),
    "ramp": Numerics("amplitude", _ramp, {"start": _zero, "stop": _end}, _FROM_START, _NO_BOUND),
    "pulses": Numerics(
        "amplitude",
        _pulses,
        {
            "width": lambda run: run.milliseconds(5.0),
            "period": lambda run: run.milliseconds(10.0),
            "start": _zero,
            "stop": _never,
        },
        _FROM_START,
        {"width": 0.0, "period": 0.0},
    ),
    "sine": Numerics("amplitude", _sine, {"offset": _zero, "phase": _zero}, {"frequency": 0.0}, _NO_BOUND),
    "chirp": Numerics("amplitude", _chirp, {"offset": _zero}, {"f_start": 0.0, "f_stop": 0.0}, _NO_BOUND),
    "ou": Numerics("mean", None, {}, {"sigma": 0.0}, {"tau": 0.0}),
    "poisson": Numerics("amplitude", None, {}, {"rate": 0.0, "tau": 0.0}, _NO_BOUND),
    "file": Numerics(None, None, {"scale": lambda run: 1.0}, _NO_BOUND, _NO_BOUND),
}


def number_names(protocol: str) -> list[str]:
    """The names of a protocol's numbers: its arguments without the path of `file`."""
    return [argument.name for argument in PROTOCOLS[protocol].arguments if argument.quantity != "path"]


def checked_numbers(protocol: str, given: Mapping[str, object], setting: Setting, field: str) -> dict[str, Array]:
    """Every number of `protocol` as an array (1,) or (n_lanes,), defaults filled in.

    Raises RequestError naming `field` for a number that is missing, not finite or out of its range.
    """
    numerics = NUMERICS[protocol]
    numbers: dict[str, Array] = {}
    for argument in PROTOCOLS[protocol].arguments:
        name = argument.name
        if argument.quantity == "path":
            continue
        if name in given:
            values = np.atleast_1d(np.asarray(given[name], dtype=np.float64))
            _check_range(values, numerics.lowest.get(name), numerics.above.get(name), f"{field}.{name}")
        elif name in numerics.defaults:
            values = np.array([numerics.defaults[name](setting)])
        else:
            raise RequestError(f"{field}.{name}", f"{protocol} needs it: {argument.doc}")
        numbers[name] = values
    for first, second, message in _ORDERS:
        if first in numbers and second in numbers and bool((numbers[second] < numbers[first]).any()):
            raise RequestError(f"{field}.{second}", message)
    return numbers


_ORDERS = (
    ("start", "stop", "cannot be earlier than the start"),
    ("width", "period", "has to be at least the width of a pulse"),
)


def _check_range(values: Array, lowest: float | None, above: float | None, field: str) -> None:
    if values.ndim != 1 or len(values) == 0:
        raise RequestError(field, f"one number, or one a lane, is needed; got shape {values.shape}")
    if not np.isfinite(values).all():
        raise RequestError(field, "is not a finite number")
    smallest = float(values.min())
    if lowest is not None and smallest < lowest:
        raise RequestError(field, f"{smallest:g} is below {lowest:g}")
    if above is not None and smallest <= above:
        raise RequestError(field, f"{smallest:g} is not above {above:g}")
