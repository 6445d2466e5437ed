"""The subthreshold impedance at a constant drive, computed twice: from the Jacobian, and measured with a chirp.

The chirp is so small that the answer is linear, and a run without it follows until the membrane is at rest again: so
the ratio of the two transforms is the transfer function itself, at any frequency, without a window.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.deterministic import without_noise
from kernels.analysis.impedance import impedance, linear_response, resonance
from kernels.analysis.jacobian import linearised, parameter_row
from kernels.analysis.operating_point import at_operating_point
from kernels.analysis.options import Progress, Question
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rest import rest_state
from kernels.codegen.equations import build_equations
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.simulate import simulate
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

SWING = 1e-4  # of the state's size at rest (or 1): how far the chirp may move it
CYCLES = 4.0  # of the lowest frequency, that the chirp lasts
BEYOND = 1.25  # the chirp runs over a range wider than asked by this factor at both ends
FASTEST = 0.49  # of the sampling frequency
DECAYS = 25.0  # of the slowest time constant, until the membrane is at rest again
MOST_STEPS = 4_000_000
SAMPLES_A_PART = 8192
STATIONARY = ("preset", "params", "dt", "method")  # settings of a run that hold here as well


@dataclass(frozen=True, slots=True)
class Subthreshold:
    """Impedances Z (n,) at frequencies (n,): by linearisation and by chirp; `resonance` NaN where there is none.

    `resistance` is Z at 0 Hz, `time_constant` that of the slowest way back to rest, in the model's time unit.
    """

    state: str
    rest: Mapping[str, float]
    linear: Complex
    measured: Complex
    resonance: float
    resistance: float
    time_constant: float
    eigenvalues: Complex


@dataclass(frozen=True, slots=True)
class Linear:
    """A model linearised at rest under a constant drive."""

    model: Model  # with the drive as a parameter
    parameters: dict[str, float]
    jacobian: Array
    state: str
    rest: dict[str, float]
    eigenvalues: Complex
    time_constant: float


def linearised_at(model: Model, level: float, run: Mapping[str, Any]) -> Linear:
    """The model at rest under a constant level of its first input. NotMeasurable where it has no stable rest there."""
    point = at_operating_point(model)
    own = {key: run[key] for key in STATIONARY if run.get(key) is not None}
    request = read_request(point.model, **own)
    # equations may read the time step
    point = replace(point, model=replace(point.model, run=replace(point.model.run, dt=request.dt)))
    parameters = dict(request.parameters) | {point.bias: level}
    try:
        rest = {key: float(value) for key, value in rest_state(point.model, parameters).items()}
    except NotMeasurable:
        raise NotMeasurable(f"at a drive of {level:g} the model does not come to rest") from None
    jacobian, _, output = linear_response(point.model, parameters)
    if model.threshold is not None and _above_threshold(point.model, rest, parameters):
        raise NotMeasurable(f"at a drive of {level:g} it fires: its rest would be above the threshold")
    eigenvalues = np.linalg.eigvals(jacobian).astype(np.complex128)
    kinds = {state.kind for state in model.states}
    slowest = math.nan
    if kinds == {"ode"}:
        largest = float(eigenvalues.real.max())
        if largest >= 0.0:
            raise NotMeasurable(f"at a drive of {level:g} the rest state is not stable")
        slowest = -1.0 / largest
    elif kinds == {"map"}:
        largest = float(np.abs(eigenvalues).max())
        if largest >= 1.0:
            raise NotMeasurable(f"at a drive of {level:g} the rest state is not stable")
        slowest = -1.0 / math.log(largest) if largest > 0.0 else 1.0
    return Linear(
        point.model, parameters, jacobian, model.states[output].name, rest, eigenvalues, slowest
    )  # fmt: skip


def _above_threshold(model: Model, rest: Mapping[str, float], parameters: Mapping[str, float]) -> bool:
    e = build_equations(model)
    assert e.spike is not None  # there is a threshold
    truth = e.graph.select(e.spike.holds, e.graph.const(1.0), e.graph.const(0.0))
    states = np.array([[rest[name]] for name in e.states])
    inputs = np.zeros((len(model.inputs), 1))
    holds, _ = linearised(e, [truth], []).at(
        states, parameter_row(model, parameters), inputs, np.zeros(1), model.run.dt or 1.0, np.full(1, -np.inf)
    )
    return bool(holds[0, 0] > 0.5)


def subthreshold(
    model: Model,
    level: float,
    frequencies: Array,
    run: Mapping[str, Any],
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Subthreshold:
    """The impedance at frequencies (n,) in Hz (for maps cycles a step), at a constant level of the first input.

    `run` are settings of a run. Raises NotMeasurable where the model does not rest at that level or fires there, and
    where the chirp would take more than 4,000,000 steps.
    """
    with suppress(NotMeasurable):  # random by itself: its membrane may answer all the same
        model = without_noise(model)
    at = linearised_at(model, level, run)
    z = impedance(at.model, at.parameters, frequencies)
    (at_zero,) = impedance(at.model, at.parameters, [0.0])
    try:
        peak = resonance(at.model, at.parameters)
    except NotMeasurable:
        peak = math.nan
    sizes = np.abs(z) if math.isnan(peak) else np.append(np.abs(z), np.abs(impedance(at.model, at.parameters, [peak])))
    measured = _by_chirp(at, level, frequencies, sizes, run, progress, cancelled)
    return Subthreshold(
        state=at.state, rest=at.rest, linear=z, measured=measured, resonance=peak, resistance=float(at_zero.real),
        time_constant=at.time_constant, eigenvalues=at.eigenvalues,
    )  # fmt: skip


def _by_chirp(
    at: Linear, level: float, frequencies: Array, sizes: Array, run: Mapping[str, Any],
    progress: Progress | None, cancelled: Question | None,
) -> Complex:  # fmt: skip
    model = at.model
    per_second = PER_SECOND[model.time_unit]
    first, last = float(frequencies.min()) / BEYOND, float(frequencies.max()) * BEYOND
    dt = read_request(model, **{key: run[key] for key in STATIONARY if run.get(key) is not None}).dt
    fastest = FASTEST * per_second / dt
    if float(frequencies.max()) > fastest:
        raise NotMeasurable(f"steps of {dt:g} {model.time_unit} show no frequency beyond {fastest:g}")
    last = min(last, fastest)
    length = CYCLES * per_second / first
    decay = DECAYS * at.time_constant if math.isfinite(at.time_constant) else length
    steps = math.ceil((length + decay) / dt)
    if steps > MOST_STEPS:
        raise NotMeasurable(f"a chirp from {first:g} Hz takes {steps:,} steps; at most {MOST_STEPS:,}")
    size = SWING * (1.0 + abs(at.rest[at.state])) / float(sizes.max())
    current, sides = np.empty(0), []
    # what a resonance rectifies, and an error of the rest, are the same for both signs
    for sign in (1.0, -1.0):
        chirp = {"protocol": "chirp", "amplitude": sign * size, "f_start": first, "f_stop": last}
        voltages, init = [], dict(at.rest)
        # the chirp, then nothing
        for protocol, duration in ((chirp, length), ({"protocol": "constant", "amplitude": 0.0}, decay)):
            done = simulate(
                model, protocol=protocol, params=at.parameters, init=init, duration=max(duration, dt), dt=dt,
                method=run.get("method"), record_every=1, cancelled=cancelled,
            )  # fmt: skip
            if len(done.spikes):
                raise NotMeasurable(f"at a drive of {level:g} it fires: there is no subthreshold impedance")
            init = {name: float(values[-1]) for name, values in done.states.items()}
            voltages.append(done.states[at.state][:-1])
            if protocol is chirp:
                current = sign * next(iter(done.inputs.values()))[:-1]
        sides.append(np.concatenate(voltages))
    voltage = 0.5 * (sides[0] - sides[1])
    if progress is not None:
        progress(1.0)
    angles = 2.0 * np.pi * frequencies / per_second * dt  # a step
    answer = _transform(voltage, angles) / _transform(current, angles)
    if model.time_unit != "step":
        # the input is held over each step: its transform is that of its samples times this
        answer *= 1j * angles / -np.expm1(-1j * angles)
    return answer


def _transform(samples: Array, angles: Array) -> Complex:
    """sum_k samples[k] exp(-i angle k) (n,), part by part."""
    total = np.zeros(len(angles), dtype=complex)
    wave = np.exp(-1j * angles[:, None] * np.arange(min(SAMPLES_A_PART, len(samples))))
    for begin in range(0, len(samples), SAMPLES_A_PART):
        part = samples[begin : begin + SAMPLES_A_PART]
        total += np.exp(-1j * angles * begin) * (wave[:, : len(part)] @ part)
    return total
