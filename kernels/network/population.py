"""The neurons of one population as arrays, and the plans by which threads take them through the steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.codegen.alignment import aligned
from kernels.network.neurons import NetworkKernel
from kernels.network.step_text import PLAN
from kernels.random_numbers import uniform
from kernels.running.request import RunRequest
from kernels.stimulus import stimulus_stream

Array = NDArray[np.float64]
Words = NDArray[np.int64]

FIRST_VALUE_STREAM = (1 << 30) + 2  # of initial values that are drawn: one a state and population
MOST_GROUP = 8  # blocks that go through a window together
ARRIVAL_BYTES = 1 << 14  # of a group: they stay in the first cache
MOST_INPUT_BYTES = 4 << 20  # of one call's time-varying inputs


@dataclass(frozen=True, slots=True)
class Weights:
    """What arrives at each target: rows of (excitatory, inhibitory, external) weights, (targets, 3)."""

    values: Array
    external_mean: float  # external events a step and neuron


class Population:
    """`count` neurons in whole blocks of lanes, from lane `first_lane` of the network on."""

    def __init__(
        self,
        network: NetworkKernel,
        request: RunRequest,
        start: Mapping[str, float | tuple[float, float]],
        weights: Weights,
        *,
        number: int,
        count: int,
        first_lane: int,
    ) -> None:
        """`start` holds initial values as numbers or (low, high), between which each neuron's is drawn."""
        kernel = network.kernel
        self.network, self.request, self.number, self.count, self.first_lane = (
            network, request, number, count, first_lane,
        )  # fmt: skip
        self.width = kernel.width
        self.blocks = blocks_of(count, self.width)
        self.padded = self.blocks * self.width
        given = [request.parameters[p.name] for p in network.model.parameters]
        self.parameters = network.constants.values(given, request.dt)
        self.slots = self._first_slots(start)
        self.scales = np.concatenate([[request.dt], weights.values.ravel()])
        self.thresholds, self.least_external = poisson_thresholds(weights.external_mean)
        self.streams = [
            stimulus.stream(seed=request.seed, stream=stimulus_stream(j + number * len(request.stimuli)), lanes=count)
            for j, stimulus in enumerate(request.stimuli)
        ]
        self.inputs: list[Array] = []
        self.origin = 0
        self._start()

    def _first_slots(self, start: Mapping[str, float | tuple[float, float]]) -> Array:
        """[block][slot][lane]; NaN where the model says with what a state begins."""
        slots = self.network.kernel.slots
        table = np.full((len(slots), self.padded), np.nan)
        for row, slot in zip(table, slots, strict=True):
            value = start.get(slot.name) if slot.role == "state" else None
            if isinstance(value, tuple):
                stream = FIRST_VALUE_STREAM + 2 * slots.index(slot) + self.number
                share = uniform(self.request.seed, stream, 0, self.padded, 0, 1)[0][0]
                row[:] = value[0] + (value[1] - value[0]) * share
            elif value is not None:
                row[:] = value
        return aligned(table.reshape(len(slots), self.blocks, self.width).transpose(1, 0, 2))

    def _start(self) -> None:
        """Fills the slots from the initial values, each block under the first inputs."""
        for stream in self.streams:
            self.inputs.append(_padded(stream.next(1), self.padded))
        no_arrivals = np.zeros(self.width)
        start = self.network.kernel.code.functions["start"]
        inputs = [*self.inputs, *[no_arrivals] * len(self.network.targets)]
        pointers = np.array([v.ctypes.data for v in inputs] or [0], dtype=np.uint64)
        by_block = np.array([self.width] * len(self.inputs) + [0] * len(self.network.targets), dtype=np.int64)
        by_step = np.zeros_like(by_block)
        start(
            self.slots.ctypes.data, self.parameters.ctypes.data, pointers.ctypes.data, by_step.ctypes.data,
            by_block.ctypes.data, None, None, None, None, None, self.blocks, 0, 1, 0, 0, self.first_lane,
            self.request.seed, self.request.dt,
        )  # fmt: skip

    def most_steps(self) -> int:
        """Steps a call may have, for the inputs' size."""
        varying = sum(not stream.constant for stream in self.streams)
        return max(1, MOST_INPUT_BYTES // (8 * self.padded * varying)) if varying else 1 << 62

    def take_inputs(self, k0: int, k1: int) -> None:
        """The inputs of steps k0 ... k1."""
        self.origin = k0
        for j, stream in enumerate(self.streams):
            if stream.constant:
                continue
            if k0 == 0:  # the step that `start` has seen
                values = self.inputs[j] if k1 == 1 else np.concatenate([self.inputs[j], self._next(j, k1)])
            else:
                values = self._next(j, k1)
            self.inputs[j] = values

    def _next(self, j: int, k1: int) -> Array:
        return _padded(self.streams[j].next(k1), self.padded)

    def infinite_neuron(self) -> tuple[int, str] | None:
        """A neuron whose state is not finite, with the state's name; None where all are."""
        for j, slot in enumerate(self.network.kernel.slots):
            if slot.role == "state":
                finite = np.isfinite(self.slots[:, j, :]).reshape(-1)[: self.count]
                if not finite.all():
                    return int(np.argmin(finite)), slot.name
        return None


def blocks_of(count: int, width: int) -> int:
    """Whole blocks that hold so many lanes."""
    return -(-count // width)


def _padded(values: Array, padded: int) -> Array:
    """(steps, padded); the lanes that fill the last block repeat the last."""
    missing = padded - values.shape[1]
    if missing:
        values = np.concatenate([values, np.repeat(values[:, -1:], missing, axis=1)], axis=1)
    return aligned(values)


def poisson_thresholds(mean: float) -> tuple[NDArray[np.uint32], int]:
    """The Poisson distribution function in 2**-32, and how many of its first values are 0 and left out.

    The count of a 32-bit draw is the number of values it reaches.
    """
    top = math.ceil(mean + 12.0 * math.sqrt(mean) + 30.0)
    counts = np.arange(1.0, top)
    terms = np.exp(np.concatenate([[-mean], -mean + np.cumsum(np.log(mean / counts))])) if mean > 0.0 else np.ones(1)
    values = np.floor(np.cumsum(terms) * 2.0**32)
    values = values[values < 2.0**32 - 1.0]
    least = int((values == 0.0).sum())
    found = values[least:].astype(np.uint32)
    return (found if len(found) else np.array([0xFFFFFFFF], dtype=np.uint32)), least


class Plan:
    """Blocks of one population as one thread takes them: the words that `neurons` reads, and the scratch they name."""

    def __init__(
        self, population: Population, blocks: range, *, window: int, cells: Any, ring: int, lanes: int,
        spikes: Any, length: Any, first_quad: int,
    ) -> None:  # fmt: skip
        p, network = population, population.network
        width, n_targets = p.width, len(network.targets)
        n_inputs = len(p.streams) + n_targets
        self.population = p
        group = max(1, min(MOST_GROUP, ARRIVAL_BYTES // (8 * width * n_targets * window)))
        self._group_lanes = group * width
        self.arrivals = aligned(np.zeros((n_targets, window, group * width)))
        self._spikes = np.empty((2, group * width, window + 1))
        self._counts = aligned(np.zeros(group * width, dtype=np.int64))
        self._reached = np.zeros(group, dtype=np.int64)
        # pointers, bases, base_step, base_block, strides, block_strides
        self._tables = np.zeros((6, n_inputs), dtype=np.int64)
        self._cells, self._length = cells, length
        rows = [self._tables[j].ctypes.data for j in range(6)]
        self.words = np.zeros(len(PLAN), dtype=np.int64)
        self.set(
            run=network.run_address,
            slots=p.slots.ctypes.data,
            slots_a_block=8 * width * len(network.kernel.slots),
            parameters=p.parameters.ctypes.data,
            pointers=rows[0],
            bases=rows[1],
            base_step=rows[2],
            base_block=rows[3],
            strides=rows[4],
            block_strides=rows[5],
            group=group,
            n_inputs=n_inputs,
            arrivals=self.arrivals.ctypes.data,
            arrivals_a_target=self.arrivals.strides[0],
            spikes=self._spikes[0].ctypes.data,
            crossings=self._spikes[1].ctypes.data,
            counts=self._counts.ctypes.data,
            reached=self._reached.ctypes.data,
            room=window + 1,
            cells=cells.ctypes.data,
            ring_mask=ring - 1,
            lanes=lanes,
            first_lane=p.first_lane,
            neurons=p.count,
            block_first=blocks.start,
            block_last=blocks.stop,
            seed=p.request.seed,
            first_quad=first_quad,
            thresholds=p.thresholds.ctypes.data,
            n_thresholds=len(p.thresholds),
            least_external=p.least_external,
            list=spikes.ctypes.data,
            list_length=length.ctypes.data,
        )
        self.point_at_inputs()

    def set(self, **words: int) -> None:
        """Changes words of the plan."""
        for name, value in words.items():
            self.words[PLAN.index(name)] = value

    def point_at_inputs(self) -> None:
        """Tells the plan where the inputs of the next call lie."""
        p = self.population
        _, bases, base_step, base_block, strides, block_strides = self._tables
        block_strides[:] = p.width
        for j, values in enumerate(p.inputs):
            bases[j] = values.ctypes.data
            steps = 0 if len(values) == 1 else p.padded
            base_step[j], strides[j], base_block[j] = 8 * steps, steps, 8 * p.width
        for t in range(len(p.network.targets)):
            j = len(p.inputs) + t
            bases[j], strides[j] = self.arrivals[t].ctypes.data, self._group_lanes
        self.set(origin=p.origin)
