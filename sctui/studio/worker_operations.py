"""What the studio asks of its worker processes: views drawn from operations, and exports. Runs in those processes.

A view is one request to an operation of the table, `perform`, and the view's own figures of its result; so a number
on the screen is the number that `sctui NAME` prints.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from hdl.refusal import ADVICE, Refused
from kernels.stimulus.waveform import user_named
from kernels.worker_operations import warm
from sctui.figures.operations import partial_figure
from sctui.operations import perform
from sctui.plots.message import to_message
from sctui.studio.run_status import run_status
from sctui.studio.view_results import view_results
from sctui.studio.worker_exports import run_export
from sctui.studio.worker_hardware import run_estimates, run_route
from sctui.views.table import VIEWS

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job, Operation

__all__ = ["OPERATIONS", "warm"]


def run_view(request: Mapping[str, Any], job: Job) -> Answer:
    """A view's figures: `view`, its `options`, the `request` to its operation, and `further` operations and requests.

    The values hold `figures` (rows of figures as `sctui.plots.message` has them), `readout` (one line), `warnings`
    and `seconds`. Progress carries `figures`, and the `text`, of what is known so far, or the view's `data` of it,
    where the operation says that.
    """
    view = VIEWS[request["view"]]
    module, options = view.module, dict(request["options"])

    def progress(fraction: float, values: Mapping[str, Any] | None = None) -> None:
        figure = partial_figure(view.operation, values or {})
        if figure is None:
            known: dict[str, Any] = {"note": values["note"]} if values and "note" in values else {}
            found = module.so_far(values) if values and hasattr(module, "so_far") else None
            job.progress(fraction, known | ({"data": found} if found is not None else {}))
            return
        arrays: dict[str, np.ndarray] = {}
        figures = to_message([[figure]], arrays)
        shown: dict[str, Any] = {"figures": figures, "arrays": {name: one.tolist() for name, one in arrays.items()}}
        if hasattr(module, "text"):
            shown["text"] = module.text(SimpleNamespace(**(values or {})), options)
        job.progress(fraction, shown)

    begin = time.perf_counter()
    try:
        result, further = view_results(request, job, progress)
    except Refused as why:  # that is what the view has to say
        return refusal(why) | {"seconds": time.perf_counter() - begin}, {}
    arrays: dict[str, np.ndarray] = {}
    values = {
        "figures": to_message(module.figures(result, options, *further), arrays),
        "readout": module.readout(result, options, *further),
        "warnings": list(getattr(result, "warnings", ())),
        "seconds": time.perf_counter() - begin,
    }
    if hasattr(module, "text"):
        values["text"] = module.text(result, options)
    if hasattr(module, "data"):
        values["data"] = module.data(result, options)
    return values, arrays


def refusal(why: Refused) -> dict[str, Any]:
    """The answer of a view of a model that cannot become hardware: the reason, and what can be done about it."""
    shown = {"message": str(why), "advice": ADVICE[why.reason]}
    return {"figures": [], "readout": "no hardware as it is", "warnings": [], "refused": shown}


def run_spikes(request: Mapping[str, Any], job: Job) -> Answer:
    """The status of one run, without its firing pattern. The traces stay here, where the trace view finds them."""
    begin = time.perf_counter()
    run = perform("simulate", request, cancelled=job.cancelled)
    return run_status(run) | {"seconds": time.perf_counter() - begin}, {}


def run_pattern(request: Mapping[str, Any], job: Job) -> Answer:
    """The firing pattern of a run and the reason; both "" for a model without spikes."""
    run = perform("simulate", request, cancelled=job.cancelled)  # in the cache, from "spikes" or the trace view
    if run.model.threshold is None and run.model.spike is None:
        return {"pattern": "", "reason": ""}, {}
    found = perform("classify", request, cancelled=job.cancelled)
    return {"pattern": found.label, "reason": found.reason}, {}


def typed_paths(request: Any) -> Iterator[str]:
    """The files that a setup's drives name: they come from the parameter panel, not from a model's text."""
    if isinstance(request, Mapping):
        if request.get("protocol") == "file" and isinstance(request.get("path"), str):
            yield request["path"]
        request = list(request.values())
    if isinstance(request, list | tuple):
        for part in request:
            yield from typed_paths(part)


def _with_typed_files(operation: Operation) -> Operation:
    def carry_out(request: Mapping[str, Any], job: Job) -> Answer:
        with user_named(typed_paths(request)):
            return operation(request, job)

    return carry_out


_OPERATIONS: dict[str, Operation] = {
    "view": run_view,
    "spikes": run_spikes,
    "pattern": run_pattern,
    "export": run_export,
    "estimates": run_estimates,
    "route": run_route,
}
OPERATIONS = {name: _with_typed_files(operation) for name, operation in _OPERATIONS.items()}
