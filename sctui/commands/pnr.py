"""`sctui pnr MODEL`: how fast a circuit may be clocked on an FPGA, and what limits it."""

from __future__ import annotations

from argparse import Namespace

from sctui.commands.operation import answer_and_show, request_of
from sctui.commands.synth import VERILOG
from sctui.console import printable
from sctui.failure import UsageError
from sctui.operations import find_operation


def run(options: Namespace) -> int:
    """Place and route the model's circuit, and show frequency, cells and slowest path."""
    if options.model.endswith(VERILOG):
        raise UsageError(f"{printable(options.model)}: is Verilog, and pnr takes a model; sctui synth counts its cells")
    operation = find_operation("synth/pnr")
    return answer_and_show(operation, request_of(operation, options), options)
