"""Where does a model go at constant drive, value by value of a parameter? Attractors followed from the last state.

At every value the run goes on from where the one before ended; from a rest it is nudged by a thousandth, so that it
leaves a rest that has become unstable. A transient is left out; then windows of the same length are run until one is
like the one before. The sample at a spike that is reset is not looked at: how far it overshoots depends on the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import ConstantDrive
from kernels.codegen.kernel import Kernel, compile_kernel
from kernels.errors import Cancelled, RequestError
from kernels.language.model import StimulusTerm
from kernels.running.lanes import Lanes
from kernels.running.parameters_at_fault import parameters_at_fault
from kernels.running.steady import steady_state
from kernels.running.trust import REFUSE, relative_error, step_error_message
from kernels.stimulus import Stimulus
from kernels.stimulus.protocols import Setting

Array = NDArray[np.float64]

MOST_RECORDED = 20_000_000  # numbers of a window: its steps times the states
MOST_WINDOWS = 60  # after the transient, where the swing still grows or shrinks steadily
MOST_TURNS = 5  # between growing and shrinking: then it is no transient but irregular
ALIKE, AT_REST = 2e-3, 1e-5  # of the swing: two windows are alike; of the state's size: no swing at all
NUDGE = 1e-3
NO_SPAN = 1e-3  # of a state that begins at 0 and has not moved
MOST_POINTS = 100  # maxima, minima and section points that are kept of a window, the last ones
RETURN = 5e-3  # of each state's swing: two section points are the same
MOST_RETURNS = 32  # of an orbit that closes
EXTREME = 1e-3  # of the swing: smaller bumps are no maxima
FINEST = 1024  # a jump is located to this part of the step between two values
MOST_TRIES = 60
NEVER_RESTS = 0.02  # of the largest swing: below it a neuron counts as resting
JUMP = 0.1  # of the largest swing: a smaller change at once is no jump
REST_SIZE = 0.1  # of the state's size: the swing to compare with before one has been seen


@dataclass(frozen=True, slots=True)
class Window:
    """What the chosen state does at one value, after the transient. `period` NaN where no orbit closes.

    `shrinks`: its swing still became smaller when the last window was run.
    """

    low: float
    high: float
    mean: float
    maxima: Array
    minima: Array
    section: Array
    period: float
    returns: int
    rests: bool
    settled: bool
    failed: str
    shrinks: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """Between two values the attractor changes at once: it `begins` or `ends` to swing, or `moves` as it rests.

    `value` is known to `error`; `from_swing` and `to_swing` are the widths of the chosen state's swing on both sides.
    """

    kind: str
    value: float
    error: float
    from_swing: float
    to_swing: float


class Place(NamedTuple):
    """All that a run needs to go on."""

    slots: Array
    step: int


class Followed(Lanes):
    """A single lane whose parameter or input can be turned between two calls."""

    def turn(self, kind: str, number: int, value: float) -> None:
        """Sets a parameter or an input by its number in the model."""
        if kind == "parameter":
            self._parameters[:, number, :] = value
        elif len(self._inputs) > number:  # before the first call the stimulus holds the value itself
            self._inputs[number][:] = value
        self.counts[:] = 0

    def nudge(self, spans: Array) -> None:
        """Moves every continuous state a little."""
        for state, span in zip(self.kernel.model.states, spans, strict=True):
            j = self.kernel.slot("state", state.name)
            if state.kind == "ode" or span > 0.0:
                self.slots[:, j, :] += NUDGE * np.maximum(np.abs(self.slots[:, j, :]) * 0.1, span)

    def place(self) -> Place:
        """Where it is now."""
        return Place(self.slots.copy(), self.step)

    def back(self, place: Place) -> None:
        """Goes back to where it was."""
        self.slots[:] = place.slots
        self.step = place.step


class Follower:
    """Follows the attractors of a model along values of one parameter or input."""

    def __init__(
        self, drive: ConstantDrive, varied: str, variable: str, section: str, level: float | None,
        cancelled: Callable[[], bool] | None, advanced: Callable[[], None],
    ) -> None:  # fmt: skip
        self.drive, self.varied, self.cancelled, self.advanced = drive, varied, cancelled, advanced
        model = drive.model
        self.names = [state.name for state in model.states]
        self.y, self.s, self.level = self.names.index(variable), self.names.index(section), level
        parameters = [item.name for item in model.parameters]
        self.kind = "parameter" if varied in parameters else "input"
        self.number = parameters.index(varied) if self.kind == "parameter" else self._inputs().index(varied)
        self.is_map = model.time_unit == "step" or all(state.kind == "map" for state in model.states)
        self.kernel: Kernel = compile_kernel(model, drive.request.method, lanes=False)
        self.window_steps = max(2, drive.request.n_steps // 2)
        if self.window_steps * len(self.names) > MOST_RECORDED:
            raise RequestError(
                "duration", f"{drive.request.n_steps:,} steps a value of {len(self.names)} states; at most "
                f"{2 * MOST_RECORDED:,} numbers in all",
            )  # fmt: skip
        self.buffer = np.empty((len(self.names), self.window_steps + 1))
        spans = [(s.high - s.low if s.low is not None and s.high is not None else 0.0) for s in model.states]
        self.spans = np.maximum(spans, NO_SPAN)  # of every state, as far as seen
        self.seen_low = np.full(len(self.names), np.inf)
        self.seen_high = np.full(len(self.names), -np.inf)
        self.lanes: Followed | None = None
        others = [j for j in range(len(self.names)) if j != self.y] if drive.model.reset else []
        self.compared = [self.y, *others]  # the states whose extremes say that two windows are alike

    def _inputs(self) -> list[str]:
        return [item.name for item in self.drive.model.inputs]

    def _begin(self, value: float) -> Followed:
        request, levels = self.drive.request, dict(self.drive.levels)
        parameters = dict(request.parameters)
        (parameters if self.kind == "parameter" else levels)[self.varied] = value
        init = dict(request.init)
        if self.drive.model.init_steady:
            init = dict(steady_state(self.drive.model, parameters)) | init
        setting = Setting(request.dt, request.duration, self.drive.model.time_unit)
        terms = [StimulusTerm("constant", {"amplitude": levels[name]}) for name in self._inputs()]
        stimuli = [Stimulus((term,), setting) for term in terms]
        lanes = Followed(
            self.kernel, count=1, first_lane=0, parameters=parameters, init=init, stimuli=stimuli, dt=request.dt,
            seed=request.seed,
        )  # fmt: skip
        lanes.advance(1)
        self.spans = np.maximum(self.spans, np.nan_to_num(np.abs(lanes.initial_states()), posinf=0.0))
        return lanes

    def along(self, values: Array) -> Iterator[tuple[Window, Jump | None]]:
        """At each value its window, and the jump between it and the one before."""
        before: tuple[float, Window, Place] | None = None
        for value in values.tolist():
            window = self._at(value, before is None or before[1].rests)
            self.advanced()
            jump = None
            if window.failed or self.lanes is None:
                before = None
                yield window, None
                continue
            here = self.lanes.place()
            if before is not None and not self._alike(before[1], window):
                reached, jump = self._locate(before, value, window)
                if reached is not None:  # only the step between the values was too large
                    window, here = reached
                self._go_on(value, here)
            before = (value, window, here)
            yield window, jump

    def _go_on(self, value: float, place: Place) -> None:
        """Goes back to a place at a value; a search for a jump may have ended in a run that failed."""
        if self.lanes is None:
            self.lanes = self._begin(value)
        self.lanes.back(place)
        self.lanes.turn(self.kind, self.number, value)

    def _alike(self, a: Window, b: Window) -> bool:
        """Whether b goes on as a did: both swing, or rest at about the same place, by the largest swing seen so far."""
        if a.rests and not (b.settled or b.shrinks):
            return False  # on its way to somewhere else, though it may be slow
        swinging = [not w.rests and w.high - w.low > NEVER_RESTS * self.largest for w in (a, b)]
        if swinging[0] != swinging[1]:
            return False
        size = max(self.largest, REST_SIZE * max(abs(a.mean), abs(b.mean)))
        return swinging[0] or abs(a.mean - b.mean) <= JUMP * size

    @property
    def largest(self) -> float:
        """The swing of the chosen state over all values that have been run."""
        return float(self.seen_high[self.y] - self.seen_low[self.y])

    def _locate(
        self, before: tuple[float, Window, Place], value: float, window: Window
    ) -> tuple[tuple[Window, Place] | None, Jump | None]:
        """The place of a jump between two values: shorter and shorter steps, each from the last state before it.

        A large step can leave an attractor whose basin is small, as that of a cycle next to its fold. Where shorter
        steps stay on it as far as the second value, what it does there is returned instead of a jump.
        """
        from_value, from_window, place = before
        to_value, to_window = value, window
        length = 0.5 * (value - from_value)
        finest = abs(value - from_value) / FINEST
        for _ in range(MOST_TRIES):
            if abs(length) < finest or self.lanes is None:
                break
            left = value - from_value
            target = value if abs(length) > 0.75 * abs(left) else from_value + length
            self.lanes.back(place)
            found = self._at(target, from_window.rests)
            if found.failed or self.lanes is None:
                return None, None
            if self._alike(from_window, found):
                from_value, from_window, place = target, found, self.lanes.place()
                if target == value:
                    return (found, place), None
                if not from_value < to_value <= value and not from_value > to_value >= value:
                    to_value, to_window = value, window  # it has come past where a longer step had left it
            else:
                to_value, to_window = target, found if found.settled else to_window
                length *= 0.5
        swings = [0.0 if w.rests else w.high - w.low for w in (from_window, to_window)]
        change = max(abs(swings[1] - swings[0]), abs(to_window.mean - from_window.mean))
        if change < JUMP * self.largest:
            return None, None  # it grows from nothing, or has moved bit by bit: no jump
        kind = "moves" if from_window.rests and to_window.rests else "ends" if swings[0] > swings[1] else "begins"
        error = 0.5 * abs(to_value - from_value)
        return None, Jump(kind, 0.5 * (from_value + to_value), error, swings[0], swings[1])

    def _at(self, value: float, nudged: bool) -> Window:
        """The window at one value, from the present state on, moved a little first if it is `nudged`."""
        if self.lanes is None:
            self.lanes = self._begin(value)
        else:
            self.lanes.turn(self.kind, self.number, value)
            if nudged:
                self.lanes.nudge(self.spans)
        problem = self._run(self.drive.request.n_steps - self.window_steps, False)
        swings: list[float] = []
        settled, turns, previous = False, 0, np.full((len(self.compared), 2), np.nan)
        for _ in range(MOST_WINDOWS):
            if problem or settled or turns > MOST_TURNS:
                break
            problem = self._run(self.window_steps, True)
            if problem:
                break
            x = self.buffer[self.compared, 1:]
            now = np.stack([x.min(axis=1), x.max(axis=1)], axis=1)
            widths = np.ptp(now, axis=1)
            if self.drive.model.reset:
                now[0, 1] = now[0, 0]  # how near the threshold the last sample before a spike is, is chance
            swing = float(widths[0])
            settled = self._rests(x[0]) or bool((np.abs(now - previous) <= ALIKE * widths[:, None]).all())
            swings.append(swing)
            if len(swings) > 2 and (swings[-1] - swings[-2]) * (swings[-2] - swings[-3]) < 0.0:
                turns += 1
            previous = now
        if not problem:
            share, state = relative_error(self.lanes)
            if share > REFUSE:
                model = self.drive.model
                values = self.lanes.parameter_values(0)
                problem = step_error_message(model, self.kernel.method, self.drive.request.dt, share, state, values)
        if problem:
            self.lanes = None  # the next value begins anew
            nothing = np.empty(0)
            nan = float("nan")
            return Window(nan, nan, nan, nothing, nothing, nothing, nan, 0, False, False, problem)
        self.seen_low = np.minimum(self.seen_low, self.buffer[:, 1:].min(axis=1))
        self.seen_high = np.maximum(self.seen_high, self.buffer[:, 1:].max(axis=1))
        self.spans = np.maximum(self.spans, self.seen_high - self.seen_low)
        shrinks = len(swings) > 1 and swings[-1] < swings[0]
        return replace(self._window(settled), shrinks=shrinks)

    def _rests(self, y: Array) -> bool:
        """Whether the chosen state does not move, by its size and its spread as far as seen."""
        low, high = float(y.min()), float(y.max())
        return high - low <= AT_REST * max(abs(low), abs(high), float(self.spans[self.y]))

    def _run(self, steps: int, record: bool) -> str:
        """Goes on by so many steps; why it cannot be trusted, else an empty text."""
        assert self.lanes is not None
        lanes, first = self.lanes, self.lanes.step
        while lanes.step < first + steps:
            if self.cancelled is not None and self.cancelled():
                raise Cancelled
            at = lanes.step
            lanes.advance(first + steps, self.buffer[:, at - first :] if record else None)
            if record:
                lanes.check_recorded(self.buffer[:, at - first + 1 : lanes.step - first + 1], at)
            if lanes.departures:
                fault = parameters_at_fault(lanes.kernel.model, lanes.parameter_values(0))
                return f"{lanes.departures[0].state} left the finite numbers{fault}"
        if record and self.drive.model.reset:
            times = lanes.spike_times[0, : int(lanes.counts[0])]
            at_spikes = np.rint(times / self.drive.request.dt).astype(int) - first
            at_spikes = at_spikes[(at_spikes > 1) & (at_spikes <= steps)]
            self.buffer[:, at_spikes] = self.buffer[:, at_spikes - 1]
        return ""

    def _window(self, settled: bool) -> Window:
        x = self.buffer[:, 1:]
        y = x[self.y]
        low, high = float(y.min()), float(y.max())
        swing = high - low
        rests = self._rests(y)
        last = y[-1:].copy()
        if rests:
            return Window(low, high, float(y.mean()), last, last, last, float("nan"), 0, True, settled, "")
        if self.is_map:
            period, returns = self._closing(np.arange(x.shape[1], dtype=float)[-400:], x[:, -400:])
            section = y[-MOST_POINTS:].copy()
            return Window(low, high, float(y.mean()), section, section, section, period, returns, False, settled, "")
        times, points = self._crossings(x)
        period, returns = self._closing(times, points)
        return Window(
            low, high, float(y.mean()), _maxima(y, EXTREME * swing), -_maxima(-y, EXTREME * swing),
            points[self.y][-MOST_POINTS:], period, returns, False, settled, "",
        )  # fmt: skip

    def _crossings(self, x: Array) -> tuple[Array, Array]:
        """Times and states (n, crossings) where the section's state comes up through its level."""
        s = x[self.s]
        level = 0.5 * (float(s.min()) + float(s.max())) if self.level is None else self.level
        at = np.flatnonzero((s[:-1] < level) & (s[1:] >= level))
        share = (level - s[at]) / (s[at + 1] - s[at])
        return (at + share) * self.drive.request.dt, x[:, at] + share * (x[:, at + 1] - x[:, at])

    def _closing(self, times: Array, points: Array) -> tuple[float, int]:
        """(period, returns to the section in it) of an orbit that closes, else (NaN, 0)."""
        swing = np.ptp(self.buffer[:, 1:], axis=1)[:, None]
        swing[swing == 0.0] = 1.0
        count = points.shape[1]
        for m in range(1, min(MOST_RETURNS, count - 1) + 1):
            if m > 1 and count < 2 * m:
                break
            if (np.abs(points[:, m:] - points[:, :-m]) <= RETURN * swing).all():
                return float((times[m:] - times[:-m]).mean()), m
        return float("nan"), 0


def _maxima(y: Array, least: float) -> Array:
    """The last local maxima that stand out by `least` from the minima on both sides."""
    inner = np.flatnonzero((y[1:-1] > y[:-2]) & (y[1:-1] >= y[2:])) + 1
    if len(inner) == 0:
        return np.empty(0)
    lows = np.minimum.reduceat(y, np.append(0, inner))  # lowest before the first, and after each maximum
    kept: list[float] = []
    lowest = float(lows[0])
    for value, after in zip(y[inner].tolist(), lows[1:].tolist(), strict=True):
        if value - lowest < least:  # a bump on the way: it belongs to the maximum before it
            if kept and value > kept[-1]:
                kept[-1] = value
            lowest = min(lowest, after)
            continue
        if value - after >= least or value >= y[-1]:
            kept.append(value)
            lowest = after
        else:
            lowest = min(lowest, after)
    return np.array(kept[-MOST_POINTS:])
