"""The smallest constant drive at which a neuron keeps firing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.deterministic import repeats
from kernels.analysis.options import RunOptions
from kernels.analysis.problem import NotMeasurable
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.sweep import sweep

Array = NDArray[np.float64]
Fires = Callable[[Array], NDArray[np.bool_]]

TOLERANCE = 1e-3  # of the rheobase
DRIVES = 32  # run side by side; each round narrows the bracket by this factor
GROWTH = 4.0  # of the bracket, while no drive in it makes the neuron fire
MOST_ROUNDS = 12
REPETITIVE = 2  # spikes in the second half of the run


def rheobase(
    model: Model,
    *,
    duration: float,
    threads: int | None = None,
    cancelled: Callable[[], bool] | None = None,
    **settings: Any,
) -> float:
    """The smallest constant level of the first input with repetitive firing, to 0.1 %, in the input's unit.

    Repetitive means at least two spikes in the second half of a run of `duration`; the drive is on from the start. The
    search begins with the input's range (without one, 0 to 1) and grows beyond it where nothing fires in it.
    `settings` are further arguments of `sweep`. Raises NotMeasurable where no drive makes the neuron fire or all do,
    and where a run fails between the last drive that does not and the first that does.
    """
    if not model.inputs:
        raise NotMeasurable("this model has no input to drive")
    if model.threshold is None and model.spike is None:
        raise NotMeasurable("this model has no threshold and no spike condition, so it has no spikes")

    def tried(drives: Array) -> tuple[NDArray[np.bool_], dict[int, str]]:
        found = sweep(
            model, {model.inputs[0].name: drives}, protocol="constant", duration=duration, threads=threads,
            cancelled=cancelled, **settings,
        )  # fmt: skip
        firing = found.counts(0.5 * found.n_steps * found.dt).reshape(-1) >= REPETITIVE
        firing[sorted(found.failed)] = False
        return np.asarray(firing), dict(found.failed)

    def fires(drives: Array) -> NDArray[np.bool_]:
        return _checked(drives, *tried(drives))

    def fires_first(drives: Array) -> NDArray[np.bool_]:
        """As `fires`, the first drive by itself: where it fires, the others do not matter and are not run."""
        first, failed = tried(drives[:1])
        if first[0]:
            return np.asarray(np.arange(len(drives)) == 0)
        others, failed_others = tried(drives[1:])
        failed |= {run + 1: why for run, why in failed_others.items()}
        return _checked(drives, np.concatenate([first, others]), failed)

    asked = {name: value for name, value in settings.items() if name in RunOptions.__annotations__}
    same = repeats(model, read_request(model, **asked | {"protocol": "constant", "current": 0.0}).stimuli)
    low, high = _bracket(model, fires, fires_first if same else fires, same)
    for _ in range(MOST_ROUNDS):
        if high - low <= TOLERANCE * max(abs(high), abs(low)):
            return high
        drives = np.linspace(low, high, DRIVES + 1)[1:]
        firing = fires(drives)
        firing[-1] = True  # what the bracket's upper end did before
        first = int(np.argmax(firing))
        low, high = (float(drives[first - 1]) if first else low), float(drives[first])
    return high


def _checked(drives: Array, firing: NDArray[np.bool_], failed: Mapping[int, str]) -> NDArray[np.bool_]:
    """`firing`; NotMeasurable where a run failed between the last drive that is silent and the first that is not."""
    lowest = int(np.argmax(firing)) if firing.any() else len(firing)
    silent = [run for run in range(lowest) if run not in failed]
    # what fails below a drive at which it is silent, is beyond the range of the model and says nothing
    for run in sorted(failed):
        if (silent[-1] if silent else -1) < run <= lowest:
            raise NotMeasurable(f"at a drive of {drives[run]:g} the run fails: {failed[run]}")
    return firing


def _bracket(model: Model, fires: Fires, fires_first: Fires, same: bool) -> tuple[float, float]:
    """A drive that is too small, and the first one above it that is not."""
    item = model.inputs[0]
    top = item.high if item.high is not None and item.high > 0.0 else 1.0
    bottom = 0.0
    for _ in range(MOST_ROUNDS):
        drives = np.linspace(bottom, top, DRIVES + 1)
        firing = fires_first(drives)
        if firing.any():
            first = int(np.argmax(firing))
            if first > 0:
                return float(drives[first - 1]), float(drives[first])
            if bottom > 0.0:
                return bottom / GROWTH, bottom
            return _bracket_below_zero(model, fires, same)
        bottom, top = top, GROWTH * top
        if item.high is not None and top > GROWTH**3 * abs(item.high):
            break
    raise NotMeasurable(f"no constant drive up to {bottom:g} makes it fire repetitively")


def _bracket_below_zero(model: Model, fires: Fires, same: bool) -> tuple[float, float]:
    """The same for a neuron that fires without drive: its rheobase is negative.

    That it does is known, and where a drive does the `same` in any lane it is not run again.
    """
    low = model.inputs[0].low
    if low is None or low >= 0.0:
        raise NotMeasurable("it fires repetitively without drive")
    drives = np.linspace(low, 0.0, DRIVES + 1)
    firing = np.append(fires(drives[:-1] if same else drives)[:DRIVES], True)
    first = int(np.argmax(firing))
    if first == 0:
        raise NotMeasurable(f"it fires repetitively at every drive from {low:g} to 0")
    return float(drives[first - 1]), float(drives[first])
