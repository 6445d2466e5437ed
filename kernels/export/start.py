"""Where does a run start? The states before its first step, as numbers."""

from __future__ import annotations

from kernels.codegen.kernel import compile_kernel
from kernels.export.job import Job
from kernels.running.lanes import Lanes


def initial_states(job: Job) -> dict[str, float]:
    """Every state's initial value, by its name, as strict mode computes it: the same text on every machine."""
    kernel = compile_kernel(job.model, job.run.method, lanes=False, strict=True)
    lanes = Lanes(
        kernel, count=1, first_lane=0, parameters=job.run.parameters, init=job.init,
        stimuli=job.run.stimuli, dt=job.run.dt, seed=job.run.seed,
    )  # fmt: skip
    lanes.advance(1)
    names = [slot.name for slot in kernel.slots if slot.role == "state"]
    return dict(zip(names, map(float, lanes.initial_states()), strict=True))
