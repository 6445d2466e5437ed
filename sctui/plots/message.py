"""A figure as plain values and arrays, the form in which it crosses from the worker process to the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from sctui.plots import figure as description

_KINDS = {kind.__name__: kind for kind in vars(description).values() if isinstance(kind, type) and is_dataclass(kind)}


def to_message(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Values for JSON; the arrays in it go into `arrays` under names of their own."""
    if isinstance(value, np.ndarray):
        name = f"figure.{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if is_dataclass(value) and not isinstance(value, type):
        content = {item.name: to_message(getattr(value, item.name), arrays) for item in fields(value)}
        return {"kind": type(value).__name__} | content
    if isinstance(value, (list, tuple)):
        return [to_message(item, arrays) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def from_message(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """The description again; what was a list is a tuple."""
    if isinstance(value, list):
        return tuple(from_message(item, arrays) for item in value)
    if not isinstance(value, Mapping):
        return value
    if "array" in value:
        return arrays[value["array"]]
    kind = _KINDS[value["kind"]]
    return kind(**{name: from_message(item, arrays) for name, item in value.items() if name != "kind"})
