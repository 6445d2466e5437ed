"""The firing pattern of a run, or of given spike times, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.analysis import classify as rules
from kernels.analysis.input_level import input_level, without_level
from kernels.analysis.isi import LARGEST, TIME_UNITS, train_of
from kernels.analysis.measures import firing_pattern
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rheobase import rheobase
from kernels.analysis.runs import Runs
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.running.cluster import sweeping
from kernels.running.request import read_request

if TYPE_CHECKING:
    from distributed import Client

Array = NDArray[np.float64]

RHEOBASE_RUN = 2.0  # of the run's duration, in which a drive has to keep the neuron firing


@dataclass(frozen=True, slots=True)
class ClassifyRequest:
    """What a pattern is asked with: of a model's run, or of given spike times."""

    spikes: tuple[float, ...] | None = asked("spike times, instead of a model", None)
    time_unit: str = asked("the unit of given spike times", "ms", choices=TIME_UNITS)
    start: float | None = asked(
        "when the drive begins that given spikes answer to; 0", None, low=-LARGEST, high=LARGEST
    )
    stop: float | None = asked("when it ends; a mean interval behind the last spike", None, low=-LARGEST, high=LARGEST)
    scaled: float | None = asked("drive the model with this many times its rheobase, constant", None, low=0.0, high=1e6)


@dataclass(frozen=True, slots=True)
class Classified:
    """The label, its confidence from 0 (on a border) to 1, what decided, and the train from `start` to `stop`.

    `drive` is the constant level where it was scaled to `rheobase`, else both are None.
    """

    label: str
    confidence: float
    evidence: Mapping[str, float]
    reason: str
    spikes: Array
    start: float
    stop: float
    time_unit: str
    drive: float | None
    rheobase: float | None


@sweeping
def classify(
    model: Model | None = None,
    *,
    spikes: ArrayLike | None = None,
    time_unit: str = "ms",
    start: float | None = None,
    stop: float | None = None,
    scaled: float | None = None,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Classified:
    """The firing pattern of a run of `model` under its own or the given drive, or of `spikes` (n,).

    With `scaled` the drive is constant, at this multiple of the rheobase; a negative rheobase, of a model that is
    silent under its own drive, is exceeded by as much of its size. Raises RequestError where both or neither of model
    and spikes are given, NotMeasurable where a rheobase is needed and there is none.
    """
    if spikes is not None or model is None:
        if scaled is not None:
            raise RequestError("scaled", "is the drive of a model, and spike times are given")
        begin = 0.0 if start is None else start
        train, _, end, unit = train_of(model, spikes, time_unit, begin, stop, run, progress, cancelled)
        if stop is None and len(train) > 1:
            end = float(train[-1] + (train[-1] - train[0]) / (len(train) - 1))
        found = rules.classify(_checked(train), begin, max(end, begin + 1e-300))
        return _classified(found, train, begin, end, unit, None, None)
    for name, value in (("start", start), ("stop", stop)):
        if value is not None:
            raise RequestError(name, "belongs to given spike times; a run's driven time is known")
    settings: dict[str, Any] = dict(run)
    onset = drive = None
    if scaled is not None:
        settings = without_level(model, run) | {"protocol": "constant"}
        onset = own_rheobase(model, settings, threads, cancelled)
        own = Runs(model, preset=run.get("preset"), settings=_without_preset(run), threads=threads, cancelled=cancelled)
        if onset == 0.0 or (onset < 0.0 and len(own.run().late_spikes) > 1):
            raise NotMeasurable(f"it fires without drive, down to {onset:g}: there is no rheobase to scale")
        drive = scaled_drive(onset, scaled)
        settings["duration"] = repetitive_duration(model, settings)  # as long as the rheobase was looked for
    else:
        level = input_level(model, run)  # checks all of the settings, before a run is kept by its drive
        drive = level if settings.pop("current", None) is not None else None
    preset = settings.pop("preset", None)
    runs = Runs(model, preset=preset, settings=settings, threads=threads, cancelled=cancelled)
    found = firing_pattern(runs, drive)
    made = runs.run(drive)
    if progress is not None:
        progress(1.0)
    scale = (drive, onset) if scaled is not None else (None, None)
    return _classified(found, made.run.spikes, made.driven.onset, made.driven.stop, model.time_unit, *scale)


def scaled_drive(onset: float, factor: float) -> float:
    """The drive that is `factor` times the rheobase; one that is negative is exceeded by as much of its size."""
    return onset + (factor - 1.0) * abs(onset)


def _without_preset(run: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in run.items() if name != "preset"}


def own_rheobase(
    model: Model, settings: Mapping[str, Any], threads: int | None = None, cancelled: Question | None = None
) -> float:
    """The rheobase under the settings of a run, which says how long the drive has to keep the neuron firing."""
    rest = {name: value for name, value in settings.items() if name not in ("duration", "protocol", "current")}
    duration = repetitive_duration(model, settings)
    return rheobase(model, duration=duration, threads=threads, cancelled=cancelled, **rest)


def repetitive_duration(model: Model, settings: Mapping[str, Any]) -> float:
    """How long a run has to be for firing to count as repetitive."""
    asked_of = {name: settings[name] for name in ("duration", "dt", "preset") if settings.get(name) is not None}
    return RHEOBASE_RUN * read_request(model, **asked_of).duration


def _checked(train: Array) -> Array:
    if not np.isfinite(train).all() or (len(train) > 1 and float(np.diff(train).min()) < 0.0):
        raise RequestError("spikes", "times have to be finite and to rise")
    return train


def _classified(
    found: rules.Pattern, spikes: Array, start: float, stop: float, unit: str,
    drive: float | None, onset: float | None,
) -> Classified:  # fmt: skip
    return Classified(
        label=found.label, confidence=found.confidence, evidence=found.evidence, reason=found.reason,
        spikes=spikes, start=start, stop=stop, time_unit=unit, drive=drive, rheobase=onset,
    )  # fmt: skip
