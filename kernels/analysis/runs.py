"""The runs that the measures of a model share: each is made once, however many claims look at it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.driven import Driven, driven_time
from kernels.errors import KernelsError
from kernels.language.model import Model
from kernels.running.request import RunRequest, read_request
from kernels.running.result import Run
from kernels.running.simulate import MOST_SAMPLES, simulate

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """A run and its driven time."""

    run: Run
    driven: Driven

    @property
    def late_spikes(self) -> Array:
        """The spikes of the steady part."""
        spikes = self.run.spikes
        return spikes[(spikes > self.driven.settled) & (spikes <= self.driven.stop)]


@dataclass
class Runs:
    """A model under one preset (or none), and the runs made of it so far, by drive.

    `settings` are further arguments of `simulate` that hold for all runs (`dt`, `params` ...).
    """

    model: Model
    preset: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    threads: int | None = None
    folder: Path | None = None
    cancelled: Callable[[], bool] | None = None
    _warned: list[str] = field(default_factory=list)
    _told: int = 0
    _made: dict[float | None, Measured | KernelsError] = field(default_factory=dict)

    @property
    def duration(self) -> float:
        """How long the model's own run lasts."""
        return self._request().duration

    @property
    def dt(self) -> float:
        """The time step of the model's own run."""
        return self._request().dt

    def parameters(self) -> dict[str, float]:
        """Every parameter's value under the preset and the settings."""
        return dict(self._request().parameters)

    def run(self, drive: float | None = None) -> Measured:
        """The model's own run; `drive` sets the level of the first input and leaves its protocol as it is.

        Raises what `simulate` raises, each time it is asked for.
        """
        if drive not in self._made:
            try:
                self._made[drive] = self._make(drive)
            except KernelsError as error:
                self._made[drive] = error
        found = self._made[drive]
        if isinstance(found, KernelsError):
            raise found
        return found

    def new_warnings(self) -> tuple[str, ...]:
        """The warnings of the runs made since this was last asked, without repetitions."""
        found = tuple(self._warned[self._told :])
        self._told = len(self._warned)
        return found

    def _make(self, drive: float | None) -> Measured:
        request = self._request(drive)
        # every sample up to the recording limit, then every n-th: minima and maxima alone would give no mean
        every = max(1, math.ceil(request.n_steps / MOST_SAMPLES))
        run = simulate(
            self.model, current=drive, preset=self.preset, record_every=every, folder=self.folder,
            cancelled=self.cancelled, **self.settings,
        )  # fmt: skip
        for warning in run.warnings:
            if warning not in self._warned:
                self._warned.append(warning)
        return Measured(run, driven_time(request.stimuli, run.n_steps * run.dt))

    def _request(self, drive: float | None = None) -> RunRequest:
        return read_request(self.model, current=drive, preset=self.preset, folder=self.folder, **self.settings)
