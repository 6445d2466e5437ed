"""`sctui pnr MODEL|FILE.v`: how fast a circuit may be clocked on an FPGA, and what limits it."""

from __future__ import annotations

from argparse import Namespace

from sctui.commands.operation import answer_and_show, request_of
from sctui.commands.verilog_file import is_verilog, refuse_others, show_file
from sctui.hardware_commands import PNR
from sctui.operations import find_operation


def run(options: Namespace) -> int:
    """Place and route the model's circuit, or the Verilog file, and show frequency, cells and slowest path."""
    file = is_verilog(options.model)
    operation = find_operation("synth/pnr-file" if file else "synth/pnr")
    refuse_others(PNR, operation, options, file)
    if file:
        return show_file(operation, options)
    return answer_and_show(operation, request_of(operation, options), options)
