"""The options of `sctui run` -> the arguments of `kernels.simulate`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from kernels.errors import nearest
from kernels.language.model import Model
from kernels.language.protocols import PROTOCOLS
from sctui.command_table import RUN_ARGUMENTS
from sctui.failure import UsageError
from sctui.quantity import quantity

PROTOCOL_NUMBERS = tuple(item.key for item in RUN_ARGUMENTS if item.group == "numbers of the protocol")


def request(model: Model, options: Namespace) -> dict[str, Any]:
    """Keyword arguments for `kernels.simulate`: what was given on the command line, converted to display units.

    Raises UsageError for texts that are no numbers, unknown names, and numbers without their protocol.
    """
    time_unit = "" if model.time_unit == "step" else model.time_unit
    first = model.inputs[0].unit if model.inputs else ""
    parameters = {item.name: item.unit for item in model.parameters}
    states = {item.name: item.unit for item in model.states}
    inputs = {item.name: item.unit for item in model.inputs}
    asked = {
        "current": None if options.current is None else quantity(options.current, first, "--current"),
        "inputs": _assignments(options.input, inputs, "--input", "input"),
        "protocol": _protocol(options, time_unit, first),
        "params": _assignments(options.param, parameters, "--param", "parameter"),
        "init": _assignments(options.init, states, "--init", "state"),
        "preset": options.preset,
        "duration": None if options.duration is None else quantity(options.duration, time_unit, "--duration"),
        "dt": None if options.dt is None else quantity(options.dt, time_unit, "--dt"),
        "method": options.method,
        "seed": options.seed,
        "record_every": options.record_every,
        "spike_times": options.spike_times,
        "strict": options.strict or None,
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
        settings[name] = text if path else quantity(text, units.get(arguments[name], ""), _option(name))
    return settings


def _option(key: str) -> str:
    return "--" + key.replace("_", "-")
