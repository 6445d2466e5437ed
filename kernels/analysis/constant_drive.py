"""The model at constant drive and without noise: what equilibria, nullclines and bifurcations are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.deterministic import without_noise
from kernels.analysis.jacobian import CLOCK, Linearised, dynamics, linearised
from kernels.analysis.problem import NotMeasurable
from kernels.codegen.array_function import ArrayFunction, array_function
from kernels.codegen.equations import Equations, build_equations
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.running.request import RunRequest, read_request
from kernels.running.steady import steady_state

Array = NDArray[np.float64]

LEVELS = {
    "constant": "amplitude", "step": "amplitude", "pulses": "amplitude", "ramp": "amplitude",
    "ou": "mean", "sine": "offset", "chirp": "offset",
}  # fmt: skip
PLACES, TIMES = 8, (0.0, 0.37, 11.3, 1234.5)  # at which the equations are compared, to see whether they stay
LARGEST = 1e15  # level, in the input's unit


@dataclass(frozen=True, slots=True)
class ConstantDrive:
    """A model without noise, its checked request, and a constant level for every input."""

    model: Model
    request: RunRequest
    levels: Mapping[str, float]

    @property
    def init(self) -> dict[str, float]:
        """The initial states that are given, or those of the rest for `init: steady`."""
        given = dict(self.request.init)
        return dict(steady_state(self.model, self.request.parameters)) | given if self.model.init_steady else given


def at_constant_drive(model: Model, run: Mapping[str, Any], varied: str | None = None) -> ConstantDrive:
    """The model under the settings of a run, every input at its level.

    That is what a step or a ramp goes to, and the mean of noise or of a sine. `current` is such a level whatever the
    model's own protocol is; the input `varied` needs none. Raises RequestError for a protocol that has no such level
    and for one beyond 1e15, NotMeasurable for a model that is random by itself.
    """
    protocol = run.get("protocol")
    name = protocol.get("protocol") if isinstance(protocol, Mapping) else protocol
    if protocol is not None and name != "constant":
        raise RequestError("protocol", "the drive is constant here: give its level as current")
    if not isinstance(model, Model):
        raise RequestError("model", f"needs a model, as kernels.load gives, not a {type(model).__name__}")
    constant = {"protocol": "constant"} if protocol is not None or run.get("current") is not None else {}
    request = read_request(model, **{**run, **constant})
    quiet = without_noise(model)
    levels = {}
    for item, stimulus in zip(model.inputs, request.stimuli, strict=True):
        if item.name == varied:
            levels[item.name] = 0.0
            continue
        for protocol, _, _ in stimulus.terms:
            if protocol not in LEVELS:
                raise RequestError(f"inputs.{item.name}", f"{protocol} has no level to stay at; give one")
        level = sum(float(numbers[LEVELS[kind]].flat[0]) for kind, numbers, _ in stimulus.terms)
        if abs(level) > LARGEST:
            first = item is model.inputs[0] and run.get("current") is not None
            raise RequestError("current" if first else f"inputs.{item.name}", f"{level:g} is beyond {LARGEST:g}")
        levels[item.name] = level
    return ConstantDrive(quiet, request, levels)


@dataclass(frozen=True, slots=True)
class Flow:
    """F(x, p) = 0 at equilibria: derivatives, for maps next value minus value; with exact derivatives by x and by p.

    x are all states (n, points), p one parameter or input (points,), or nothing where the flow is made without one.
    """

    states: tuple[str, ...]
    is_map: bool
    compiled: Linearised
    parameters: Array
    levels: Array
    varied: tuple[str, int]  # ("parameter" | "input" | "", its number)
    dt: float

    def at(self, x: Array, p: Array | float = 0.0, time: float = 0.0) -> tuple[Array, Array]:
        """F (points, n) and its derivatives (points, n, n + 1), the last column by p (0 without one)."""
        points = x.shape[1]
        parameters: list[Any] = list(self.parameters)
        inputs: list[Any] = list(self.levels)
        kind, number = self.varied
        if kind:
            (parameters if kind == "parameter" else inputs)[number] = p
        out = self.compiled.function(*x, *parameters, *inputs, time, self.dt, -np.inf)
        n = len(self.states)
        values = np.empty((points, n))
        slopes = np.zeros((points, n, n + 1))
        columns = self.compiled.n_states
        for i in range(n):
            values[:, i] = out[i]
            for j in range(columns):
                slopes[:, i, j] = out[n + i * columns + j]
        return values, slopes

    def rates(self, x: Array, p: float, free: NDArray[np.intp] | None = None) -> NDArray[np.complex128]:
        """The eigenvalues at one point x (n,) of the free states, those farthest right (for maps largest) first."""
        matrix = self.at(x[:, None], p)[1][0][:, :-1]
        if free is not None:
            matrix = matrix[np.ix_(free, free)]
        return ordered_eigenvalues(matrix, self.is_map)


def ordered_eigenvalues(matrix: Array, is_map: bool) -> NDArray[np.complex128]:
    """Of the Jacobian of F; for maps those of the map itself. The least stable first, of a pair the upper one first."""
    if not np.isfinite(matrix).all():
        return np.full(len(matrix), np.nan + 0j)
    found = np.linalg.eigvals(matrix).astype(np.complex128)
    if is_map:
        found = found + 1.0
    size = np.abs(found) if is_map else found.real
    return found[np.lexsort((-found.imag, -size))]


def unstable(eigenvalues: NDArray[np.complex128], is_map: bool) -> int:
    """How many of the eigenvalues let a deviation grow."""
    return int(np.sum(np.abs(eigenvalues) > 1.0 if is_map else eigenvalues.real > 0.0))


def flow_of(drive: ConstantDrive, varied: str = "") -> Flow:
    """The compiled right-hand side at this drive, with `varied`, a parameter or an input, left open.

    Raises NotMeasurable where the model depends on the time, or has derivatives beside map states.
    """
    model = drive.model
    e: Equations = build_equations(model)
    g = e.graph
    if e.ode and e.maps:
        raise NotMeasurable("derivatives beside map states: such a model has no equilibria of one kind")
    roots = dynamics(e)
    if e.maps:
        roots = [g.sub(root, e.leaf(name)) for root, name in zip(roots, e.states, strict=True)]
    timed = any(g.depends_on(root, e.time) for root in roots)
    columns = [e.leaf(name) for name in e.states]
    parameters = [item.name for item in model.parameters]
    inputs = [item.name for item in model.inputs]
    where = ("", 0)
    if varied:
        kind = "parameter" if varied in parameters else "input"
        where = (kind, (parameters if kind == "parameter" else inputs).index(varied))
        columns.append(g.leaf(kind, varied))
    flow = Flow(
        states=e.states,
        is_map=bool(e.maps),
        compiled=linearised(e, roots, columns),
        parameters=np.array([drive.request.parameters[name] for name in parameters], dtype=float),
        levels=np.array([drive.levels[name] for name in inputs], dtype=float),
        varied=where,
        dt=drive.request.dt,
    )
    if timed and _changes_with_time(flow):
        raise NotMeasurable("the equations depend on the time t, so nothing in them stays as it is")
    return flow


def _changes_with_time(flow: Flow) -> bool:
    """Whether F differs between times long after the last spike: not where t only counts from it, or by a factor 0."""
    n = len(flow.states)
    x = np.random.default_rng(1).normal(size=(n, PLACES)) * np.geomspace(1e-3, 1e2, PLACES)
    with np.errstate(all="ignore"):
        first, *others = ([flow.at(x, p, time) for p in (0.0, 1.0)] for time in TIMES)
    return any(
        not np.array_equal(a, b, equal_nan=True)
        for later in others for one, two in zip(first, later, strict=True) for a, b in zip(one, two, strict=True)
    )  # fmt: skip


def fires_at(drive: ConstantDrive, x: Array, varied: str = "", p: Array | float = 0.0) -> NDArray[np.bool_]:
    """Whether the threshold of a model with a reset holds at the states x (n, points): no neuron can rest there."""
    function = _threshold(drive, False)
    if function is None:
        return np.zeros(x.shape[1], dtype=bool)
    return np.asarray(function(*x, *_constants(drive, {varied: p} if varied else {}))[0] > 0.5)


def threshold_margin(drive: ConstantDrive) -> Callable[[Array], Array] | None:
    """How far the states (n, points) are above the threshold, None without a reset or a threshold that is compared."""
    function = _threshold(drive, True)
    if function is None:
        return None
    constants = _constants(drive, {})
    return lambda x: function(*x, *constants)[0]


def _constants(drive: ConstantDrive, replaced: Mapping[str, Any]) -> list[Any]:
    values = {**drive.request.parameters, **drive.levels, **replaced}
    model = drive.model
    names = [*(item.name for item in model.parameters), *(item.name for item in model.inputs)]
    return [*(values[name] for name in names), 0.0, drive.request.dt, -np.inf]


def _threshold(drive: ConstantDrive, margin: bool) -> ArrayFunction | None:
    """The threshold's truth or its margin as a function of states, parameters, inputs and clock."""
    model = drive.model
    e = build_equations(model)
    if model.threshold is None or not model.reset or e.spike is None:
        return None
    root = e.spike.margin if margin else e.spike.holds
    if root is None:
        return None
    g = e.graph
    leaves = [e.leaf(name) for name in e.states]
    leaves += [g.leaf("parameter", item.name) for item in model.parameters]
    leaves += [g.leaf("input", item.name) for item in model.inputs]
    leaves += [g.leaf(role) for role in CLOCK]
    known = set(leaves)
    if any(g.nodes[n].op == "leaf" and n not in known for n in g.reachable([root])):
        return None
    return array_function(g, leaves, [root])
