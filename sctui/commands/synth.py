"""`sctui synth MODEL|FILE.v`: what a circuit needs of one FPGA, or of four."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from typing import Any

from hdl.judges.process import ToolError
from hdl.judges.synth_file import SOURCE
from kernels.analysis.options import RunOptions
from kernels.subject import SUBJECT_FIELDS
from sctui.commands.operation import answer_and_show, request_of
from sctui.failure import Failure, UsageError
from sctui.figures.hardware import estimate_figure
from sctui.hardware_commands import SYNTH
from sctui.operation_arguments import own_fields, own_names
from sctui.operations import Operation, find_operation, perform
from sctui.plots.figure import Figure
from sctui.sources import read_source

VERILOG = (".v", ".sv")
ESTIMATE = "estimate"  # the view that shows both
LARGEST = 4_000_000  # bytes of a Verilog file


def run(options: Namespace) -> int:
    """Synthesise the model, or the Verilog file, and show the cells."""
    file = options.model.endswith(VERILOG)
    if options.all and options.target is not None:
        raise UsageError("--all and --target exclude each other")
    if options.estimate and options.all:
        raise UsageError("--all and --estimate exclude each other")
    name = "file" if file else "multi-target" if options.all else "estimate" if options.estimate else "run"
    operation = find_operation(f"synth/{name}")
    _refuse_others(options, operation, file)
    if not file:
        request = request_of(operation, options)
        beside = operation.name == "synth/run" and options.view == ESTIMATE
        return answer_and_show(operation, request, options, partial(_beside_estimate, request) if beside else None)
    source = read_source(options.model, LARGEST, "Verilog file")
    options.verilog = source.text
    try:
        return answer_and_show(operation, own_fields(operation, options), options)
    except UsageError as error:
        raise UsageError(str(error).replace("--verilog: ", f"{source.name}: ", 1)) from error
    except ToolError as error:
        raise Failure(str(error).replace(SOURCE, source.name)) from error


def _refuse_others(options: Namespace, operation: Operation, file: bool) -> None:
    """What was given and would mean nothing."""
    taken = own_names(operation)
    for argument in SYNTH.arguments:
        if argument.positional or argument.group == "output" or getattr(options, argument.key) in (None, [], False):
            continue
        name, key = argument.names[-1], argument.key.removeprefix("no_")
        if file and (key in ("all", "estimate") or argument.group != "hardware" or key not in taken):
            raise UsageError(f"{name}: is for a model, not for a Verilog file")
        if key == "top" and not file:
            raise UsageError(f"{name}: is for a Verilog file, not for a model")
        if argument.group == "hardware" and key not in (*taken, "all", "estimate"):
            raise UsageError(f"{name}: not with {'--all' if options.all else '--estimate'}")


def _beside_estimate(request: Mapping[str, Any], result: Any) -> Figure:
    """What was found beside what would have been expected."""
    names = (*own_names(find_operation("synth/estimate")), *SUBJECT_FIELDS, *RunOptions.__annotations__)
    expected = perform("synth/estimate", {name: value for name, value in request.items() if name in names})
    return estimate_figure(expected, result)
