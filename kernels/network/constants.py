"""What of a step depends on the parameters and dt alone: computed once a run, and a parameter to the kernel.

A window can be a single step, so what the kernel itself takes out of its loop would be computed in every step.
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
from kernels.language.tree import Span


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Constants:
    """The values of a step's constants: a function of all parameters in the model's order, and dt."""

    function: ArrayFunction | None
    count: int

    def values(self, parameters: list[float], dt: float) -> NDArray[np.float64]:
        """The parameters followed by the constants."""
        if self.function is None:
            return np.array(parameters, dtype=float)
        return np.array([*parameters, *(float(value[0]) for value in self.function(*parameters, np.array([dt])))])


def with_constants(step: StepGraph) -> tuple[StepGraph, Constants]:
    """The step with its constants as further parameters of its model."""
    g, model = step.equations.graph, step.equations.model
    names = [p.name for p in model.parameters]
    leaves = [g.leaf("parameter", name) for name in names] + [g.leaf("dt")]
    step = substituted(step, _without_divisions(g, _roots(step), set(leaves)))
    found = _outermost(g, _roots(step), set(leaves))
    if not found:
        return step, Constants(None, 0)
    extra = [f" constant {j}" for j in range(len(found))]  # no name of the language begins with a space
    parameters = tuple(Parameter(name, 0.0, "", None, None, False, "", Span(0, 0)) for name in extra)
    equations = replace(step.equations, model=replace(model, parameters=(*model.parameters, *parameters)))
    replacement = {node: g.leaf("parameter", name) for node, name in zip(found, extra, strict=True)}
    constants = Constants(array_function(g, leaves, found), len(found))
    return replace(substituted(step, replacement), equations=equations), constants


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


def _without_divisions(g: Graph, roots: list[int], leaves: set[int]) -> dict[int, int]:
    """Replacements by which what was divided by a constant is multiplied with its inverse: a division costs ten products."""
    fixed = _fixed(g, roots, leaves)
    done: dict[int, int] = {}
    for node in g.reachable(roots):
        op, args, _, _ = g.nodes[node]
        new = tuple(done[a] for a in args)
        if op == "div" and args[1] in fixed and node not in fixed:
            done[node] = g.mul(new[0], g.div(g.const(1.0), args[1]))
        else:
            done[node] = node if new == args else g.apply(op, *new)
    return {node: new for node, new in done.items() if node != new}


def _outermost(g: Graph, roots: list[int], leaves: set[int]) -> list[int]:
    """Real fixed nodes that are used by nodes that are not."""
    fixed, used = _fixed(g, roots, leaves), set(roots)
    for node in g.reachable(roots):
        if node not in fixed:
            used.update(g.nodes[node].args)
    return [n for n in sorted(used & fixed) if g.nodes[n].op not in ("const", "leaf") and g.nodes[n].kind == "f"]
