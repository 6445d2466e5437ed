"""A model's step with its numbers put in: definitions over leaves, each value that is kept at a format a leaf.

The step graph of the kernels is rewritten once: parameters and dt become numbers, time since the last spike becomes a
count of steps, and the graph is cut where hardware keeps a value at a fixed format: at the states after the step, and
at the states predicted inside a step of several stages. Noise is left as leaves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hdl.lowering.functions import VALUES
from hdl.lowering.poisson import counted
from hdl.refusal import Refused
from kernels.codegen.equations import build_equations
from kernels.codegen.graph import FUNCTIONS, Graph
from kernels.codegen.step import Slot, StepGraph, build_step
from kernels.language.model import Model

STAGED = frozenset({"rk4", "heun", "rush_larsen"})
AGE = ("age", "")  # steps since the last spike
CLOCK = ("clock", "")  # steps since reset
PASSES_TIME = frozenset(("add", "sub", "neg", "mul"))  # on its way to a comparison


@dataclass(frozen=True, slots=True)
class Definition:
    """A value kept at a state's format: `leaf` stands for it wherever it is used, `root` is how it is computed."""

    leaf: int
    root: int
    state: str
    name: str


@dataclass(frozen=True, slots=True)
class Program:
    """One step of a model in numbers.

    `definitions` come in an order in which each uses only earlier ones. `next` maps what is carried, as (role, name),
    to the node it becomes; `spike` is the truth value that the step ends with a spike.
    """

    graph: Graph
    model: Model
    method: str
    dt: float
    definitions: tuple[Definition, ...]
    recorded: Mapping[str, int]  # each state after the step, before its reset
    next: Mapping[tuple[str, str], int]
    initial_flags: Mapping[tuple[str, str], Slot]
    spike: int | None
    step: StepGraph = field(repr=False)


def build_program(
    model: Model,
    method: str,
    dt: float,
    parameters: Mapping[str, float],
    registers: frozenset[str] = frozenset(),
) -> Program:
    """The program of a model; parameters in `registers` stay leaves. Raises Refused where time itself is needed."""
    e = build_equations(model)
    step = build_step(e, method, False)
    return _Rewriter(step, dt, parameters, registers).run()


class _Rewriter:
    def __init__(self, step: StepGraph, dt: float, parameters: Mapping[str, float], registers: frozenset[str]) -> None:
        self.step, self.dt, self.parameters, self.registers = step, dt, parameters, registers
        self.old = step.equations.graph
        self.g = Graph()
        self.last_spike = self.old.leaf("t_spike")
        self.done: dict[int, int] = {}
        self.definitions: list[Definition] = []

    def run(self) -> Program:
        step = self.step
        slots = {slot: node for slot, node in step.after.items() if slot.role != "t_spike"}
        roots = list(slots.values()) + list(step.recorded.values())
        if step.spikes is not None:
            roots.append(step.spikes)
        cuts = self._cuts()
        order = self.old.reachable(roots)
        for n in order:
            new = self._rewritten(n)
            if n in cuts and self.g.nodes[new].op not in ("const", "leaf"):
                state, name = cuts[n]
                leaf = self.g.leaf("kept", name)
                self.definitions.append(Definition(leaf, new, state, name))
                new = leaf
            self.done[n] = new
        after = {(slot.role, slot.name): self.done[node] for slot, node in slots.items()}
        spike = None if step.spikes is None else self.done[step.spikes]
        program = Program(
            graph=self.g,
            model=step.equations.model,
            method=step.method,
            dt=self.dt,
            definitions=tuple(self.definitions),
            recorded={s: self.done[n] for s, n in step.recorded.items()},
            next=after,
            initial_flags={(slot.role, slot.name): slot for slot in slots},
            spike=spike,
            step=step,
        )
        self._check_leaves(program)
        return program

    def _cuts(self) -> dict[int, tuple[str, str]]:
        """node -> (state, name): the states after the step, and those predicted within one of several stages."""
        g, e = self.old, self.step.equations
        found = {node: (state, f"{state}_new") for state, node in reversed(self.step.recorded.items())}
        if self.step.method not in STAGED:
            return found
        moved: dict[int, str] = {e.leaf(s): s for s in e.ode}
        dt = g.leaf("dt")
        with_dt: set[int] = {dt}
        only_dt: set[int] = {dt}
        counts = dict.fromkeys(e.ode, 0)
        for n in g.reachable(list(self.step.recorded.values())):
            op, args, _, _ = g.nodes[n]
            if with_dt & set(args):
                with_dt.add(n)
            if args and all(a in only_dt or g.nodes[a].op == "const" for a in args) and only_dt & set(args):
                only_dt.add(n)
            # what moves a state is a product with the step, alone or inside the first factor
            first = g.nodes[args[1]].args[:1] if op == "add" and g.nodes[args[1]].op == "mul" else ()
            by_step = any(f in only_dt or set(g.nodes[f].args[:1]) & only_dt for f in first)
            if op == "add" and args[0] in moved and args[1] in with_dt and by_step:
                state = moved[n] = moved[args[0]]
                if n not in found:
                    counts[state] += 1
                    found[n] = (state, f"{state}_stage{counts[state]}")
        return found

    def _rewritten(self, n: int) -> int:
        op, args, value, kind = self.old.nodes[n]
        g = self.g
        if op == "const":
            return g.truth(bool(value)) if kind == "b" else g.const(float(value))  # type: ignore[arg-type]
        if op == "leaf":
            return self._leaf(str(value[0]), str(value[1]), kind)  # type: ignore[index]
        since = self._time_since_spike(op, args)
        if since is not None:
            return since
        new = tuple(self.done[a] for a in args)
        if op == "poisson":
            return counted(g, *new)
        if op == "mod":
            return g.sub(new[0], g.mul(new[1], g.apply("floor", g.div(new[0], new[1]))))
        if op in FUNCTIONS:
            return self._function(op, new)
        return g.apply(op, *new)

    def _leaf(self, role: str, name: str, kind: str) -> int:
        g = self.g
        if role == "dt":
            return g.const(self.dt)
        if role in ("t", "t_end"):
            steps = g.leaf(*CLOCK)
            return g.mul(g.const(self.dt), steps if role == "t" else g.add(steps, g.const(1.0)))
        if role == "parameter" and name not in self.registers:
            return g.const(self.parameters[name])
        return g.leaf(role, name, kind=kind)

    def _time_since_spike(self, op: str, args: tuple[int, ...]) -> int | None:
        """t - t_spike, t_end - t_spike and the like as steps since the spike times dt."""
        if op != "sub" or self.last_spike not in args:
            return None
        other = args[1] if args[0] == self.last_spike else args[0]
        g = self.g
        clock = g.leaf(*CLOCK)
        if not g.depends_on(self.done[other], clock):
            return None
        (since,) = g.substitute([self.done[other]], {clock: g.leaf(*AGE)})
        return since if args[1] == self.last_spike else g.neg(since)

    def _function(self, op: str, args: tuple[int, ...]) -> int:
        g = self.g
        values = [g.constant_of(a) for a in args]
        if all(v is not None for v in values):
            result = float(VALUES[op](*(float(v) for v in values)))  # type: ignore[arg-type]
            if not math.isfinite(result):
                raise Refused("range", f"{op} of constants is not finite with these parameters")
            return g.const(result)
        if op in ("sin", "cos", "tan"):
            # in turns, of which only the part behind the point matters
            turns = g.mul(g.const(0.5 / math.pi), args[0])
            part = g.sub(turns, g.apply("floor", turns))
            return g.apply(op, g.mul(g.const(2.0 * math.pi), part))
        if op == "sign":
            zero = g.const(0.0)
            negative = g.select(g.apply("lt", args[0], zero), g.const(-1.0), zero)
            return g.select(g.apply("lt", zero, args[0]), g.const(1.0), negative)
        if op == "log":
            over = g.nodes[args[0]]
            first = g.constant_of(over.args[0]) if over.op == "div" else None
            if isinstance(first, float) and first > 0.0:
                return g.sub(g.const(math.log(first)), g.apply("log", over.args[1]))
        if op == "log10":
            return g.mul(g.const(1.0 / math.log(10.0)), g.apply("log", args[0]))
        if op == "pow" and values == [None, None]:
            return g.apply("exp", g.mul(args[1], g.apply("log", args[0])))
        if op == "pow" and isinstance(values[1], float) and values[1].is_integer() and 0 <= values[1] <= 32:
            return g.power(*args)
        return g.apply(op, *args)

    def _check_leaves(self, program: Program) -> None:
        """Time counted from reset may only be compared with something: a count of steps has to stop somewhere."""
        g = self.g
        roots = [*program.next.values(), *(d.root for d in program.definitions)]
        clock = g.leaf(*CLOCK)
        timed = {clock}
        for n in g.reachable(roots):
            op, args, _, kind = g.nodes[n]
            if g.role_of(n) == "t_spike":
                raise Refused("time", "it reads t_spike otherwise than as the time since then, t - t_spike")
            if not timed & set(args):
                continue
            fixed = sum(a in timed or g.nodes[a].op == "const" for a in args) == len(args)
            if op in PASSES_TIME and fixed:
                timed.add(n)
            elif op not in ("lt", "le", "eq", "ne") or not fixed:
                raise Refused(
                    "time", "it computes with the time t itself, which has no largest value; hardware can only compare "
                    "it with constants, or count from the last spike"
                )  # fmt: skip
        if timed & set(roots):
            raise Refused("time", "a state takes the time t as its value, which has no largest value")
