"""What is on the screen as a file: a picture of its figures, its numbers as CSV or JSON. Runs in a worker process."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernels.analysis.plain import plain
from kernels.errors import Cancelled, KernelsError
from kernels.running.result import Run
from sctui.atomic_write import whole_file
from sctui.failure import Failure
from sctui.hardware_files import written
from sctui.plots.figure import Figure
from sctui.plots.figure_csv import figures_csv
from sctui.plots.part import shown_part
from sctui.run_csv import csv_lines
from sctui.studio.view_results import view_results
from sctui.views.table import VIEWS, View

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job

Rows = Sequence[Sequence[Figure]]


def run_export(request: Mapping[str, Any], job: Job) -> Answer:
    """Writes a file: `shown` (the request of the view), `form`, `path`, and the `zoom` of the plots.

    Forms are "png", "svg", "csv", "json" and "text", and "files": then the path is a folder, and files in it that sctui
    did not write stay unless `force`. The values hold its `path` and the number of `bytes`. KernelsError in one line
    where it cannot be written.
    """
    shown, path = request["shown"], Path(request["path"]).expanduser()
    view = VIEWS[shown["view"]]
    result, further = view_results(shown, job, lambda fraction, values=None: job.progress(fraction))
    try:
        if request["form"] == "files":
            module: Any = view.module
            sizes = written(module.files(result), path, force=bool(request.get("force")))
            return {"path": os.path.abspath(path), "bytes": sum(sizes.values())}, {}
        content = _content(request["form"], view, result, further, request)
        if job.cancelled():
            raise Cancelled
        with whole_file(path) as file:
            file.buffer.write(content)
    except Failure as why:
        raise KernelsError(f"not exported: {why}") from None
    except OSError as error:
        raise KernelsError(f"not exported: {path}: {error.strerror or error}") from None
    return {"path": os.path.abspath(path), "bytes": len(content)}, {}


def _content(form: str, view: View, result: Any, further: list[Any], request: Mapping[str, Any]) -> bytes:
    """The bytes of the file."""
    module: Any = view.module
    options = dict(request["shown"]["options"])
    if form == "text":
        return str(module.text(result, options)).encode()
    if form == "json":
        return (json.dumps(plain(result), allow_nan=False) + "\n").encode()
    if form == "csv" and isinstance(result, Run) and view.name == "trace":
        return "".join(csv_lines(result)).encode()  # all states, and whether they are shown or not
    rows: Rows = module.figures(result, options, *further)
    if not any(rows):
        raise KernelsError(f"{view.title} has neither picture nor curves; its result can be exported as JSON")
    if form == "csv":
        return figures_csv(rows).encode()
    zoom = request.get("zoom") or {}
    return _picture([[_cut(figure, zoom) for figure in row] for row in rows], form)


def _cut(figure: Figure, zoom: Mapping[str, Any]) -> Figure:
    """The part of a figure that the screen shows."""
    return shown_part(figure, zoom.get("x"), zoom.get("y") or {}, zoom.get("of") or "")


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
