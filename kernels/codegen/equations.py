"""A checked model as one graph: derivatives, noise terms, conditions and resets over named leaves."""

from __future__ import annotations

from dataclasses import dataclass

from kernels.codegen.differentiate import derivative
from kernels.codegen.expressions import Builder
from kernels.codegen.graph import Graph
from kernels.codegen.horner import nested
from kernels.language.model import Model, Update
from kernels.language.syntax.tree import Expr


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, and where it is a plain comparison the quantity whose sign change it is (for interpolation)."""

    holds: int
    margin: int | None  # above 0 where the condition holds


@dataclass(frozen=True, slots=True)
class Equations:
    """The model's mathematics in the graph, every node a function of the leaves.

    Leaves: ("state", name), ("parameter", name), ("input", name), ("t", ""), ("dt", ""), ("t_spike", ""),
    ("noise", source), and ("normal", draw), ("uniform", draw) for random numbers that are new at every step.
    """

    graph: Graph
    model: Model
    builder: Builder
    ode: tuple[str, ...]  # states with a derivative
    maps: tuple[str, ...]  # states with a next value
    drift: dict[str, int]  # derivative of an ode state without its noise
    diffusion: dict[str, dict[int, int]]  # ode state -> noise leaf -> its coefficient
    next_value: dict[str, int]  # of map states
    subexpressions: dict[str, int]
    spike: Condition | None
    refractory: int | None  # a time, or a truth value
    event_conditions: tuple[Condition, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """All states in the order of the file."""
        return tuple(s.name for s in self.model.states)

    def leaf(self, state: str) -> int:
        """The leaf of a state."""
        return self.graph.leaf("state", state)

    @property
    def time(self) -> int:
        """The leaf of the time at the start of the step."""
        return self.graph.leaf("t")

    def at(self, roots: list[int], values: dict[str, int], time: int | None = None) -> list[int]:
        """The roots with states (and the time) replaced."""
        replacement = {self.leaf(name): node for name, node in values.items()}
        if time is not None:
            replacement[self.time] = time
        return self.graph.substitute(roots, replacement)

    def run_updates(self, updates: tuple[Update, ...], values: dict[str, int], time: int) -> dict[str, int]:
        """The states after the statements of a reset or event, run in order."""
        values = dict(values)
        for update in updates:
            node = self.builder.number(update.expr)
            (values[update.name],) = self.at([node], values, time)
        return values


def build_equations(model: Model) -> Equations:
    """The graph of a checked model."""
    g = Graph()
    names = {s.name: g.leaf("state", s.name) for s in model.states}
    names |= {p.name: g.leaf("parameter", p.name) for p in model.parameters}
    names |= {i.name: g.leaf("input", i.name) for i in model.inputs}
    names |= {name: g.leaf(name) for name in ("t", "dt", "t_spike")}
    builder = Builder(g, names)
    subexpressions: dict[str, int] = {}
    for sub in model.subexpressions:
        builder.equation = sub.name
        subexpressions[sub.name] = builder.names[sub.name] = builder.number(sub.expr)
    leaves = [names[s.name] for s in model.states]
    drift: dict[str, int] = {}
    diffusion: dict[str, dict[int, int]] = {}
    next_value: dict[str, int] = {}
    for state in model.states:
        builder.equation = state.name
        node = builder.number(state.rhs)
        if state.kind == "map":
            next_value[state.name] = nested(g, node, leaves)
        else:
            plain, diffusion[state.name] = _split_noise(g, node)
            drift[state.name] = nested(g, plain, leaves)
    builder.equation = "condition"
    condition = model.threshold if model.threshold is not None else model.spike
    refractory = None
    if model.refractory is not None:
        refractory = (builder.condition if model.refractory_is_condition else builder.number)(model.refractory)
    return Equations(
        graph=g,
        model=model,
        builder=builder,
        ode=tuple(drift),
        maps=tuple(next_value),
        drift=drift,
        diffusion=diffusion,
        next_value=next_value,
        subexpressions=subexpressions,
        spike=None if condition is None else _condition(builder, condition),
        refractory=refractory,
        event_conditions=tuple(_condition(builder, event.condition) for event in model.events),
    )


def _split_noise(g: Graph, node: int) -> tuple[int, dict[int, int]]:
    """A right-hand side as drift plus coefficient * xi for every noise leaf in it."""
    leaves = [n for n in g.reachable([node]) if g.role_of(n) == "noise"]
    coefficients = {leaf: derivative(g, node, leaf) for leaf in leaves}
    (drift,) = g.substitute([node], {leaf: g.const(0.0) for leaf in leaves})
    for coefficient in coefficients.values():
        if any(leaf in g.reachable([coefficient]) for leaf in leaves):
            raise ValueError("noise xi must enter an equation linearly")
    return drift, coefficients


def _condition(builder: Builder, expr: Expr) -> Condition:
    g = builder.graph
    margin = None
    if expr.op in ("gt", "ge", "lt", "le"):
        left, right = (builder.number(a) for a in expr.args)
        margin = g.sub(left, right) if expr.op in ("gt", "ge") else g.sub(right, left)
    return Condition(builder.condition(expr), margin)
