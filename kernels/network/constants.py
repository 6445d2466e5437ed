"""What of a step depends on the parameters and dt alone: computed once a run, and a parameter to the kernel.

A window can be a single step, so what the kernel itself takes out of its loop would be computed in every step. To find
more of it, constant factors are gathered first: the exact decay x + dt*(-x/tau)*exprel(-dt/tau) becomes c*x.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kernels.codegen.array_function import ArrayFunction, array_function
from kernels.codegen.graph import Graph
from kernels.codegen.step import StepGraph
from kernels.language.model import Parameter
from kernels.language.syntax.tree import Span

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Constants:
    """The values of a step's constants: a function of all parameters in the model's order, and dt."""

    function: ArrayFunction | None

    def values(self, parameters: list[float], dt: float) -> NDArray[np.float64]:
        """The parameters followed by the constants."""
        if self.function is None:
            return np.array(parameters, dtype=float)
        return np.array([*parameters, *(float(value[0]) for value in self.function(*parameters, np.array([dt])))])


def with_constants(step: StepGraph) -> tuple[StepGraph, Constants]:
    """The step with its constants as further parameters of its model."""
    g, model = step.equations.graph, step.equations.model
    leaves = [g.leaf("parameter", p.name) for p in model.parameters] + [g.leaf("dt")]
    step = substituted(step, _Gatherer(g, set(leaves)).gathered(_roots(step)))
    found = _outermost(g, _roots(step), set(leaves))
    if not found:
        return step, Constants(None)
    extra = [f" constant {j}" for j in range(len(found))]  # no name of the language begins with a space
    parameters = tuple(Parameter(name, 0.0, "", None, None, False, "", Span(0, 0)) for name in extra)
    equations = replace(step.equations, model=replace(model, parameters=(*model.parameters, *parameters)))
    replacement = {node: g.leaf("parameter", name) for node, name in zip(found, extra, strict=True)}
    return replace(substituted(step, replacement), equations=equations), Constants(array_function(g, leaves, found))


def substituted(step: StepGraph, replacement: dict[int, int]) -> StepGraph:
    """The step with nodes of its run replaced; what it starts from stays."""
    g = step.equations.graph

    def all_of(nodes: dict[Key, int]) -> dict[Key, int]:
        return dict(zip(nodes, g.substitute(list(nodes.values()), replacement), strict=True))

    def one(node: int | None) -> int | None:
        return None if node is None else g.substitute([node], replacement)[0]

    return replace(
        step,
        advanced=all_of(step.advanced),
        recorded=all_of(step.recorded),
        after=all_of(step.after),
        eventful=one(step.eventful),
        spikes=one(step.spikes),
        fraction=one(step.fraction),
    )


def _roots(step: StepGraph) -> list[int]:
    roots = [*step.advanced.values(), *step.recorded.values(), *step.after.values()]
    return roots + [node for node in (step.eventful, step.spikes, step.fraction) if node is not None]


def _fixed(g: Graph, roots: list[int], leaves: set[int]) -> set[int]:
    """Nodes that depend on nothing but `leaves` and numbers."""
    fixed: set[int] = set()
    for node in g.reachable(roots):
        op, args, _, _ = g.nodes[node]
        if op == "const" or node in leaves or (op != "leaf" and all(a in fixed for a in args)):
            fixed.add(node)
    return fixed


class _Gatherer:
    """Writes every real node as a constant factor times the rest, so that constants meet and divisions go."""

    def __init__(self, g: Graph, leaves: set[int]) -> None:
        self.g, self.leaves = g, leaves
        self.one = g.const(1.0)
        self.parts: dict[int, tuple[int, int]] = {}  # node -> factor, rest

    def gathered(self, roots: list[int]) -> dict[int, int]:
        """What every node below the roots becomes."""
        fixed = _fixed(self.g, roots, self.leaves)
        for node in self.g.reachable(roots):
            self.parts[node] = (self.one, node) if node in fixed else self._parts(node, fixed)
        return {node: self._whole(node) for node in self.parts}

    def _whole(self, node: int) -> int:
        factor, rest = self.parts[node]
        return self.g.mul(factor, rest)

    def _parts(self, node: int, fixed: set[int]) -> tuple[int, int]:
        g, one = self.g, self.one
        op, args, _, _ = g.nodes[node]
        if op == "neg":
            factor, rest = self.parts[args[0]]
            return g.neg(factor), rest
        if op in ("mul", "div") and args[1] in fixed:
            factor, rest = self.parts[args[0]]
            return g.apply(op, factor, args[1]), rest
        if op == "mul" and args[0] in fixed:
            factor, rest = self.parts[args[1]]
            return g.mul(args[0], factor), rest
        if op in ("mul", "div"):
            (factor, rest), (other_factor, other_rest) = self.parts[args[0]], self.parts[args[1]]
            return g.apply(op, factor, other_factor), g.apply(op, rest, other_rest)
        if op in ("add", "sub") and not fixed.intersection(args):
            (factor, rest), (other_factor, other_rest) = self.parts[args[0]], self.parts[args[1]]
            if rest == other_rest:
                return g.apply(op, factor, other_factor), rest
        new = tuple(self._whole(a) for a in args)
        return one, node if new == args else g.apply(op, *new)


def _outermost(g: Graph, roots: list[int], leaves: set[int]) -> list[int]:
    """Real fixed nodes that are used by nodes that are not."""
    fixed, used = _fixed(g, roots, leaves), set(roots)
    for node in g.reachable(roots):
        if node not in fixed:
            used.update(g.nodes[node].args)
    return [n for n in sorted(used & fixed) if g.nodes[n].op not in ("const", "leaf") and g.nodes[n].kind == "f"]
