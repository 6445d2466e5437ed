"""The names every file knows without defining them: constants, the clock, the last spike, and noise."""

from __future__ import annotations

from typing import NamedTuple


class BuiltinName(NamedTuple):
    """A predefined name. `value` is None where it changes during a run; `unit` is Brian 2's spelling, "1" for none."""

    name: str
    value: float | None
    unit: str
    doc: str


_TABLE = (
    BuiltinName("pi", 3.141592653589793, "1", "The circle constant, 3.14159..."),
    BuiltinName("e", 2.718281828459045, "1", "Euler's number, 2.71828..."),
    BuiltinName("inf", float("inf"), "1", "Infinity."),
    BuiltinName("t", None, "second", "Time since the start of the run (a count of steps for maps)."),
    BuiltinName("dt", None, "second", "The integration step."),
    BuiltinName("t_spike", None, "second", "Time of the last spike; minus infinity before the first."),
    BuiltinName(
        "xi",
        None,
        "second**-0.5",
        "White noise of a derivative, gaussian, unit variance per unit time; it enters linearly.",
    ),
)

BUILTIN_NAMES: dict[str, BuiltinName] = {item.name: item for item in _TABLE}

NOISE = "xi"
NOISE_PREFIX = "xi_"


def is_noise(name: str) -> bool:
    """Whether `name` is white noise: `xi`, or an independent source `xi_name`."""
    return name == NOISE or (name.startswith(NOISE_PREFIX) and len(name) > len(NOISE_PREFIX))


def builtin(name: str) -> BuiltinName | None:
    """The entry of a predefined name, named noise sources included; None for any other name."""
    if is_noise(name):
        return BUILTIN_NAMES[NOISE]._replace(name=name)
    return BUILTIN_NAMES.get(name)
