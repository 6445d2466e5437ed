"""Everything of a setup that can be changed, as a list from top to bottom: what the parameter panel shows. No Textual.

`with_value` makes the setup in which the control at a place has another value.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kernels.language.checks.fold import evaluate
from kernels.language.model import Model, Preset
from kernels.language.syntax.settings import METHODS
from sctui.session.control import Choice, Control, Heading, Number, Option, Place, Value
from sctui.session.drives import base_run, run_length
from sctui.session.number_text import number_text
from sctui.session.scale import Scale, scale_for
from sctui.session.setup import Setup
from sctui.session.stimulus_controls import stimulus_controls, with_drive_value
from sctui.session.subject import base_values, preset_of
from sctui.units import input_units, parameter_units, state_units, unit_text

LARGEST_SEED = 999  # of the slider; any whole number can be typed
OWN = ""  # the choice that leaves it to the model


def controls(model: Model, setup: Setup) -> list[Control]:
    """All controls of a setup. KernelsError where the setup speaks of what the model does not have."""
    return [
        *_presets(model, setup),
        *_parameters(model, setup),
        *(control for item in model.inputs for control in stimulus_controls(model, setup, item)),
        *_run(model, setup),
        *_initial(model, setup),
    ]


def with_value(model: Model, setup: Setup, place: Place, value: Value) -> Setup:
    """The setup with another value at a place; None puts back what it is without the user."""
    kind, name = place[0], str(place[1]) if len(place) > 1 else ""
    if kind == "preset":
        return Setup(model=setup.model, source=setup.source, preset=str(value or OWN))
    if kind == "param":
        default = base_values(model, setup)[name]
        return setup.with_param(name, None if value is None or value == default else float(value))
    if kind == "init":
        kept = {key: old for key, old in setup.init.items() if key != name}
        return replace(setup, init=kept if value is None else kept | {name: float(value)})
    if kind == "run":
        return _with_run(model, setup, name, value)
    return with_drive_value(model, setup, place, value)


def _with_run(model: Model, setup: Setup, name: str, value: Value) -> Setup:
    if value is None or value == OWN or value == getattr(base_run(model, setup), name):
        changed: Any = None
    elif name == "method":
        changed = str(value)
    else:
        changed = int(value) if name == "seed" else float(value)
    return replace(setup, **{name: changed})


def reset_all(setup: Setup) -> Setup:
    """The setup without anything that the user changed; the preset stays."""
    return Setup(model=setup.model, source=setup.source, preset=setup.preset)


def preset_text(model: Model, preset: Preset) -> str:
    """A preset's own line, or the values that it sets."""
    if preset.doc:
        return preset.doc
    units = parameter_units(model) | input_units(model) | state_units(model)
    parts = [f"{name} = {number_text(value)} {unit_text(units.get(name, ''))}" for name, value in preset.values.items()]
    parts += [f"{name}: {' + '.join(term.protocol for term in terms)}" for name, terms in preset.stimuli.items()]
    parts += [f"{preset.run.duration:g} {model.time_unit}"] if preset.run.duration else []
    return ", ".join(part.strip() for part in parts)


# -- sections ---------------------------------------------------------------------------------------------------


def _presets(model: Model, setup: Setup) -> Iterator[Control]:
    options = (
        Option(OWN, "model's own", "the values of the model's text"),
        *(Option(one.name, one.name.replace("_", " "), preset_text(model, one)) for one in model.presets),
    )
    doc = "named values of the model; choosing one undoes all changes"
    yield Choice(("preset",), "preset", setup.preset, options, doc, setup.changed())


def _parameters(model: Model, setup: Setup) -> Iterator[Control]:
    if model.parameters:
        yield Heading(("heading", "parameters"), "parameters")
    base = base_values(model, setup)
    for one in model.parameters:
        default, changed = base[one.name], one.name in setup.params
        value = float(setup.params.get(one.name, default))
        scale = scale_for(one.low, one.high, one.log, default)
        yield Number(("param", one.name), one.name, one.unit, scale, value, default, one.doc, changed)


def _run(model: Model, setup: Setup) -> Iterator[Control]:
    base, now = base_run(model, setup), run_length(model, setup)
    assert base.duration is not None  # base_run fills both
    assert base.dt is not None
    unit, is_map = model.time_unit, model.time_unit == "step"
    shown = "" if is_map else unit  # a typed number of steps has no unit

    def times(name: str, own: float, low: float, high: float, doc: str) -> Number:
        scale = replace(scale_for(own * low, own * high, True, own, whole=is_map), guessed=True)
        return Number(("run", name), name, shown, scale, getattr(now, name), own, doc, getattr(setup, name) is not None)

    yield Heading(("heading", "run"), "run")
    steps = ", in steps of the map" if is_map else ""
    yield times("duration", base.duration, 0.05, 20.0, f"how long the run lasts{steps}")
    if not is_map:
        yield times("dt", base.dt, 0.05, 5.0, "the integration step")
        yield _method(base.method, setup)
    scale = Scale(0.0, float(LARGEST_SEED), whole=True, guessed=True)
    seed, own = float(now.seed or 0), float(base.seed or 0)
    yield Number(("run", "seed"), "seed", "", scale, seed, own, "of the random numbers", setup.seed is not None)


def _method(own: str | None, setup: Setup) -> Choice:
    title = "automatic" if own is None else f"{own} (model's)"
    doc = METHODS.get(own or "", "the equations decide")
    options = (Option(OWN, title, doc), *(Option(name, name, text) for name, text in METHODS.items()))
    return Choice(
        ("run", "method"), "method", setup.method or OWN, options, "the integration method", setup.method is not None
    )


def _initial(model: Model, setup: Setup) -> Iterator[Control]:
    if model.states:
        yield Heading(("heading", "init"), "initial values")
    base = initial_values(model, setup)
    for one in model.states:
        default, changed = base.get(one.name), one.name in setup.init
        value = setup.init.get(one.name, default)
        low, high = one.low, one.high
        if low is None and high is None and not one.unit and default is not None and 0.0 <= default <= 1.0:
            low, high = 0.0, 1.0  # a gate, as likely as not
            scale = replace(scale_for(low, high, False, default), guessed=True)
        else:
            scale = scale_for(low, high, False, default)
        doc = f"where the run starts: {one.doc}" if one.doc else "where the run starts"
        absent = "at rest" if model.init_steady else "by formula"
        value = None if value is None else float(value)
        yield Number(("init", one.name), one.name, one.unit, scale, value, default, doc, changed, absent)


def initial_values(model: Model, setup: Setup) -> dict[str, float]:
    """Where the states start before the user changes it; without those that only a run can work out."""
    preset = preset_of(model, setup.preset)
    chosen = {} if preset is None else preset.values
    known: dict[str, float] = {**base_values(model, setup), **setup.params, "t": 0.0}
    explicit = {update.name: update.expr for update in model.init}
    found: dict[str, float] = {}
    for name in (*explicit, *(one.name for one in model.states if one.name not in explicit)):
        value: float | None = chosen.get(name)
        if value is None and name in explicit:
            value = evaluate(explicit[name], known)
        elif value is None and not model.init_steady:
            value = 0.0
        if value is not None and math.isfinite(value):
            found[name] = value
            known[name] = setup.init.get(name, value)
    return found
