"""The subthreshold impedance at a constant drive, computed twice: from the Jacobian, and measured with a chirp.

The chirp is so small that the answer is linear, and the run goes on without it until the membrane is at rest again: so
the ratio of the two transforms is the transfer function itself, at any frequency, without a window.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.impedance import impedance, linear_response, resonance
from kernels.analysis.operating_point import at_operating_point
from kernels.analysis.options import Progress, Question
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rest import rest_state
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.simulate import simulate
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

SWING = 1e-4  # of the state's size at rest (or 1): how far the chirp may move it
CYCLES = 4.0  # of the lowest frequency, that the chirp lasts
BEYOND = 1.25  # the chirp runs over a range wider than asked by this factor at both ends
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
    until: str
    jacobian: Array
    state: str
    rest: dict[str, float]
    eigenvalues: Complex
    time_constant: float


def linearised_at(model: Model, level: float, run: Mapping[str, Any]) -> Linear:
    """The model at rest under a constant level of its first input. NotMeasurable where it has no stable rest there."""
    point = at_operating_point(model)
    own = {key: run[key] for key in STATIONARY if run.get(key) is not None}
    parameters = dict(read_request(point.model, **own).parameters) | point.values(level, math.inf)
    parameters = {key: float(value) for key, value in parameters.items()}
    parameters[point.until] = 1e300  # the input counts
    jacobian, _, output = linear_response(point.model, parameters)
    rest = {key: float(value) for key, value in rest_state(point.model, parameters).items()}
    eigenvalues = np.linalg.eigvals(jacobian)
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
        point.model, parameters, point.until, jacobian, model.states[output].name, rest, eigenvalues, slowest
    )  # fmt: skip


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
    at = linearised_at(model, level, run)
    z = impedance(at.model, at.parameters, frequencies)
    (at_zero,) = impedance(at.model, at.parameters, [0.0])
    try:
        peak = resonance(at.model, at.parameters)
    except NotMeasurable:
        peak = math.nan
    measured = _by_chirp(at, level, frequencies, np.abs(z), run, progress, cancelled)
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
    if last >= 0.5 * per_second / dt:
        raise NotMeasurable(f"{last:g} Hz is beyond what steps of {dt:g} {model.time_unit} can show")
    length = CYCLES * per_second / first
    decay = DECAYS * at.time_constant if math.isfinite(at.time_constant) else length
    steps = math.ceil((length + decay) / dt)
    if steps > MOST_STEPS:
        raise NotMeasurable(f"a chirp from {first:g} Hz takes {steps:,} steps; at most {MOST_STEPS:,}")
    total = steps * dt
    chirp = {
        "protocol": "chirp",
        "amplitude": SWING * (1.0 + abs(at.rest[at.state])) / float(sizes.max()),
        "f_start": first,
        "f_stop": first + (last - first) * total / length,  # it would be reached at the end of the whole run
    }
    params = {key: value for key, value in at.parameters.items()} | {at.until: length - 0.5 * dt}
    done = simulate(
        model, protocol=chirp, params=params, init=at.rest, duration=total, dt=dt, method=run.get("method"),
        record_every=1, progress=progress, cancelled=cancelled,
    )  # fmt: skip
    if len(done.spikes):
        raise NotMeasurable(f"at a drive of {level:g} it fires: there is no subthreshold impedance")
    current = next(iter(done.inputs.values()))[:-1].copy()
    current[np.arange(len(current)) * dt >= length - 0.5 * dt] = 0.0
    voltage = done.states[at.state] - at.rest[at.state]
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
