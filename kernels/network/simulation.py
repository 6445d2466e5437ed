"""All steps of a network of two populations: windows of the shortest delay, on one thread or several.

Each thread has lanes of its own: it takes them through a window, waits for the others, then counts at its own lanes
what the spikes of all lead to. So there is one meeting a window, and no cell is written by two. The windows follow each
other in native code, alone or together. Calls last some 12 ms, after which the run can be cancelled.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.codegen.alignment import aligned
from kernels.errors import Cancelled, NumericalError, RequestError
from kernels.network.delivery_text import DELIVERY
from kernels.network.meeting import Meeting
from kernels.network.population import Plan, Population
from kernels.network.step_text import SECOND_POPULATION
from kernels.network.wiring import Wiring

Lanes = NDArray[np.uint32]

CALL_SECONDS = 0.012
FIRST_WINDOWS = 16  # of the first call, before its speed is known
MOST_WINDOW = 64  # steps: the arrivals of a block stay in the first cache
LIST_ROOM = 1 << 17  # spikes of a call, beyond those of one window
MOST_SPIKES = 200_000_000
WORTH_A_THREAD = 3e4  # neuron-steps a window and thread, below which meeting the others costs more than it brings


class Delays(NamedTuple):
    """Steps from a spike to its arrival, by the population it comes from."""

    excitatory: int
    inhibitory: int


class Network:
    """Two populations, wired. `run` may be called once."""

    def __init__(
        self, excitatory: Population, inhibitory: Population, wiring: Wiring, delays: Delays, threads: int
    ) -> None:
        self.populations = (excitatory, inhibitory)
        self.lanes = excitatory.padded + inhibitory.padded
        self.window = min(*delays, MOST_WINDOW)
        self.functions = excitatory.network.steps.functions
        self.threads = min(threads, excitatory.blocks + inhibitory.blocks)
        # what a window leads to lies at most a delay beyond its end, where the next one begins to read
        ring = 1 << (max(delays) - 1).bit_length()
        self._cells = aligned(np.zeros((ring, self.lanes), dtype=np.uint32))
        self._most = self.lanes * self.window
        self._lists = [np.empty((self._most + LIST_ROOM, 2), dtype=np.uint32) for _ in range(self.threads)]
        self._lengths = [np.zeros(1, dtype=np.int64) for _ in range(self.threads)]
        self._kept: list[Lanes] = []
        self._spikes = 0
        self._plans = [self._plans_of(t, ring) for t in range(self.threads)]
        self._deliveries = self._deliveries_of(wiring, delays, ring)

    def _blocks(self, thread: int) -> range:
        """Of both populations together, the blocks of a thread."""
        total = self.lanes // self.populations[0].width
        return range(total * thread // self.threads, total * (thread + 1) // self.threads)

    def _plans_of(self, thread: int, ring: int) -> list[Plan]:
        mine, plans, before = self._blocks(thread), [], 0
        for number, population in enumerate(self.populations):
            own = range(
                min(max(mine.start - before, 0), population.blocks), min(max(mine.stop - before, 0), population.blocks)
            )
            plans.append(
                Plan(
                    population, own, window=self.window, cells=self._cells, ring=ring, lanes=self.lanes,
                    spikes=self._lists[thread], length=self._lengths[thread], first_quad=number * SECOND_POPULATION,
                )
            )  # fmt: skip
            before += population.blocks
        return plans

    def _deliveries_of(self, wiring: Wiring, delays: Delays, ring: int) -> list[list[NDArray[np.int64]]]:
        """[thread that counts][thread whose spikes they are]: the words `deliver` reads."""
        width = self.populations[0].width
        self._wiring = wiring
        edges = [wiring.first]
        edges += [wiring.places(self._blocks(t).start * width) for t in range(1, self.threads)]
        edges += [wiring.last]
        self._edges = edges
        found = []
        for t in range(self.threads):
            words = {
                "first": edges[t].ctypes.data,
                "last": edges[t + 1].ctypes.data,
                "targets": wiring.targets.ctypes.data,
                "cells": self._cells.ctypes.data,
                "ring_mask": ring - 1,
                "lanes": self.lanes,
                "first_inhibitory": self.populations[1].first_lane,
                "excitatory_delay": delays.excitatory,
                "inhibitory_delay": delays.inhibitory,
            }
            found.append(
                [
                    np.array([{**words, "list": spikes.ctypes.data}[name] for name in DELIVERY], dtype=np.int64)
                    for spikes in self._lists
                ]
            )
        return found

    def run(
        self,
        n_steps: int,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Lanes, NDArray[np.int64]]:
        """All steps; the spikes as lanes and steps, in order of step and lane. Step k ends at (k + 1) dt."""
        k, windows = 0, FIRST_WINDOWS
        most_steps = min(p.most_steps() for p in self.populations)
        with ThreadPoolExecutor(self.threads) as pool:
            if self.threads > 1:
                _start(pool, self.threads)
            while k < n_steps:
                end = min(n_steps, k + min(windows * self.window, most_steps))
                self._take_inputs(k, end)
                began = time.perf_counter()
                while k < end:  # a call ends early where its list of spikes may become full
                    if cancelled is not None and cancelled():
                        raise Cancelled
                    last = k
                    k = self._advance_alone(k, end) if self.threads == 1 else self._advance_together(pool, k, end)
                    self._keep_spikes()
                    self._check(last, k)
                windows = _paced(windows, time.perf_counter() - began)
                if progress is not None:
                    progress(k / n_steps)
        found = np.concatenate(self._kept) if self._kept else np.empty((0, 2), dtype=np.uint32)
        key = found[:, 1].astype(np.int64) * self.lanes + found[:, 0]
        key.sort()
        return (key % self.lanes).astype(np.uint32), key // self.lanes

    def _take_inputs(self, k0: int, k1: int) -> None:
        for population in self.populations:
            population.take_inputs(k0, k1)
        for plan in (plan for plans in self._plans for plan in plans):
            plan.point_at_inputs()

    def _advance_alone(self, k0: int, k1: int) -> int:
        """Windows from step k0 on; the step they came to."""
        excitatory, inhibitory = self._plans[0]
        return int(
            self.functions["advance"](
                excitatory.words.ctypes.data, excitatory.population.scales.ctypes.data,
                inhibitory.words.ctypes.data, inhibitory.population.scales.ctypes.data,
                self._deliveries[0][0].ctypes.data, self._lengths[0].ctypes.data,
                self._most, len(self._lists[0]), self.window, k0, k1,
            )
        )  # fmt: skip

    def _advance_together(self, pool: ThreadPoolExecutor, k0: int, k1: int) -> int:
        """As `_advance_alone`, with every thread at its own lanes."""
        meeting = Meeting(self.threads)
        marks = np.zeros((2, self.threads), dtype=np.int64)
        before = np.zeros((self.threads, self.threads), dtype=np.int64)
        together, room = self.functions["together"], len(self._lists[0]) - self._most

        def work(thread: int) -> int:
            excitatory, inhibitory = self._plans[thread]
            deliveries = np.array([words.ctypes.data for words in self._deliveries[thread]], dtype=np.uint64)
            return int(
                together(
                    excitatory.words.ctypes.data, excitatory.population.scales.ctypes.data,
                    inhibitory.words.ctypes.data, inhibitory.population.scales.ctypes.data,
                    deliveries.ctypes.data, marks.ctypes.data, before[thread].ctypes.data,
                    self._lengths[thread].ctypes.data, thread, self.threads, room, self.window, k0, k1,
                    meeting.wait, meeting.place,
                )
            )  # fmt: skip

        futures = [pool.submit(work, t) for t in range(self.threads)]
        reached = [future.result() for future in futures]  # the same in all
        return reached[0]

    def _keep_spikes(self) -> None:
        for spikes, length in zip(self._lists, self._lengths, strict=True):
            if length[0]:
                self._kept.append(spikes[: int(length[0])].copy())
                self._spikes += int(length[0])
                length[0] = 0
        if self._spikes > MOST_SPIKES:
            raise RequestError("duration", f"more than {MOST_SPIKES:,} spikes; a shorter run keeps them all")

    def _check(self, k0: int, k1: int) -> None:
        """NumericalError where a neuron has left the finite numbers."""
        for population, name in zip(self.populations, ("excitatory", "inhibitory"), strict=True):
            gone = population.infinite_neuron()
            if gone is not None:
                dt, unit = population.request.dt, population.request.model.time_unit
                raise NumericalError(
                    f"{gone[1]} of {name} neuron {gone[0]} left the finite numbers between t = {k0 * dt:g} and "
                    f"{k1 * dt:g} {unit}; a shorter dt or smaller weights may help", k1 * dt, gone[1],
                )  # fmt: skip


def _start(pool: ThreadPoolExecutor, threads: int) -> None:
    """Starts all threads of a pool, for later the others would wait without end for one that cannot be started."""
    gate = Barrier(threads)
    try:
        futures = [pool.submit(gate.wait) for _ in range(threads)]
    except BaseException:
        gate.abort()
        raise
    for future in futures:
        future.result()


def _paced(windows: int, seconds: float) -> int:
    """Windows of the next call; at most four times this one's, for a first call may be untypical."""
    return max(1, min(int(windows * CALL_SECONDS / max(seconds, 1e-6)), 4 * windows))
