"""What fixed point costs: a float64 run beside the bit-true run of the same step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from hdl.options import HARDWARE, CircuitOptions, CircuitRequest
from hdl.quantised import integer_run
from hdl.rtl import circuit_of
from hdl.spikes import TAU, agree, disagreement
from kernels.analysis.options import Progress, Question
from kernels.analysis.train_distance import van_rossum
from kernels.language.model import Model

Array = NDArray[np.float64]

MOST_SHOWN = 4000  # points of an error trace


@dataclass(frozen=True, slots=True)
class PrecisionRequest(CircuitRequest):
    """How the fixed-point circuit is made."""


@dataclass(frozen=True, slots=True)
class StateError:
    """How far a state is off: largest, mean and root mean square of |float64 - hardware|, and where it saturated."""

    format: str
    largest: float
    mean: float
    rms: float
    saturations: int
    time: Array  # of the shown points
    error: Array


@dataclass(frozen=True, slots=True)
class Precision:
    """The two runs compared. `noisy`: the model draws random numbers, so only rates can be compared."""

    format: str
    states: Mapping[str, StateError]
    float_spikes: Array
    spikes: Array
    rate_error: float  # relative; NaN without spikes
    coincidence: float  # Gamma within 1 ms; NaN without spikes
    van_rossum: float
    saturations: int
    noisy: bool
    time_unit: str
    warnings: tuple[str, ...]


def precision(
    model: Model,
    *,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Precision:
    """Runs a model in float64 and as its circuit. RequestError where a format does not hold a value, ModelError where
    the model cannot become hardware.
    """
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    own = compiled.measured.run
    hardware = integer_run(compiled, own, progress=progress, cancelled=cancelled)
    states = {}
    every = max(1, own.n_steps // MOST_SHOWN)
    for name, values in hardware.states.items():
        kept = compiled.layout.states[name]
        # the sample of a spike, before its reset, may stand where the state saturates: that is no error
        off = np.abs(values - np.clip(own.states[name][1:], *kept.range))
        states[name] = StateError(
            str(kept.port), float(off.max()), float(off.mean()), math.sqrt(float(np.mean(off * off))),
            hardware.saturations[name], own.time[1::every], off[::every],
        )  # fmt: skip
    agreement = agree(model, own.spikes, hardware.spikes, own.n_steps * own.dt)
    return Precision(
        format=circuit.get("format", HARDWARE.format),
        states=states,
        float_spikes=own.spikes,
        spikes=hardware.spikes,
        rate_error=agreement[0],
        coincidence=agreement[1],
        van_rossum=van_rossum(own.spikes, hardware.spikes, TAU[model.time_unit]),
        saturations=sum(hardware.saturations.values()),
        noisy=bool(compiled.circuit.sources),
        time_unit=model.time_unit,
        warnings=compiled.warnings + disagreement(compiled, hardware.spikes, agreement, circuit),
    )
