"""What the table of FPGAs asks of a worker process beside its synthesis: estimates at once, and place and route."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hdl.judges.devices import TARGETS
from kernels.errors import KernelsError
from sctui.operations import perform
from sctui.views.devices import estimated

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job

AT_ONCE = 4.0  # the worker process has other quick work
DEVICES = {name: target.device for name, target in TARGETS.items()}


def run_estimates(request: Mapping[str, Any], job: Job) -> Answer:
    """The `rows` of all devices that can be estimated in AT_ONCE seconds, and the `devices` by target."""
    rows = []
    late = time.monotonic() + AT_ONCE
    for target in TARGETS:
        try:
            found = perform(
                "synth/estimate", {**request, "target": target},
                cancelled=lambda: job.cancelled() or time.monotonic() > late,
            )  # fmt: skip
        except KernelsError:  # the synthesis says what is wrong, or how large it is
            continue
        rows.append(estimated(found))
    return {"rows": rows, "devices": DEVICES}, {}


def run_route(request: Mapping[str, Any], job: Job) -> Answer:
    """The clock of one device: `target`, `mhz` (a text), `note` where it cannot be trusted, and the slowest `path`."""

    def progress(fraction: float, values: Mapping[str, Any] | None = None) -> None:
        job.progress(fraction, {"note": values["note"]} if values and "note" in values else None)

    found = perform("synth/pnr", request, progress=progress, cancelled=job.cancelled)
    mhz = f"{found.fmax:.1f}" if found.fmax is not None else f"≤ {found.bound:.0f}" if found.bound is not None else "?"
    path = [f"{step.what} {step.delay:.1f} ns" for step in found.path]
    return {"target": found.target, "mhz": mhz, "note": found.reason, "path": path}, {}
