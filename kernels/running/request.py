"""What a run is asked for: times, method, seed, parameters and initial states, from the request and the model.

Everything is checked here, once, for single runs and sweeps alike; what is wrong raises RequestError naming the field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kernels.codegen.methods import METHODS
from kernels.errors import RequestError, unknown
from kernels.language.model import Model, Preset
from kernels.language.syntax.settings import DEFAULT_RUN
from kernels.language.syntax.tree import Span
from kernels.request_values import choice, finite_number, finite_numbers, mapping, whole_number
from kernels.stimulus import Stimulus, resolve
from kernels.stimulus.protocols import Setting

Number = Any  # a float, or an array of one float a lane

SPIKE_TIMES = ("step", "interpolated", "precise")
SLACK = 1e-9  # of a step: a duration that is this close to a whole number of steps is one
MOST_STEPS = 10**10
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A checked request. Times in display units; `parameters` complete, `init` only what was given."""

    model: Model
    duration: float
    dt: float
    n_steps: int
    method: str | None
    seed: int
    parameters: Mapping[str, Number]
    init: Mapping[str, Number]
    stimuli: tuple[Stimulus, ...]


def read_request(
    model: Model,
    *,
    n_lanes: int | None = None,
    current: Any = None,
    inputs: Mapping[str, Any] | None = None,
    protocol: Any = None,
    preset: str | None = None,
    params: Mapping[str, Any] | None = None,
    init: Mapping[str, Any] | None = None,
    duration: float | None = None,
    dt: float | None = None,
    method: str | None = None,
    seed: int | None = None,
    folder: Path | None = None,
    allow_outside: bool = False,
) -> RunRequest:
    """Reads and checks a request.

    With `n_lanes` numbers may be arrays (n_lanes,) in `params`, `init`, `current`, `inputs` and `protocol`; without it
    the request is about one run, and a list is refused.

    `folder` is where stimulus files are looked for, and may not be left unless `allow_outside`.
    """
    if not isinstance(model, Model):
        raise RequestError("model", f"needs a model, as kernels.load gives, not a {type(model).__name__}")
    default_duration, default_dt = DEFAULT_RUN[model.time_unit]
    chosen = _preset(model, preset)
    step = _positive("dt", dt if dt is not None else chosen.run.dt or model.run.dt or default_dt)
    said = chosen.run.duration or model.run.duration or default_duration
    length = _positive("duration", duration if duration is not None else said)
    if model.time_unit == "step" and step != 1.0:
        raise RequestError("dt", "a map has no time step: leave it out, time counts in steps")
    steps = length / step
    if steps > MOST_STEPS:
        raise RequestError("duration", f"{steps:.3g} steps of dt = {step:g}; a run has at most {MOST_STEPS:.0e}")
    if steps < 1.0 - SLACK:
        raise RequestError("dt", f"{step:g} {model.time_unit} is longer than the run of {length:g} {model.time_unit}")
    n_steps = math.ceil(steps - SLACK)
    if method is not None:
        choice("method", method, METHODS)
    driven = replace(model, stimuli={**model.stimuli, **chosen.stimuli})
    stimuli = resolve(
        driven, current=current, inputs=inputs, protocol=protocol, preset=chosen.values, lanes=n_lanes is not None
    )  # fmt: skip
    setting = Setting(step, length, model.time_unit)
    return RunRequest(
        model=model,
        duration=length,
        dt=step,
        n_steps=n_steps,
        method=method,
        seed=whole_number("seed", seed if seed is not None else model.run.seed or 0, 0, LARGEST_SEED),
        parameters=_parameters(model, chosen.values, mapping("params", params), n_lanes),
        init=_init(model, chosen.values, mapping("init", init), n_lanes),
        stimuli=tuple(
            Stimulus(
                terms, setting, n_lanes=n_lanes or 1, folder=folder, allow_outside=allow_outside, field=f"inputs.{name}"
            )
            for name, terms in stimuli.items()
        ),
    )


def _positive(field: str, value: Any) -> float:
    number = finite_number(field, value)
    if number <= 0.0:
        raise RequestError(field, f"has to be a positive number, not {number:g}")
    return number


def _number(field: str, value: Any, n_lanes: int | None) -> Number:
    """A finite float, or an array (n_lanes,) of them where there are several lanes."""
    if n_lanes is None:
        return finite_number(field, value)
    numbers = finite_numbers(field, value)
    if isinstance(numbers, float):
        return numbers
    if len(numbers) != n_lanes:
        raise RequestError(field, f"needs one number, not an array of shape {numbers.shape}")
    return numbers if n_lanes > 1 else float(numbers[0])


def _preset(model: Model, name: str | None) -> Preset:
    if name is None:
        return Preset("", {}, "", Span(0, 0))
    presets = {preset.name: preset for preset in model.presets}
    return presets[choice("preset", name, presets)]


def _parameters(
    model: Model, preset: Mapping[str, float], params: Mapping[str, Any], n_lanes: int | None
) -> dict[str, Number]:
    values: dict[str, Number] = {p.name: p.default for p in model.parameters}
    values |= {name: value for name, value in preset.items() if name in values}
    for name, value in params.items():
        if name not in values:
            raise unknown(f"params.{name}", "parameter", name, values)
        values[name] = _number(f"params.{name}", value, n_lanes)
    return values


def _init(model: Model, preset: Mapping[str, float], init: Mapping[str, Any], n_lanes: int | None) -> dict[str, Number]:
    states = [s.name for s in model.states]
    values: dict[str, Number] = {name: value for name, value in preset.items() if name in states}
    for name, value in init.items():
        if name not in states:
            raise unknown(f"init.{name}", "state", name, states)
        values[name] = _number(f"init.{name}", value, n_lanes)
    return values
