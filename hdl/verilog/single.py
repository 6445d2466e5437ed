"""The architecture `single`: the whole step between two clock edges."""

from __future__ import annotations

from hdl.compile import Compiled
from hdl.verilog.expressions import wires
from hdl.verilog.frame import frame
from hdl.verilog.header import header
from hdl.verilog.module import Module
from hdl.verilog.render import render


def single(compiled: Compiled) -> Module:
    """The module of a circuit that does one step a clock."""
    f = frame(compiled)
    head = header(compiled, "single: one step a clock; the results are there at the next edge", 1)
    return f.module(render("single.v.j2", header=head, **f.values(wires(compiled.circuit, f.read))), 1)
