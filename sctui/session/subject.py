"""The checked model that a setup is about, and the values its sliders stand at."""

from __future__ import annotations

from typing import Any

from kernels.errors import KernelsError, RequestError
from kernels.language.model import Input, Model, Parameter, Preset
from kernels.library import parse, path_of, read_text
from sctui.session.setup import Setup


def model_of(setup: Setup) -> Model:
    """The model of a setup; KernelsError where its text is wrong or the library has no such model."""
    return parse(setup.source if setup.source else read_text(path_of(setup.model)))


def preset_of(model: Model, name: str) -> Preset | None:
    """A preset by name; None for "" and KernelsError for a name that is not there."""
    if not name:
        return None
    for preset in model.presets:
        if preset.name == name:
            return preset
    raise KernelsError(f"{model.title or 'the model'} has no preset {name!r}")


def base_values(model: Model, setup: Setup) -> dict[str, float]:
    """What every parameter is before the user changes it: the model's default, or the preset's value."""
    preset = preset_of(model, setup.preset)
    values = {one.name: one.default for one in model.parameters}
    return values if preset is None else values | {n: v for n, v in preset.values.items() if n in values}


def request_without_drive(setup: Setup) -> dict[str, Any]:
    """The setup's request for an operation that sets the first input itself; other inputs stay driven."""
    inputs = model_of(setup).inputs
    return setup.with_drive(inputs[0].name, None).request() if inputs else setup.request()


def adjustable_range(setup: Setup, name: str) -> tuple[float, float]:
    """The range over which an input or a parameter is varied: the model's, or half to twice its value."""
    model = model_of(setup)
    adjustable: tuple[Input | Parameter, ...] = (*model.inputs, *model.parameters)
    item = next((one for one in adjustable if one.name == name), None)
    if item is None:
        raise RequestError(name, "the model has no parameter or input of that name")
    if item.low is not None and item.high is not None:
        return item.low, item.high
    value = base_values(model, setup).get(name, 1.0) or 1.0
    return min(value / 2, value * 2), max(value / 2, value * 2)
