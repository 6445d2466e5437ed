"""A group of lanes and their way through the steps: the arrays a kernel works on, and the calls that fill them.

A lane is one neuron with its own parameters, inputs and random numbers. Calls last 10-20 ms, so a run can be cancelled
and report progress; what a lane computes does not depend on how its run is cut into calls, nor on its neighbours.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.codegen.alignment import aligned
from kernels.codegen.kernel import Kernel
from kernels.stimulus import Stimulus, StimulusStream, stimulus_stream

Array = NDArray[np.float64]

CALL_SECONDS = 0.012  # what a call should last
FIRST_CALL = 512  # steps of the first call, before its speed is known
MOST_INPUT_BYTES = 4 << 20  # of one call's time-varying inputs
FIRST_SPIKE_ROOM = 64


@dataclass(frozen=True, slots=True)
class Departure:
    """A lane that left the finite numbers: at the end of which step, in which state."""

    lane: int
    step: int
    state: str


class Lanes:
    """`count` lanes from step 0 on. Not to be shared between threads; different groups run in parallel."""

    def __init__(
        self,
        kernel: Kernel,
        *,
        count: int,
        first_lane: int,
        parameters: Mapping[str, float | Array],
        init: Mapping[str, float | Array],
        stimuli: Sequence[Stimulus],
        dt: float,
        seed: int,
    ) -> None:
        """Parameters and initial states are numbers or arrays (count,); a state not in `init` starts by the model."""
        self.kernel, self.count, self.first_lane, self.dt, self.seed = kernel, count, first_lane, dt, seed
        self.width = kernel.width
        self.blocks = -(-count // self.width)
        self.padded = self.blocks * self.width
        self.step = 0
        self.departures: list[Departure] = []
        self._gone: set[int] = set()
        self._steps_a_call = FIRST_CALL
        model = kernel.model
        self._parameters = self._spread([parameters[p.name] for p in model.parameters] or [0.0])
        given = [init.get(slot.name, np.nan) if slot.role == "state" else np.nan for slot in kernel.slots]
        self.slots = self._spread(given)
        self._streams: list[StimulusStream] = [
            stimulus.stream(seed=seed, stream=stimulus_stream(j), first_lane=first_lane, lanes=count)
            for j, stimulus in enumerate(stimuli)
        ]
        self._inputs: list[Array] = []
        self.counts = np.zeros(self.padded, dtype=np.int64)
        self.spike_times = np.empty((self.padded, FIRST_SPIKE_ROOM))  # what is beyond `counts` is never read
        self.crossing_times = np.empty((self.padded, FIRST_SPIKE_ROOM))
        self._reached = np.zeros(self.blocks, dtype=np.int64)
        self._started = False

    def _spread(self, values: Sequence[float | Array]) -> Array:
        """[block][row][lane] from one number or one a lane each; the lanes that fill the last block repeat the last."""
        table = np.empty((len(values), self.padded))
        for row, value in zip(table, values, strict=True):
            row[: self.count] = value
            row[self.count :] = row[self.count - 1]
        return aligned(table.reshape(len(values), self.blocks, self.width).transpose(1, 0, 2))

    def advance(self, last_step: int, record: Array | None = None) -> int:
        """One call towards `last_step`; returns the step it came to.

        `record` (states, room), for a single lane, takes the states after each step of the call from column 1 on:
        column 0 is what they were before.
        """
        k0 = self.step
        k1 = min(last_step, k0 + self._steps_a_call)
        if record is not None:
            k1 = min(k1, k0 + record.shape[1] - 1)
        self._take_inputs(k1)
        if not self._started:
            self._call("start", k0, k1, None)
            self._initial = self._states_of_first_lane()
            self._started = True
        before = self.slots.copy(), self.counts.copy()
        began = time.perf_counter()
        self._run(k0, k1, record)
        self._pace(k1 - k0, time.perf_counter() - began)
        self._find_departures(before, k0, k1)
        self.step = k1
        return k1

    def _pace(self, steps: int, seconds: float) -> None:
        """Sets the length of the next call; at most four times this one's, for a first call may be untypical."""
        wanted = int(steps * CALL_SECONDS / max(seconds, 1e-6))
        self._steps_a_call = max(16, min(wanted, 4 * steps))
        varying = sum(not stream.constant for stream in self._streams)
        if varying:
            self._steps_a_call = min(self._steps_a_call, max(16, MOST_INPUT_BYTES // (8 * self.padded * varying)))

    def _take_inputs(self, k1: int) -> None:
        """The inputs of the steps up to k1, padded to whole blocks; a constant one is taken once."""
        for j, stream in enumerate(self._streams):
            if stream.constant and j < len(self._inputs):
                continue
            values = stream.next(k1)
            if self.padded != self.count:
                values = np.concatenate([values, np.repeat(values[:, -1:], self.padded - self.count, axis=1)], axis=1)
            self._inputs[j : j + 1] = [aligned(values)]

    def input_values(self, steps: int) -> list[Array]:
        """What lane 0's inputs were over the last call's `steps` steps."""
        return [np.broadcast_to(v[:, 0], (steps,)) if len(v) == 1 else v[:steps, 0] for v in self._inputs]

    def _run(self, k0: int, k1: int, record: Array | None) -> None:
        """Steps k0 ... k1 of all blocks; grows the spike buffers as often as a lane fills its own."""
        self._reached[:] = k0
        while bool((self._reached < k1).any()):
            room = self.spike_times.shape[1]
            if int(self.counts.max()) >= room:  # the kernel needs a free place in every lane
                more = np.empty((self.padded, room))
                self.spike_times = np.concatenate([self.spike_times, more], axis=1)
                self.crossing_times = np.concatenate([self.crossing_times, more], axis=1)
            self._call("run", k0, k1, record)

    def _call(self, function: str, k0: int, k1: int, record: Array | None) -> None:
        pointers = np.array([v.ctypes.data for v in self._inputs] or [0], dtype=np.uint64)
        step_strides = np.array([0 if len(v) == 1 else self.padded for v in self._inputs] or [0], dtype=np.int64)
        block_strides = np.full(max(1, len(self._inputs)), self.width, dtype=np.int64)
        self.kernel.code.functions[function](
            self.slots.ctypes.data,
            self._parameters.ctypes.data,
            pointers.ctypes.data,
            step_strides.ctypes.data,
            block_strides.ctypes.data,
            None if record is None else record.ctypes.data,
            self.spike_times.ctypes.data,
            self.crossing_times.ctypes.data,
            self.counts.ctypes.data,
            self._reached.ctypes.data,
            self.blocks,
            k0,
            k1,
            self.spike_times.shape[1],
            0 if record is None else record.strides[0] // record.itemsize,
            self.first_lane,
            self.seed,
            self.dt,
        )

    def _states_of_first_lane(self) -> Array:
        return np.array([self.slots[0, j, 0] for j, slot in enumerate(self.kernel.slots) if slot.role == "state"])

    def initial_states(self) -> Array:
        """The initial states of lane 0, once the first call is done."""
        return self._initial

    def parameter_values(self, lane: int) -> dict[str, float]:
        """The parameters of one lane of the group, counted from 0, by name."""
        block, place = divmod(lane, self.width)
        return {
            p.name: float(self._parameters[block, row, place]) for row, p in enumerate(self.kernel.model.parameters)
        }

    def slot_values(self, role: str, name: str = "") -> Array | None:
        """A slot of all lanes (count,), None where the kernel has none such."""
        j = self.kernel.slot(role, name)
        return None if j is None else self.slots[:, j, :].reshape(-1)[: self.count]

    def _find_departures(self, before: tuple[Array, NDArray[np.int64]], k0: int, k1: int) -> None:
        """Notes lanes whose states are no longer finite, and the step at which that happened.

        The kernel does not test every step: the call is run again over ever shorter spans from its beginning.
        """
        bad = self._infinite_lanes() - self._gone
        if not bad:
            return
        final = self.slots.copy(), self.counts.copy(), self.spike_times.copy(), self.crossing_times.copy()
        for lane in sorted(bad):
            low, high = k0, k1  # finite after low steps, not after high
            while high - low > 1:
                middle = (low + high) // 2
                self.slots[:], self.counts[:] = before
                self._run(k0, middle, None)
                low, high = (low, middle) if lane in self._infinite_lanes() else (middle, high)
            self.slots[:], self.counts[:] = before
            self._run(k0, high, None)
            states = [s.name for s in self.kernel.slots if s.role == "state"]
            wrong = [s for s in states if not np.isfinite(self.slot_values("state", s)[lane])]  # type: ignore[index]
            self.departures.append(Departure(self.first_lane + lane, high, wrong[0] if wrong else states[0]))
            self._gone.add(lane)
        self.slots, self.counts, self.spike_times, self.crossing_times = final

    def check_recorded(self, samples: Array, k0: int) -> None:
        """Notes a state of a single lane that was infinite for a moment; `samples` (states, steps) begin after k0."""
        if self.departures or bool(np.isfinite(samples).all()):
            return
        column = int(np.argmin(np.isfinite(samples).all(axis=0)))
        states = [slot.name for slot in self.kernel.slots if slot.role == "state"]
        row = int(np.argmin(np.isfinite(samples[:, column])))
        self.departures.append(Departure(self.first_lane, k0 + column + 1, states[row]))

    def _infinite_lanes(self) -> set[int]:
        rows = [j for j, slot in enumerate(self.kernel.slots) if slot.role == "state"]
        finite = np.isfinite(self.slots[:, rows, :]).all(axis=1).reshape(-1)[: self.count]
        return set(np.flatnonzero(~finite).tolist())

    def spikes(self, interpolated: bool) -> tuple[Array, NDArray[np.int64]]:
        """All lanes' spike times one after the other, and how many each lane has (count,)."""
        counts = self.counts[: self.count]
        most = int(counts.max())
        times = (self.crossing_times if interpolated else self.spike_times)[: self.count, :most]
        return times[np.arange(most) < counts[:, None]], counts
