"""`sctui run`: simulate one neuron, and show or write what it did."""

from __future__ import annotations

import json
import math
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from kernels.codegen import object_cache
from kernels.errors import RequestError
from kernels.running.result import Run
from kernels.running.simulate import simulate
from sctui.atomic_write import whole_file
from sctui.console import printable, screen
from sctui.failure import UsageError
from sctui.figures.run import run_figure
from sctui.figures.traces import shown_traces
from sctui.models import model_of
from sctui.plots.terminal import Style, render
from sctui.progress import ProgressBar
from sctui.run_csv import csv_lines
from sctui.run_request import in_options, request
from sctui.run_summary import EXTREMES, summary

ROWS_KEPT = 4  # for the summary and the prompt
MOST_ROWS = 34  # of a picture, however tall the terminal


def run(options: Namespace) -> int:
    """Simulate, then print a picture and a summary, or JSON, or CSV."""
    _check_output(options)
    model, folder = model_of(options.model)
    asked = request(model, options) | {"folder": folder}
    earlier = object_cache.problem()
    begun = time.perf_counter()
    try:
        with ProgressBar("simulating") as bar:
            result = simulate(model, progress=bar.update, **asked)
    except RequestError as error:
        raise UsageError(in_options(error, options)) from error
    seconds = time.perf_counter() - begun
    problem = object_cache.problem()
    plain = options.json or options.csv == "-"
    picture = not plain and (options.plot or (sys.stdout.isatty() and not options.no_plot))
    warnings = [*result.warnings, *([problem] if problem and problem != earlier else [])]
    warnings += shown_traces(result)[1] if picture else []
    if result.minmax and (options.json or options.csv):
        warnings.append(f"{EXTREMES.format(every=result.record_every)}; --record-every N keeps samples instead")
    for warning in warnings:
        print(f"sctui: warning: {warning}", file=sys.stderr)
    if options.csv:
        _write_csv(result, options.csv)
    if options.json:
        json.dump(_finite(result.to_dict()), sys.stdout, allow_nan=False)
        print()
    elif not plain:
        print("\n".join([*(_picture(result, options.marker) if picture else []), summary(result, seconds)]))
    return 0


def _check_output(options: Namespace) -> None:
    """Refuse outputs that would mix, before any work is done."""
    if options.json and options.csv == "-":
        raise UsageError("--json and --csv - both write to standard output; give --csv a file")
    if options.plot and options.no_plot:
        raise UsageError("--plot and --no-plot exclude each other")
    if options.csv == "":
        raise UsageError("--csv: needs the name of a file, or - for standard output")
    if options.csv not in (None, "-") and not Path(options.csv).absolute().parent.is_dir():
        raise UsageError(f"--csv {options.csv}: its folder does not exist")
    if options.plot and (options.json or options.csv == "-"):
        raise UsageError("--plot cannot be printed between JSON or CSV; leave one of them out")


def _picture(result: Run, marker: str | None) -> list[str]:
    seen = screen()
    style = Style(marker or ("braille" if seen.unicode else "ascii"), seen.colours)
    title = printable(result.model.title)
    height = max(min(seen.lines - ROWS_KEPT, MOST_ROWS), 8)
    lines = render(run_figure(result), seen.columns, height - bool(title), style)
    return [title[: seen.columns], *lines] if title else lines


def _write_csv(result: Run, target: str) -> None:
    if target == "-":
        for piece in csv_lines(result):
            sys.stdout.write(piece)
        return
    with whole_file(Path(target)) as file:
        for piece in csv_lines(result):
            file.write(piece)


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinities: they become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
