"""The rest state: where a model stays without input and noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.codegen.array_function import ArrayFunction, array_function
from kernels.codegen.differentiate import derivative
from kernels.codegen.equations import build_equations
from kernels.codegen.kernel import compile_kernel
from kernels.errors import NumericalError
from kernels.language.model import Model, StimulusTerm
from kernels.language.syntax.settings import DEFAULT_RUN
from kernels.running.lanes import Lanes
from kernels.stimulus import Stimulus
from kernels.stimulus.protocols import Setting

Array = NDArray[np.float64]

RELAXATION = 40  # default durations a model is given to come to rest
AT_REST = 1e-7  # change of a state over a default duration, relative to its size, at which it rests
NEWTON_STEPS = 30
TOLERANCE = 1e-9  # of a state's size, of the last Newton step


def steady_state(model: Model, parameters: Mapping[str, Any], n_lanes: int = 1) -> dict[str, Any]:
    """The rest state without input, by running the model until it rests and polishing with Newton's method.

    `parameters` are numbers or arrays (n_lanes,). Returns floats, or arrays (n_lanes,). Raises NumericalError where
    the model does not come to rest (it fires or oscillates by itself).
    """
    residual = _residual(model)
    values = [np.broadcast_to(np.asarray(parameters[p.name], dtype=float), (n_lanes,)) for p in model.parameters]
    x = _relaxed(model, parameters, n_lanes, lambda x: np.array(residual(*x, *values)[: len(x)]))
    names = [s.name for s in model.states]
    n = len(names)
    for _ in range(NEWTON_STEPS):
        out = residual(*x, *values)
        f = np.array(out[:n])  # (states, lanes)
        jacobian = np.array(out[n:]).reshape(n, n, n_lanes).transpose(2, 0, 1)
        try:
            change = np.linalg.solve(jacobian, f.T[:, :, None])[:, :, 0].T
        except np.linalg.LinAlgError:
            change = np.full_like(f, np.nan)
        with np.errstate(all="ignore"):  # of states that have left the finite numbers
            x = x - change
        if bool((np.abs(change) <= TOLERANCE * (1.0 + np.abs(x))).all()):
            break
    else:
        raise NumericalError(
            "init: steady found no rest state without input; say where to begin (`init: steady; v = -70*mV`) or give "
            "the initial states as values"
        )
    return {name: float(row[0]) if n_lanes == 1 else row for name, row in zip(names, x, strict=True)}


def _relaxed(model: Model, parameters: Mapping[str, Any], n_lanes: int, slopes: Callable[[Array], Array]) -> Array:
    """The states (states, lanes) after a long run without input, shorter where they come to rest before."""
    quiet = replace(model, init_steady=False, stimuli={}, source="")
    duration, default_dt = DEFAULT_RUN[model.time_unit]
    dt = model.run.dt or default_dt
    kernel = compile_kernel(quiet, None, lanes=n_lanes > 1)
    setting = Setting(dt, duration, model.time_unit)
    stimuli = [
        Stimulus((StimulusTerm("constant", {"amplitude": 0.0}),), setting, n_lanes=n_lanes) for _ in model.inputs
    ]
    lanes = Lanes(
        kernel, count=n_lanes, first_lane=0, parameters=parameters, init={}, stimuli=stimuli, dt=dt, seed=0
    )  # fmt: skip
    x = np.empty((len(model.states), n_lanes))
    for part in range(1, RELAXATION + 1):
        while lanes.step < int(part * duration / dt) and not lanes.departures:
            lanes.advance(int(part * duration / dt))
        x = np.array([lanes.slot_values("state", s.name) for s in model.states], dtype=float)
        with np.errstate(all="ignore"):
            if bool((np.abs(slopes(x)) * duration <= AT_REST * (1.0 + np.abs(x))).all()):
                break
    return x


def _residual(model: Model) -> ArrayFunction:
    """(f_1 ... f_n, J_11, J_12 ... J_nn) of the states and parameters at zero input: f is 0 at rest."""
    e = build_equations(model)
    g = e.graph
    change = {s: e.drift[s] if s in e.drift else g.sub(e.next_value[s], e.leaf(s)) for s in e.states}
    nodes = [change[s] for s in e.states]
    nodes += [derivative(g, change[s], e.leaf(other)) for s in e.states for other in e.states]
    zero = g.const(0.0)
    dt = g.const(model.run.dt or DEFAULT_RUN[model.time_unit][1])
    quiet = {g.leaf("input", i.name): zero for i in model.inputs}
    quiet |= {e.time: zero, g.leaf("dt"): dt, g.leaf("t_spike"): g.const(-np.inf)}
    draws = [n for n in g.reachable(nodes) if g.role_of(n) in ("normal", "uniform")]
    nodes = g.substitute(nodes, quiet | dict.fromkeys(draws, zero))
    leaves = [e.leaf(s) for s in e.states] + [g.leaf("parameter", p.name) for p in model.parameters]
    return array_function(g, leaves, nodes)
