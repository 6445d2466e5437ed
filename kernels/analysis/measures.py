"""The value of every measure that an `expect` line can name: the table from its name to its function.

Each function gets the runs of a model under a preset and the arguments of the claim, and returns a number in display
units, or a word. What cannot be measured raises NotMeasurable with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kernels.analysis import waveform
from kernels.analysis.bursts import Bursts, burst_period, find_bursts, spikes_per_burst
from kernels.analysis.classify import Pattern, classify
from kernels.analysis.impedance import resonance
from kernels.analysis.lyapunov import Exponent, lyapunov
from kernels.analysis.observe import observe, unit_of
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.pulsed import within_pulses
from kernels.analysis.rate import steady_interval, steady_rate
from kernels.analysis.rest import rest_value
from kernels.analysis.rheobase import rheobase
from kernels.analysis.runs import Measured, Runs
from kernels.analysis.spikes import spike_statistics
from kernels.errors import NumericalError
from kernels.language.measures import MEASURES
from kernels.language.model import Claim, Model
from kernels.stimulus.protocols import PER_SECOND

Array = NDArray[np.float64]
Arguments = Sequence[float | str]
Value = float | str
Function = Callable[[Runs, Arguments], Value]


def measured_value(runs: Runs, claim: Claim) -> Value:
    """What a claim measures. Raises NotMeasurable with the reason, or what the run itself raises."""
    value = FUNCTIONS[claim.measure](runs, claim.arguments)
    if isinstance(value, float) and math.isnan(value):
        raise NotMeasurable(f"{claim.measure} is not defined for this run")
    return value


def measured_unit(model: Model, claim: Claim) -> str:
    """The unit of what a claim measures; empty for counts, words and plain numbers."""
    quantity = MEASURES[claim.measure].quantity
    if quantity == "frequency":
        return "1/step" if model.time_unit == "step" else "Hz"
    if quantity == "time":
        return model.time_unit
    if quantity == "input":
        return model.inputs[0].unit if model.inputs else ""
    if quantity == "argument":
        return unit_of(model, str(claim.arguments[0]) if claim.arguments else model.states[0].name)
    return f"1/{model.time_unit}" if claim.measure == "lyapunov" else ""


# -- spikes -------------------------------------------------------------------------------------


def _drive(arguments: Arguments) -> float | None:
    return float(arguments[0]) if arguments else None


def _spiking(runs: Runs, drive: float | None = None) -> Measured:
    """The run, of a model that has spikes at all."""
    model = runs.model
    if model.threshold is None and model.spike is None:
        raise NotMeasurable("this model has no threshold and no spike condition, so it has no spikes")
    return runs.run(drive)


def _rate(runs: Runs, arguments: Arguments) -> Value:
    found = _spiking(runs, _drive(arguments))
    return steady_rate(found.run.spikes, found.driven, PER_SECOND[runs.model.time_unit])


def _spikes(runs: Runs, arguments: Arguments) -> Value:
    return float(len(_spiking(runs, _drive(arguments)).run.spikes))


def _latency(runs: Runs, arguments: Arguments) -> Value:
    found = _spiking(runs, _drive(arguments))
    spikes = found.run.spikes
    after = spikes[spikes > found.driven.onset]
    if len(after) == 0:
        raise NotMeasurable("no spike: no latency")
    return float(after[0] - found.driven.onset)


def _intervals(found: Measured, at_least: int = 1) -> Array:
    intervals = np.diff(found.run.spikes)
    if len(intervals) < at_least:
        count = len(found.run.spikes)
        had = "no spikes" if count == 0 else f"only {count} spike{'s' if count > 1 else ''}"
        raise NotMeasurable(f"{had}: {'no interval' if at_least == 1 else f'not {at_least} intervals'}")
    return np.asarray(intervals)


def _isi(runs: Runs, arguments: Arguments) -> Value:
    found = _spiking(runs)
    if arguments[0] == "last":
        return float(_intervals(found)[-1])
    number = float(arguments[0])
    if number != int(number) or number < 1:
        raise NotMeasurable(f"intervals are numbered 1, 2, ... or `last`, not {number:g}")
    return float(_intervals(found, int(number))[int(number) - 1])


def _isi_ratio(runs: Runs, arguments: Arguments) -> Value:
    intervals = _intervals(_spiking(runs, _drive(arguments)), 2)
    return float(intervals[-1] / intervals[0])


def _variation(field: str) -> Function:
    def measure(runs: Runs, arguments: Arguments) -> Value:
        found = _spiking(runs, _drive(arguments))
        driven = found.driven
        if len(found.late_spikes) < 3:
            raise NotMeasurable(f"{_late_count(found)}: at least 3 are needed")
        statistics = spike_statistics(found.late_spikes, driven.settled, driven.stop, runs.model.time_unit)
        return float(getattr(statistics, field))

    return measure


def _late_count(found: Measured) -> str:
    count = len(found.late_spikes)
    return f"{count or 'no'} spike{'' if count == 1 else 's'} in the second half of the driven time"


FANO_SPIKES, FANO_WINDOWS = 10, 10  # mean spikes a counting window, and how many windows there have to be


def _fano(runs: Runs, arguments: Arguments) -> Value:
    found = _spiking(runs, _drive(arguments))
    driven, count = found.driven, len(found.late_spikes)
    windows = count // FANO_SPIKES
    if windows < FANO_WINDOWS:
        raise NotMeasurable(f"{_late_count(found)}: at least {FANO_SPIKES * FANO_WINDOWS} are needed")
    counts, _ = np.histogram(found.late_spikes, np.linspace(driven.settled, driven.stop, windows + 1))
    return float(counts.var(ddof=1) / counts.mean())


def _bursts(runs: Runs) -> tuple[Bursts, float]:
    """The bursts of the driven time, and when it ends."""
    found = _spiking(runs)
    spikes, driven = found.run.spikes, found.driven
    bursts = find_bursts(spikes[(spikes > driven.onset) & (spikes <= driven.stop)])
    if bursts is None:
        raise NotMeasurable(f"{len(spikes) or 'no'} spikes, which do not come in bursts (at least three are needed)")
    return bursts, driven.stop


def _burst_period(runs: Runs, arguments: Arguments) -> Value:
    return burst_period(_bursts(runs)[0])


def _spikes_per_burst(runs: Runs, arguments: Arguments) -> Value:
    return spikes_per_burst(*_bursts(runs))


def _pattern(runs: Runs, arguments: Arguments) -> Value:
    return firing_pattern(runs, _drive(arguments)).label


def firing_pattern(runs: Runs, drive: float | None = None) -> Pattern:
    """The pattern of the driven time; of the whole run where it fires only outside of that, as after inhibition.

    Bursts that are the pulses of an input are none: then it is that of the time in which the pulses are on.
    """
    found = _spiking(runs, drive)
    spikes, driven = found.run.spikes, found.driven
    onset, stop = driven.onset, driven.stop
    if not ((spikes > onset) & (spikes <= stop)).any():
        onset, stop = 0.0, found.run.n_steps * found.run.dt

    def exponent() -> tuple[float, float] | None:
        try:
            value = _exponent(runs, drive)
        except (NotMeasurable, NumericalError):
            return None
        return value.value, value.error

    pattern = classify(spikes, onset, stop, exponent)
    own = within_pulses(found.run, onset, stop) if pattern.label == "bursting" else None
    return own or pattern


def _exponent(runs: Runs, drive: float | None = None) -> Exponent:
    settings = {name: value for name, value in runs.settings.items() if name not in ("duration", "dt")}
    return lyapunov(
        runs.model, duration=runs.duration, dt=runs.dt, preset=runs.preset, current=drive, folder=runs.folder,
        cancelled=runs.cancelled, **settings,
    )  # fmt: skip


RHEOBASE_RUN = 2.0  # of the model's own duration


def _rheobase(runs: Runs, arguments: Arguments) -> Value:
    settings = {name: value for name, value in runs.settings.items() if name != "duration"}
    return rheobase(
        runs.model, duration=RHEOBASE_RUN * runs.duration, preset=runs.preset, threads=runs.threads,
        folder=runs.folder, cancelled=runs.cancelled, **settings,
    )  # fmt: skip


# -- traces -------------------------------------------------------------------------------------


def _name(runs: Runs, arguments: Arguments) -> str:
    """The trace that is named, or the only state."""
    if arguments:
        return str(arguments[0])
    if len(runs.model.states) != 1:
        raise NotMeasurable(f"name a state, such as {runs.model.states[0].name}: this model has several")
    return runs.model.states[0].name


def _whole(function: Callable[[Array], float]) -> Function:
    def measure(runs: Runs, arguments: Arguments) -> Value:
        return float(function(observe(runs.run().run, _name(runs, arguments))))

    return measure


def _steady(function: Callable[[Array], float]) -> Function:
    def measure(runs: Runs, arguments: Arguments) -> Value:
        found = runs.run()
        trace = observe(found.run, _name(runs, arguments))
        return float(function(waveform.steady_part(found.run.time, trace, found.driven)))

    return measure


def _crossings(runs: Runs, arguments: Arguments) -> Value:
    trace = observe(runs.run().run, _name(runs, arguments))
    level = float(arguments[1]) if len(arguments) > 1 else float(trace.mean())
    return float(waveform.crossings(trace, level))


def _period(runs: Runs, arguments: Arguments) -> Value:
    if arguments:
        found = runs.run()
        name = str(arguments[0])
        try:
            return waveform.period(found.run.time, observe(found.run, name), found.driven)
        except NotMeasurable as error:
            raise NotMeasurable(f"{name} {error}") from None
    found = _spiking(runs)
    interval = steady_interval(found.run.spikes, found.driven)
    if interval is None:
        raise NotMeasurable(f"{_late_count(found)}: no period")
    return interval


def _frequency(runs: Runs, arguments: Arguments) -> Value:
    return PER_SECOND[runs.model.time_unit] / float(_period(runs, arguments))


def _rest(runs: Runs, arguments: Arguments) -> Value:
    return rest_value(runs.model, runs.parameters(), _name(runs, arguments))


def _resonance(runs: Runs, arguments: Arguments) -> Value:
    return resonance(runs.model, runs.parameters())


def _lyapunov(runs: Runs, arguments: Arguments) -> Value:
    return _exponent(runs).significant


FUNCTIONS: dict[str, Function] = {
    "rate": _rate,
    "spikes": _spikes,
    "latency": _latency,
    "isi": _isi,
    "isi_ratio": _isi_ratio,
    "cv": _variation("isi_cv"),
    "cv2": _variation("isi_cv2"),
    "lv": _variation("isi_lv"),
    "fano": _fano,
    "burst_period": _burst_period,
    "spikes_per_burst": _spikes_per_burst,
    "pattern": _pattern,
    "rheobase": _rheobase,
    "rest": _rest,
    "resonance": _resonance,
    "lyapunov": _lyapunov,
    "peak": _whole(np.max),
    "trough": _steady(np.min),
    "mean": _steady(np.mean),
    "std": _steady(np.std),
    "amplitude": _steady(np.ptp),
    "final": _whole(lambda trace: float(trace[-1])),
    "crossings": _crossings,
    "period": _period,
    "frequency": _frequency,
}
