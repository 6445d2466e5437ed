"""How does the membrane answer to a small current of each frequency, and where does it answer most?

The linearised subthreshold impedance: the transfer function from the first input to a state, at the rest without
drive, from the model's Jacobian there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.analysis.jacobian import dynamics, linearised, parameter_row
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rest import rest_state
from kernels.codegen.equations import build_equations
from kernels.language.model import Model
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]

POINTS_A_DECADE = 100
REFINEMENTS = 40  # golden-section steps on the peak: the bracket shrinks by 1e8
SLOWEST, FASTEST = 1e-2, 1e2  # of the slowest and the fastest rate of the model, where the search begins and ends
SHALLOW = 1e-3  # a peak that is higher than the impedance at 0 Hz by less than this is no resonance


def impedance(model: Model, parameters: Mapping[str, float], frequencies: ArrayLike) -> NDArray[np.complex128]:
    """Z (n,) at the frequencies (n,), in Hz (for maps cycles a step): driven state's unit per unit of the first input.

    The driven state is the first whose derivative the input enters. Raises NotMeasurable without an input, where the
    input drives no state, and where the model does not rest.
    """
    jacobian, drive, output = linear_response(model, parameters)
    return _transfer(model, jacobian, drive, output, np.asarray(frequencies, dtype=float))


def resonance(model: Model, parameters: Mapping[str, float]) -> float:
    """The frequency of the largest impedance, in Hz (for maps cycles a step).

    Raises NotMeasurable where the impedance only falls with frequency: then there is no resonance.
    """
    jacobian, drive, output = linear_response(model, parameters)

    def size(frequency: Array) -> Array:
        return np.abs(_transfer(model, jacobian, drive, output, frequency))

    grid = _frequencies(model, jacobian)
    sizes = size(grid)
    top = int(np.argmax(sizes))
    at_zero = float(size(np.array([0.0]))[0])
    if top in (0, len(grid) - 1) or sizes[top] <= (1.0 + SHALLOW) * at_zero:
        raise NotMeasurable("no resonance: the subthreshold impedance is largest at 0 Hz")
    return _peak(size, float(grid[top - 1]), float(grid[top + 1]))


def linear_response(model: Model, parameters: Mapping[str, float]) -> tuple[Array, Array, int]:
    """The Jacobian (n, n) at rest, how the first input enters (n,), and the number of the driven state."""
    if not model.inputs:
        raise NotMeasurable("this model has no input to drive")
    rest = rest_state(model, parameters)
    e = build_equations(model)
    roots = dynamics(e)
    current = e.graph.leaf("input", model.inputs[0].name)
    compiled = linearised(e, roots, [*(e.leaf(s) for s in e.states), current])
    states = np.array([[rest[s]] for s in e.states])
    inputs = np.zeros((len(model.inputs), 1))
    _, slopes = compiled.at(
        states, parameter_row(model, parameters), inputs, np.zeros(1), model.run.dt or 1.0, np.full(1, -np.inf)
    )
    jacobian, drive = slopes[0][:, :-1], slopes[0][:, -1]
    if not drive.any():
        raise NotMeasurable(f"{model.inputs[0].name} drives no state directly at rest")
    return jacobian, drive, int(np.flatnonzero(drive)[0])


def _transfer(model: Model, jacobian: Array, drive: Array, output: int, frequencies: Array) -> NDArray[np.complex128]:
    angles = 2.0 * np.pi * frequencies / PER_SECOND[model.time_unit]
    maps = np.array([state.kind == "map" for state in model.states])
    unit = np.eye(len(drive))
    # z = exp(i angle) for maps, i angle for derivatives
    diagonal = np.where(maps, np.exp(1j * angles)[:, None], 1j * angles[:, None])
    matrices = diagonal[:, :, None] * unit - jacobian
    drives = np.broadcast_to(drive, (len(frequencies), len(drive)))[:, :, None]
    return np.asarray(np.linalg.solve(matrices, drives)[:, output, 0])


def _frequencies(model: Model, jacobian: Array) -> Array:
    """Frequencies around those of the model's own time constants."""
    per_second = PER_SECOND[model.time_unit]
    if any(state.kind == "map" for state in model.states):
        return np.linspace(0.0, 0.5, 2001)
    rates = np.abs(np.linalg.eigvals(jacobian))
    rates = rates[rates > 0.0]
    low, high = float(rates.min()), float(rates.max())
    first, last = np.log10(SLOWEST * low * per_second), np.log10(FASTEST * high * per_second)
    return np.logspace(first, last, max(10, int(POINTS_A_DECADE * (last - first))))


def _peak(size: Callable[[Array], Array], low: float, high: float) -> float:
    """The largest value's place between two frequencies, by golden section."""
    ratio = 0.5 * (np.sqrt(5.0) - 1.0)
    for _ in range(REFINEMENTS):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        at_a, at_b = size(np.array([a, b]))
        low, high = (low, b) if at_a > at_b else (a, high)
    return 0.5 * (low + high)
