"""Which stimulus does each input get: the model's `input` directive, a preset's value, or what a request says?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from kernels.errors import RequestError, quoted, unknown
from kernels.language.model import Model, StimulusTerm
from kernels.request_values import finite_number, finite_numbers, mapping
from kernels.stimulus.protocols import NUMERICS, number_names

Terms = tuple[StimulusTerm, ...]
Number = Callable[[str, Any], Any]  # (field, value): the number or numbers, checked


def resolve(
    model: Model,
    *,
    current: Any = None,
    inputs: Mapping[str, Any] | None = None,
    protocol: Any = None,
    preset: Mapping[str, float] | None = None,
    lanes: bool = True,
) -> dict[str, Terms]:
    """The stimulus of every input of `model`, in the model's order; an input nobody speaks of is constant 0.

    `current` is a level for the first input, `protocol` its protocol: a name, or a mapping
    `{"protocol": "sine", "amplitude": 5, "frequency": 8}`, or a list of such mappings, which are summed.
    `inputs` holds by input name either a level or such a protocol. A level is a number or one number a lane (n,);
    it sets the amplitude (of `ou` the mean) and leaves the protocol as it is. `preset` holds a preset's values;
    those that name an input are levels. Later words win: directive, preset, request.
    Without `lanes` every number is one number, and a list of them is refused.
    Numbers are in display units. Raises RequestError naming the field for what is unknown or does not fit.
    """
    number: Number = finite_numbers if lanes else finite_number
    names = [item.name for item in model.inputs]
    stimuli = {name: model.stimuli.get(name) or _constant(0.0) for name in names}
    for name in names:
        if preset is not None and name in preset:
            stimuli[name] = _with_level(stimuli[name], preset[name], f"preset.{name}", number)
    for field, value in (("current", current), ("protocol", protocol)):
        if value is not None and not names:
            raise RequestError(field, "this model has no input to drive; use I in an equation")
    given = mapping("inputs", inputs)
    for name in given:
        if name not in stimuli:
            raise unknown(f"inputs.{name}", "input", name, names)
    if names and names[0] in given and (current is not None or protocol is not None):
        raise RequestError(f"inputs.{names[0]}", "is set a second time by current or protocol; give one of them")
    if protocol is not None:
        stimuli[names[0]] = _drive(protocol, stimuli[names[0]], current is not None, "protocol", number)
    if current is not None:
        stimuli[names[0]] = _with_level(stimuli[names[0]], current, "current", number)
    for name, value in given.items():
        field = f"inputs.{name}"
        if _is_level(value):
            stimuli[name] = _with_level(stimuli[name], value, field, number)
        else:
            stimuli[name] = _drive(value, stimuli[name], False, field, number)
    return stimuli


def level_of(terms: Terms) -> Any:
    """The level that `current` would replace: a number, an array (n,), or None where there is no single one."""
    index = _level_term(terms)
    if index is None:
        return None
    name = NUMERICS[terms[index].protocol].level
    return None if name is None else terms[index].numbers.get(name)


def _drive(value: Any, before: Terms, level_follows: bool, field: str, number: Number) -> Terms:
    """The terms a request's protocol asks for; a level that it leaves out is kept from `before`."""
    if isinstance(value, str):
        value = {"protocol": value}
    parts = [value] if isinstance(value, Mapping) else value
    if not isinstance(parts, Sequence) or not parts:
        raise RequestError(field, "needs a protocol's name, or its name and numbers, or a list of these")
    fields = [f"{field}[{index}]" if len(parts) > 1 else field for index in range(len(parts))]
    terms = tuple(_term(part, one, number) for part, one in zip(parts, fields, strict=True))
    if len(terms) > 1:
        return terms
    level = NUMERICS[terms[0].protocol].level
    if level is None or level in terms[0].numbers:
        return terms
    kept = level_of(before)
    if kept is None and not level_follows:
        raise RequestError(f"{field}.{level}", f"{terms[0].protocol} needs it, and the model gives no level to keep")
    return _with_level(terms, 0.0 if kept is None else kept, field, number)


def _term(value: Any, field: str, number: Number) -> StimulusTerm:
    """One summand from `{"protocol": name, number: value, ...}`."""
    if not isinstance(value, Mapping):
        raise RequestError(field, f"needs a mapping with the key 'protocol', not {quoted(repr(value))}")
    rest = {str(key): item for key, item in value.items()}
    name = rest.pop("protocol", None)
    if not isinstance(name, str):
        raise RequestError(f"{field}.protocol", "is missing: one of " + ", ".join(NUMERICS))
    if name not in NUMERICS:
        raise unknown(f"{field}.protocol" if field != "protocol" else field, "protocol", name, NUMERICS)
    path = rest.pop("path", None) if name == "file" else None
    if name == "file" and not isinstance(path, str):
        raise RequestError(f"{field}.path", "file needs the path of a CSV file")
    known = number_names(name)
    numbers = {}
    for key, item in rest.items():
        if key not in known:
            raise unknown(f"{field}.{key}", f"number of {name}", key, known)
        numbers[key] = cast(float, number(f"{field}.{key}", item))
    return StimulusTerm(name, numbers, path)


def _with_level(terms: Terms, level: Any, field: str, number: Number) -> Terms:
    """`terms` with its level replaced."""
    index = _level_term(terms)
    if index is None:
        raise RequestError(
            field, f"cannot set a level: the input is driven by {_described(terms)}; give a protocol with it"
        )
    term = terms[index]
    name = NUMERICS[term.protocol].level
    assert name is not None  # what _level_term promises
    changed = StimulusTerm(term.protocol, {**term.numbers, name: cast(float, number(field, level))}, term.path)
    return (*terms[:index], changed, *terms[index + 1 :])


def _level_term(terms: Terms) -> int | None:
    """The one term whose level a request may replace: the only one, else the only constant."""
    if len(terms) == 1:
        return 0 if NUMERICS[terms[0].protocol].level is not None else None
    constants = [index for index, term in enumerate(terms) if term.protocol == "constant"]
    return constants[0] if len(constants) == 1 else None


def _described(terms: Terms) -> str:
    return " + ".join(term.protocol for term in terms)


def _constant(level: float) -> Terms:
    return (StimulusTerm("constant", {"amplitude": level}),)


def _is_level(value: Any) -> bool:
    """Whether the value of an input is a level (a number, an array, a list of numbers), not a protocol."""
    if isinstance(value, (str, Mapping)):
        return False
    return not (isinstance(value, Sequence) and any(isinstance(item, (str, Mapping)) for item in value))
