"""Which numbers of a model can be dragged, and what are they now?

For the worker process.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kernels.analysis.plain import plain
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.stimulus.request import level_of, resolve


def controls(model: Model, preset: str | None) -> list[dict[str, Any]]:
    """Parameters, and inputs that have one level, as the text or the preset has them: a list of `Control`."""
    chosen = next((one for one in model.presets if one.name == preset), None)
    values = {} if chosen is None else chosen.values
    at = levels(model, preset)
    found = [
        {
            "name": one.name, "kind": "parameter", "text": one.doc, "unit": one.unit,
            "value": values.get(one.name, one.default), "low": one.low, "high": one.high, "log": one.log,
        }
        for one in model.parameters
    ] + [
        {
            "name": one.name, "kind": "input", "text": one.doc, "unit": one.unit,
            "value": at[one.name], "low": one.low, "high": one.high, "log": False,
        }
        for one in model.inputs if one.name in at
    ]  # fmt: skip
    result: list[dict[str, Any]] = plain(found)
    return result


def levels(model: Model, preset: str | None) -> dict[str, float]:
    """The level of each input that has one, under a preset."""
    chosen = next((one for one in model.presets if one.name == preset), None)
    try:
        if chosen is None:
            stimuli = resolve(model)
        else:
            stimuli = resolve(replace(model, stimuli={**model.stimuli, **chosen.stimuli}), preset=chosen.values)
    except RequestError:  # the preset gives a level to an input that has none, of which the run will speak
        stimuli = resolve(model)
    found = {name: level_of(terms) for name, terms in stimuli.items()}
    return {name: float(level) for name, level in found.items() if level is not None}
