"""One whole step of a model as a graph: advance, test, spike, reset, in the order language.md fixes.

For step k: read the inputs at t = k dt; advance every state; t becomes (k+1) dt; test events and threshold (not
within refractory); on a spike record t, then run the reset. Conditions fire once per crossing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kernels.codegen.differentiate import derivative
from kernels.codegen.equations import Condition, Equations
from kernels.codegen.methods import Values, check_method, slopes
from kernels.errors import ModelError
from kernels.language.syntax.tree import Expr

SAME_STEP = 1e-3  # of dt: times closer than this are the same step


@dataclass(frozen=True, slots=True)
class Slot:
    """One value a lane carries from step to step. `kind` is f (double) or b (truth value, stored as 0 or 1)."""

    role: str  # state, t_spike, above, event_above, resting, slope, held, error, low, high
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class StepGraph:
    """A step in two parts: what every step computes, and what is computed only when some lane has an event.

    All are nodes of `equations.graph`; slots are read through the leaf (slot.role, slot.name).
    """

    equations: Equations
    method: str
    slots: tuple[Slot, ...]
    initial: dict[Slot, int]  # from states given as leaves
    advanced: dict[Slot, int]
    recorded: dict[str, int]  # the states after the step and before its reset
    eventful: int | None  # truth: this lane spikes or has an event; None where that cannot be
    spikes: int | None  # truth: this lane spikes
    after: dict[Slot, int]  # where eventful
    fraction: int | None  # of the step at which the threshold was crossed, in (0, 1]


def build_step(
    e: Equations,
    method: str,
    estimate_error: bool,
    arrivals: Mapping[str, tuple[str, ...]] | None = None,
    precise: bool = False,
) -> StepGraph:
    """The step graph of a model under a method; `estimate_error` adds RK4's estimate of each step's error.

    `precise`, for the exact method, ends a step at the crossing: the reset happens there, and the rest of the step is
    advanced from it. Raises ModelError where the model does not allow it.

    `arrivals` maps states to inputs whose values are jumps of the state: added at the end of the step, before the
    threshold is tested. A state that is held in the refractory time does not jump in it.
    """
    if precise:
        _check_precise(e, method)
    return _StepBuilder(e, method, estimate_error, arrivals or {}, precise).build()


def _check_precise(e: Equations, method: str) -> None:
    """Refuses what has no reset at the crossing: ModelError with the reason."""
    why = ""
    if method != "exact":
        why = f"it needs the method exact, not {method}"
    elif e.spike is None or e.spike.margin is None:
        why = "its threshold is no comparison of two numbers"
    elif e.refractory is not None or e.model.events or e.maps:
        why = "it has a refractory time, events or map states"
    if why:
        raise ModelError(f"precise spike times do not fit this model: {why}; use interpolated")


class _StepBuilder:
    def __init__(
        self,
        e: Equations,
        method: str,
        estimate_error: bool,
        arrivals: Mapping[str, tuple[str, ...]],
        precise: bool,
    ) -> None:
        self.e, self.g, self.method, self.arrivals, self.precise = e, e.graph, method, arrivals, precise
        self.estimate = estimate_error and method == "rk4" and bool(e.ode)
        self.dt = self.g.leaf("dt")
        self.end = self.g.leaf("t_end")
        self.old: Values = {s: e.leaf(s) for s in e.states}
        self.initial: dict[Slot, int] = {}
        self.advanced: dict[Slot, int] = {}
        self.after: dict[Slot, int] = {}

    def leaf(self, slot: Slot) -> int:
        """The leaf through which the step reads a slot."""
        role = (slot.role, slot.name) if slot.role != "t_spike" else ("t_spike", "")
        return self.g.leaf(*role, kind=slot.kind)

    def carry(self, slot: Slot, initial: int, advanced: int, after: int | None = None) -> None:
        """Adds a slot; `after` is what it becomes in a lane with an event (default: as without)."""
        self.initial[slot], self.advanced[slot] = initial, advanced
        self.after[slot] = advanced if after is None else after

    def build(self) -> StepGraph:
        e = self.e
        resting = self._resting()
        new = self._advance(resting)
        spikes, eventful, after_values = self._events(new, resting)
        for state in e.states:
            self.carry(Slot("state", state, "f"), self.old[state], new[state], after_values[state])
        fraction = None
        if spikes is not None and e.spike is not None:
            fraction = self._fraction(e.spike, new)
        return StepGraph(
            equations=e,
            method=self.method,
            slots=tuple(self.advanced),
            initial=self.initial,
            advanced=self.advanced,
            recorded=new,
            eventful=eventful,
            spikes=spikes,
            after=self.after,
            fraction=fraction,
        )

    def _resting(self) -> int | None:
        """Truth at the start of the step: within the refractory time."""
        e, g = self.e, self.g
        if e.refractory is None or e.spike is None:
            return None
        if e.model.refractory_is_condition:
            # holds from a spike on for as long as the condition does, as in Brian 2
            return g.apply("and", self.leaf(Slot("resting", "", "b")), e.refractory)
        since = g.add(g.sub(e.time, g.leaf("t_spike")), g.mul(self.dt, g.const(SAME_STEP)))
        return g.apply("lt", since, e.refractory)

    def _advance(self, resting: int | None) -> Values:
        e, g = self.e, self.g
        values = dict(zip(e.maps, e.at([e.next_value[s] for s in e.maps], self.old), strict=True))
        if e.ode:
            step = check_method(e, self.method).advance(e, self.old)
            values |= step.values
            if self.estimate:
                self._estimate(step.values, dict(step.last_slope))
        for target, inputs in self.arrivals.items():
            for name in inputs:
                values[target] = g.add(values[target], g.leaf("input", name))
        if resting is not None:
            for state in e.model.states:
                if state.hold_in_refractory:
                    values[state.name] = g.select(resting, self.old[state.name], values[state.name])
        return values

    def _estimate(self, new: Values, last_slope: Values) -> None:
        """Slots for RK4's error: dt/6 |k4 - f(end of step)| is the difference to its embedded third-order result.

        f at the end of a step is k1 of the next one, so the estimate costs nothing; where an event comes between,
        the slope before the reset is computed for it, and states that the reset overwrites do not count.
        """
        e, g = self.e, self.g
        sixth = g.mul(self.dt, g.const(1.0 / 6.0))
        first = self._slopes_under_last_input()
        before_reset = slopes(e, new, self.end) if (e.model.reset or e.model.events) else {}
        overwritten = {u.name for u in e.model.reset if not _mentions(u.expr, u.name)}
        for state in e.ode:
            kept = Slot("slope", state, "f")
            size = g.apply("abs", g.mul(sixth, g.sub(self.leaf(kept), first[state])))
            largest = g.maximum(self.leaf(Slot("error", state, "f")), size)
            at_event = largest
            if state in before_reset and state not in overwritten:
                jump = g.apply("abs", g.mul(sixth, g.sub(last_slope[state], before_reset[state])))
                at_event = g.maximum(largest, jump)
            nan, zero = g.const(math.nan), g.const(0.0)
            # NaN never wins a comparison: no estimate across the event or before the first step
            self.carry(kept, nan, last_slope[state], nan if before_reset else None)
            self.carry(Slot("error", state, "f"), zero, largest, at_event)
            low, high = Slot("low", state, "f"), Slot("high", state, "f")
            self.carry(low, self.old[state], g.minimum(self.leaf(low), new[state]))
            self.carry(high, self.old[state], g.maximum(self.leaf(high), new[state]))

    def _slopes_under_last_input(self) -> Values:
        """f at the start of the step as it was for the input of the step before: a jump of the input is no error.

        Exact where the input enters linearly.
        """
        e, g = self.e, self.g
        first = slopes(e, self.old, e.time)
        for item in e.model.inputs:
            now, held = g.leaf("input", item.name), Slot("held", item.name, "f")
            self.carry(held, now, now)
            change = g.sub(now, self.leaf(held))
            for state in e.ode:
                first[state] = g.sub(first[state], g.mul(derivative(g, e.drift[state], now), change))
        return first

    def _events(self, new: Values, resting: int | None) -> tuple[int | None, int | None, Values]:
        """Which lanes spike, which have any event, and the states after the statements these run."""
        e, g = self.e, self.g
        model = e.model
        firing: list[tuple[Slot, Condition, int]] = []
        for event, condition in zip(model.events, e.event_conditions, strict=True):
            firing.append((Slot("event_above", event.name, "b"), condition, self._crossed(event.name, condition, new)))
        spikes = None
        if e.spike is not None:
            spikes = self._crossed("", e.spike, new)
            if resting is not None:
                spikes = g.apply("and", spikes, g.apply("not", resting))
            firing.append((Slot("above", "", "b"), e.spike, spikes))
        self._carry_last_spike(spikes)
        if not firing:
            return None, None, dict(new)
        eventful = firing[0][2]
        for _, _, fires in firing[1:]:
            eventful = g.apply("or", eventful, fires)
        values = dict(new)
        updates = [event.updates for event in model.events] + [model.reset]
        for (_, _, fires), statements in zip(firing, updates, strict=False):
            changed = e.run_updates(statements, values, self.end)
            if self.precise:
                changed = self._reset_at_crossing(new)
            values = {s: g.select(fires, changed[s], values[s]) for s in values}
        for slot, condition, fires in firing:
            before, holds, now = (
                e.at([condition.holds], at, time)[0]
                for at, time in ((self.old, e.time), (new, self.end), (values, self.end))
            )
            if slot.role == "above" and resting is not None:
                # not tested while refractory, but a condition that ends meanwhile is armed again
                holds = g.select(resting, g.apply("and", self.leaf(slot), holds), holds)
            # a lane that fires is armed again by what its statements leave; after a precise reset it always is
            self.carry(slot, before, holds, g.select(fires, g.truth(False) if self.precise else now, holds))
        if spikes is not None and model.refractory_is_condition and resting is not None:
            flag = Slot("resting", "", "b")
            self.carry(flag, g.truth(False), resting, g.select(spikes, g.truth(True), resting))
        return spikes, eventful, values

    def _reset_at_crossing(self, new: Values) -> Values:
        """The states at the end of a step that was reset where the threshold was crossed."""
        e, g = self.e, self.g
        assert e.spike is not None
        fraction = self._fraction(e.spike, new)
        before = g.mul(fraction, self.dt)
        names = list(new)
        at_crossing = dict(zip(names, g.substitute([new[s] for s in names], {self.dt: before}), strict=True))
        reset = e.run_updates(e.model.reset, at_crossing, g.add(e.time, before))
        replaced = {e.leaf(s): reset[s] for s in names} | {self.dt: g.sub(self.dt, before)}
        return dict(zip(names, g.substitute([new[s] for s in names], replaced), strict=True))

    def _crossed(self, event: str, condition: Condition, new: Values) -> int:
        """Truth: the condition holds now and did not before."""
        e, g = self.e, self.g
        slot = Slot("event_above", event, "b") if event else Slot("above", "", "b")
        (holds,) = e.at([condition.holds], new, self.end)
        return g.apply("and", holds, g.apply("not", self.leaf(slot)))

    def _carry_last_spike(self, spikes: int | None) -> None:
        """The slot of t_spike, where something reads it; minus infinity for good in a model without spikes."""
        if not self._needs_t_spike():
            return
        last = Slot("t_spike", "", "f")
        before = self.leaf(last)
        after = before if spikes is None else self.g.select(spikes, self.end, before)
        self.carry(last, self.g.const(-math.inf), before, after)

    def _needs_t_spike(self) -> bool:
        e, g = self.e, self.g
        if e.refractory is not None:
            return True
        roots = list(e.drift.values()) + list(e.next_value.values()) + list(e.subexpressions.values())
        roots += [c.holds for c in e.event_conditions] + ([e.spike.holds] if e.spike else [])
        statements = [u for event in e.model.events for u in event.updates] + list(e.model.reset)
        if any(_mentions(u.expr, "t_spike") for u in statements):
            return True
        return g.leaf("t_spike") in g.reachable(roots)

    def _fraction(self, condition: Condition, new: Values) -> int:
        """Where in the step the threshold was crossed, by linear interpolation; its end where that is unknown."""
        e, g = self.e, self.g
        one = g.const(1.0)
        if condition.margin is None:
            return one
        (before,) = e.at([condition.margin], self.old, e.time)
        (after,) = e.at([condition.margin], new, self.end)
        value = g.div(before, g.sub(before, after))
        inside = g.apply("and", g.apply("lt", g.const(0.0), value), g.apply("le", value, one))
        return g.select(inside, value, one)


def _mentions(expr: Expr, name: str) -> bool:
    return (expr.op == "name" and expr.value == name) or any(_mentions(a, name) for a in expr.args)
