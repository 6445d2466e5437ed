"""The options of `sctui run` -> the arguments of `kernels.simulate`."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from kernels.errors import RequestError, nearest
from kernels.language.model import Model
from kernels.language.protocols import PROTOCOLS
from sctui.arguments import RUN_ARGUMENTS
from sctui.failure import UsageError
from sctui.quantity import quantity
from sctui.units import input_units, parameter_units, state_units

PROTOCOL_NUMBERS = tuple(item.key for item in RUN_ARGUMENTS if item.group == "numbers of the protocol")


def request(model: Model, options: Namespace) -> dict[str, Any]:
    """Keyword arguments for `kernels.simulate`: what was given on the command line, converted to display units.

    Raises UsageError for texts that are no numbers, unknown names, and numbers without their protocol.
    """
    time_unit = "" if model.time_unit == "step" else model.time_unit
    first = model.inputs[0].unit if model.inputs else ""
    asked = {
        "current": None if options.current is None else quantity(options.current, first, "--current"),
        "inputs": _assignments(options.input, input_units(model), "--input", "input"),
        "protocol": _protocol(options, time_unit, first),
        "params": _assignments(options.param, parameter_units(model), "--param", "parameter"),
        "init": _assignments(options.init, state_units(model), "--init", "state"),
        "preset": options.preset,
        "duration": None if options.duration is None else quantity(options.duration, time_unit, "--duration"),
        "dt": None if options.dt is None else quantity(options.dt, time_unit, "--dt"),
        "method": options.method,
        "seed": options.seed,
        "record_every": options.record_every,
        "spike_times": options.spike_times,
        "strict": options.strict or None,
        "allow_outside": True if options.path else None,  # a path typed here may be anywhere; one in a file may not
    }
    return {name: value for name, value in asked.items() if value is not None}


def request_without_model(options: Namespace) -> dict[str, Any]:
    """The settings that make sense without a model: times in ms. UsageError for one that needs a model."""
    for name in ("current", "input", "protocol", "param", "init", "preset", *PROTOCOL_NUMBERS):
        if getattr(options, name, None):
            raise UsageError(f"{_option(name)}: needs a MODEL")
    asked = {
        "duration": None if options.duration is None else quantity(options.duration, "ms", "--duration"),
        "dt": None if options.dt is None else quantity(options.dt, "ms", "--dt"),
        "method": options.method,
        "seed": options.seed,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _assignments(
    given: Sequence[tuple[str, str]], units: Mapping[str, str], option: str, noun: str
) -> dict[str, float] | None:
    """NAME=VALUE pairs as numbers in the names' display units; the last of a name counts."""
    for name, _ in given:
        if name not in units:
            near = nearest(name, units)
            hint = f"did you mean {near!r}?" if near else "known: " + (", ".join(units) or "none")
            raise UsageError(f"{option} {name[:60]}: the model has no {noun} of that name; {hint}")
    return {name: quantity(text, units[name], f"{option} {name}") for name, text in given} or None


def _protocol(options: Namespace, time_unit: str, input_unit: str) -> dict[str, Any] | None:
    """The protocol and its numbers, each in the unit of what it measures."""
    given = {name: getattr(options, name) for name in PROTOCOL_NUMBERS if getattr(options, name) is not None}
    if options.protocol is None:
        if given:
            raise UsageError(f"{_option(next(iter(given)))}: belongs to a protocol; add --protocol NAME")
        return None
    settings: dict[str, Any] = {"protocol": options.protocol}
    arguments = {argument.name: argument.quantity for argument in PROTOCOLS[options.protocol].arguments}
    frequency_unit = "Hz" if time_unit else ""  # a map has no seconds: cycles a step
    units = {"amplitude": input_unit, "time": time_unit, "frequency": frequency_unit}
    for name, text in given.items():
        if name not in arguments:
            takes = ", ".join(_option(known) for known in arguments if known in PROTOCOL_NUMBERS)
            raise UsageError(f"{_option(name)}: {options.protocol} has no such number; it takes {takes or 'none'}")
        path = arguments[name] == "path"
        settings[name] = (
            os.path.abspath(text) if path else quantity(text, units.get(arguments[name], ""), _option(name))
        )
    return settings


def in_options(error: RequestError, options: Namespace) -> str:
    """The error's message with the option in place of the request's field: `--param g_Na: is not a finite number`."""
    heads = {"params": "--param", "init": "--init", "inputs": "--input", "file": "--path"}
    if error.field == "file" and options.path is None:
        return str(error)  # the file that the model's own text names
    head, _, rest = error.field.partition(".")
    last = error.field.rpartition(".")[2]
    if last in PROTOCOL_NUMBERS:
        option = _option(last)
    elif head in heads:
        option = f"{heads[head]} {rest}".rstrip()
    else:
        option = _option(head)
    return f"{option}: {str(error).removeprefix(error.field + ': ')}"


def _option(key: str) -> str:
    return "--" + key.replace("_", "-")
