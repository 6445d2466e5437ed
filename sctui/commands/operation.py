"""`sctui NAME MODEL ...` for every operation of the table: a picture and its numbers, or JSON, CSV, PNG."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

from kernels.analysis.options import RunOptions
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError
from kernels.export.job import Program
from kernels.running.cluster import scheduler
from sctui import run_request
from sctui.atomic_write import write_text
from sctui.console import screen
from sctui.failure import INTERRUPTED, UsageError
from sctui.figures.operations import figure_of, partial_figure
from sctui.interruption import Interruption
from sctui.models import model_of
from sctui.operation_arguments import NOT_OF_RUNS, own_fields
from sctui.operation_text import csv_text, numbers
from sctui.operations import find_operation, perform
from sctui.plots.figure import Figure
from sctui.plots.terminal import Style, render
from sctui.progress import ProgressBar

MOST_ROWS = 30


def run(options: Namespace) -> int:
    """Carry the operation out and show its result in the form that was asked for."""
    operation = find_operation(options.command)
    request = own_fields(operation, options)
    if operation.subject and options.model is not None:
        model, _ = model_of(options.model)
        request["source"] = model.source
        if operation.runs:
            for name in (*NOT_OF_RUNS, "path"):
                setattr(options, name, getattr(options, name, None))
            asked = run_request.request(model, options)
            request |= {name: value for name, value in asked.items() if name in RunOptions.__annotations__}
    elif operation.subject and operation.runs:
        request |= run_request.request_without_model(options)
    try:
        with (
            scheduler(getattr(options, "scheduler", None)),  # an option of operations that sweep
            ProgressBar(operation.name) as bar,
            Interruption(operation.works) as stop,
        ):
            result = perform(
                operation.name, request, progress=lambda share, values=None: bar.update(share), cancelled=stop.asked
            )
        figure = figure_of(operation.name, result, options.view or "")
    except RequestError as error:
        raise UsageError(run_request.in_options(error, options)) from error
    except Cancelled as stopped:
        if stopped.partial is None:
            raise KeyboardInterrupt from stopped
        _show(operation.name, stopped.partial, partial_figure(operation.name, stopped.partial), options)
        print("sctui: stopped; this is what was finished", file=sys.stderr)
        return INTERRUPTED
    _show(operation.name, result, figure, options)
    return 0


def _show(name: str, result: object, figure: Figure | None, options: Namespace) -> None:
    if options.png:
        from sctui.plots.image import write_image  # matplotlib

        if figure is None:
            raise UsageError(f"--png: {name} has no picture")
        write_image(figure, options.png)
    if options.csv == "-":
        sys.stdout.write(csv_text(result))
        return
    if options.csv:
        write_text(Path(options.csv), csv_text(result))
    if options.json:
        print(json.dumps(plain(result), allow_nan=False))
        return
    if isinstance(result, Program):  # the text itself, so that it can go to a file
        sys.stdout.write(result.text)
        for note in result.notes:
            print(f"sctui: note: {note}", file=sys.stderr)
        return
    seen = screen()
    if figure is not None and (options.plot or (sys.stdout.isatty() and not options.no_plot)):
        style = Style(options.marker or ("braille" if seen.unicode else "ascii"), seen.colours)
        print("\n".join(render(figure, seen.columns, min(seen.lines - 4, MOST_ROWS), style)))
    print("\n".join(numbers(result)))
