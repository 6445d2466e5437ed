"""Place and route of Verilog from elsewhere: hostile texts, modules that cannot be placed, and one that can."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hdl.judges.harness import Pin, harness, ports_of
from hdl.judges.pnr_file import pnr_file
from hdl.judges.process import ToolError
from hdl.judges.tools import has_tool
from kernels.errors import Cancelled, RequestError
from tests.hdl.fake_tools import Desk, desk
from tests.hdl.test_synth import HOSTILE

__all__ = ["desk"]
MODULE = "module m(input clk, output reg b); always @(posedge clk) b <= ~b; endmodule\n"
PORTS = {"clk": {"direction": "input", "bits": [2]}, "b": {"direction": "output", "bits": [3]}}
needs_tools = pytest.mark.skipif(
    not (has_tool("yosys") and has_tool("nextpnr-ecp5")), reason="the extras synth and pnr are not installed"
)


def answer(desk: Desk, top: str = "m", ports: dict[str, Any] | None = None) -> None:
    """A yosys that finds this module and a nextpnr-ecp5 that routes it; each writes down what it was given."""
    netlist = {"modules": {top: {"ports": ports or PORTS, "cells": {}}}}
    stat = {"modules": {f"\\{name}": {"num_cells_by_type": {"LUT4": 3}} for name in (top, f"{top}_harness")}}
    desk.put("yosys", f"""
        open(LOCK + '.yosys', 'a').write(words + chr(10))
        open('top.txt', 'w').write({top!r}); open('cells.json', 'w').write({json.dumps(stat)!r})
        open('netlist.json', 'w').write({json.dumps(netlist)!r})
    """)  # fmt: skip
    report = {"fmax": {"clk": {"achieved": 80.0}}, "critical_paths": [], "utilization": {}}
    desk.put("nextpnr-ecp5", f"open('report.json', 'w').write({json.dumps(report)!r})")


def scripts(desk: Desk) -> list[str]:
    """What yosys was asked to do."""
    return desk.lock.with_name("lock.yosys").read_text().splitlines()


def test_a_file_is_placed_and_routed_by_the_name_that_yosys_found(desk: Desk) -> None:
    answer(desk)
    found = pnr_file(verilog=MODULE, target="ecp5", seeds=2)
    assert (found.name, found.fmax, found.lut, found.clocks, found.cached) == ("m", 80.0, 3, 0, False)
    assert [run.seed for run in found.runs] == [1, 2]
    auto, ports, mapping = scripts(desk)
    assert "-auto-top" in auto
    assert all("read_verilog given.v" in script and "m.v" not in script for script in (auto, ports, mapping))
    assert "-top m_harness" in mapping
    assert pnr_file(verilog=MODULE, target="ecp5", seeds=2).cached
    assert len(scripts(desk)) == 3
    assert pnr_file(verilog=MODULE, top="m", target="ecp5", seeds=1).fmax == 80.0
    assert "-auto-top" not in "".join(scripts(desk)[3:])
    assert desk.is_clean()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_verilog_is_refused_before_any_tool_reads_it(desk: Desk, name: str) -> None:
    desk.put("yosys", "open(LOCK, 'w').write('started')")
    with pytest.raises(RequestError, match=r"^verilog: ") as error:
        pnr_file(verilog=HOSTILE[name])  # type: ignore[arg-type]
    assert str(error.value).isprintable()
    assert not desk.started()


@pytest.mark.parametrize(
    ("top", "ports", "said"),
    [
        ("a;shell_rm", PORTS, "the module on top of given.v has a name that cannot be placed"),
        ("m\nn", PORTS, "yosys does not say which module of given.v is on top; name it"),
        ("m", PORTS | {"z": {"direction": "inout", "bits": [4]}}, "m: port 'z' is an inout"),
        ("m", {"c": PORTS["clk"], "b": PORTS["b"]}, "m has no input called clk or clock"),
        ("m", {"clk": PORTS["clk"]}, "m has no output"),
        ("m", PORTS | {"a b": PORTS["b"]}, "the port 'a b' has a name that Verilog does not know"),
    ],
)
def test_a_module_that_cannot_be_placed_is_refused_in_a_line(
    desk: Desk, top: str, ports: dict[str, Any], said: str
) -> None:
    answer(desk, top, ports)
    with pytest.raises(ToolError) as error:
        pnr_file(verilog=MODULE, target="ecp5")
    assert said in str(error.value)
    assert str(error.value).isprintable()
    assert not any("shell_rm" in script for script in scripts(desk))
    assert desk.is_clean()


def test_the_name_of_a_port_can_bring_nothing_into_the_harness() -> None:
    hostile = ');`include"/etc/passwd"'
    name, text = harness("m", (Pin("clk", False, 1), Pin(hostile, False, 1), Pin("wire", True, 2)))
    assert f".\\{hostile} (given[0])" in text  # an escaped name ends with the first blank
    assert ".\\wire (result[1:0])" in text
    assert [pin.name for pin in ports_of({"modules": {"m": {"ports": PORTS}}}, "m")] == ["clk", "b"]
    assert name == "m_harness"


def test_requests_that_cannot_be(desk: Desk) -> None:
    for given, said in (
        ({"target": "ice"}, "target: unknown device 'ice'"),
        ({"seeds": 0}, "seeds: needs a whole number from 1 to 20"),
        ({"top": "m; shell"}, "top: needs the name of a module"),
        ({"timeout": 1e9}, "timeout: has to be"),
    ):
        with pytest.raises(RequestError, match=said):
            pnr_file(verilog=MODULE, **given)  # type: ignore[arg-type]


def test_cancelling_leaves_nothing(desk: Desk) -> None:
    desk.hang()
    with pytest.raises(Cancelled):
        pnr_file(verilog=MODULE, cancelled=desk.started)
    assert desk.is_clean()


@needs_tools
def test_parts_that_ask_to_stay_apart_and_a_module_called_as_the_harness_are_placed() -> None:
    text = """
    module inner(input clk, input [7:0] a, output reg [7:0] b); always @(posedge clk) b <= b + a; endmodule
    (* keep_hierarchy *) module part(input clk, input [7:0] a, output [7:0] b); inner i(clk, a, b); endmodule
    module harness(input clk, input [7:0] \\a);`x , output [7:0] b); part p(clk, \\a);`x , b); endmodule"""
    found = pnr_file(verilog=text, top="harness", target="ecp5", seeds=1, cache=False)
    assert (found.name, found.ff, found.harness["ff"]) == ("harness", 8, 16)
    assert found.fmax is not None
