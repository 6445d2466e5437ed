"""What every analysis can be told about its runs, and how its own request is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Protocol, TypedDict


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


class Progress(Protocol):
    """What long work calls on its way: `progress(fraction)` or `progress(fraction, values)`.

    `fraction` rises from 0 to 1. `values` is what is known by then, under the names of the result's fields, so that
    whatever draws a result can draw it: what has been found is the beginning of the result and does not change any
    more. It holds arrays, numbers, texts and dataclasses; `kernels.analysis.plain.plain` makes JSON of it. The arrays
    are read-only and stay valid. Calls without values mean that nothing new is known.

    - `heatmap`: the fields of `Heatmap`, `values` with the finished rows only, from row 0 on;
    - `scan`: those of `Scan`, `models` with those that are done, in the library's order;
    - `fi_curve`: `currents`, `rates`, `first_isi_rates` and `unit`, once before the rheobase is looked for;
    - `characterize`: those of `Character`, None where nothing is known yet, from the rates of the f-I curve on;
    - `bifurcation`: those of `Bifurcation`, `up` and `down` with the values that have been run, no branches yet;
    - `multi_target`: those of `MultiTarget`, `results` and `failed` with the devices that are done, in their order.

    Work that is cancelled raises `Cancelled` with the same values as its `partial`.
    """

    def __call__(self, fraction: float, values: Mapping[str, Any] | None = None, /) -> Any:
        """So much is done, and this is known."""


Share = Callable[[float], Any]  # where nothing but the fraction is told
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
