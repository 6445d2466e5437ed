"""How does a small deviation grow along a recorded run? The tangent dynamics, compiled from the model's Jacobian.

Within a step a deviation grows by exp(J dt) with the mean of the Jacobians at both ends (for maps by the map's
derivative); at spikes and events it jumps as `jumps.py` says. States that a refractory time holds do not change, and
a deviated neuron is let go as much earlier or later as it spiked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.jacobian import linearised
from kernels.analysis.jumps import Trajectory, jump_matrices

Array = NDArray[np.float64]

CHUNK = 4096  # steps whose matrices are computed together
TOGETHER = 16  # of them are multiplied before the deviation is
SMALL = 0.1  # norm to which the exponential's argument is halved
TERMS = 6  # of its series: exact to 3e-11 there
STEEPER = 2.0  # how many times steeper the end of a step has to be for its start alone to count
EXPLICIT = ("euler", "heun", "rk4", "milstein")
SLOWEST = 1e-9  # of the states' spread, per unit of time: below it a model rests
ROUNDING = 16.0 * float(np.finfo(float).eps)  # of a state: no change of it in a step
SAME_STEP = 1e-3  # of dt: times closer than this are the same step, as in a run


def growth(t: Trajectory, first: int, last: int, seed: int = 1) -> Iterator[tuple[int, float]]:
    """(sample, log of the growth since the sample before it) from sample `first` to `last`, TOGETHER steps apart.

    The deviation begins in a random direction; -inf where nothing is left of it.
    """
    scale = _scale(t)
    deviation = np.random.default_rng(seed).standard_normal(len(scale))
    deviation[-1] = 0.0  # of the time of the last spike
    resting = _resting(t)
    for begin in range(first, last, CHUNK):
        end = min(begin + CHUNK, last)
        # in units of the states' spread, so that all of them count
        matrices = _steps(t, begin, end, resting, scale) / scale[:, None] * scale
        for number, matrix in enumerate(_products(matrices)):
            deviation = matrix @ deviation
            size = math.hypot(*deviation)
            if not size > 0.0:
                yield end, -math.inf
                return
            deviation /= size
            yield min(begin + (number + 1) * TOGETHER, end), math.log(size)


def exponential(matrices: Array) -> Array:
    """exp of every matrix (count, n, n), by its series after halving the argument and squaring as often."""
    norm = float(np.abs(matrices).sum(axis=2).max(initial=0.0))
    halvings = max(0, math.ceil(math.log2(norm / SMALL))) if norm > 0.0 else 0
    small = matrices / 2.0**halvings
    unit = np.eye(matrices.shape[1])
    result = unit + small / TERMS
    for k in range(TERMS - 1, 0, -1):
        result = unit + small @ result / k
    for _ in range(halvings):
        result = result @ result
    return result


def _scale(t: Trajectory) -> Array:
    """The usual spread of every state, and the mean interval for the time of the last spike."""
    ordered = np.sort(t.ends, axis=1)  # the sample at a spike may stand far beyond all others
    low, high = (ordered[:, int(share * (ordered.shape[1] - 1))] for share in (0.1, 0.9))
    spread, size = high - low, np.maximum(np.abs(low), np.abs(high))
    spread = np.where(spread > 1e-9 * size, spread, np.where(size > 0.0, size, 1.0))
    spikes = t.run.spikes
    return np.append(spread, np.diff(spikes).mean() if len(spikes) > 1 else t.run.duration)


def _products(matrices: Array) -> Array:
    """The matrices multiplied in groups of TOGETHER, later ones from the left."""
    count, n, _ = matrices.shape
    padding = np.broadcast_to(np.eye(n), (-count % TOGETHER, n, n))
    groups = np.concatenate([matrices, padding]).reshape(-1, TOGETHER, n, n)
    product = groups[:, 0]
    for k in range(1, TOGETHER):
        product = groups[:, k] @ product
    return product


def _steps(t: Trajectory, begin: int, end: int, resting: NDArray[np.bool_], scale: Array) -> Array:
    """(steps, states + 1, states + 1): the matrices of the steps from sample `begin` to sample `end`."""
    model, dt, n = t.run.model, t.run.dt, len(t.ends)
    is_map = np.array([s.kind == "map" for s in model.states])
    held = np.array([s.hold_in_refractory for s in model.states])
    still = is_map | (resting[begin:end, None] & held)  # what no flow moves
    before, after = slice(begin, end), slice(begin + 1, end + 1)
    jumping = np.array([k in t.fired for k in range(begin + 1, end + 1)])
    # one time and one input for both ends of a step: a change of these is no deviation of the states
    clock = t.parameters, t.inputs[:, before], t.run.time[before], dt, t.t_spike_start[before]
    values, at_start = t.flow.at(t.starts[:, before], *clock)
    values_after, at_end = t.flow.at(t.ends[:, after], *clock)
    never_spiked = np.isinf(t.t_spike_start[before])
    at_start[never_spiked, :, n] = at_end[never_spiked, :, n] = 0.0
    leaving, arriving = (np.where(still, 0.0, v) for v in (values, values_after))
    arriving[jumping] = np.where(still, 0.0, (t.ends[:, after] - t.starts[:, before]).T / dt)[jumping]
    argument = np.zeros((end - begin, n + 1, n + 1))
    argument[:, :n] = dt * _within_step(at_start, at_end, jumping)
    argument[:, :n][still] = 0.0
    matrices = _grown(argument, t.run.method)
    if t.equations.ode:
        # at rest the flow is what rounding leaves of it: it leads nowhere
        alive = np.asarray((np.abs(leaving.T) * dt > ROUNDING * np.abs(t.starts[:, before])).any(axis=0))
        _keep_the_flow(matrices, leaving, arriving, scale, alive)
    matrices[:, :n][:, is_map] = at_start[:, is_map]
    at_rest = still & ~is_map
    matrices[:, :n][at_rest] = np.broadcast_to(np.eye(n + 1)[:n], (end - begin, n, n + 1))[at_rest]
    if not model.refractory_is_condition:
        # let go later by as much as it spiked later
        released = np.flatnonzero(resting[max(begin - 1, 0) : end - 1] & ~resting[max(begin, 1) : end]) + (begin == 0)
        change = matrices[released][:, :, :n] @ (held * leaving[released])[:, :, None]
        matrices[released, :, n] -= change[:, :, 0]
    into = np.flatnonzero(jumping)
    kinds = [t.fired[begin + int(k) + 1] for k in into]
    for kind in set(kinds):
        chosen = into[[other == kind for other in kinds]]
        matrices[chosen] = jump_matrices(t, begin + chosen + 1, arriving[chosen]) @ matrices[chosen]
    return matrices


def _within_step(at_start: Array, at_end: Array, jumping: NDArray[np.bool_]) -> Array:
    """The Jacobian of a step: the mean of both ends; that of its start where it ends far up a spike's slope."""
    sizes = [np.abs(jacobian).sum(axis=2).max(axis=1) for jacobian in (at_start, at_end)]
    from_start = jumping | (sizes[1] > STEEPER * sizes[0])
    return np.where(from_start[:, None, None], at_start, 0.5 * (at_start + at_end))


def _grown(argument: Array, method: str) -> Array:
    """What the method makes of J dt over a step: the exponential, or where explicit methods see no more, 1 + J dt."""
    steep = np.abs(argument).sum(axis=2).max(axis=1) > 1.0
    if method not in EXPLICIT:
        steep[:] = False
    matrices = np.empty_like(argument)
    matrices[~steep] = exponential(argument[~steep])
    matrices[steep] = np.eye(argument.shape[1]) + argument[steep]
    return matrices


def _keep_the_flow(
    matrices: Array, leaving: Array, arriving: Array, scale: Array, alive: NDArray[np.bool_]
) -> None:  # fmt: skip
    """Corrects each step so that a deviation along the flow stays along it, as it does in the exact solution.

    Without it, errors of a step would let a limit cycle's exponent, which is 0, come out positive or negative.
    """
    steps, n = leaving.shape
    with np.errstate(over="ignore"):  # of a parameter next to 0 the slopes are beyond all bounds
        weighted = leaving / scale[:n] ** 2
        size = (leaving * weighted).sum(axis=1)
    moving = (size > SLOWEST**2) & alive
    # earlier by one unit of time: the states are where the flow takes them, the last spike was one unit earlier
    one = np.full((steps, 1), -1.0)
    kept = matrices @ np.concatenate([leaving, one], axis=1)[:, :, None]
    missing = np.concatenate([arriving, one], axis=1) - kept[:, :, 0]
    direction = np.concatenate([weighted / np.where(moving, size, 1.0)[:, None], np.zeros((steps, 1))], axis=1)
    matrices[moving] += missing[moving, :, None] * direction[moving, None, :]


def _resting(t: Trajectory) -> NDArray[np.bool_]:
    """Which steps begin within the refractory time (samples,)."""
    e, run = t.equations, t.run
    none = np.zeros(len(run.time), dtype=bool)
    if e.refractory is None or len(run.spikes) == 0:
        return none
    node = e.refractory
    if run.model.refractory_is_condition:
        node = e.graph.select(node, e.graph.const(1.0), e.graph.const(0.0))
    found = linearised(e, [node], []).at(t.starts, t.parameters, t.inputs, run.time, run.dt, t.t_spike_start)[0][:, 0]
    if not run.model.refractory_is_condition:
        return np.asarray(run.time - t.t_spike_start + SAME_STEP * run.dt < found)
    # it holds from a spike on for as long as the condition does
    over = np.append(np.flatnonzero(found < 0.5), len(found))
    for at in np.rint(run.spikes / run.dt).astype(int):
        none[at : over[np.searchsorted(over, at)]] = True
    return none
