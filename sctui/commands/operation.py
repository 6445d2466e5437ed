"""`sctui NAME MODEL ...` for every operation of the table: a picture and its numbers, or JSON, CSV, PNG."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kernels.analysis.options import RunOptions
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError
from kernels.export.job import Program
from kernels.running.cluster import scheduler
from sctui import run_request
from sctui.arguments import NOT_OF_RUNS
from sctui.atomic_write import write_text
from sctui.console import printable, screen
from sctui.failure import FAILED, INTERRUPTED, UsageError
from sctui.figures.operations import figure_of, partial_figure
from sctui.interruption import Interruption
from sctui.models import model_of
from sctui.operation_arguments import own_fields
from sctui.operation_text import REPORTS, SO_FAR, csv_text, named, numbers, passed
from sctui.operations import Operation, find_operation, perform
from sctui.plots.figure import Figure
from sctui.plots.terminal import Style, render
from sctui.progress import ProgressBar

MOST_ROWS = 30


def run(options: Namespace) -> int:
    """Carry the operation out and show its result in the form that was asked for."""
    operation = find_operation(options.command)
    return answer_and_show(operation, request_of(operation, options), options)


def request_of(operation: Operation, options: Namespace) -> dict[str, Any]:
    """The request that the command line holds: the operation's own fields, the model and the settings of its runs."""
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
    return request


def answer_and_show(
    operation: Operation,
    request: Mapping[str, Any],
    options: Namespace,
    draw: Callable[[Any], Figure | None] | None = None,
) -> int:
    """Carries a request out with a progress bar, and shows what came of it; 1 where it is the verdict of a failure.

    `draw` makes the picture, where it is none of the operation's own.
    """
    try:
        result = answer(operation, request, options)
        figure = draw(result) if draw else figure_of(operation.name, result, options.view or "")
    except RequestError as error:
        raise UsageError(run_request.in_options(error, options)) from error
    except Cancelled as stopped:
        if stopped.partial is None:
            raise KeyboardInterrupt from stopped
        _show(operation.name, stopped.partial, partial_figure(operation.name, stopped.partial), options)
        print("sctui: stopped; this is what was finished", file=sys.stderr)
        return INTERRUPTED
    _show(operation.name, result, figure, options)
    return 0 if passed(result) else FAILED


def answer(operation: Operation, request: Mapping[str, Any], options: Namespace) -> Any:
    """The result of a request. Raises what the operation raises, Cancelled after control-C."""
    with (
        scheduler(getattr(options, "scheduler", None)),  # an option of operations that sweep
        ProgressBar(operation.name) as bar,
        Interruption(operation.works) as stop,
    ):

        def cancelled() -> bool:
            bar.tick()  # whoever asks is at work, if without news
            return stop.asked()

        def progress(share: float, values: Mapping[str, Any] | None = None) -> None:
            known = values or {}
            if operation.name in SO_FAR:
                bar.say(map(printable, SO_FAR[operation.name](known)))
            bar.update(share, str(known.get("note", "")))

        return perform(operation.name, request, progress=progress, cancelled=cancelled)


def warn(result: object) -> None:
    """What a result warns about, on standard error."""
    for warning in getattr(result, "warnings", ()):
        print(f"sctui: warning: {printable(warning)}", file=sys.stderr)


def _show(name: str, result: object, figure: Figure | None, options: Namespace) -> None:
    if options.png:
        from sctui.plots.image import write_image  # matplotlib

        if figure is None:
            raise UsageError(f"--png: {name} has no picture")
        write_image(figure, options.png)
    if options.csv:
        text = csv_text(name, result)
        if not text:
            raise UsageError(f"--csv: {name} has no curves")
        if options.csv == "-":
            sys.stdout.write(text)
            return
        write_text(Path(options.csv), text)
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
    report = REPORTS.get(name)
    if report is None:
        print("\n".join(numbers(result)))
        return
    print("\n".join(printable(line) for line in report(named(result))))
    warn(result)
