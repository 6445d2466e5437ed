"""A second opinion on what a run is: Euler's method on the checked expressions, written straight from the language's
description of one step, without graph, derivatives or compiler. For models without random draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kernels.language.checks.fold import evaluate
from kernels.language.model import Model, Update
from kernels.language.syntax.tree import Expr

Values = dict[str, float]


def run_plainly(
    model: Model, inputs: Mapping[str, Sequence[float]], init: Mapping[str, float], n_steps: int, dt: float
) -> tuple[dict[str, list[float]], list[float]]:
    """(traces of every state, n_steps + 1 samples each; spike times)."""
    names = [state.name for state in model.states]
    fixed = {parameter.name: parameter.default for parameter in model.parameters}
    fixed |= {"pi": math.pi, "e": math.e, "inf": math.inf, "dt": dt}
    condition = model.threshold if model.threshold is not None else model.spike
    x: Values = dict(init)
    last, spikes = -math.inf, []
    drive = {name: values[0] for name, values in inputs.items()}

    def value(expr: Expr, states: Values, time: float) -> float:
        known = fixed | drive | states | {"t": time, "t_spike": last}
        for named in model.subexpressions:
            known[named.name] = _number(named.expr, known)
        return _number(expr, known)

    def changed(updates: Sequence[Update], states: Values, time: float) -> Values:
        for update in updates:
            states = states | {update.name: value(update.expr, states, time)}
        return states

    above = condition is not None and bool(value(condition, x, 0.0))
    event_above = [bool(value(event.condition, x, 0.0)) for event in model.events]
    in_condition = False  # a spike has begun a refractory condition that has held since
    traces = {name: [x[name]] for name in names}
    for k in range(n_steps):
        time, end = k * dt, (k + 1) * dt
        drive = {name: values[k] for name, values in inputs.items()}
        refractory = False
        if model.refractory is not None:
            length = value(model.refractory, x, time)
            in_condition = in_condition and bool(length)
            refractory = in_condition if model.refractory_is_condition else time - last + dt / 1000 < length
        new: Values = {}
        for state in model.states:
            right = value(state.rhs, x, time)
            moved = right if state.kind == "map" else x[state.name] + dt * right
            new[state.name] = x[state.name] if refractory and state.hold_in_refractory else moved
        for name in names:
            traces[name].append(new[name])
        holds = [bool(value(event.condition, new, end)) for event in model.events]
        after = new
        fired = [now and not before for now, before in zip(holds, event_above, strict=True)]
        for event, fires in zip(model.events, fired, strict=True):
            if fires:
                after = changed(event.updates, after, end)
        held = condition is not None and bool(value(condition, new, end))
        spike = held and not above and not refractory
        if spike:
            after = changed(model.reset, after, end)
        event_above = [
            bool(value(event.condition, after, end)) if fires else now
            for event, fires, now in zip(model.events, fired, holds, strict=True)
        ]
        if spike:
            assert condition is not None
            above, in_condition = bool(value(condition, after, end)), True
            last = end
            spikes.append(end)
        else:
            above = above and held if refractory else held
        x = after
    return traces, spikes


def _number(expr: Expr, known: Mapping[str, float]) -> float:
    found = evaluate(expr, known)
    assert found is not None, "only random draws have no value"
    return found
