"""Is the model chaotic? Its largest Lyapunov exponent, without noise."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.deterministic import without_noise
from kernels.analysis.driven import driven_time
from kernels.analysis.jumps import trajectory
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.tangent import ROUNDING, growth
from kernels.codegen.equations import build_equations
from kernels.language.model import Model
from kernels.running.request import read_request
from kernels.running.simulate import simulate

BLOCKS = 10  # of the measured time, whose exponents' spread gives the standard error
RUN = 5.0  # of the model's own duration, half of which is measured
MAP_STEPS = 100_000  # of a map
MOST_WORK = 3e8  # steps times the cube of the states
FEWEST_STEPS, MOST_STEPS = 2_000, 10_000_000  # of which every state is kept
ESTIMATES = 500  # of the exponent on the way, at most


@dataclass(frozen=True, slots=True)
class Exponent:
    """The largest Lyapunov exponent per time unit of the model, and its standard error over parts of the run.

    `estimates` (n,) is what it would be if the measured time had ended after `times`, from its beginning.
    """

    value: float
    error: float
    times: NDArray[np.float64] = field(default_factory=lambda: np.empty(0), compare=False)
    estimates: NDArray[np.float64] = field(default_factory=lambda: np.empty(0), compare=False)

    @property
    def significant(self) -> float:
        """The exponent, or 0 where it is within twice its error of 0: a limit cycle's is 0 but for rounding."""
        return 0.0 if abs(self.value) <= 2.0 * self.error else self.value


def lyapunov(
    model: Model,
    *,
    duration: float,
    dt: float,
    preset: str | None = None,
    current: float | None = None,
    cancelled: Callable[[], bool] | None = None,
    **settings: Any,
) -> Exponent:
    """The largest Lyapunov exponent of the model without noise, under its own stimulus, per its time unit.

    The run lasts five times `duration` (at least 100,000 steps for maps, fewer where there are many states); the
    deviation turns into the fastest growing direction in the first half of the driven time and is measured in the
    second. `settings` are further arguments of `simulate`. Raises NotMeasurable where the model is random by itself.
    """
    quiet = without_noise(model)
    if quiet is not model:
        quiet = replace(quiet, source=f"{model.source}\n# without noise")
    n = len(model.states) + 1
    steps = MAP_STEPS if model.time_unit == "step" else math.ceil(RUN * duration / dt)
    steps = max(FEWEST_STEPS, min(steps, int(MOST_WORK / n**3), MOST_STEPS))
    length = steps * dt
    asked: dict[str, Any] = {"current": current, "preset": preset, "duration": length, "dt": dt, **settings}
    driven = driven_time(read_request(quiet, **asked).stimuli, length)
    first, middle, last = (round(time / dt) for time in (driven.onset, driven.settled, driven.stop))
    run = simulate(quiet, record_every=1, cancelled=cancelled, **asked)
    path = trajectory(run, build_equations(quiet))
    return _exponent(list(growth(path, first, last)), middle, last, dt)


def _exponent(grown: list[tuple[int, float]], middle: int, last: int, dt: float) -> Exponent:
    """The mean growth from sample `middle` on, and its standard error.

    The error is that of the mean over BLOCKS parts, but not less than what the swing within a cycle leaves open, and
    what rounding adds in every step.
    """
    at = np.array([sample for sample, _ in grown])
    logs = np.array([log for _, log in grown])
    if not np.isfinite(logs).all():
        raise NotMeasurable("deviations vanish altogether (every state is reset): there is no exponent")
    begin = int(np.searchsorted(at, middle))
    time, total = at[begin:] * dt, np.cumsum(logs)[begin:]
    edges = np.linspace(0, len(time) - 1, BLOCKS + 1).astype(int)
    parts = np.diff(total[edges]) / np.diff(time[edges])
    length = float(time[-1] - time[0])
    value = float((total[-1] - total[0]) / length)
    swing = float((total - total[0] - value * (time - time[0])).std())
    error = max(float(parts.std(ddof=1)) / math.sqrt(BLOCKS), swing / length, ROUNDING / dt)
    shown = np.unique(np.linspace(1, len(time) - 1, min(len(time) - 1, ESTIMATES)).astype(int))
    after = time[shown] - time[0]
    return Exponent(value, error, after, (total[shown] - total[0]) / after)
