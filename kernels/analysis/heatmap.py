"""Any measure of a model over two of its parameters: a matrix, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.configured import part_of
from kernels.analysis.lane_measures import (
    LANE_MEASURES,
    check_spikes,
    chosen_state,
    driven_of,
    lane_unit,
    measure_lanes,
)
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import Cancelled, RequestError, unknown
from kernels.language.measures import PATTERNS
from kernels.language.model import Model
from kernels.request_values import mapping
from kernels.running.cluster import sweeping
from kernels.running.request import LARGEST_SEED

if TYPE_CHECKING:
    from distributed import Client

Array = NDArray[np.float64]

MOST_STEPS = 1024  # a side
MOST_CELLS = 262_144
LANES_A_PART = 512  # cells run together, in whole rows: what `rows` gets at a time
LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a heat map."""

    parameter: str = asked("a parameter, an input (its level) or a state (its initial value)")
    min: float = asked("the first value", low=-LARGEST, high=LARGEST)
    max: float = asked("the last value", low=-LARGEST, high=LARGEST)
    steps: int = asked("number of values", 32, low=1, high=MOST_STEPS)


@dataclass(frozen=True, slots=True)
class HeatmapRequest:
    """What a heat map is asked with, beside the model and the settings of its runs."""

    x: Axis = asked("the horizontal side")  # noqa: RUF009 - Axis is frozen
    y: Axis = asked("the vertical side")  # noqa: RUF009
    measure: str = asked("what is measured of every run", "rate", choices=LANE_MEASURES)
    state: str | None = asked("the state that mean, min, max, std, amplitude and final are of; the first plotted", None)


@dataclass(frozen=True, slots=True)
class Heatmap:
    """`values[j, i]` is the measure at `y_values[j]`, `x_values[i]`; NaN where it is not defined or the run failed.

    For the pattern the values are numbers of `labels`. `failed` says by "row,column" why a run cannot be trusted. The
    transient, half of the driven time, is left out of every measure but the count of spikes and the latency.
    """

    x: str
    y: str
    x_values: Array
    y_values: Array
    x_unit: str
    y_unit: str
    measure: str
    state: str
    unit: str
    values: Array
    labels: tuple[str, ...]
    failed: dict[str, str]


@sweeping
def heatmap(
    model: Model,
    *,
    x: Axis | dict[str, Any],
    y: Axis | dict[str, Any],
    measure: str = "rate",
    state: str | None = None,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Heatmap:
    """A measure of the model at every pair of values of two parameters, inputs or initial states.

    `progress` gets the fields of the result with the rows that are done. Raises RequestError for a name that is unknown
    or given twice, and for more than 262,144 cells; Cancelled with the rows that were done.
    """
    across, up = _axis("x", x), _axis("y", y)
    for field, axis in (("x", across), ("y", up)):
        _check_name(model, field, axis, run)
    if across.parameter == up.parameter:
        raise RequestError("y.parameter", f"{up.parameter} is the horizontal side already")
    if across.steps * up.steps > MOST_CELLS:
        raise RequestError("y.steps", f"{across.steps} times {up.steps} runs; at most {MOST_CELLS:,}")
    if measure not in LANE_MEASURES:
        raise unknown("measure", "measure", measure, LANE_MEASURES)
    check_spikes(model, measure)
    about = chosen_state(model, state)
    columns, lines = (np.linspace(axis.min, axis.max, axis.steps) for axis in (across, up))
    driven = driven_of(model, run, _level(model, across, up))
    values = np.empty((len(lines), len(columns)))
    failed: dict[str, str] = {}
    settings: dict[str, Any] = dict(run)
    seed = int(settings.pop("seed", None) or model.run.seed or 0)
    height = max(1, LANES_A_PART // len(columns))
    told: dict[str, Any] = {
        "x": across.parameter, "y": up.parameter, "x_values": columns, "y_values": lines,
        "x_unit": _unit(model, across.parameter), "y_unit": _unit(model, up.parameter), "measure": measure,
        "state": about, "unit": lane_unit(model, measure, about), "labels": PATTERNS if measure == "pattern" else (),
    }  # fmt: skip

    def known(count: int) -> dict[str, Any]:
        """The fields of the result with the first rows."""
        done = values[:count]
        done.flags.writeable = False
        return told | {"values": done, "failed": dict(failed)}

    for part, first in enumerate(range(0, len(lines), height)):
        last = min(first + height, len(lines))
        varied = {
            across.parameter: np.tile(columns, last - first),
            up.parameter: np.repeat(lines[first:last], len(columns)),
        }
        try:
            found, swept = measure_lanes(
                model, varied, (measure,), about, driven, threads=threads, cancelled=cancelled,
                progress=part_of(progress, first / len(lines), last / len(lines)),
                seed=(seed + part) % LARGEST_SEED,  # every part has a noise of its own
                **settings,
            )  # fmt: skip
        except Cancelled as stop:
            raise Cancelled(str(stop), known(first) if first else None) from None
        values[first:last] = found[measure].reshape(last - first, len(columns))
        failed |= {f"{first + lane // len(columns)},{lane % len(columns)}": why for lane, why in swept.failed.items()}
        if progress is not None:
            progress(last / len(lines), known(last))
    return Heatmap(**known(len(lines)))


def _axis(field: str, value: Axis | dict[str, Any]) -> Axis:
    if isinstance(value, Axis):
        return value
    try:
        return Axis(**value)
    except TypeError:
        raise RequestError(field, "needs parameter, min, max and steps") from None


def _check_name(model: Model, field: str, axis: Axis, run: RunOptions) -> None:
    known = [item.name for part in (model.parameters, model.inputs, model.states) for item in part]
    if axis.parameter not in known:
        raise unknown(f"{field}.parameter", "parameter, input or state", axis.parameter, known)
    for group in ("params", "init", "inputs"):
        if axis.parameter in mapping(group, run.get(group)):
            raise RequestError(f"{field}.parameter", f"{axis.parameter} is set a second time in {group}")
    if model.inputs and axis.parameter == model.inputs[0].name and run.get("current") is not None:
        raise RequestError("current", f"sets {axis.parameter}, which is a side of the heat map")


def _level(model: Model, *axes: Axis) -> float | None:
    """A level of the first input that stands for those of a side which varies it."""
    for axis in axes:
        if model.inputs and axis.parameter == model.inputs[0].name:
            return max((axis.min, axis.max), key=abs)
    return None


def _unit(model: Model, name: str) -> str:
    return next(i.unit for part in (model.parameters, model.inputs, model.states) for i in part if i.name == name)
