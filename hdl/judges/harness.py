"""A harness for place and route: a module between shift registers, since a device has too few pins for its ports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hdl.judges.process import ToolError
from hdl.verilog.names import KEYWORDS
from hdl.verilog.render import render
from kernels.errors import quoted

PLAIN, VISIBLE = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*"), re.compile(r"[!-~]+")
CLOCKS = ("clk", "clock", "clk_i", "i_clk")  # a foreign module may call its clock so


@dataclass(frozen=True, slots=True)
class Pin:
    """A port of a module."""

    name: str
    output: bool
    width: int


def ports_of(netlist: Mapping[str, Any], top: str) -> tuple[Pin, ...]:
    """The ports of a module in a netlist as Yosys' `write_json` has it.

    ToolError where there is no such module, or a port that is neither input nor output.
    """
    try:
        ports = netlist["modules"][top]["ports"]
        found = [(name, one["direction"], len(one["bits"])) for name, one in ports.items()]
    except (KeyError, TypeError):
        raise ToolError(f"yosys found no module {top}") from None
    for name, direction, _ in found:
        if direction not in ("input", "output"):
            raise ToolError(f"{top}: port {quoted(name)} is an {quoted(direction)[1:-1]}, which cannot be placed alone")
    return tuple(Pin(name, direction == "output", width) for name, direction, width in found)


def clock_of(ports: Sequence[Pin], top: str) -> str:
    """The name of the clock. ToolError for a module without one: nothing in it has a period."""
    names = {port.name.lower(): port.name for port in ports if not port.output and port.width == 1}
    for clock in CLOCKS:
        if clock in names:
            return names[clock]
    raise ToolError(f"{top} has no input called {' or '.join(CLOCKS[:2])}, so it has no clock frequency")


def harness(top: str, ports: Sequence[Pin]) -> tuple[str, str]:
    """The harness' name and text. Its registers: a bit for every bit of a port but the clock."""
    clock, name = clock_of(ports, top), f"{top}_harness"
    wires, inputs, outputs = [], 0, 0
    for port in ports:
        if port.name == clock:
            wires.append({"name": _port(port.name), "wire": "clk"})
        elif port.output:
            wires.append({"name": _port(port.name), "wire": _slice("result", outputs, port.width)})
            outputs += port.width
        else:
            wires.append({"name": _port(port.name), "wire": _slice("given", inputs, port.width)})
            inputs += port.width
    if not outputs:
        raise ToolError(f"{top} has no output, so nothing of it would be left")
    inputs = max(inputs, 1)
    return name, render("harness.v.j2", name=name, module=top, ports=wires, inputs=inputs, outputs=outputs)


def _port(name: str) -> str:
    """A port's name as Verilog takes it: an escaped one, which may hold anything but blanks, again escaped."""
    if PLAIN.fullmatch(name) and name not in KEYWORDS:
        return name
    if not VISIBLE.fullmatch(name):
        raise ToolError(f"the port {quoted(name)} has a name that Verilog does not know")
    return f"\\{name} "


def _slice(vector: str, low: int, width: int) -> str:
    return f"{vector}[{low + width - 1}:{low}]" if width > 1 else f"{vector}[{low}]"
