"""What drives each input of a setup: protocols and their numbers, without computing any value. No numpy.

The rules are those of `kernels.stimulus.resolve`, which a run follows; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kernels.errors import KernelsError, unknown
from kernels.language.model import Model, RunSettings, StimulusTerm
from kernels.language.protocols import PROTOCOLS, ProtocolArgument
from kernels.language.syntax.settings import DEFAULT_RUN
from sctui.session.setup import Setup
from sctui.session.subject import preset_of

Terms = tuple[StimulusTerm, ...]

PER_MILLISECOND = {"ms": 1.0, "s": 1e-3, "step": 1.0}  # display time units in a millisecond; a map has steps alone
_FREQUENCIES = {"f_start": 1.0, "f_stop": 100.0, "rate": 100.0}  # Hz to begin with; in a map: cycles in the run


def level_name(protocol: str) -> str | None:
    """The number that counts as a protocol's level: its first amplitude."""
    for argument in PROTOCOLS[protocol].arguments:
        if argument.quantity == "amplitude":
            return argument.name
    return None


def base_drive(model: Model, setup: Setup, name: str) -> Terms:
    """What drives an input before the user changes it: the preset's word, else the model's, else nothing (0)."""
    preset = preset_of(model, setup.preset)
    stimuli = {**model.stimuli, **(preset.stimuli if preset is not None else {})}
    terms = stimuli.get(name) or (StimulusTerm("constant", {"amplitude": 0.0}),)
    if preset is not None and name in preset.values:
        return _with_level(terms, preset.values[name])
    return terms


def drive_of(model: Model, setup: Setup, name: str) -> Terms:
    """What drives an input in a setup. KernelsError for a drive that no protocol fits."""
    base = base_drive(model, setup, name)
    given = setup.drives.get(name)
    if given is None:
        return base
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return _with_level(base, float(given))
    parts = [{"protocol": given}] if isinstance(given, str) else [given] if isinstance(given, Mapping) else given
    if not isinstance(parts, Sequence) or not parts:
        raise KernelsError(f"{name}: its drive is no protocol")
    terms = tuple(_term(name, part) for part in parts)
    level = level_name(terms[0].protocol)
    if len(terms) > 1 or level is None or level in terms[0].numbers:
        return terms
    return _with_level(terms, _level(base) or 0.0)


def drive_setting(base: Terms, terms: Terms) -> Any:
    """What `Setup.drives` has to hold for these terms: nothing, a level, a protocol, or a list of protocols."""
    if terms == base:
        return None
    level = _level(terms)
    if level is not None and _level(base) is not None and _with_level(base, level) == terms:
        return level
    parts = [_part(term) for term in terms]
    return parts[0] if len(parts) == 1 else parts


def run_length(model: Model, setup: Setup) -> RunSettings:
    """Duration, dt, method and seed as the setup runs them; method None where the equations decide."""
    base = base_run(model, setup)
    return RunSettings(
        setup.duration if setup.duration is not None else base.duration,
        setup.dt if setup.dt is not None else base.dt,
        setup.method or base.method,
        setup.seed if setup.seed is not None else base.seed,
    )


def base_run(model: Model, setup: Setup) -> RunSettings:
    """The same before the user changes it."""
    preset = preset_of(model, setup.preset)
    said = preset.run if preset is not None else RunSettings()
    duration, dt = DEFAULT_RUN[model.time_unit]
    return RunSettings(
        said.duration or model.run.duration or duration,
        said.dt or model.run.dt or dt,
        model.run.method,
        model.run.seed or 0,
    )


def default_number(argument: ProtocolArgument, duration: float, time_unit: str) -> float | None:
    """An argument's default as a number; None where it has to be given."""
    text = argument.default
    if text is None:
        return None
    if text == "end of the run":
        return duration
    if text.endswith("% of the run"):
        return float(text.partition("%")[0]) / 100.0 * duration
    if text.endswith(" ms"):
        return float(text.removesuffix(" ms")) * PER_MILLISECOND[time_unit]
    return float(text)


def new_term(protocol: str, before: StimulusTerm, span: float, duration: float, time_unit: str) -> StimulusTerm:
    """Another protocol in place of a term: the level is kept; what it needs beside is given a value to begin with.

    `span` is how large a stimulus of the input may be; noise gets a tenth of it. `duration` in display time units.
    """
    numbers: dict[str, float] = {}
    level = level_name(protocol)
    kept = before.numbers.get(level_name(before.protocol) or "", 0.0)
    for argument in PROTOCOLS[protocol].arguments:
        name = argument.name
        if name == level:
            numbers[name] = kept
        elif name in before.numbers and argument.quantity != "amplitude":
            numbers[name] = before.numbers[name]
        elif argument.default is None and argument.quantity != "path":
            numbers[name] = {
                "amplitude": span / 10.0,
                "time": 5.0 * PER_MILLISECOND[time_unit],
                "frequency": _FREQUENCIES.get(name, 10.0) / (duration if time_unit == "step" else 1.0),
            }.get(argument.quantity, 1.0)
    return StimulusTerm(protocol, numbers, "" if protocol == "file" else None)


def _part(term: StimulusTerm) -> dict[str, Any]:
    path = {} if term.path is None else {"path": term.path}
    return {"protocol": term.protocol, **path, **term.numbers}


def _term(name: str, part: Any) -> StimulusTerm:
    if not isinstance(part, Mapping):
        raise KernelsError(f"{name}: its drive is no protocol")
    protocol = part.get("protocol")
    if protocol not in PROTOCOLS:
        raise unknown(f"inputs.{name}.protocol", "protocol", str(protocol), PROTOCOLS)
    numbers = {}
    for argument in PROTOCOLS[protocol].arguments:
        given = part.get(argument.name)
        if argument.quantity != "path" and isinstance(given, (int, float)):
            numbers[argument.name] = float(given)
    path = part.get("path")
    return StimulusTerm(protocol, numbers, str(path or "") if protocol == "file" else None)


def _with_level(terms: Terms, level: float) -> Terms:
    at = _level_term(terms)
    if at is None:
        raise KernelsError(f"a level does not fit a stimulus of {' + '.join(one.protocol for one in terms)}")
    term = terms[at]
    name = level_name(term.protocol)
    assert name is not None  # what _level_term promises
    changed = StimulusTerm(term.protocol, {**term.numbers, name: level}, term.path)
    return (*terms[:at], changed, *terms[at + 1 :])


def _level(terms: Terms) -> float | None:
    at = _level_term(terms)
    return None if at is None else terms[at].numbers.get(level_name(terms[at].protocol) or "")


def _level_term(terms: Terms) -> int | None:
    """The one term whose level may be set alone: the only one, else the only constant."""
    if len(terms) == 1:
        return 0 if level_name(terms[0].protocol) is not None else None
    constants = [at for at, term in enumerate(terms) if term.protocol == "constant"]
    return constants[0] if len(constants) == 1 else None
