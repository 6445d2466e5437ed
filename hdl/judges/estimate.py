"""What a module will need of an FPGA, told in a moment without any tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

from hdl.estimation.fits import fits, key_of
from hdl.estimation.mapped import mapped
from hdl.files import ARCHITECTURES, NEURONS, module_of
from hdl.judges.devices import RESOURCES, TARGETS, target_named
from hdl.options import CircuitOptions, ModuleRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.language.model import Model


@dataclass(frozen=True, slots=True)
class EstimateRequest(ModuleRequest):
    """What is estimated, and for which device."""

    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    arch: str = asked("architecture", "shared", choices=ARCHITECTURES)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated cells by kind, their share of the device in percent, and how many neurons fit.

    Flip-flops, multipliers and memories follow from the module. `error`: the largest error of the LUTs among the models
    whose estimate was compared with synthesis, `typical` the middle one, in percent; `tried` such models, of which
    `held_out` had no part in how LUTs are counted. An array was compared with 16 neurons. `clocks` from step to valid.
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
    tried: int = 0
    held_out: int = 0


def estimate(
    model: Model,
    *,
    target: str = "ice40",
    arch: str = "shared",
    neurons: int = NEURONS,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Estimate:
    """Estimates the cells of a model from what is printed for it."""
    device = target_named(target)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    made = module_of(compiled, arch, neurons)
    found, fit = mapped(made.text, target, cancelled), fits()[key_of(target, arch)]
    counts = {"lut": round(fit.factor * found.lut), "ff": found.ff, "dsp": found.dsp, "bram": found.bram}
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
        tried=len(fit.errors),
        held_out=len(fit.held_out),
    )
