"""What the language server asks its worker processes for: previews while somebody types, and studies on command.

Answers are values alone, no arrays: the server has no numpy to read them with.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernels import worker_operations
from kernels.errors import Cancelled, KernelsError, NumericalError
from kernels.library import parse
from lsp.preview_controls import controls
from lsp.preview_plots import VIEWS, Settings
from lsp.worker_studies import STUDIES

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job, Operation

SECONDS = 10.0  # that a preview may take
WIDTHS = (50, 4_000)
_FIRST_MODEL = "dv/dt = -v + I\n# run: 1 ms, dt = 0.1 ms\n"


def warm() -> None:
    """Imports and initialises what a first preview needs."""
    worker_operations.warm()
    VIEWS["traces"](parse(_FIRST_MODEL), Settings({}, 100, True, lambda _: None, lambda: False))


def preview(request: Mapping[str, Any], job: Job) -> Answer:
    """The picture of `source` in a `view`, at most `width` pixels across, with `overrides` of its numbers.

    Values as in a PreviewResult, without `version`, `view` and `stale`; `error` has `message` and `state`, and is set
    where there is no plot. Overrides of names that the model does not have are left out: they are those of an earlier
    text.
    """
    model = parse(request["source"])
    overrides = request["overrides"]
    options: dict[str, Any] = {
        "params": {item.name: overrides[item.name] for item in model.parameters if item.name in overrides},
        "inputs": {item.name: overrides[item.name] for item in model.inputs if item.name in overrides},
        "preset": request["preset"],
        "folder": None if request["folder"] is None else Path(request["folder"]),
    }
    end = time.monotonic() + SECONDS
    settings = Settings(
        options={name: value for name, value in options.items() if value},
        width=min(max(request["width"], WIDTHS[0]), WIDTHS[1]),
        whole=request.get("whole", True),
        progress=job.progress,
        cancelled=lambda: job.cancelled() or time.monotonic() > end,
    )
    answer = {
        "title": model.title,
        "plots": [], "spikes": [], "spikeCount": 0, "summary": "", "error": None,
        "presets": [one.name for one in model.presets],
        "controls": controls(model, request["preset"]),
    }  # fmt: skip
    try:
        drawn = VIEWS[request["view"]](model, settings)
    except Cancelled:
        if job.cancelled():
            raise
        message = f"this takes longer than {SECONDS:g} s; make the run shorter, or run it with `sctui run`"
        return answer | {"error": {"message": message, "state": None}}, {}
    except KernelsError as error:
        state = error.state if isinstance(error, NumericalError) else None
        return answer | {"error": {"message": str(error), "state": state}}, {}
    answer |= {
        "plots": drawn.plots, "spikes": drawn.spikes, "spikeCount": drawn.spike_count, "summary": drawn.summary
    }  # fmt: skip
    return answer, {}


OPERATIONS: dict[str, Operation] = {"preview": preview, **STUDIES}
