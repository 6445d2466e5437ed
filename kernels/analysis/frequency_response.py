"""How does a neuron follow a rhythm? Modulation of its rate by a sine, and its impedance below threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.chirp_response import subthreshold
from kernels.analysis.configured import part_of
from kernels.analysis.input_level import input_level
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.analysis.problem import NotMeasurable
from kernels.errors import NumericalError, RequestError
from kernels.language.model import Model
from kernels.running.cluster import sweeping
from kernels.running.request import read_request
from kernels.running.sweep import sweep
from kernels.stimulus.protocols import PER_SECOND

if TYPE_CHECKING:
    from distributed import Client

Array = NDArray[np.float64]

AMPLITUDE = 0.1  # of the mean drive, or of the input's range where that is 0
TRANSIENT = 0.2  # of each run
STEPS_A_CYCLE = 20.0  # at least, of the highest frequency where none is given
CYCLES = 5.0  # of the lowest frequency, that a run lasts at least
MOST_FREQUENCIES, MOST_TRIALS = 256, 1024
MOST_WORK = 1e10  # steps of all runs together
LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class FrequencyResponseRequest:
    """What a frequency response is asked with, beside the model and the settings of its runs."""

    f_min: float | None = asked("lowest frequency; 1 Hz, for maps 0.01 cycles a step", None, low=1e-6, high=1e6)
    f_max: float | None = asked("highest frequency; 200 Hz or what dt shows, for maps 0.4", None, low=1e-6, high=1e6)
    n: int = asked("number of frequencies, evenly on a logarithmic scale", 24, low=1, high=MOST_FREQUENCIES)
    amplitude: float | None = asked("of the sine; a tenth of the mean drive", None, low=1e-300, high=LARGEST)
    trials: int = asked("runs a frequency, the sine beginning at as many phases", 32, low=2, high=MOST_TRIALS)
    sigma: float = asked("standard deviation of an Ornstein-Uhlenbeck noise on top", 0.0, low=0.0, high=LARGEST)
    tau: float | None = asked("correlation time of that noise; 5 ms", None, low=1e-9, high=1e12)


@dataclass(frozen=True, slots=True)
class FrequencyResponse:
    """Answers to a sine of each of the frequencies (n,) around a constant drive, in Hz (for maps cycles a step).

    `gain` is the modulation of the rate per unit of the input, `phase` in degrees by how much it leads, each with a
    standard error over the trials; NaN, with `why_no_gain`, where the neuron does not fire. `impedance` and
    `impedance_phase` come from the linearised model, `chirp_impedance` and `chirp_phase` from a run under a chirp;
    `disagreement` is the largest difference of the two, relative to the impedance; empty, with `why_no_impedance`,
    where the model does not rest at this drive. `resonance` is NaN where the impedance only falls.
    """

    frequencies: Array
    drive: float
    amplitude: float
    rate: Array
    gain: Array
    gain_error: Array
    phase: Array
    phase_error: Array
    why_no_gain: str
    state: str
    impedance: Array
    impedance_phase: Array
    chirp_impedance: Array
    chirp_phase: Array
    disagreement: float
    resonance: float
    resistance: float
    why_no_impedance: str
    frequency_unit: str
    gain_unit: str
    impedance_unit: str


@sweeping
def freq_response(
    model: Model,
    *,
    f_min: float | None = None,
    f_max: float | None = None,
    n: int = 24,
    amplitude: float | None = None,
    trials: int = 32,
    sigma: float = 0.0,
    tau: float | None = None,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> FrequencyResponse:
    """The gain and phase of the firing rate, and the subthreshold impedance, at the level of the first input.

    Without a `duration` the runs last at least five cycles of the lowest frequency. Raises RequestError for a model
    without input, for a range that is none, and for more work than 1e10 steps.
    """
    if not model.inputs:
        raise RequestError("model", "has no input to drive")
    if run.get("protocol") is not None:
        raise RequestError("protocol", "a frequency response sets the drive itself: a sine around the level of current")
    is_map = model.time_unit == "step"
    low = f_min if f_min is not None else (0.01 if is_map else 1.0)
    settings: dict[str, Any] = {name: run[name] for name in ("dt", "preset") if run.get(name) is not None}
    fastest = PER_SECOND[model.time_unit] / (STEPS_A_CYCLE * read_request(model, **settings).dt)
    high = f_max if f_max is not None else (0.4 if is_map else max(min(200.0, fastest), low))
    if not low <= high:
        raise RequestError("f_max", f"{high:g} is below f_min, {low:g}")
    frequencies = np.geomspace(low, high, n)
    level = input_level(model, run) or 0.0
    size = _amplitude(model, level) if amplitude is None else amplitude
    spiking = _spiking(
        model, frequencies, level, size, trials, sigma, tau, threads, part_of(progress, 0.0, 0.8), cancelled, run
    )  # fmt: skip
    empty, why = np.empty(0), ""
    parts: dict[str, Any] = {
        "state": "", "impedance": empty, "impedance_phase": empty, "chirp_impedance": empty, "chirp_phase": empty,
        "disagreement": math.nan, "resonance": math.nan, "resistance": math.nan,
    }  # fmt: skip
    unit = ""
    try:
        found = subthreshold(model, level, frequencies, run, part_of(progress, 0.8, 1.0), cancelled)
        difference = np.abs(found.measured - found.linear) / np.abs(found.linear)
        parts = {
            "state": found.state,
            "impedance": np.abs(found.linear),
            "impedance_phase": np.degrees(np.angle(found.linear)),
            "chirp_impedance": np.abs(found.measured),
            "chirp_phase": np.degrees(np.angle(found.measured)),
            "disagreement": float(difference.max()),
            "resonance": found.resonance,
            "resistance": found.resistance,
        }
        unit = _ratio(next(item.unit for item in model.states if item.name == found.state), model.inputs[0].unit)
    except (NotMeasurable, NumericalError) as problem:
        why = str(problem)
    rate_unit = "1/step" if is_map else "Hz"
    return FrequencyResponse(
        frequencies=frequencies, drive=level, amplitude=size, **spiking, **parts, why_no_impedance=why,
        frequency_unit=rate_unit, gain_unit=_ratio(rate_unit, model.inputs[0].unit), impedance_unit=unit,
    )  # fmt: skip


def _ratio(over: str, under: str) -> str:
    return f"{over or '1'}/({under})" if under else over


def _amplitude(model: Model, level: float) -> float:
    item = model.inputs[0]
    return AMPLITUDE * (abs(level) or max(abs(item.low or 0.0), abs(item.high or 0.0)) or 1.0)


def _spiking(
    model: Model, frequencies: Array, level: float, amplitude: float, trials: int, sigma: float, tau: float | None,
    threads: int | None, progress: Progress | None, cancelled: Question | None, run: RunOptions,
) -> dict[str, Any]:  # fmt: skip
    """Rate, gain and phase with their errors, as fields of the result."""
    count = len(frequencies)
    nan = np.full(count, np.nan)
    nothing = dict.fromkeys(("rate", "gain", "gain_error", "phase", "phase_error"), nan)
    if model.threshold is None and model.spike is None:
        return nothing | {"why_no_gain": "the model has no threshold and no spike condition, so it has no spikes"}
    per_second = PER_SECOND[model.time_unit]
    settings: dict[str, Any] = {name: value for name, value in run.items() if name not in ("current", "inputs")}
    own = read_request(model, **settings)
    duration = float(run.get("duration") or max(own.duration, CYCLES * per_second / frequencies[0]))
    settings["duration"] = duration
    work = count * trials * duration / own.dt
    if work > MOST_WORK:
        raise RequestError("f_min", f"{work:.2g} steps in all runs; at most {MOST_WORK:.0e}: a higher f_min or fewer n")
    lane_frequency = np.repeat(frequencies, trials)
    phase = np.tile(2.0 * np.pi * np.arange(trials) / trials, count)
    drive: list[dict[str, Any]] = [
        {"protocol": "constant", "amplitude": level},
        {"protocol": "sine", "amplitude": amplitude, "frequency": lane_frequency, "phase": phase},
    ]
    if sigma > 0.0:
        scale = per_second / 1000.0 if model.time_unit != "step" else 1.0
        drive.append({"protocol": "ou", "mean": 0.0, "sigma": sigma, "tau": 5.0 * scale if tau is None else tau})
    others = {name: value for name, value in (run.get("inputs") or {}).items() if name != model.inputs[0].name}
    found = sweep(
        model, {model.inputs[0].name: np.full(len(phase), level)}, protocol=drive, inputs=others or None,
        spike_times="interpolated", threads=threads, progress=progress, cancelled=cancelled, **settings,
    )  # fmt: skip
    end = found.n_steps * found.dt
    measured = (1.0 - TRANSIENT) * end
    answers = np.full(len(phase), np.nan, dtype=complex)
    rates = np.full(len(phase), np.nan)
    for lane, frequency in enumerate(lane_frequency / per_second):
        cycles = math.floor(measured * frequency * (1.0 + 1e-12))
        if cycles < 1 or lane in found.failed:
            continue
        length = cycles / frequency
        train = found.spikes(lane)
        train = train[train > end - length]
        rates[lane] = len(train) / length
        # over whole cycles; the input is held over each step, so it acts half a step late
        turned = np.exp(-2j * np.pi * frequency * (train - 0.5 * found.dt)).sum() / length
        with np.errstate(over="ignore", invalid="ignore"):  # by an amplitude next to nothing
            answers[lane] = 2j * turned * np.exp(-1j * phase[lane]) / amplitude
    by_frequency = answers.reshape(count, trials) * per_second
    rate = rates.reshape(count, trials).mean(axis=1) * per_second
    why = ""
    if found.failed:
        why = f"{len(found.failed)} runs cannot be trusted: {next(iter(found.failed.values()))}"
    elif np.isnan(rates).any():
        why = f"a run of {duration:g} {model.time_unit} holds no whole cycle of the lowest frequencies"
    elif not (rate > 0.0).any():
        why = f"it does not fire at a drive of {level:g} with a sine of {amplitude:g}"
        return nothing | {"rate": rate, "why_no_gain": why}
    mean = by_frequency.mean(axis=1)
    error = np.sqrt((np.abs(by_frequency - mean[:, None]) ** 2).sum(axis=1) / (2 * (trials - 1) * trials))
    with np.errstate(divide="ignore", invalid="ignore"):
        phase_error = np.degrees(np.minimum(error / np.abs(mean), np.pi))
    return {
        "rate": rate, "gain": np.abs(mean), "gain_error": error, "phase": np.degrees(np.angle(mean)),
        "phase_error": phase_error, "why_no_gain": why,
    }  # fmt: skip
