"""The controls of an input's stimulus: each summand's protocol and numbers, and a picture of the sum. No Textual."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from kernels.language.model import Input, Model, StimulusTerm
from kernels.language.protocols import PROTOCOLS, ProtocolArgument
from sctui.session.control import Choice, Control, FilePath, Heading, Number, Option, Picture, Place, Value
from sctui.session.drives import (
    Terms,
    base_drive,
    default_number,
    drive_of,
    drive_setting,
    level_name,
    new_term,
    run_length,
)
from sctui.session.scale import Scale, scale_for
from sctui.session.setup import Setup

NOTHING = StimulusTerm("constant", {"amplitude": 0.0})  # what a further summand begins as

# Ranges of what no model says: low, high, log
FREQUENCIES = {True: (0.1, 1000.0, True), False: (1e-4, 0.5, True)}  # Hz; a map's cycles per step
RANGES = {"angle": (0.0, 2.0 * math.pi, False), "number": (0.0, 2.0, False)}


def stimulus_controls(model: Model, setup: Setup, item: Input) -> Iterator[Control]:
    """What drives one input: a heading, the summands, the picture."""
    terms = drive_of(model, setup, item.name)
    run = run_length(model, setup)
    assert run.duration is not None  # run_length fills both
    assert run.dt is not None
    yield Heading(("heading", "stimulus", item.name), f"stimulus {item.name}", item.doc)
    options = tuple(Option(one.name, one.name, one.doc) for one in PROTOCOLS.values())
    for at, term in enumerate(terms):
        own = own_term(model, setup, item, at)
        name = "protocol" if len(terms) == 1 else f"stimulus {at + 1}"
        changed = own.protocol != term.protocol
        yield Choice(("protocol", item.name, at), name, term.protocol, options, "what is injected over time", changed)
        before = begun(model, setup, item, at, term.protocol)
        for argument in PROTOCOLS[term.protocol].arguments:
            place = ("drive", item.name, at, argument.name)
            if argument.quantity == "path":
                yield FilePath(place, argument.name, term.path or "", argument.doc, before.path != term.path)
            else:
                yield _number(model, item, place, argument, term, before, run.duration, run.dt)
    yield Picture(
        ("picture", item.name),
        terms,
        run.duration,
        run.dt,
        model.time_unit,
        run.seed or 0,
        model.inputs.index(item),
        item.unit,
    )


def own_term(model: Model, setup: Setup, item: Input, at: int) -> StimulusTerm:
    """A summand before the user changes it; nothing where the model has none there."""
    base = base_drive(model, setup, item.name)
    return base[at] if at < len(base) else NOTHING


def begun(model: Model, setup: Setup, item: Input, at: int, protocol: str) -> StimulusTerm:
    """What a summand begins with once a protocol is chosen for it; the model's own where that is the protocol."""
    own = own_term(model, setup, item, at)
    if protocol == own.protocol:
        return own
    level = own.numbers.get(level_name(own.protocol) or "")
    span = scale_for(item.low, item.high, False, level)
    duration = run_length(model, setup).duration or 1.0
    return new_term(protocol, own, span.high - span.low, duration, model.time_unit)


def _number(
    model: Model,
    item: Input,
    place: Place,
    argument: ProtocolArgument,
    term: StimulusTerm,
    before: StimulusTerm,
    duration: float,
    dt: float,
) -> Number:
    name, seconds = argument.name, model.time_unit != "step"
    time_unit = model.time_unit if seconds else ""
    units = {"amplitude": item.unit, "time": time_unit, "frequency": "Hz" if seconds else "", "angle": "rad"}
    default = before.numbers.get(name, default_number(argument, duration, model.time_unit))
    value = term.numbers.get(name, default)
    scale = _scale(item, argument, value if default is None else default, duration, dt, seconds)
    unit = units.get(argument.quantity, "")
    return Number(place, name, unit, scale, value, default, argument.doc, value != default)


def _scale(
    item: Input, argument: ProtocolArgument, around: float | None, duration: float, dt: float, seconds: bool
) -> Scale:
    """The range of a protocol's number: amplitudes as the input's range says, times within the run."""
    whole = scale_for(item.low, item.high, False, around)
    if argument.name == "sigma":
        return replace(whole, low=0.0, high=(whole.high / 2 - whole.low / 2), guessed=True)
    if argument.quantity == "amplitude":
        return whole
    if argument.name in ("start", "stop"):
        low, high, log = 0.0, duration, False
    elif argument.quantity == "time":
        low, high, log = dt, duration, True
    else:
        low, high, log = FREQUENCIES[seconds] if argument.quantity == "frequency" else RANGES[argument.quantity]
    return replace(scale_for(low, high, log, around), guessed=True)


# -- changes ----------------------------------------------------------------------------------------------------


def with_drive_value(model: Model, setup: Setup, place: Place, value: Value) -> Setup:
    """The setup with another protocol, number or path of a summand; None puts back what it began with."""
    kind, name, at = str(place[0]), str(place[1]), int(place[2])
    item = next(one for one in model.inputs if one.name == name)
    terms = drive_of(model, setup, name)
    term = terms[at]
    if kind == "protocol":
        term = begun(model, setup, item, at, str(value or own_term(model, setup, item, at).protocol))
    elif place[3] == "path":
        term = replace(term, path=str(value or ""))
    else:
        before = begun(model, setup, item, at, term.protocol)
        term = replace(term, numbers=_with_number(term, before, str(place[3]), value))
    return _with_terms(model, setup, name, (*terms[:at], term, *terms[at + 1 :]))


def add_term(model: Model, setup: Setup, name: str) -> Setup:
    """One summand more in the drive of an input: a constant 0."""
    return _with_terms(model, setup, name, (*drive_of(model, setup, name), NOTHING))


def remove_term(model: Model, setup: Setup, name: str, at: int) -> Setup:
    """One summand less; the last one stays."""
    terms = drive_of(model, setup, name)
    return setup if len(terms) == 1 else _with_terms(model, setup, name, terms[:at] + terms[at + 1 :])


def _with_terms(model: Model, setup: Setup, name: str, terms: Terms) -> Setup:
    return setup.with_drive(name, drive_setting(base_drive(model, setup, name), terms))


def _with_number(term: StimulusTerm, before: StimulusTerm, name: str, value: Value) -> dict[str, float]:
    number = before.numbers.get(name) if value is None else float(value)
    kept = {key: old for key, old in term.numbers.items() if key != name}
    return kept if number is None else {**kept, name: number}
