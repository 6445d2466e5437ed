"""Integration methods: how one step takes the states from t to t + dt, each written as its formula.

A method is a function of the equations and the current states; it returns the new states, and RK4 also its last
slope, from which the step's error is estimated. Inputs and random draws are held over the step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kernels.codegen.differentiate import derivative
from kernels.codegen.equations import Equations
from kernels.codegen.linear import exponential, linear_system
from kernels.errors import ModelError

Values = dict[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """The states after a step, and where the method knows it the slope at the end of the step (RK4's k4)."""

    values: Values
    last_slope: Mapping[str, int] = field(default_factory=dict)


def slopes(e: Equations, values: Values, time: int) -> Values:
    """The derivatives of all ode states, without noise, at given states and time."""
    return dict(zip(e.ode, e.at([e.drift[s] for s in e.ode], values, time), strict=True))


def _moved(e: Equations, values: Values, direction: Values, factor: int) -> Values:
    """values + factor * direction."""
    g = e.graph
    return {s: g.add(values[s], g.mul(factor, direction[s])) for s in e.ode}


def _noise_increments(e: Equations) -> dict[int, int]:
    """Noise leaf -> its Wiener increment over the step, sqrt(dt) times a standard normal number."""
    g = e.graph
    leaves = sorted({leaf for terms in e.diffusion.values() for leaf in terms})
    root = g.apply("sqrt", g.leaf("dt"))
    return {leaf: g.mul(root, e.builder.next_normal()) for leaf in leaves}


def _noise_terms(e: Equations, values: Values, increments: dict[int, int], time: int) -> Values:
    """The sum of b(x) dW for every ode state."""
    g = e.graph
    total = {}
    for s in e.ode:
        term = g.const(0.0)
        for leaf, coefficient in e.diffusion[s].items():
            term = g.add(term, g.mul(e.at([coefficient], values, time)[0], increments[leaf]))
        total[s] = term
    return total


def _clock(e: Equations) -> tuple[int, int, int, int]:
    """t, dt, t + dt/2, t + dt."""
    g = e.graph
    t, dt = e.time, g.leaf("dt")
    return t, dt, g.add(t, g.mul(dt, g.const(0.5))), g.add(t, dt)


def euler(e: Equations, x: Values) -> Step:
    """x + dt f(x); with noise Euler-Maruyama (Ito)."""
    g = e.graph
    t, dt, _, _ = _clock(e)
    moved = _moved(e, x, slopes(e, x, t), dt)
    noise = _noise_terms(e, x, _noise_increments(e), t)
    return Step({s: g.add(moved[s], noise[s]) for s in e.ode})


def heun(e: Equations, x: Values) -> Step:
    """The trapezoidal rule with an Euler predictor; with noise stochastic Heun (Stratonovich)."""
    g = e.graph
    t, dt, _, end = _clock(e)
    increments = _noise_increments(e)
    k1, b1 = slopes(e, x, t), _noise_terms(e, x, increments, t)
    moved = _moved(e, x, k1, dt)
    predicted = {s: g.add(moved[s], b1[s]) for s in e.ode}
    k2, b2 = slopes(e, predicted, end), _noise_terms(e, predicted, increments, end)
    half = g.const(0.5)
    return Step(
        {
            s: g.add(
                g.add(x[s], g.mul(g.mul(half, dt), g.add(k1[s], k2[s]))),
                g.mul(half, g.add(b1[s], b2[s])),
            )
            for s in e.ode
        }
    )


def rk4(e: Equations, x: Values) -> Step:
    """The classical Runge-Kutta method of order 4."""
    g = e.graph
    t, dt, middle, end = _clock(e)
    half = g.mul(dt, g.const(0.5))
    k1 = slopes(e, x, t)
    k2 = slopes(e, _moved(e, x, k1, half), middle)
    k3 = slopes(e, _moved(e, x, k2, half), middle)
    k4 = slopes(e, _moved(e, x, k3, dt), end)
    sixth = g.mul(dt, g.const(1.0 / 6.0))
    new = {}
    for s in e.ode:
        inner = g.add(k2[s], k3[s])
        total = g.add(g.add(k1[s], k4[s]), g.add(inner, inner))
        new[s] = g.add(x[s], g.mul(sixth, total))
    return Step(new, k4)


def _exponential_move(e: Equations, values: Values, state: str, step: int, time: int) -> int:
    """One state moved as the solution of its own linear equation, the others frozen: x + h f exprel(h df/dx)."""
    g = e.graph
    slope = derivative(g, e.drift[state], e.leaf(state))
    f, rate = e.at([e.drift[state], slope], values, time)
    return g.add(values[state], g.mul(g.mul(step, f), g.apply("exprel", g.mul(step, rate))))


def exponential_euler(e: Equations, x: Values) -> Step:
    """Every state by the exact solution of its own linear equation, the others held at t."""
    for s in e.ode:
        own_slope = derivative(e.graph, e.drift[s], e.leaf(s))
        if e.graph.depends_on(own_slope, e.leaf(s)):
            raise ModelError(
                f"method exponential_euler needs d{s}/dt to be linear in {s}, which it is not; use rk4 or rush_larsen"
            )
    return Step({s: _exponential_move(e, x, s, e.graph.leaf("dt"), e.time) for s in e.ode})


def rush_larsen(e: Equations, x: Values) -> Step:
    """Second-order Rush-Larsen: half steps of the gates around a full step of the first state.

    Every state moves by the exact solution of its own linear equation, one after the other, for dt/2 in the order
    last ... second, then the first state for dt, then second ... last for dt/2. The mirrored order makes the
    step symmetric and so of second order (Strang 1968; Rush & Larsen 1978; staggering as in Hines 1984).
    """
    g = e.graph
    t, dt, middle, end = _clock(e)
    half = g.mul(dt, g.const(0.5))
    values = dict(x)
    gates = e.ode[1:]
    for s in reversed(gates):
        values[s] = _exponential_move(e, values, s, half, t)
    values[e.ode[0]] = _exponential_move(e, values, e.ode[0], dt, middle)
    for s in gates:
        values[s] = _exponential_move(e, values, s, half, end)
    return Step({s: values[s] for s in e.ode})


def exact(e: Equations, x: Values) -> Step:
    """The exact solution of a linear system whose inputs are constant over the step."""
    g = e.graph
    matrix, constant = linear_system(e)
    dt = g.leaf("dt")
    n = len(e.ode)
    if n == 1:
        rate = g.mul(dt, matrix[0][0])
        s = e.ode[0]
        f = g.add(constant[0], g.mul(matrix[0][0], x[s]))
        return Step({s: g.add(x[s], g.mul(g.mul(dt, f), g.apply("exprel", rate)))})
    # d/dt (x, 1) = ((A, b), (0, 0)) (x, 1), so exp of the augmented matrix moves x
    zero = g.const(0.0)
    augmented = [[g.mul(dt, a) for a in row] + [g.mul(dt, b)] for row, b in zip(matrix, constant, strict=True)]
    augmented.append([zero] * (n + 1))
    propagator = exponential(g, augmented)
    new = {}
    for i, s in enumerate(e.ode):
        value = propagator[i][n]
        for j, other in enumerate(e.ode):
            value = g.add(value, g.mul(propagator[i][j], x[other]))
        new[s] = value
    return Step(new)


def milstein(e: Equations, x: Values) -> Step:
    """Euler-Maruyama plus b b'(dW**2 - dt)/2, for noise that enters each state through one source (Ito)."""
    g = e.graph
    t, dt, _, _ = _clock(e)
    increments = _noise_increments(e)
    moved = _moved(e, x, slopes(e, x, t), dt)
    noise = _noise_terms(e, x, increments, t)
    new = {}
    for s in e.ode:
        value = g.add(moved[s], noise[s])
        for leaf, coefficient in e.diffusion[s].items():
            for other in e.ode:
                slope = derivative(g, coefficient, e.leaf(other))
                if other != s and g.constant_of(slope) != 0.0:
                    raise ModelError(f"method milstein needs the noise of {s} to depend on {s} alone, not on {other}")
            if len(e.diffusion[s]) > 1 and g.constant_of(derivative(g, coefficient, e.leaf(s))) != 0.0:
                raise ModelError(
                    f"method milstein takes one noise source a state where it is multiplicative ({s} has more)"
                )
            b, slope = e.at([coefficient, derivative(g, coefficient, e.leaf(s))], x, t)
            square = g.sub(g.mul(increments[leaf], increments[leaf]), dt)
            value = g.add(value, g.mul(g.mul(g.const(0.5), g.mul(b, slope)), square))
        new[s] = value
    return Step(new)


@dataclass(frozen=True, slots=True)
class Method:
    """A method's formula, and whether it takes noise; `syntax.settings.METHODS` has a line about each."""

    advance: Callable[[Equations, Values], Step]
    takes_noise: bool


METHODS: dict[str, Method] = {
    "euler": Method(euler, True),
    "heun": Method(heun, True),
    "rk4": Method(rk4, False),
    "exponential_euler": Method(exponential_euler, False),
    "rush_larsen": Method(rush_larsen, False),
    "exact": Method(exact, False),
    "milstein": Method(milstein, True),
}


def check_method(e: Equations, name: str) -> Method:
    """The method by name; ModelError where it is unknown or does not fit the model."""
    if name not in METHODS:
        raise ModelError(f"unknown method {name!r}; the methods are {', '.join(METHODS)}")
    method = METHODS[name]
    if any(e.diffusion.values()) and not method.takes_noise:
        fitting = ", ".join(n for n, m in METHODS.items() if m.takes_noise)
        raise ModelError(f"method {name} cannot integrate a model with noise (xi); use one of {fitting}")
    if name == "exact":
        linear_system(e)
    return method


def default_method(e: Equations) -> str:
    """Exact for linear models, Euler for noise and for non-linear models with a reset (as published), else RK4."""
    if any(e.diffusion.values()) or not e.ode:
        return "euler"
    if linear_system(e, required=False)[0]:
        return "exact"
    has_jumps = bool(e.model.reset or e.model.events)
    return "euler" if has_jumps else "rk4"
