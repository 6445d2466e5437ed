"""What the studio asks of its worker processes: views drawn from operations, and exports. Runs in those processes.

A view is one request to an operation of the table, `perform`, and the view's own figures of its result; so a number
on the screen is the number that `sctui NAME` prints.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kernels.worker_operations import warm
from sctui.operation_text import csv_text
from sctui.operations import perform
from sctui.plots.message import to_message
from sctui.studio.run_status import run_status
from sctui.views.table import VIEWS

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job, Operation

__all__ = ["OPERATIONS", "warm"]


def run_view(request: Mapping[str, Any], job: Job) -> Answer:
    """A view's figures: `view`, its `options`, and the `request` to its operation.

    The values hold `figures` (rows of figures as `sctui.plots.message` has them), `readout` (one line), `warnings`
    and `seconds`. Progress carries `figures` of what is known so far, where the view draws that.
    """
    view = VIEWS[request["view"]]
    module, options, asked = view.module, dict(request["options"]), request["request"]
    partial = getattr(module, "partial", None)

    def progress(fraction: float, values: Mapping[str, Any] | None = None) -> None:
        if partial is None or not values:
            job.progress(fraction)
            return
        arrays: dict[str, np.ndarray] = {}
        figures = to_message(partial(values, asked), arrays)
        job.progress(fraction, {"figures": figures, "arrays": {name: one.tolist() for name, one in arrays.items()}})

    begin = time.perf_counter()
    result = perform(view.operation, asked, progress=progress, cancelled=job.cancelled)
    arrays: dict[str, np.ndarray] = {}
    values = {
        "figures": to_message(module.figures(result, options), arrays),
        "readout": module.readout(result, options),
        "warnings": list(getattr(result, "warnings", ())),
        "seconds": time.perf_counter() - begin,
    }
    return values, arrays


def run_run(request: Mapping[str, Any], job: Job) -> Answer:
    """The status of one run: spikes and rate at once as progress, then with the firing pattern.

    The traces stay here, in the cache, where the trace view finds them.
    """
    begin = time.perf_counter()
    run = perform("simulate", request, cancelled=job.cancelled)
    status = run_status(run) | {"seconds": time.perf_counter() - begin, "pattern": "", "reason": ""}
    if run.model.threshold is None and run.model.spike is None:
        return status, {}
    job.progress(1.0, status)
    found = perform("classify", request, cancelled=job.cancelled)
    return status | {"pattern": found.label, "reason": found.reason}, {}


def run_export(request: Mapping[str, Any], job: Job) -> Answer:
    """An operation's result as a text: `operation`, its `request`, and `form`, "csv" or "json"."""
    import json

    from kernels.analysis.plain import plain

    result = perform(request["operation"], request["request"], progress=job.progress, cancelled=job.cancelled)
    text = csv_text(result) if request["form"] == "csv" else json.dumps(plain(result), allow_nan=False)
    return {"text": text}, {}


OPERATIONS: dict[str, Operation] = {"view": run_view, "run": run_run, "export": run_export}
