"""The results that a view is drawn from: of its operation, and of those that it can do without. In worker processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kernels.errors import Cancelled, KernelsError
from kernels.subject import model_of
from sctui.operations import perform
from sctui.recording import read_recording
from sctui.views.table import VIEWS

if TYPE_CHECKING:
    from kernels.worker_process import Job


def view_results(shown: Mapping[str, Any], job: Job, progress: Callable[..., None]) -> tuple[Any, list[Any]]:
    """The result of the `request` of a view, and those of its `further` operations; of these errors stand instead."""
    operation = VIEWS[shown["view"]].operation
    result = perform(operation, shown["request"], progress=progress, cancelled=job.cancelled)
    return result, [_further(name, request, job) for name, request in shown.get("further", ())]


def _further(operation: str, request: Mapping[str, Any], job: Job) -> Any:
    try:
        if operation == "recording":  # a file of the user's: no other door reads one
            return read_recording(request["path"], model_of(request))
        return perform(operation, request, cancelled=job.cancelled)
    except Cancelled:
        raise
    except KernelsError as error:
        return error
