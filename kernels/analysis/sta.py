"""What does the neuron answer to? The mean stimulus and the mean state around its spikes, under a noisy drive."""

from __future__ import annotations

import math
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.input_level import input_level, without_level
from kernels.analysis.lane_measures import chosen_state
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import Cancelled, RequestError
from kernels.language.model import Model
from kernels.processors import cores
from kernels.running.request import LARGEST_SEED, read_request
from kernels.running.result import Run
from kernels.running.simulate import simulate
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]

WINDOW, AFTER, TAU = 50.0, 10.0, 5.0  # ms (for maps: steps)
SHORT_RUN = 0.25  # of the run, that the window takes where it is not given
SIGMA = 0.2  # of the mean drive, or of the input's range where that is 0
SETTLING = 0.1  # of each run, whose spikes do not count
MOST_TRIALS = 1000
MOST_STEPS = 4_000_000  # a trial
MOST_LAGS = 2000  # samples of the averages; beyond it every n-th is taken
SPIKES_A_PART = 256
LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class StaRequest:
    """What a spike-triggered average is asked with, beside the model and the settings of its runs."""

    mean: float | None = asked("mean drive; the model's own level", None, low=-LARGEST, high=LARGEST)
    sigma: float | None = asked("standard deviation of the noise; a fifth of the mean", None, low=0.0, high=LARGEST)
    tau: float | None = asked("correlation time of the noise; 5 ms", None, low=1e-9, high=LARGEST)
    window: float | None = asked("time before a spike; 50 ms, of a short run a quarter", None, low=1e-9, high=LARGEST)
    after: float | None = asked("time after a spike; 10 ms, of a short run a twentieth", None, low=0.0, high=LARGEST)
    trials: int = asked("number of runs, each with noise of its own", 8, low=1, high=MOST_TRIALS)
    state: str | None = asked("the state that is averaged; the first plotted one", None)


@dataclass(frozen=True, slots=True)
class SpikeTriggeredAverage:
    """Averages over `count` spikes at times (n,) around them, negative before; NaN without a spike.

    `stimulus` and `voltage` (the chosen state) are means, the errors their standard errors: the standard deviation
    over the spikes by the root of their number, which spikes in quick succession make a little too small.
    `stimulus_mean` and `voltage_mean` are those of the whole runs. At time 0 the state is that before the reset; the
    last stimulus that acts on a spike is the one a step before it.
    """

    time: Array
    stimulus: Array
    stimulus_error: Array
    voltage: Array
    voltage_error: Array
    count: int
    stimulus_mean: float
    voltage_mean: float
    rate: float
    rate_unit: str
    mean: float
    sigma: float
    tau: float
    state: str
    stimulus_unit: str
    voltage_unit: str
    time_unit: str
    why_none: str


def sta(
    model: Model,
    *,
    mean: float | None = None,
    sigma: float | None = None,
    tau: float | None = None,
    window: float | None = None,
    after: float | None = None,
    trials: int = 8,
    state: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> SpikeTriggeredAverage:
    """The spike-triggered average of stimulus and state, the first input an Ornstein-Uhlenbeck process.

    Spikes count that have the whole window in their run, and come after its first tenth. Raises RequestError for a
    model without input or spikes, and for a window that is longer than the run.
    """
    if not model.inputs:
        raise RequestError("model", "has no input to drive")
    if model.threshold is None and model.spike is None:
        raise RequestError("model", "has no threshold and no spike condition, so it has no spikes")
    if run.get("protocol") is not None:
        raise RequestError("protocol", "a spike-triggered average sets the drive itself: noise of mean and sigma")
    about = chosen_state(model, state)
    unit = PER_SECOND[model.time_unit] / 1000.0 if model.time_unit != "step" else 1.0
    level = mean if mean is not None else (input_level(model, run) or 0.0)
    spread = _spread(model, level) if sigma is None else sigma
    tau = TAU * unit if tau is None else tau
    settings = without_level(model, run)
    settings["protocol"] = {"protocol": "ou", "mean": level, "sigma": spread, "tau": tau}
    request = read_request(model, **settings)
    if request.n_steps > MOST_STEPS:
        raise RequestError(
            "duration", f"{request.n_steps:,} steps; a trial has at most {MOST_STEPS:,}: ask for more trials"
        )
    before = round((min(WINDOW * unit, SHORT_RUN * request.duration) if window is None else window) / request.dt)
    behind = round((min(AFTER * unit, SHORT_RUN * request.duration / 5.0) if after is None else after) / request.dt)
    if before + behind >= request.n_steps:
        field = "after" if behind > before else "window"
        raise RequestError(field, f"is longer than the run of {request.duration:g} {model.time_unit} has room for")
    every = max(1, math.ceil((before + behind + 1) / MOST_LAGS))
    lags = np.arange(-(before // every) * every, behind + 1, every)
    sums = _Sums(lags)
    with closing(_runs(model, trials, request.seed, settings, threads, cancelled)) as runs:
        for number, done in enumerate(runs):
            sums.take(done, about)
            if progress is not None:
                progress((number + 1) / trials)
    stimulus, voltage = sums.averages()
    seconds = sums.samples * request.dt / PER_SECOND[model.time_unit]
    return SpikeTriggeredAverage(
        time=np.asarray(lags * request.dt, dtype=np.float64), stimulus=stimulus[0], stimulus_error=stimulus[1],
        voltage=voltage[0], voltage_error=voltage[1], count=sums.count,
        stimulus_mean=sums.totals[0] / sums.samples, voltage_mean=sums.totals[1] / sums.samples,
        rate=sums.spikes / seconds, rate_unit="1/step" if model.time_unit == "step" else "Hz",
        mean=level, sigma=spread, tau=tau, state=about, stimulus_unit=model.inputs[0].unit,
        voltage_unit=next(item.unit for item in model.states if item.name == about), time_unit=model.time_unit,
        why_none="" if sums.count else "no spike with the whole window in its run: a stronger drive, or a longer run",
    )  # fmt: skip


def _spread(model: Model, level: float) -> float:
    item = model.inputs[0]
    size = abs(level) or max(abs(item.low or 0.0), abs(item.high or 0.0)) or 1.0
    return SIGMA * size


def _runs(
    model: Model, trials: int, seed: int, settings: dict[str, Any], threads: int | None, cancelled: Question | None
) -> Generator[Run, None, None]:
    """The trials in their order, a few at a time: a trial holds every sample of its states."""
    stop = Event()

    def one(trial: int) -> Run:
        own = settings | {"seed": (seed + trial) % LARGEST_SEED}
        return simulate(model, record_every=1, cancelled=stop.is_set, **own)

    at_once = min(trials, threads or cores())
    with ThreadPoolExecutor(at_once) as pool:
        waiting: list[Future[Run]] = [pool.submit(one, trial) for trial in range(at_once)]
        try:
            for trial in range(trials):
                while not waiting[0].done():
                    if cancelled is not None and cancelled():
                        raise Cancelled
                    _wait_a_moment(waiting[0])
                done = waiting.pop(0).result()
                if trial + at_once < trials:
                    waiting.append(pool.submit(one, trial + at_once))
                yield done
            if cancelled is not None and cancelled():
                raise Cancelled
        finally:
            stop.set()


def _wait_a_moment(future: Future[Run]) -> None:
    """At most 20 ms: often enough to be cancelled."""
    try:
        future.exception(timeout=0.02)
    except TimeoutError:
        return


class _Sums:
    """Sums of values and squares around the spikes, of the stimulus and the state."""

    def __init__(self, lags: NDArray[np.int64]) -> None:
        self.lags = lags
        self.count = self.samples = self.spikes = 0
        self.totals = [0.0, 0.0]
        self._first: list[float] | None = None  # what deviations are counted from, so that squares keep their digits
        self._sums = np.zeros((2, 2, len(lags)))

    def take(self, run: Run, state: str) -> None:
        """One trial."""
        traces = [next(iter(run.inputs.values())), run.states[state]]
        settled = int(SETTLING * run.n_steps)
        if self._first is None:
            with np.errstate(over="ignore"):
                self._first = [float(trace[settled:].mean()) for trace in traces]
        self.samples += run.n_steps - settled
        at = np.rint(run.spikes / run.dt).astype(np.int64)
        self.spikes += int((at > settled).sum())
        at = at[(at > settled) & (at + self.lags[0] >= 0) & (at + self.lags[-1] <= run.n_steps)]
        self.count += len(at)
        with np.errstate(over="ignore"):  # values near the largest double: their sums are infinite, and say so
            for j, (trace, middle) in enumerate(zip(traces, self._first, strict=True)):
                self.totals[j] += float(trace[settled:-1].sum())
                for begin in range(0, len(at), SPIKES_A_PART):
                    around = trace[at[begin : begin + SPIKES_A_PART, None] + self.lags] - middle
                    self._sums[j, 0] += around.sum(axis=0)
                    self._sums[j, 1] += np.square(around).sum(axis=0)

    def averages(self) -> list[tuple[Array, Array]]:
        """(mean, standard error) of the stimulus and of the state."""
        nan = np.full(len(self.lags), np.nan)
        if self.count == 0 or self._first is None:
            return [(nan, nan), (nan, nan)]
        found = []
        for middle, (total, squares) in zip(self._first, self._sums, strict=True):
            mean = total / self.count
            error = nan
            if self.count > 1:
                variance = np.maximum(squares / self.count - mean * mean, 0.0) * self.count / (self.count - 1)
                error = np.sqrt(variance / self.count)
            found.append((middle + mean, error))
        return found
