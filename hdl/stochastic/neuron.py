"""Which leaky integrate-and-fire neuron do a model's equations describe? Or why none that streams of bits can drive.

What is taken: one state v whose step is v' = v - leak * v + drive(inputs) with a drive that is a polynomial in the
inputs, a threshold that v rises above, a reset to a constant, a refractory time that is constant or none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hdl.fixed.measured import Measured
from hdl.refusal import Refused
from hdl.stochastic.node_types import MOST_REFRACTORY
from hdl.stochastic.polynomial import Polynomial, polynomial
from kernels.codegen.equations import Equations, build_equations
from kernels.codegen.step import SAME_STEP, build_step
from kernels.language.model import Model

ROOM = 0.25  # of the way from reset to threshold, beyond either


@dataclass(frozen=True, slots=True)
class Lif:
    """The neuron in numbers of the model's display units. `drive` is a polynomial over ("input", name).

    `strict`: v has to be above the threshold, not at it. `refractory` counts steps, in which v stands still if `hold`.
    """

    state: str
    unit: str
    leak: float
    drive: Polynomial
    threshold: float
    strict: bool
    reset: float
    initial: float
    refractory: int
    hold: bool
    low: float
    high: float
    method: str
    dt: float

    @property
    def inputs(self) -> list[str]:
        """The inputs that drive it, in the order of their names."""
        return sorted({name for m in self.drive for _, name in m})


def lif_of(model: Model, measured: Measured) -> Lif:
    """The neuron of a model with the parameters, method and dt of its measured run. Refused with the reason."""
    run = measured.run
    state = only_state(model)
    plain = replace(model, refractory=None, refractory_is_condition=False)
    e = build_equations(plain)
    g = e.graph
    known: dict[int, float] = {g.leaf("parameter", n): float(v) for n, v in run.parameters.items()}
    known |= {g.leaf("dt"): run.dt}
    what = f"d{state}/dt" if e.ode else f"the next {state}"
    _split(state, polynomial(g, e.drift[state] if e.ode else e.next_value[state], known, what), what)
    step = build_step(e, run.method, False)
    factor, drive = _split(state, polynomial(g, step.recorded[state], known, what), what)
    if not 0.0 <= factor <= 1.0:
        raise Refused(
            "shape", f"a step of {run.dt:g} multiplies {state} by {factor:g}; a leaky neuron keeps a share from 0 to 1"
            + (": take a shorter dt" if factor < 0.0 else "")
        )  # fmt: skip
    if not any(m for m in drive):
        raise Refused("shape", f"{what} reads no input, so there is nothing to encode as a stream of bits")
    threshold, strict = _threshold(model, e, state, known)
    reset = _reset(model, e, state, known)
    low, high = measured.states[state]
    # streams scatter about what was measured, and a cut potential would be biased
    room = ROOM * abs(threshold - reset)
    low, high = min(low, reset - room), max(high, threshold + room)
    initial = measured.initial[state]
    if not initial <= threshold or not reset <= threshold:
        name, value = ("starts at", initial) if not initial <= threshold else ("is reset to", reset)
        raise Refused("shape", f"{state} {name} {value:g}, above its threshold {threshold:g}")
    own = next(s for s in model.states if s.name == state)
    return Lif(
        state=state, unit=own.unit, leak=1.0 - factor, drive=drive, threshold=threshold, strict=strict, reset=reset,
        initial=initial, refractory=_refractory(model, run.parameters, run.dt), hold=own.hold_in_refractory,
        low=low, high=high, method=run.method, dt=run.dt,
    )  # fmt: skip


def only_state(model: Model) -> str:
    """The name of the one state of a neuron; Refused where a glance tells that it is none."""
    if len(model.states) != 1:
        names = ", ".join(s.name for s in model.states[:5])
        raise Refused("shape", f"it has {len(model.states)} states ({names}); a stochastic neuron has one")
    if model.events:
        raise Refused("shape", f"the event {model.events[0].name}: a stochastic neuron has its threshold alone")
    if model.threshold is None:
        raise Refused("shape", "it has no threshold with a reset")
    return model.states[0].name


def _split(state: str, p: Polynomial, what: str) -> tuple[float, Polynomial]:
    """(factor of the state, the rest) of an affine polynomial."""
    v = ("state", state)
    for m in p:
        if v in m and m != (v,):
            if m.count(v) > 1:
                raise Refused("shape", f"{what} is not linear in {state}")
            other = next(name for role, name in m if (role, name) != v)
            raise Refused("shape", f"{what} multiplies {state} by {other}; a stochastic neuron has a constant leak")
    return p.get((v,), 0.0), {m: c for m, c in p.items() if m != (v,)}


def _threshold(model: Model, e: Equations, state: str, known: Mapping[int, float]) -> tuple[float, bool]:
    """What the state has to reach, and whether it has to exceed it."""
    margin = e.spike.margin if e.spike is not None else None
    if margin is None or model.threshold is None:
        raise Refused("shape", f"its threshold is no comparison of {state} with a constant")
    p = polynomial(e.graph, margin, known, "the threshold")
    factor, rest = _split(state, p, "the threshold")
    if set(rest) - {()} or factor == 0.0:
        raise Refused("shape", f"its threshold is no comparison of {state} with a constant")
    if factor < 0.0:
        raise Refused("shape", f"{state} spikes where it falls, not where it rises")
    return -rest.get((), 0.0) / factor, model.threshold.op in ("gt", "lt")


def _reset(model: Model, e: Equations, state: str, known: Mapping[int, float]) -> float:
    """What the state is reset to."""
    if not model.reset:
        raise Refused("shape", f"nothing resets {state} after a spike")
    g = e.graph
    (node,) = e.run_updates(model.reset, {state: e.leaf(state)}, e.time).values()
    p = polynomial(g, node, known, "the reset")
    if set(p) - {()}:
        raise Refused("shape", f"{state} is not reset to a constant")
    return p.get((), 0.0)


def _refractory(model: Model, parameters: Mapping[str, float], dt: float) -> int:
    """Steps after a spike in which there is no other, as the kernels count them."""
    if model.refractory is None:
        return 0
    if model.refractory_is_condition:
        raise Refused("shape", "its refractory state is a condition; a stochastic neuron counts steps")
    e = build_equations(model)
    g, node = e.graph, e.refractory
    assert node is not None
    known = {g.leaf("parameter", n): float(v) for n, v in parameters.items()} | {g.leaf("dt"): dt}
    p = polynomial(g, node, known, "the refractory time")
    if set(p) - {()}:
        raise Refused("shape", "its refractory time is not constant")
    steps = math.ceil(p.get((), 0.0) / dt - SAME_STEP)
    if steps > MOST_REFRACTORY:
        raise Refused("range", f"its refractory time is {steps} steps; a counter holds {MOST_REFRACTORY}")
    return max(steps, 0)
