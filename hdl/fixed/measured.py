"""What ranges do a model's states and inputs take? Measured in runs of the model, with a margin."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.lowering.functions import evaluate
from hdl.refusal import Refused
from kernels.codegen.equations import build_equations
from kernels.codegen.methods import METHODS, default_method
from kernels.errors import KernelsError, NumericalError
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.result import Run
from kernels.running.simulate import simulate

MARGIN = 0.25  # of the span, on either side
OVERSHOOT = 0.5  # spans beyond what is kept after resets: farther out a spike's last sample is not followed
EVEN = 0.25  # of a quarter's way: ways that differ less are the same
KEEPS_SIGN = 0.25  # of the smallest size that was seen
LEAST_SHARE = 0.05  # of a range: a span below it says nothing about where a state stays
MOST_STEPS = 200_000  # of a run that measures
ENDLESS = 100.0  # spans of the model's own run: a state that has grown so far does so without end
DRIVES = 3  # constant drives over the input's range, beside the model's own


@dataclass(frozen=True, slots=True)
class Measured:
    """Ranges of states and inputs, and the run at the model's own settings they come from.

    `seen` holds what the runs showed (the sample of a spike only so far), `states` the same with a margin.
    """

    run: Run
    states: Mapping[str, tuple[float, float]]
    seen: Mapping[str, tuple[float, float]]
    inputs: Mapping[str, tuple[float, float]]
    initial: Mapping[str, float]
    shortened: str = ""  # what was left of a run that is too long to be measured whole


def method_of(model: Model, method: str | None) -> str:
    """The integration method of a circuit: the one asked for, the model's own, or the kernels' default."""
    if method is not None:
        return method
    if model.run.method in METHODS:
        return str(model.run.method)
    return default_method(build_equations(model))


def measure(model: Model, options: Mapping[str, Any]) -> Measured:
    """Runs the model as asked, and at constant drives over the range of its first input.

    `options` are those of `kernels.simulate`. Refused where the model's own run leaves the finite numbers.
    """
    try:
        own = simulate(model, **_short(model, options))
    except NumericalError as problem:
        raise Refused("states", f"{problem}, so its states have no range") from None
    runs = [own, *_driven(model, options, own)]
    states, seen = {}, {}
    for s in model.states:
        if _grows(model, s.name, own):
            raise Refused(
                "states", f"{s.name} grows for as long as the model runs, so no format holds it; a phase has to be "
                "kept within a turn by a reset"
            )  # fmt: skip
        seen[s.name], states[s.name] = _state_range(model, s.name, runs)
    inputs = {}
    for item in model.inputs:
        values = own.inputs[item.name]
        ends = [float(values.min()), float(values.max())]
        ends += [bound for bound in (item.low, item.high) if bound is not None and math.isfinite(bound)]
        inputs[item.name] = min(ends), max(ends)
    initial = {s.name: float(own.states[s.name][0]) for s in model.states}
    return Measured(own, states, seen, inputs, initial, _shortened(model, options, own))


def _grows(model: Model, name: str, run: Run) -> bool:
    """Whether a state that nothing resets moves the same way, and as far, in every quarter of a run."""
    touched = {u.name for u in model.reset} | {u.name for event in model.events for u in event.updates}
    values = run.states[name]
    if name in touched or run.minmax or len(values) < 16 or not np.isfinite(values).all():
        return False
    moved = np.diff(values[np.linspace(0, len(values) - 1, 5).astype(int)])
    spread = float(np.ptp(values[: len(values) // 4]))
    same = bool((moved > 0).all() or (moved < 0).all()) and float(np.ptp(moved)) < EVEN * float(np.abs(moved).mean())
    return same and abs(float(moved.mean())) > EVEN * spread


def _escapes(model: Model, name: str, run: Run, own: Run) -> bool:
    """Whether a state grows for as long as a run goes on, far beyond what it does in the model's own run."""
    span = float(np.ptp(own.states[name]))
    return 0.0 < ENDLESS * span < float(np.ptp(run.states[name])) and _grows(model, name, run)


def _short(model: Model, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options with a duration of at most MOST_STEPS steps."""
    asked = {k: v for k, v in options.items() if v is not None}
    request = read_request(model, **asked)
    if request.n_steps > MOST_STEPS:
        asked["duration"] = MOST_STEPS * request.dt
    return asked


def _shortened(model: Model, options: Mapping[str, Any], own: Run) -> str:
    whole = read_request(model, **{k: v for k, v in options.items() if v is not None}).n_steps
    if whole == own.n_steps:
        return ""
    return f"measured and compared over the first {own.n_steps:,} of {whole:,} steps"


def _driven(model: Model, options: Mapping[str, Any], own: Run) -> list[Run]:
    """Runs at constant drives between the ends of the first input's range; those that fail are left out."""
    if not model.inputs or "inputs" in options:
        return []
    item = model.inputs[0]
    if item.low is None or item.high is None:
        return []
    runs = []
    asked = {k: v for k, v in _short(model, options).items() if k not in ("current", "protocol")}
    for level in np.linspace(item.low, item.high, DRIVES):
        try:
            run = simulate(model, current=float(level), protocol="constant", **asked)
        except KernelsError:
            continue  # a drive at which the model itself cannot be run says nothing about its states
        if not any(_escapes(model, s.name, run, own) for s in model.states):  # nor does one at which they have no end
            runs.append(run)
    return runs


def _state_range(model: Model, name: str, runs: list[Run]) -> tuple[tuple[float, float], tuple[float, float]]:
    """(seen, with margin). The sample at a spike, before the reset, may stand far out: it is followed only so far."""
    whole, kept = [], []
    for run in runs:
        values = run.states[name]
        values = values[np.isfinite(values)]
        whole.append(values)
        at = np.rint(run.spikes / (run.dt * run.record_every)).astype(int)
        jumps = bool(model.reset) and len(at) > 0 and not run.minmax
        if jumps:
            after = _after_reset(model, run, at[at < len(run.time)]).get(name)
            values = np.delete(values, at[at < len(values)])
            values = values if after is None else np.concatenate([values, after])
        kept.append(values)
    low, high = _ends(whole)
    kept_low, kept_high = _ends(kept)
    low, high = min(low, kept_low), max(high, kept_high)
    span = kept_high - kept_low
    if span > LEAST_SHARE * max(abs(kept_low), abs(kept_high)):
        low, high = max(low, kept_low - OVERSHOOT * span), min(high, kept_high + OVERSHOOT * span)
    margin = MARGIN * max(high - low, LEAST_SHARE * max(abs(low), abs(high)), 1e-9)
    wide_low, wide_high = low - margin, high + margin
    # what has one sign in every run keeps it: a concentration does not become negative by a margin
    if low >= 0.0:
        wide_low = max(wide_low, low * KEEPS_SIGN)
    if high <= 0.0:
        wide_high = min(wide_high, high * KEEPS_SIGN)
    return (low, high), (wide_low, wide_high)


def _ends(parts: list[np.ndarray]) -> tuple[float, float]:
    values = np.concatenate(parts)
    return float(values.min()), float(values.max())


def _after_reset(model: Model, run: Run, at: np.ndarray) -> dict[str, np.ndarray]:
    """The states after the resets at these samples; a random number in a reset counts as one half."""
    e = build_equations(model)
    g = e.graph
    after = e.run_updates(model.reset, {s: e.leaf(s) for s in e.states}, e.time)
    known: dict[int, Any] = {g.leaf("dt"): run.dt, g.leaf("t"): run.time[at], g.leaf("t_spike"): run.time[at]}
    known |= {g.leaf("parameter", n): v for n, v in run.parameters.items()}
    known |= {e.leaf(s): run.states[s][at] for s in e.states}
    known |= {g.leaf("input", n): v[np.minimum(at, len(v) - 1)] for n, v in run.inputs.items()}
    known |= {n: 0.5 for n in range(len(g.nodes)) if g.role_of(n) in ("uniform", "normal", "noise")}
    changed = {u.name for u in model.reset}
    values = {s: np.broadcast_to(np.asarray(evaluate(g, after[s], known), dtype=float), at.shape) for s in changed}
    return {s: v[np.isfinite(v)] for s, v in values.items()}
