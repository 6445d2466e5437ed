"""An operation as a command: its own fields, the settings of its runs and the outputs as command-line arguments."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import Field, fields, is_dataclass
from importlib import import_module
from inspect import signature
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sctui.arguments import MODEL_ARGUMENTS, OUTPUTS, RUN_ARGUMENTS, SCHEDULER, Argument, Command
from sctui.failure import UsageError
from sctui.operations import Operation, schema_of


def command_of(operation: Operation) -> Command:
    """The command that carries out an operation."""
    runs = [
        item._replace(optional=True) if item.positional and operation.modelless else item
        for item in MODEL_ARGUMENTS
        if operation.subject and (operation.runs or item.group == "arguments")
    ]
    own = [_argument(_option(operation, item, kind), item, kind) for item, kind in _fields(operation)]
    place = (SCHEDULER,) if sweeps(operation) else ()
    return Command(operation.name, operation.help, "sctui.commands.operation", (*runs, *own, *place, *OUTPUTS))


def sweeps(operation: Operation) -> bool:
    """Whether it runs many lanes at once, which a cluster can do as well: its function then has the argument."""
    return "client" in signature(getattr(import_module(operation.home), operation.function)).parameters


def own_names(operation: Operation) -> tuple[str, ...]:
    """The names of the operation's own fields."""
    return tuple(item.name for item in fields(schema_of(operation)))


def own_fields(operation: Operation, options: Namespace) -> dict[str, Any]:
    """The operation's own fields that were given, as a request holds them. UsageError for texts of the wrong form."""
    values: dict[str, Any] = {}
    for item, kind in _fields(operation):
        option = _option(operation, item, kind)
        given = getattr(options, option.lstrip("-").replace("-", "_"))
        if kind is bool:
            if given:
                values[item.name] = not item.default
        elif given is not None:
            values[item.name] = _value(kind, given, option)
    return values


def _fields(operation: Operation) -> list[tuple[Field[Any], Any]]:
    """The fields of the schema with their types, None taken off."""
    schema = schema_of(operation)
    hints = get_type_hints(schema)
    found = []
    for item in fields(schema):
        kind = hints[item.name]
        if get_origin(kind) is UnionType:
            kind = next(part for part in get_args(kind) if part is not NoneType)
        found.append((item, kind))
    return found


def _option(operation: Operation, item: Field[Any], kind: Any) -> str:
    """The option of a field; one that a run or the output has already gets the operation's name or family before it."""
    name = ("no-" if kind is bool and item.default is True else "") + item.name.replace("_", "-")
    taken = {word for argument in (*RUN_ARGUMENTS, *OUTPUTS) for word in argument.names}
    return f"--{operation.name.partition('/')[0]}-{name}" if f"--{name}" in taken else f"--{name}"


def _argument(name: str, item: Field[Any], kind: Any) -> Argument:
    doc = str(item.metadata["doc"])
    if kind is bool:
        return Argument((name,), f"do not {doc}" if item.default is True else doc, "flag", group="operation")
    if is_dataclass(kind):
        doc += f" ({':'.join(part.name for part in fields(kind))})"
    metavar = "N" if kind is int else "TEXT" if kind is str else "X"
    choices = tuple(item.metadata.get("choices") or ())
    return Argument((name,), doc, metavar="" if choices else metavar, choices=choices, group="operation")


def _value(kind: Any, text: str, option: str) -> Any:
    """The option's text as JSON would hold it; what begins as a JSON object or list is read as JSON."""
    if kind is not str and text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{option}: no JSON: {error}") from None
    if kind in (int, float):
        return _number(text, option)
    if is_dataclass(kind):
        parts = text.split(":")
        known = fields(kind)
        if len(parts) > len(known):
            raise UsageError(f"{option}: {text!r} has more than {len(known)} parts ({':'.join(p.name for p in known)})")
        hints = get_type_hints(kind)
        return {p.name: _value(hints[p.name], part, option) for p, part in zip(known, parts, strict=False) if part}
    if get_origin(kind) is tuple:
        return [_value(get_args(kind)[0], part, option) for part in text.split(",") if part]
    return text


def _number(text: str, option: str) -> float | int:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"{option}: {text[:60]!r} is not a number") from None
