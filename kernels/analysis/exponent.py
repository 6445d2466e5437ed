"""The operation `lyapunov`: the largest exponent of a model without its noise, with its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis import lyapunov as tangent
from kernels.analysis.input_level import input_level
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.language.model import Model
from kernels.running.request import read_request

CERTAIN = 3.0  # standard errors by which an exponent has to differ from 0


@dataclass(frozen=True, slots=True)
class LyapunovRequest:
    """What an exponent is asked with, beside the model and the settings of its run."""

    certain: float = asked("standard errors by which chaos has to stand out", CERTAIN, low=1.0, high=100.0)


@dataclass(frozen=True, slots=True)
class LyapunovExponent:
    """The largest Lyapunov exponent and its standard error, per time unit of the model.

    `chaotic` where it is above 0 by `certain` errors, `stable` where it is below by as many (a rest state, or a cycle
    that a drive or a reset holds in step); neither on a free limit cycle, whose exponent is 0. `doubling_time` is how
    long a small deviation takes to double (NaN unless chaotic). `estimates` (n,) is the exponent as the measured time
    had lasted `times`.
    """

    exponent: float
    error: float
    chaotic: bool
    stable: bool
    doubling_time: float
    unit: str
    times: NDArray[np.float64]
    estimates: NDArray[np.float64]
    time_unit: str


def lyapunov(
    model: Model,
    *,
    certain: float = CERTAIN,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> LyapunovExponent:
    """The largest Lyapunov exponent under the model's own or the given drive, its noise left out.

    The run lasts five times its duration, half of which is measured. Raises NotMeasurable where the model is random
    by itself, and where deviations vanish altogether because every state is reset.
    """
    request = read_request(model, **run)
    settings: dict[str, Any] = {name: value for name, value in run.items() if name not in ("duration", "dt", "current")}
    level = input_level(model, run) if run.get("current") is not None else None
    found = tangent.lyapunov(
        model, duration=request.duration, dt=request.dt, current=level, cancelled=cancelled, **settings
    )
    if progress is not None:
        progress(1.0)
    chaotic = found.value > certain * found.error
    return LyapunovExponent(
        exponent=found.value, error=found.error, chaotic=chaotic, stable=found.value < -certain * found.error,
        doubling_time=0.6931471805599453 / found.value if chaotic else float("nan"), unit=f"1/{model.time_unit}",
        times=found.times, estimates=found.estimates, time_unit=model.time_unit,
    )  # fmt: skip
