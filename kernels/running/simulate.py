"""One run of one neuron: request in, traces and spikes out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernels.analysis.options import asked
from kernels.analysis.spikes import spike_statistics
from kernels.codegen.kernel import compile_kernel
from kernels.errors import Cancelled, NumericalError, RequestError
from kernels.language.model import Model
from kernels.request_values import choice, flag, whole_number
from kernels.running.lanes import Lanes
from kernels.running.parameters_at_fault import parameters_at_fault
from kernels.running.recording import Bins, Samples
from kernels.running.request import SPIKE_TIMES, RunRequest, read_request
from kernels.running.result import Run
from kernels.running.steady import steady_state
from kernels.running.trust import check_step_error, relative_error

MOST_SAMPLES = 1_000_000  # a state; longer runs keep the minimum and the maximum of each bin
BINS = 200_000


@dataclass(frozen=True, slots=True)
class SimulateRequest:
    """What a single run is asked with, beside the model and the common settings."""

    record_every: int | None = asked("keep every n-th sample", None, low=1)
    spike_times: str = asked("stamp spikes by step or interpolate", "step", choices=SPIKE_TIMES)
    strict: bool = asked("compute each operation as IEEE 754 says", False)


Progress = Callable[[float], None]
Question = Callable[[], bool]


def simulate(
    model: Model,
    *,
    current: Any = None,
    inputs: Mapping[str, Any] | None = None,
    protocol: Any = None,
    preset: str | None = None,
    params: Mapping[str, float] | None = None,
    init: Mapping[str, float] | None = None,
    duration: float | None = None,
    dt: float | None = None,
    method: str | None = None,
    seed: int | None = None,
    record_every: int | None = None,
    spike_times: str = "step",
    strict: bool = False,
    folder: Path | None = None,
    allow_outside: bool = False,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Run:
    """Runs a model once. Numbers in the model's display units; what is not given comes from the model.

    `current` is the level of the first input, `protocol` a name or `{"protocol": name, number: value}`, `inputs` the
    same by input name. `spike_times` is "step" (the end of the step), "interpolated", or "precise": the
    reset happens at the crossing as well (method exact without refractory time). `record_every` keeps every
    n-th sample; without it a run of more than a million steps keeps the minimum and maximum of each of 200,000 bins.
    `strict` computes each operation as IEEE 754 says, without fused multiply-add. `progress` gets the share done,
    `cancelled` is asked every 10-20 ms.

    Raises RequestError for what cannot be asked, ModelError where the method does not fit, NumericalError where the
    run leaves the finite numbers or its step is too long to be trusted, Cancelled.
    """
    interpolated = choice("spike_times", spike_times, SPIKE_TIMES) != "step"
    request = read_request(
        model, current=current, inputs=inputs, protocol=protocol, preset=preset, params=params, init=init,
        duration=duration, dt=dt, method=method, seed=seed, folder=folder, allow_outside=allow_outside,
    )  # fmt: skip
    kernel = compile_kernel(model, method, lanes=False, strict=flag("strict", strict), precise=spike_times == "precise")
    start = dict(request.init)
    if model.init_steady:
        start = dict(steady_state(model, request.parameters)) | start
    lanes = Lanes(
        kernel, count=1, first_lane=0, parameters=request.parameters, init=start,
        stimuli=request.stimuli, dt=request.dt, seed=request.seed,
    )  # fmt: skip
    every, binned = _recording(request, record_every)
    recorder = (Bins if binned else Samples)(request.n_steps, request.dt, every, len(model.states), len(model.inputs))
    while lanes.step < request.n_steps:
        if cancelled is not None and cancelled():
            raise Cancelled
        recorder.take(lanes)
        if lanes.departures:
            raise _departure(request, lanes, kernel.method)
        if progress is not None:
            progress(lanes.step / request.n_steps)
    error, state = relative_error(lanes)
    warnings = check_step_error(model, kernel.method, request.dt, error, state, request.parameters)
    spikes, _ = lanes.spikes(interpolated)
    return Run(
        model=model,
        time=recorder.time(),
        states=dict(zip([s.name for s in model.states], recorder.states(), strict=True)),
        inputs=dict(zip([i.name for i in model.inputs], recorder.inputs(), strict=True)),
        spikes=spikes,
        statistics=spike_statistics(spikes, 0.0, request.n_steps * request.dt, model.time_unit),
        duration=request.duration,
        dt=request.dt,
        n_steps=request.n_steps,
        method=kernel.method,
        seed=request.seed,
        record_every=every,
        minmax=binned,
        parameters=request.parameters,
        local_error=error,
        warnings=warnings,
    )


def _recording(request: RunRequest, record_every: int | None) -> tuple[int, bool]:
    """(steps a sample or bin, whether bins)."""
    if record_every is None:
        if request.n_steps <= MOST_SAMPLES:
            return 1, False
        return math.ceil(request.n_steps / BINS), True
    record_every = whole_number("record_every", record_every, 1, request.n_steps)
    if request.n_steps // record_every > 10 * MOST_SAMPLES:
        raise RequestError("record_every", f"would keep more than {10 * MOST_SAMPLES} samples; make it larger")
    return record_every, False


def _departure(request: RunRequest, lanes: Lanes, method: str) -> NumericalError:
    found = lanes.departures[0]
    when = found.step * request.dt
    unit = request.model.time_unit
    where = f"step {when:g}" if unit == "step" else f"t = {when:g} {unit}"
    advice = parameters_at_fault(request.model, request.parameters)
    if not advice and unit != "step":
        advice = f"; a shorter dt than {request.dt:g} {unit} or another method than {method} may help"
    return NumericalError(f"{found.state} left the finite numbers at {where}{advice}", when, found.state)
