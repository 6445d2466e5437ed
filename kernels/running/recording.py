"""Which samples of a run are kept: every n-th, or for long runs the minimum and the maximum of each bin.

Sample 0 is the initial state, sample k the state after k steps and before that step's reset; of an input, sample k is
its value during step k (the last sample repeats the last step).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.running.lanes import Lanes

Array = NDArray[np.float64]

CALL_ROOM = 65537  # samples one call may record


class Samples:
    """Every `every`-th sample of a single lane's states and inputs."""

    def __init__(self, n_steps: int, dt: float, every: int, n_states: int, n_inputs: int) -> None:
        self._n_steps, self._dt, self._every = n_steps, dt, every
        count = n_steps // every + 1
        self._states = np.empty((n_states, count))
        self._inputs = np.empty((n_inputs, count))
        room = min(n_steps + 1, CALL_ROOM)
        self._buffer = np.empty((n_states, room)) if every > 1 else None

    def take(self, lanes: Lanes) -> None:
        """One call of the kernel, and what it recorded."""
        k0 = lanes.step
        # without thinning the kernel writes where the samples belong
        target = self._states[:, k0:] if self._buffer is None else self._buffer
        k1 = lanes.advance(self._n_steps, target)
        lanes.check_recorded(target[:, 1 : k1 - k0 + 1], k0)
        if k0 == 0:
            self._states[:, 0] = lanes.initial_states()
        if self._buffer is not None:
            first = k0 // self._every + 1  # the sample after the last one taken
            taken = self._buffer[:, first * self._every - k0 : k1 - k0 + 1 : self._every]
            self._states[:, first : first + taken.shape[1]] = taken
        first = -(-k0 // self._every)
        for row, values in zip(self._inputs, lanes.input_values(k1 - k0), strict=True):
            part = values[first * self._every - k0 :: self._every]
            row[first : first + len(part)] = part
            if k1 == self._n_steps and k1 % self._every == 0:
                row[-1] = values[-1]

    def time(self) -> Array:
        """(samples,)"""
        return np.asarray(np.arange(self._states.shape[1]) * self._every * self._dt)

    def states(self) -> list[Array]:
        """One array (samples,) a state."""
        return list(self._states)

    def inputs(self) -> list[Array]:
        """One array (samples,) an input."""
        return list(self._inputs)


class Bins:
    """The minimum and the maximum of every `every` steps, in pairs at the bin's beginning and middle."""

    def __init__(self, n_steps: int, dt: float, every: int, n_states: int, n_inputs: int) -> None:
        self._n_steps, self._dt, self._every, self._n_states = n_steps, dt, every, n_states
        count = -(-n_steps // every)
        self._low = np.full((n_states + n_inputs, count), np.inf)
        self._high = np.full((n_states + n_inputs, count), -np.inf)
        self._buffer = np.empty((n_states, CALL_ROOM))

    def take(self, lanes: Lanes) -> None:
        """One call of the kernel, folded into the bins it touches."""
        k0 = lanes.step
        k1 = lanes.advance(self._n_steps, self._buffer)
        lanes.check_recorded(self._buffer[:, 1 : k1 - k0 + 1], k0)
        rows = [*self._buffer[:, 1 : k1 - k0 + 1], *lanes.input_values(k1 - k0)]
        edges = np.arange(k0 // self._every, -(-k1 // self._every)) * self._every - k0
        starts = np.maximum(edges, 0)
        bins = slice(k0 // self._every, k0 // self._every + len(starts))
        for j, values in enumerate(rows):
            self._low[j, bins] = np.minimum(self._low[j, bins], np.minimum.reduceat(values, starts))
            self._high[j, bins] = np.maximum(self._high[j, bins], np.maximum.reduceat(values, starts))
        if k0 == 0:
            first = lanes.initial_states()
            self._low[: self._n_states, 0] = np.minimum(self._low[: self._n_states, 0], first)
            self._high[: self._n_states, 0] = np.maximum(self._high[: self._n_states, 0], first)

    def time(self) -> Array:
        """(2 bins,)"""
        return np.asarray(np.arange(2 * self._low.shape[1]) * (0.5 * self._every * self._dt))

    def _pairs(self) -> list[Array]:
        return [np.stack([low, high], axis=1).reshape(-1) for low, high in zip(self._low, self._high, strict=True)]

    def states(self) -> list[Array]:
        """One array (2 bins,) a state: minimum, maximum, minimum ..."""
        return self._pairs()[: self._n_states]

    def inputs(self) -> list[Array]:
        """One array (2 bins,) an input."""
        return self._pairs()[self._n_states :]
