"""From a stimulus to the array a kernel reads: for steps k0..k1 and a block of lanes, one value each.

Used like this:

    stimulus = Stimulus(terms, Setting(dt, duration, time_unit), n_lanes=..., folder=...)
    stream = stimulus.stream(seed=1, stream=stimulus_stream(0), first_lane=0, lanes=64)
    values = stream.next(1000)  # steps 0 ... 999: (1000, 64), or (1, 64) for a constant one
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from pathlib import Path

import numpy as np

from kernels.errors import RequestError, unknown
from kernels.language.model import StimulusTerm
from kernels.stimulus.noise import DecayingSum, ornstein_uhlenbeck, poisson_train
from kernels.stimulus.protocols import NUMERICS, Array, Setting, checked_numbers
from kernels.stimulus.waveform import Waveform, read_waveform, waveform_path

MOST_TERMS = 256  # summands of one input
SKIP = 4096  # steps of noise drawn at once while skipping
FIRST_STREAM = 0x80000000  # random streams below it belong to a model's own noise

_NOISE = {"ou": ornstein_uhlenbeck, "poisson": poisson_train}


def stimulus_stream(input_index: int) -> int:
    """The random stream of the first summand of a model's input; the further summands follow it."""
    return FIRST_STREAM + MOST_TERMS * input_index


class Stimulus:
    """One input's checked stimulus: immutable, may be shared between threads.

    The numbers of `terms` are scalars or arrays (n_lanes,). Files are read here, from `folder`. Raises RequestError
    naming `field` for whatever is unknown, missing, out of range or unreadable.
    """

    def __init__(
        self,
        terms: Sequence[StimulusTerm],
        setting: Setting,
        *,
        n_lanes: int = 1,
        folder: Path | None = None,
        allow_outside: bool = False,
        field: str = "inputs",
    ) -> None:
        if len(terms) > MOST_TERMS:
            raise RequestError(field, f"{len(terms)} summands; at most {MOST_TERMS}")
        self.setting = setting
        self.first_lane = 0
        self.n_lanes = n_lanes
        self.terms: list[tuple[str, dict[str, Array], Waveform | None]] = []
        for term in terms:
            if term.protocol not in NUMERICS:
                raise unknown(field, "protocol", term.protocol, NUMERICS)
            numbers = checked_numbers(term.protocol, term.numbers, setting, field)
            for name, values in numbers.items():
                if len(values) not in (1, n_lanes):
                    raise RequestError(f"{field}.{name}", f"{len(values)} numbers for {n_lanes} lanes")
            waveform = None
            if term.protocol == "file":
                if term.path is None:
                    raise RequestError(f"{field}.path", "file needs the path of a CSV file")
                waveform = _waveform(waveform_path(term.path, folder, allow_outside))
            self.terms.append((term.protocol, numbers, waveform))
        self.constant = all(protocol == "constant" for protocol, _, _ in self.terms)

    def stream(
        self, *, seed: int = 0, stream: int = FIRST_STREAM, first_lane: int = 0, lanes: int = 1
    ) -> StimulusStream:
        """The values of lanes first_lane ... first_lane + lanes - 1, from step 0 on."""
        if not self.first_lane <= first_lane <= first_lane + lanes <= self.first_lane + self.n_lanes:
            raise ValueError(f"lanes {first_lane} to {first_lane + lanes} of {self.n_lanes} from {self.first_lane} on")
        return StimulusStream(self, seed, stream, first_lane, lanes)

    def part(self, lanes: range) -> Stimulus:
        """The stimulus of some lanes alone, which keep their numbers and so their noise."""
        part = copy(self)
        part.first_lane, part.n_lanes = lanes.start, len(lanes)
        begin = lanes.start - self.first_lane
        part.terms = [
            (protocol, {n: v if len(v) == 1 else v[begin : begin + len(lanes)] for n, v in numbers.items()}, waveform)
            for protocol, numbers, waveform in self.terms
        ]
        return part


class StimulusStream:
    """The values of one block of lanes, handed out in order of the steps. Not to be shared between threads."""

    def __init__(self, stimulus: Stimulus, seed: int, stream: int, first_lane: int, lanes: int) -> None:
        self.step = 0  # the step the next call begins with
        self.lanes = lanes
        self.constant = stimulus.constant
        self._setting = stimulus.setting
        self._terms: list[tuple[str, dict[str, Array], Waveform | None, DecayingSum | None]] = []
        for index, (protocol, all_numbers, waveform) in enumerate(stimulus.terms):
            numbers = {
                name: values if len(values) == 1 else values[first_lane - stimulus.first_lane :][:lanes]
                for name, values in all_numbers.items()
            }
            noise = None
            if protocol in _NOISE:
                noise = _NOISE[protocol](numbers, self._setting, seed, stream + index, first_lane, lanes)
            self._terms.append((protocol, numbers, waveform, noise))

    def skip(self, k1: int) -> None:
        """Goes on to step k1. Noise is drawn on the way, in pieces, for it depends on what came before."""
        noises = [noise for _, _, _, noise in self._terms if noise is not None]
        while noises and self.step < k1:
            count = min(k1 - self.step, SKIP)
            for noise in noises:
                noise.take(count)
            self.step += count
        self.step = max(self.step, k1)

    def next(self, k1: int) -> Array:
        """The values of the steps up to, not including, k1: (k1 - step, lanes), C-contiguous.

        A constant stimulus gives one row (1, lanes) that holds for all of them.
        """
        if k1 <= self.step:
            raise ValueError(f"step {k1} is not after step {self.step}")
        count = 1 if self.constant else k1 - self.step
        step = np.arange(self.step, self.step + count, dtype=np.float64)[:, None]
        total = np.zeros((count, self.lanes))
        for protocol, numbers, waveform, noise in self._terms:
            if noise is not None:
                total += noise.take(count)
                if "mean" in numbers:
                    total += numbers["mean"]
            elif waveform is not None:
                total += numbers["scale"] * waveform.at(step[:, 0], self._setting.dt)[:, None]
            else:
                evaluate = NUMERICS[protocol].evaluate
                assert evaluate is not None  # only noise and files have none
                total += evaluate(numbers, step, self._setting)
        self.step = k1
        return total


def sample(
    terms: Sequence[StimulusTerm],
    k0: int,
    k1: int,
    setting: Setting,
    *,
    seed: int = 0,
    stream: int = FIRST_STREAM,
    n_lanes: int = 1,
    folder: Path | None = None,
) -> Array:
    """The values of steps k0 <= k < k1 and all lanes, (k1 - k0, n_lanes), or (1, n_lanes) for a constant stimulus."""
    source = Stimulus(terms, setting, n_lanes=n_lanes, folder=folder).stream(seed=seed, stream=stream, lanes=n_lanes)
    source.skip(k0)
    return source.next(k1)


def _waveform(path: Path) -> Waveform:
    """The file's waveform, read again only when the file has changed."""
    try:
        state = path.stat()
    except OSError:
        return read_waveform(path)  # says what is wrong
    return _cached_waveform(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _cached_waveform(path: Path, modified: int, size: int) -> Waveform:
    return read_waveform(path)
