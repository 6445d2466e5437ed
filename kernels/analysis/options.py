"""What every analysis can be told about its runs, and how its own request is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypedDict


class RunOptions(TypedDict, total=False):
    """The common settings of a run: the arguments of `kernels.simulate` and `kernels.sweep` under the same names."""

    current: Any
    inputs: Mapping[str, Any]
    protocol: Any
    preset: str
    params: Mapping[str, float]
    init: Mapping[str, float]
    duration: float
    dt: float
    method: str
    seed: int


Progress = Callable[[float], None]
Question = Callable[[], bool]


def asked(
    doc: str,
    default: Any = ...,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field of a request: one line about it, its default (without one it has to be given), bounds, choices."""
    metadata = {"doc": doc, "low": low, "high": high, "choices": choices}
    if default is ...:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
