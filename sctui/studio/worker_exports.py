"""What is on the screen as a file: a picture of its figures, its numbers as CSV or JSON. Runs in a worker process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernels.analysis.plain import plain
from kernels.errors import Cancelled, KernelsError
from kernels.running.result import Run
from sctui.atomic_write import whole_file
from sctui.operation_text import csv_text
from sctui.plots.figure import Figure
from sctui.run_csv import csv_lines
from sctui.studio.view_results import view_results
from sctui.views.table import VIEWS

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job

Rows = Sequence[Sequence[Figure]]


def run_export(request: Mapping[str, Any], job: Job) -> Answer:
    """Writes a file: `shown` (the request of the view), `form` (a key of FORMS), `path`, and the `zoom` of the plots.

    The values hold its `path` and the number of `bytes`. KernelsError in one line where it cannot be written.
    """
    shown, path = request["shown"], Path(request["path"]).expanduser()
    view = VIEWS[shown["view"]]
    result, further = view_results(shown, job, lambda fraction, values=None: job.progress(fraction))
    form = request["form"]
    try:
        if form in PICTURES:
            rows = view.module.figures(result, dict(shown["options"]), *further)
            rows = [[_cut(figure, request.get("zoom") or {}) for figure in row] for row in rows]
            if not any(rows):
                raise KernelsError(f"{view.title} has no picture; its numbers can be exported as CSV or JSON")
            content = PICTURES[form](rows)
        elif form == "text":
            content = view.module.text(result, dict(shown["options"])).encode()
        else:
            content = NUMBERS[form](result).encode()
        if job.cancelled():
            raise Cancelled
        with whole_file(path) as file:
            file.buffer.write(content)
    except OSError as error:
        raise KernelsError(f"not exported: {path}: {error.strerror or error}") from None
    return {"path": os.path.abspath(path), "bytes": len(content)}, {}


def _cut(figure: Figure, zoom: Mapping[str, Any]) -> Figure:
    """The part of a figure that the screen shows."""
    if zoom.get("x"):
        figure = replace(figure, x=replace(figure.x, low=zoom["x"][0], high=zoom["x"][1]))
    if zoom.get("y") and figure.panels:
        first, *others = figure.panels
        first = replace(first, y=replace(first.y, low=zoom["y"][0], high=zoom["y"][1]))
        figure = replace(figure, panels=(first, *others))
    return figure


def has_matplotlib() -> bool:
    """Whether pictures can be drawn from the data; otherwise they are drawn from the cells."""
    return find_spec("matplotlib") is not None


def _picture(rows: Rows, kind: str) -> bytes:
    if has_matplotlib():
        from sctui.plots.image import page_image  # matplotlib, half a second

        return page_image(rows, kind)
    from sctui.plots.cell_picture import cells_png, cells_svg, page_cells

    cells = page_cells(rows)
    return cells_png(cells) if kind == "png" else cells_svg(cells).encode()


def csv_of(result: Any) -> str:
    """A run as one row a sample; of other results the curves side by side."""
    return "".join(csv_lines(result)) if isinstance(result, Run) else csv_text(result)


PICTURES: dict[str, Callable[[Rows], bytes]] = {
    "png": lambda rows: _picture(rows, "png"),
    "svg": lambda rows: _picture(rows, "svg"),
}
NUMBERS: dict[str, Callable[[Any], str]] = {
    "csv": csv_of,
    "json": lambda result: json.dumps(plain(result), allow_nan=False) + "\n",
}
