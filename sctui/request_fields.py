"""A JSON request -> the arguments of an operation's function, every field checked and named in what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from kernels.analysis.options import RunOptions
from kernels.errors import RequestError, quoted, unknown
from kernels.subject import SUBJECT_FIELDS

LARGEST_LIST = 100_000
RUN_FIELDS = tuple(RunOptions.__annotations__)


@dataclass(frozen=True)
class _RunScalars:
    """The common settings that are one number or one word; the run itself says which values fit."""

    duration: float
    dt: float
    seed: int
    method: str
    preset: str


def read_fields(schema: type, request: Mapping[str, Any], subject: bool, runs: bool) -> dict[str, Any]:
    """The arguments that a request holds: those of the schema checked, those of the run passed on as they are.

    `subject` says whether the request has a model, `runs` whether it takes the common settings of a run. Raises
    RequestError for a field that is unknown, missing, of the wrong type or out of its range.
    """
    own = {item.name: item for item in fields(schema)}
    known = (*own, *(SUBJECT_FIELDS if subject else ()), *(RUN_FIELDS if runs else ()))
    for name in request:
        if name not in known:
            raise unknown(quoted(str(name))[1:-1], "field", str(name), known)
    values = {name: request[name] for name in RUN_FIELDS if runs and request.get(name) is not None}
    for item in fields(_RunScalars):
        if item.name in values:
            values[item.name] = _value(get_type_hints(_RunScalars)[item.name], values[item.name], item, item.name)
    for name, value in values.items():
        _one_for_all_runs(name, value)
    return values | _read(schema, {name: request[name] for name in own if name in request}, "")


def _one_for_all_runs(name: str, value: Any) -> None:
    """RequestError for a list of numbers in the settings of a run: a sweep as long as it would take one a run."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _one_for_all_runs(f"{name}.{key}", inner)
    elif isinstance(value, (list, tuple)) and (name == "current" or "." in name):
        if not any(isinstance(part, (str, Mapping)) for part in value):
            raise RequestError(name, f"needs one number, not a list of {len(value)}")
        for index, inner in enumerate(value):
            _one_for_all_runs(f"{name}[{index}]", inner)


def _read(schema: type, request: Mapping[str, Any], path: str) -> dict[str, Any]:
    hints = get_type_hints(schema)
    values: dict[str, Any] = {}
    for item in fields(schema):
        name = f"{path}{item.name}"
        if request.get(item.name) is None:
            if item.default is MISSING and item.default_factory is MISSING:
                raise RequestError(name, f"is missing: {item.metadata.get('doc', 'it has to be given')}")
            continue
        values[item.name] = _value(hints[item.name], request[item.name], item, name)
    return values


def _value(kind: Any, value: Any, item: Field[Any], name: str) -> Any:
    """The value as the type of its field."""
    if get_origin(kind) is UnionType:
        kind = next(part for part in get_args(kind) if part is not NoneType)
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(value, Mapping):
            raise RequestError(name, f"needs a mapping, not {quoted(repr(value))}")
        for inner in value:
            known = [part.name for part in fields(kind)]
            if inner not in known:
                raise unknown(f"{name}.{inner}", "field", str(inner), known)
        return kind(**_read(kind, value, f"{name}."))
    if get_origin(kind) is tuple:
        return _list(get_args(kind)[0], value, item, name)
    if kind is bool:
        return _flag(value, name)
    if kind in (int, float):
        return _number(kind, value, item, name)
    if kind is str:
        return _text(value, item, name)
    return value  # Any: the function checks it


def _list(kind: Any, value: Any, item: Field[Any], name: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > LARGEST_LIST:
        raise RequestError(name, f"needs a list of at most {LARGEST_LIST:,} entries")
    return tuple(_value(kind, entry, item, f"{name}[{i}]") for i, entry in enumerate(value))


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise RequestError(name, f"is true or false, not {quoted(repr(value))}")
    return value


def _number(kind: type, value: Any, item: Field[Any], name: str) -> float | int:
    wanted = "a whole number" if kind is int else "a number"
    # a whole number in JSON may have more digits than a double can hold
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= sys.float_info.max:
        raise RequestError(name, f"needs {wanted}, not {quoted(repr(value))}")
    if kind is int and value != int(value):
        raise RequestError(name, f"needs a whole number, not {value!r}")
    low, high = item.metadata.get("low"), item.metadata.get("high")
    if low is not None and value < low:
        raise RequestError(name, f"{value:g} is below {low:g}")
    if high is not None and value > high:
        raise RequestError(name, f"{value:g} is above {high:g}")
    return int(value) if kind is int else float(value)


def _text(value: Any, item: Field[Any], name: str) -> str:
    if not isinstance(value, str):
        raise RequestError(name, f"needs a text, not {quoted(repr(value))}")
    choices = item.metadata.get("choices") or ()
    if choices and value not in choices:
        raise unknown(name, item.name, value, choices)
    return value
