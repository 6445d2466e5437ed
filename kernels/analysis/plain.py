"""Results as plain JSON values: dataclasses as objects, arrays as lists, NaN and infinities as null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from kernels.language.model import Model


def plain(value: Any) -> Any:
    """The value as JSON knows it. A model is left out: it is what was asked about."""
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if is_dataclass(value) and not isinstance(value, type):
        items = ((item.name, getattr(value, item.name)) for item in fields(value))
        return {name: plain(content) for name, content in items if not isinstance(content, Model)}
    if isinstance(value, Mapping):
        return {str(name): plain(content) for name, content in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, (list, tuple)):
        if set(map(type, value)) == {float}:  # a trace of a million samples takes this way
            return list(value) if all(map(math.isfinite, value)) else [x if math.isfinite(x) else None for x in value]
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
