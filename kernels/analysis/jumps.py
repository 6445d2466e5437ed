"""Spikes and events along a recorded run, and what a small deviation of the states becomes at each: saltation.

A deviated neuron crosses its threshold a little earlier or later. Until then it follows the flow before the jump and
afterwards the one behind it, so a deviation d becomes

    d' = DR (d + u tau) - f' tau,    tau = -(n d)/(n u)

with DR the derivative of the reset statements, u and f' the velocities before and behind, n the slope of the threshold
function and tau the delay of the crossing (Aizerman MA, Gantmakher FR (1958) Q J Mech Appl Math 11:243-262). The last
component of a deviation is that of the time of the last spike, on which refractory times and some currents depend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.jacobian import Linearised, dynamics, linearised, parameter_row
from kernels.analysis.observe import last_spikes
from kernels.codegen.equations import Condition, Equations
from kernels.language.model import Update
from kernels.running.result import Run

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Jump:
    """A spike or event as compiled functions: whether its condition holds, the threshold function (None where the
    condition is no plain comparison), and the states after its statements."""

    condition: Linearised
    margin: Linearised | None
    after: Linearised
    is_spike: bool


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A run whose every step was recorded, its flow, and where each step begins: behind the jump, if there was one."""

    run: Run
    equations: Equations
    flow: Linearised  # derivatives, or next values
    jumps: tuple[Jump, ...]
    ends: Array  # (states, samples): the recorded samples, at the end of each step
    starts: Array  # (states, samples)
    inputs: Array  # (inputs, samples)
    parameters: Array
    t_spike_end: Array  # (samples,): the last spike before each sample
    t_spike_start: Array  # (samples,): the same, a spike at the sample included
    fired: dict[int, tuple[int, ...]]  # sample: the numbers of the jumps there

    def at(self, function: Linearised, samples: NDArray[np.int64], states: Array) -> tuple[Array, Array]:
        """Values and slopes of a compiled function at samples (m,) with other states (states, m), spikes to come."""
        return function.at(
            states, self.parameters, self.inputs[:, samples], self.run.time[samples], self.run.dt,
            self.t_spike_end[samples],
        )  # fmt: skip


def trajectory(run: Run, e: Equations) -> Trajectory:
    """The run with its jumps. Raises NotMeasurable where the model draws random numbers."""
    by = [*(e.leaf(s) for s in e.states), e.graph.leaf("t_spike")]
    samples = np.array(list(run.states.values()))
    found = Trajectory(
        run=run,
        equations=e,
        flow=linearised(e, dynamics(e), by),
        jumps=_jumps_of(e, by),
        ends=samples,
        starts=samples.copy(),
        inputs=np.array(list(run.inputs.values())) if run.inputs else np.empty((0, len(run.time))),
        parameters=parameter_row(run.model, run.parameters),
        t_spike_end=last_spikes(run),
        t_spike_start=last_spikes(run, at_spike=True),
        fired={},
    )
    _find_fired(found)
    return found


def jump_matrices(t: Trajectory, samples: NDArray[np.int64], velocity: Array) -> Array:
    """(m, states + 1, states + 1): what a deviation becomes at the jumps of samples (m,), reached with `velocity`.

    `velocity` (m, states); all samples have the same jumps.
    """
    n, count = len(t.ends), len(samples)
    unit = np.eye(n + 1)
    states = t.ends[:, samples]
    total = np.broadcast_to(unit, (count, n + 1, n + 1))
    for number in t.fired[int(samples[0])]:
        jump = t.jumps[number]
        delay = _delays(t, jump, samples, states, velocity)
        after, slopes = t.at(jump.after, samples, states)
        behind = _velocities(t, samples, after.T, jump.is_spike)
        matrix = np.empty((count, n + 1, n + 1))
        shift = (slopes[:, :, :n] @ velocity[:, :, None])[:, :, 0] - behind
        matrix[:, :n] = slopes + shift[:, :, None] * delay[:, None, :]
        matrix[:, n] = delay if jump.is_spike else unit[n]
        total = matrix @ total
        states, velocity = after.T, behind
    return np.asarray(total)


def _delays(t: Trajectory, jump: Jump, samples: NDArray[np.int64], states: Array, velocity: Array) -> Array:
    """The delay of the crossing as a function of the deviation, rows (m, states + 1); 0 where that is not known."""
    none = np.zeros((len(samples), len(t.ends) + 1))
    if jump.margin is None or not t.equations.ode:
        return none
    slopes = t.at(jump.margin, samples, states)[1][:, 0]
    speed = (slopes[:, :-1] * velocity).sum(axis=1)
    rising = speed > 0.0
    none[rising] = -slopes[rising] / speed[rising, None]
    return none


def _velocities(t: Trajectory, samples: NDArray[np.int64], states: Array, is_spike: bool) -> Array:
    """The derivatives behind a jump (m, states); 0 for map states, and for states that are held after a spike."""
    values, _ = t.at(t.flow, samples, states)
    model = t.run.model
    for j, state in enumerate(model.states):
        if state.kind == "map" or (is_spike and model.refractory is not None and state.hold_in_refractory):
            values[:, j] = 0.0
    return values


def _jumps_of(e: Equations, by: list[int]) -> tuple[Jump, ...]:
    """The events in the order in which they run, the spike last; without those that change nothing."""
    found = [
        _jump(e, condition, event.updates, by, False)
        for condition, event in zip(e.event_conditions, e.model.events, strict=True)
        if event.updates
    ]
    if e.spike is not None and (e.model.reset or e.refractory is not None or _remembers_spikes(e)):
        found.append(_jump(e, e.spike, e.model.reset, by, True))
    return tuple(found)


def _remembers_spikes(e: Equations) -> bool:
    """Whether the time of the last spike enters the dynamics."""
    return e.graph.leaf("t_spike") in e.graph.reachable(dynamics(e))


def _jump(e: Equations, condition: Condition, updates: Sequence[Update], by: list[int], is_spike: bool) -> Jump:
    after = e.run_updates(tuple(updates), {s: e.leaf(s) for s in e.states}, e.time)
    # a truth value has no slopes: it is compiled as a number, without any
    truth = e.graph.select(condition.holds, e.graph.const(1.0), e.graph.const(0.0))
    return Jump(
        condition=linearised(e, [truth], []),
        margin=None if condition.margin is None else linearised(e, [condition.margin], by),
        after=linearised(e, [after[s] for s in e.states], by),
        is_spike=is_spike,
    )


def _find_fired(t: Trajectory) -> None:
    """Which jumps happened at which sample, and the states behind them, by the rule of a run: once per crossing."""
    run = t.run
    at = np.rint(run.spikes / run.dt).astype(int)
    at = at[at < len(run.time)]
    if all(jump.is_spike for jump in t.jumps):
        for k in at.tolist() if t.jumps else []:
            t.fired[k] = (0,)
        if t.jumps and len(at):
            t.starts[:, at] = t.at(t.jumps[0].after, at, t.ends[:, at])[0].T
        return
    spiking = set(at.tolist())
    holds = [None if jump.is_spike else t.at(jump.condition, np.arange(len(run.time)), t.ends)[0][:, 0] > 0.5
             for jump in t.jumps]  # fmt: skip
    asked = spiking.union(*(np.flatnonzero(h).tolist() for h in holds if h is not None))
    above = [h is not None and bool(h[0]) for h in holds]
    last = 0
    for k in sorted(asked - {0}):
        if k > last + 1:  # in between no condition held
            above = [False] * len(above)
        fired = tuple(j for j, h in enumerate(holds) if (k in spiking if h is None else bool(h[k]) and not above[j]))
        sample, states = np.array([k]), t.ends[:, k, None]
        for j in fired:
            states = t.at(t.jumps[j].after, sample, states)[0].T
        if fired:
            t.fired[k] = fired
            t.starts[:, k] = states[:, 0]
        for j, h in enumerate(holds):
            if h is not None:
                # a jump is armed again by what its statements leave
                above[j] = bool(t.at(t.jumps[j].condition, sample, states)[0][0, 0] > 0.5) if j in fired else bool(h[k])
        last = k
