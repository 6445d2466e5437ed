"""The model's dynamics as functions of its states: derivatives (or next values), their Jacobian, and what resets do.

Noise is left out; random draws inside an expression have no derivative and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.problem import NotMeasurable
from kernels.codegen.array_function import ArrayFunction, array_function
from kernels.codegen.differentiate import derivative
from kernels.codegen.equations import Equations
from kernels.language.model import Model

Array = NDArray[np.float64]

CLOCK = ("t", "dt", "t_spike")


@dataclass(frozen=True, slots=True)
class Linearised:
    """A function of the states and its derivatives, at many points at once."""

    function: ArrayFunction
    n_states: int
    n_roots: int

    def at(
        self, states: Array, parameters: Array, inputs: Array, time: Array, dt: float, t_spike: Array
    ) -> tuple[Array, Array]:
        """Values (points, roots) and Jacobians (points, roots, states) from states (states, points).

        `parameters` (n,), `inputs` (inputs, points), `time` and `t_spike` (points,).
        """
        out = self.function(*states, *parameters, *inputs, time, dt, t_spike)
        n = self.n_roots
        values = np.array(out[:n]).reshape(n, -1)
        slopes = np.array(out[n:]).reshape(n, self.n_states, values.shape[1])
        return values.T, slopes.transpose(2, 0, 1)


def linearised(e: Equations, roots: list[int], by: list[int] | None = None) -> Linearised:
    """The roots and their derivatives by the states (or by other leaves) as compiled functions.

    Raises NotMeasurable where they draw random numbers.
    """
    g = e.graph
    columns = [e.leaf(s) for s in e.states] if by is None else by
    slopes = [derivative(g, root, leaf) for root in roots for leaf in columns]
    leaves = [e.leaf(s) for s in e.states]
    leaves += [g.leaf("parameter", p.name) for p in e.model.parameters]
    leaves += [g.leaf("input", i.name) for i in e.model.inputs]
    leaves += [g.leaf(role) for role in CLOCK]
    known = set(leaves)
    if any(g.nodes[n].op == "leaf" and n not in known for n in g.reachable([*roots, *slopes])):
        raise NotMeasurable("this model draws random numbers at every step: it has no form without noise")
    return Linearised(array_function(g, leaves, [*roots, *slopes]), len(columns), len(roots))


def dynamics(e: Equations) -> list[int]:
    """Of every state the derivative, or for a map state the next value, without noise."""
    return [e.drift[s] if s in e.drift else e.next_value[s] for s in e.states]


def parameter_row(model: Model, parameters: Mapping[str, float]) -> Array:
    """The parameters in the order in which compiled functions take them."""
    return np.array([parameters[p.name] for p in model.parameters], dtype=float)
