"""What a module will need of an FPGA, told in a moment without any tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.files import ARCHITECTURES
from hdl.judges.devices import TARGETS, target_named
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import RequestError, unknown
from kernels.language.model import Model

ESTIMATED = tuple(one for one in ARCHITECTURES if one != "array")


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """What is estimated, and for which device."""

    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "shared", choices=ESTIMATED)
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated cells by kind, their share of the device in percent, and how many neurons fit.

    `error` is the error of the LUTs on models that the coefficients had not seen: the 90 % quantile, in percent.
    `clocks` are those of a step.
    """

    name: str
    target: str
    device: str
    arch: str
    lut: int
    ff: int
    dsp: int
    bram: int
    percent: Mapping[str, float]
    fits: int
    clocks: int
    error: float


def estimate(
    model: Model,
    *,
    target: str = "ice40",
    format: str = "16",
    arch: str = "shared",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Estimate:
    """Estimates a model's cells from its circuit and schedule."""
    target_named(target)
    if arch not in ESTIMATED:
        raise unknown("arch", "architecture", arch, ESTIMATED)
    options: dict[str, Any] = dict(run)
    circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    raise RequestError("target", "the estimate has not been calibrated for this device")
