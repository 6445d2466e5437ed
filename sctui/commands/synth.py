"""`sctui synth MODEL|FILE.v`: what a circuit needs of one FPGA, or of four."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from typing import Any

from kernels.analysis.options import RunOptions
from kernels.subject import SUBJECT_FIELDS
from sctui.commands.operation import answer_and_show, request_of
from sctui.commands.verilog_file import is_verilog, refuse_others, show_file
from sctui.failure import UsageError
from sctui.figures.hardware import estimate_figure
from sctui.hardware_commands import SYNTH
from sctui.operation_arguments import own_names
from sctui.operations import find_operation, perform
from sctui.plots.figure import Figure

ESTIMATE = "estimate"  # the view that shows both


def run(options: Namespace) -> int:
    """Synthesise the model, or the Verilog file, and show the cells."""
    file = is_verilog(options.model)
    if options.all and options.target is not None:
        raise UsageError("--all and --target exclude each other")
    if options.estimate and options.all:
        raise UsageError("--all and --estimate exclude each other")
    name = "file" if file else "multi-target" if options.all else "estimate" if options.estimate else "run"
    operation = find_operation(f"synth/{name}")
    refuse_others(SYNTH, operation, options, file, "--all" if options.all else "--estimate" if options.estimate else "")
    if file:
        return show_file(operation, options)
    request = request_of(operation, options)
    beside = operation.name == "synth/run" and options.view == ESTIMATE
    return answer_and_show(operation, request, options, partial(_beside_estimate, request) if beside else None)


def _beside_estimate(request: Mapping[str, Any], result: Any) -> Figure:
    """What was found beside what would have been expected."""
    names = (*own_names(find_operation("synth/estimate")), *SUBJECT_FIELDS, *RunOptions.__annotations__)
    expected = perform("synth/estimate", {name: value for name, value in request.items() if name in names})
    return estimate_figure(expected, result)
