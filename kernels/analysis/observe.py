"""What was a state, an input or a named sub-expression at every recorded sample of a run?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.problem import NotMeasurable
from kernels.codegen.array_function import ArrayFunction, array_function
from kernels.codegen.equations import build_equations
from kernels.errors import unknown
from kernels.language.model import Model
from kernels.running.result import Run

Array = NDArray[np.float64]

LEAVES = ("t", "dt", "t_spike")


def observe(run: Run, name: str) -> Array:
    """The trace (n_samples,) of a state, an input or a sub-expression, in its display unit.

    Sub-expressions are computed from the recorded samples. Raises RequestError for a name the model does not have,
    NotMeasurable for a sub-expression that draws random numbers, which a trace does not hold.
    """
    if name in run.states:
        return np.asarray(run.states[name])
    if name in run.inputs:
        return np.asarray(run.inputs[name])
    model = run.model
    if name not in {item.name for item in model.subexpressions}:
        known = [*run.states, *run.inputs, *(item.name for item in model.subexpressions)]
        raise unknown("name", "state, input or sub-expression", name, known)
    function = subexpression(model, name)
    traces = [*run.states.values(), *run.inputs.values()]
    constants = list(run.parameters.values())
    return function(*traces, *constants, run.time, run.dt, last_spikes(run))[0]


def last_spikes(run: Run, at_spike: bool = False) -> Array:
    """The time of the last spike before each sample (n_samples,), -inf before the first: `t_spike`.

    A sample is taken before the reset of a spike at its own time; `at_spike` counts that spike too.
    """
    before = np.searchsorted(run.spikes, run.time + (0.5 if at_spike else -0.5) * run.dt)
    return np.concatenate([[-np.inf], run.spikes])[before]


def unit_of(model: Model, name: str) -> str:
    """The display unit of a state, input or sub-expression; empty where it has none or is unknown."""
    units = {item.name: item.unit for item in model.subexpressions}
    units |= {item.name: item.unit for item in model.inputs}
    units |= {item.name: item.unit for item in model.states}
    return units.get(name, "")


def subexpression(model: Model, name: str) -> ArrayFunction:
    """A sub-expression as a function of states, inputs, parameters, t, dt and t_spike."""
    e = build_equations(model)
    g = e.graph
    root = e.subexpressions[name]
    leaves = [e.leaf(s.name) for s in model.states]
    leaves += [g.leaf("input", i.name) for i in model.inputs]
    leaves += [g.leaf("parameter", p.name) for p in model.parameters]
    leaves += [g.leaf(role) for role in LEAVES]
    drawn = [n for n in g.reachable([root]) if g.nodes[n].op == "leaf" and n not in set(leaves)]
    if drawn:
        raise NotMeasurable(f"{name} draws random numbers, which a recorded run does not hold; measure a state")
    return array_function(g, leaves, [root])
