"""What the worker process can be asked for: the table of its operations, each a function of request and job.

The answer is values for JSON and arrays by name; `states.v` is the array of the state v. The fields of a request are
its subject (see `subject.py`) and the arguments of the function behind the operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kernels.catalogue import check
from kernels.errors import RequestError, quoted
from kernels.library import parse
from kernels.running.result import Run
from kernels.running.simulate import simulate
from kernels.running.sweep import Sweep, sweep
from kernels.subject import model_of, settings_of

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job, Operation

_SETTINGS = (
    "current", "inputs", "protocol", "preset", "params", "init", "duration", "dt", "method", "seed", "spike_times",
    "strict",
)  # fmt: skip

# Every part of the way from text to trace once, so that the first request finds it imported and initialised
_FIRST_MODEL = "dv/dt = -v/10 + exp(-v) + I\n# threshold: v > 1\n# reset: v = 0\n# run: 1 ms, dt = 0.1 ms\n"


def warm() -> None:
    """Imports and initialises what a first request needs."""
    simulate(parse(_FIRST_MODEL), current=1.0)


def run_simulate(request: Mapping[str, Any], job: Job) -> Answer:
    """One run: arrays `time`, `spikes`, `states.NAME`, `inputs.NAME`; the rest as `Run.to_dict` has it."""
    settings = settings_of(request, (*_SETTINGS, "record_every"))
    run = simulate(model_of(request), **settings, progress=job.progress, cancelled=job.cancelled)
    return _run_values(run), _run_arrays(run)


def run_sweep(request: Mapping[str, Any], job: Job) -> Answer:
    """Many runs: arrays `counts` and `rates` (in the sweep's shape), `spikes` of all runs one after the other with
    `first_spike` (n + 1,) where each run's begin, `final.STATE`, `varied.NAME`; `failed` by number of the run."""
    settings = settings_of(request, (*_SETTINGS, "varied", "grid", "threads"))
    found = sweep(model_of(request), **settings, progress=job.progress, cancelled=job.cancelled)
    return _sweep_values(found), _sweep_arrays(found)


def run_check(request: Mapping[str, Any], job: Job) -> Answer:
    """The diagnostics of the text `source`, with their ranges (offsets into it) and fixes."""
    settings_of(request, ())
    text = request.get("source")
    if not isinstance(text, str):
        raise RequestError("source", f"needs the text to check, not {quoted(repr(text))}")
    return check(source=text), {}


OPERATIONS: dict[str, Operation] = {"simulate": run_simulate, "sweep": run_sweep, "check": run_check}


def _run_values(run: Run) -> dict[str, Any]:
    return {
        "spike_count": len(run.spikes),
        "stats": run.statistics.to_dict(),
        "duration": run.duration,
        "dt": run.dt,
        "n_steps": run.n_steps,
        "method": run.method,
        "seed": run.seed,
        "record_every": run.record_every,
        "minmax": run.minmax,
        "time_unit": run.model.time_unit,
        "units": run.units,
        "params": dict(run.parameters),
        "plot": list(run.model.plot),
        "warnings": list(run.warnings),
    }


def _run_arrays(run: Run) -> dict[str, np.ndarray]:
    return {
        "time": run.time,
        "spikes": run.spikes,
        **{f"states.{name}": values for name, values in run.states.items()},
        **{f"inputs.{name}": values for name, values in run.inputs.items()},
    }


def _sweep_values(found: Sweep) -> dict[str, Any]:
    return {
        "shape": list(found.shape),
        "duration": found.duration,
        "dt": found.dt,
        "n_steps": found.n_steps,
        "method": found.method,
        "seed": found.seed,
        "time_unit": found.model.time_unit,
        "failed": {str(number): why for number, why in found.failed.items()},
    }


def _sweep_arrays(found: Sweep) -> dict[str, np.ndarray]:
    return {
        "counts": found.counts(),
        "rates": found.rates(),
        "spikes": found.spike_times,
        "first_spike": found.offsets,
        **{f"final.{name}": values for name, values in found.final.items()},
        **{f"varied.{name}": values for name, values in found.varied.items()},
    }
