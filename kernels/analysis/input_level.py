"""The level of a model's first input: what it is, and settings under which runs may vary it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kernels.errors import RequestError
from kernels.language.model import Model, StimulusTerm
from kernels.request_values import mapping
from kernels.running.request import read_request
from kernels.stimulus import level_of

LARGEST = 1e15  # level, in the input's unit


def input_level(model: Model, run: Mapping[str, Any]) -> float | None:
    """The level of the first input under the settings of a run; None without an input, or where it has no level.

    Raises RequestError for a level whose square a double cannot hold any more in a long sum.
    """
    if not model.inputs:
        return None
    terms = read_request(model, **run).stimuli[0].terms
    level = level_of(tuple(StimulusTerm(protocol, numbers) for protocol, numbers, _ in terms))  # type: ignore[arg-type]
    if level is None:
        return None
    if abs(float(level[0])) > LARGEST:
        raise RequestError("current", f"{float(level[0]):g} is beyond {LARGEST:g}")
    return float(level[0])


def without_level(model: Model, run: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without the level of the first input, its protocol kept: what a sweep over levels takes."""
    settings = {name: value for name, value in run.items() if name != "current"}
    inputs = mapping("inputs", settings.pop("inputs", None))
    own = inputs.pop(model.inputs[0].name, None) if model.inputs else None
    if inputs:
        settings["inputs"] = inputs
    is_protocol = isinstance(own, (str, Mapping)) or (
        isinstance(own, Sequence) and any(isinstance(part, Mapping) for part in own)
    )
    if is_protocol:
        settings["protocol"] = own
    return settings
