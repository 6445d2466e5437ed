"""What a module will need of an FPGA, told in a moment without any tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.estimation.cells import flip_flops, memories, multipliers
from hdl.estimation.luts import fits, key_of, luts
from hdl.estimation.operators import operators
from hdl.files import ARCHITECTURES, module_of
from hdl.judges.devices import RESOURCES, TARGETS, target_named
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import unknown
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

    `error`: the largest error of the LUTs among the models that the estimate was tried on and had not been fitted to,
    `typical` the middle one, in percent. `clocks` from step to valid.
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
    typical: float


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
    """Estimates the cells of a model from what is printed for it."""
    device = target_named(target)
    if arch not in ESTIMATED:
        raise unknown("arch", "architecture", arch, ESTIMATED)
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    made = module_of(compiled, arch)
    found, fit = operators(made.text), fits()[key_of(target, arch)]
    counts = {
        "lut": luts(found, target, arch),
        "ff": flip_flops(found, target),
        "dsp": multipliers(found, target),
        "bram": memories(found, target),
    }
    if progress is not None:
        progress(1.0)
    return Estimate(
        name=made.name,
        target=target,
        device=device.device,
        arch=arch,
        **counts,
        percent={kind: 100.0 * counts[kind] / device.capacity[kind] for kind in RESOURCES},
        fits=min((device.capacity[kind] // counts[kind] for kind in RESOURCES if counts[kind]), default=0),
        clocks=made.latency,
        error=fit.worst,
        typical=fit.typical,
    )
