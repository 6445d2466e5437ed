"""Mean, extremes and spread of states in every run of a sweep, without recording the runs.

A sweep keeps spikes and final states only. Here the model gets further states that sum up as it runs: maps beside its
own states, which they read and do not touch, so spikes and states are bit for bit those of the model itself. They
read the states that each step begins with, behind a reset: the sample at a spike itself is not seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.errors import unknown
from kernels.language.model import Model, Parameter, State, Update
from kernels.language.syntax.tree import Expr, Span
from kernels.request_values import mapping
from kernels.running.request import read_request
from kernels.running.steady import steady_state
from kernels.running.sweep import Sweep, sweep

Array = NDArray[np.float64]

BEYOND = 1e300  # every value of a run that can be trusted
NOWHERE = Span(0, 0)


def number(value: float) -> Expr:
    """A number as an expression."""
    return Expr("num", (), value, 0, 0, 0)


def name(text: str) -> Expr:
    """A name as an expression."""
    return Expr("name", (), text, 0, 0, 0)


def term(op: str, *args: Expr, value: str | None = None) -> Expr:
    """An operation on expressions; `value` the function of a call."""
    return Expr(op, args, value, 0, 0, 0)


def free_name(model: Model, wanted: str) -> str:
    """`wanted`, with as many underscores behind it as it takes not to be a name of the model."""
    taken = {
        item.name for part in (model.states, model.parameters, model.inputs, model.subexpressions) for item in part
    }
    while wanted in taken:
        wanted += "_"
    return wanted


def _added(own: Expr, deviation: Expr) -> Expr:
    return term("add", own, deviation)


def _squared(own: Expr, deviation: Expr) -> Expr:
    return term("add", own, term("mul", deviation, deviation))


def _extreme(function: str) -> Callable[[Expr, Expr], Expr]:
    return lambda own, state: term("call", own, state, value=function)


def _weight(start: str, length: str) -> Expr:
    """1 - cos(2 pi (t - start)/length): what an unfinished cycle adds to a mean fades with the cube of its share."""
    share = term("div", term("sub", name("t"), name(start)), name(length))
    return term("sub", number(1.0), term("call", term("mul", number(2.0 * math.pi), share), value="cos"))


# What becomes of an accumulator at each step of the steady part, and whether of the state's deviation from its value
# at the beginning of that part (in which few digits are lost) instead of the state.
# The third entry is what it is before.
_FOLDS: dict[str, tuple[Callable[[Expr, Expr], Expr], bool, float | None]] = {
    "first": (lambda own, state: own, False, None),  # the state
    "sum": (_added, True, 0.0),
    "squares": (_squared, True, 0.0),
    "tapered": (_added, True, 0.0),  # of the deviation times a weight that begins and ends at 0
    "min": (_extreme("min"), False, BEYOND),
    "max": (_extreme("max"), False, -BEYOND),
}
_NEEDS = {
    "mean": ("first", "sum"),
    "tapered_mean": ("first", "tapered"),
    "std": ("first", "sum", "squares"),
    "min": ("min",),
    "max": ("max",),
    "amplitude": ("min", "max"),
}
STATISTICS = tuple(_NEEDS)


@dataclass(frozen=True, slots=True)
class Accumulated:
    """A sweep with statistics of states over the part of each run from `begin` on.

    `values[state][statistic]` is (n,), NaN where a run failed.
    """

    sweep: Sweep
    values: Mapping[str, Mapping[str, Array]]


def accumulated_sweep(
    model: Model,
    varied: Mapping[str, Array],
    states: Mapping[str, Sequence[str]],
    begin: float,
    **settings: Any,
) -> Accumulated:
    """A sweep of lanes (n,) with the statistics that `states` asks for by state: of STATISTICS.

    `begin` is the time, in the model's unit, from which on they are taken. `settings` are further arguments of
    `sweep`. Raises RequestError for an unknown state, and what `sweep` raises.
    """
    known = [state.name for state in model.states]
    for asked in states:
        if asked not in known:
            raise unknown("state", "state", asked, known)
    if not any(states.values()):
        return Accumulated(sweep(model, varied, **settings), {})
    extended, places, start, length = _extended(model, states)
    params = mapping("params", settings.pop("params", None))
    if model.init_steady:
        settings["init"] = _rest(model, varied, params, settings)
    # the clock counts steps: half of one is the margin by which rounding cannot matter
    request = read_request(model, **{k: settings[k] for k in ("duration", "dt", "preset") if k in settings})
    margin = 0.5 * request.dt
    count = math.ceil(request.n_steps - (begin - margin) / request.dt) - 1
    window = {start: begin - margin, length: count * request.dt}
    found = sweep(extended, varied, params=params | window, **settings)
    values: dict[str, dict[str, Array]] = {}
    for state, statistics in states.items():
        sums = {fold: found.final[place] for (of, fold), place in places.items() if of == state}
        values[state] = {statistic: _statistic(statistic, sums, count) for statistic in statistics}
        for row in values[state].values():
            row[list(found.failed)] = np.nan
    return Accumulated(replace(found, model=model), values)


def _statistic(statistic: str, sums: Mapping[str, Array], count: int) -> Array:
    if statistic == "mean":
        return sums["first"] + sums["sum"] / count
    if statistic == "tapered_mean":
        return sums["first"] + sums["tapered"] / count
    if statistic == "std":
        mean = sums["sum"] / count
        return np.sqrt(np.maximum(sums["squares"] / count - mean * mean, 0.0))
    if statistic == "amplitude":
        return sums["max"] - sums["min"]
    return np.array(sums[statistic])


def _extended(model: Model, states: Mapping[str, Sequence[str]]) -> tuple[Model, dict[tuple[str, str], str], str, str]:
    """The model with its accumulators, their names by (state, fold), and the parameters that say when and how long."""
    start, length = free_name(model, "accumulate_from"), free_name(model, "accumulate_for")
    places: dict[tuple[str, str], str] = {}
    added: list[State] = []
    init: list[Update] = []
    for state, statistics in states.items():
        for fold in dict.fromkeys(part for statistic in statistics for part in _NEEDS[statistic]):
            place = free_name(model, f"{fold}_of_{state}")
            places[state, fold] = place
            step, deviating, before = _FOLDS[fold]
            late = term("gt", name("t"), name(start))
            now = name(state)
            if deviating:
                now = term("sub", now, name(places[state, "first"]))
            if fold == "tapered":
                now = term("mul", _weight(start, length), now)
            rhs = term("if", step(name(place), now), late, name(state) if before is None else number(before))
            init.append(Update(place, number(before or 0.0)))
            added.append(State(place, "map", rhs, "", False, None, None, "", NOWHERE))
    extended = replace(
        model,
        states=(*model.states, *added),
        parameters=(
            *model.parameters,
            *(Parameter(p, 1.0, "", None, None, False, "", NOWHERE) for p in (start, length)),
        ),
        init=(*model.init, *init),
        init_steady=False,
        source=f"{model.source}\n# with {' '.join(places.values())}",
    )
    return extended, places, start, length


def _rest(
    model: Model, varied: Mapping[str, Array], params: dict[str, Any], settings: dict[str, Any]
) -> dict[str, Any]:
    """The initial states of `init: steady` in every lane, those that are given put over them."""
    lanes = max((len(array) for array in varied.values()), default=1)
    given = mapping("init", settings.get("init"))
    request = read_request(model, params=params, preset=settings.get("preset"), init=given)
    values: dict[str, Any] = dict(request.parameters)
    values |= {key: array for key, array in varied.items() if key in values}
    start = {key: value for key, value in steady_state(model, values, lanes).items() if key not in varied}
    return start | dict(request.init)
