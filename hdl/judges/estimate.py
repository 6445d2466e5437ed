"""What a module will need of an FPGA, told in a moment without any tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

from hdl.estimation.cells import flip_flops, memories, multipliers
from hdl.estimation.luts import fits, key_of, luts
from hdl.estimation.operators import operators
from hdl.files import ARCHITECTURES, module_of
from hdl.judges.devices import RESOURCES, TARGETS, target_named
from hdl.options import CircuitOptions, CircuitRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import unknown
from kernels.language.model import Model

ESTIMATED = tuple(one for one in ARCHITECTURES if one != "array")


@dataclass(frozen=True, slots=True)
class EstimateRequest(CircuitRequest):
    """What is estimated, and for which device."""

    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    arch: str = asked("architecture", "shared", choices=ESTIMATED)


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
    arch: str = "shared",
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Estimate:
    """Estimates the cells of a model from what is printed for it."""
    device = target_named(target)
    if arch not in ESTIMATED:
        raise unknown("arch", "architecture", arch, ESTIMATED)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
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
