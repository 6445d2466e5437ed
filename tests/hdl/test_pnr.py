"""Place and route: the harness, the report, which frequencies are believed, and paths in the model's own words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import kernels
from hdl.files import module_of
from hdl.ir import nodes as ir
from hdl.judges.harness import Pin, clock_of, harness, ports_of
from hdl.judges.nextpnr import explained, read_report
from hdl.judges.path_names import PREFIX, as_printed, model_words, named_path, phrase, plain_words
from hdl.judges.pnr import place_text, pnr
from hdl.judges.process import ToolError
from hdl.judges.timing_trust import (
    FROM_INPUT,
    distrust,
    ends_at_registers,
    missing_delay,
    trusted_period,
    unregistered,
)
from hdl.judges.tools import has_tool
from kernels.errors import RequestError
from tests.hdl.circuits import compiled
from tests.hdl.fake_tools import Desk, desk

__all__ = ["desk"]
GOLDEN = Path(__file__).parent / "golden"
needs_tools = pytest.mark.skipif(
    not (has_tool("yosys") and has_tool("nextpnr-ice40")), reason="the extras synth and pnr are not installed"
)


def netlist(name: str) -> dict[str, Any]:
    """A 16 x 16 multiplier as Yosys 0.70 maps it: with all registers, with none, with those of the operands alone."""
    found: dict[str, Any] = json.loads((GOLDEN / f"mac16_{name}.json").read_text())
    return found


def test_the_harness_needs_four_pins_and_keeps_every_port() -> None:
    ports = (Pin("clk", False, 1), Pin("I", False, 16), Pin("rst", False, 1), Pin("v", True, 24), Pin("spike", True, 1))
    name, text = harness("lif", ports)
    assert name == "lif_harness"
    header = text[text.index("module lif_harness") : text.index(");")]
    assert len(re.findall(r"\b(?:input|output) wire\b", header)) == 4
    for connection in (".clk(clk)", ".I(given[15:0])", ".rst(given[16])", ".v(result[23:0])", ".spike(result[24])"):
        assert connection in text
    assert "reg [16:0] given" in text
    assert "reg [24:0] taken" in text


def test_a_module_that_has_no_frequency_is_refused() -> None:
    with pytest.raises(ToolError, match="no input called clk or clock"):
        clock_of((Pin("a", False, 1),), "m")
    with pytest.raises(ToolError, match="no output"):
        harness("m", (Pin("clk", False, 1),))
    assert clock_of((Pin("CLK", False, 1), Pin("x", True, 1)), "m") == "CLK"
    with pytest.raises(ToolError, match="found no module m"):
        ports_of({"modules": {}}, "m")


def test_a_report_is_read() -> None:
    run = read_report((GOLDEN / "nextpnr_report.json").read_text(), 7, 1.5)
    assert (run.seed, run.fmax, run.from_multipliers, run.seconds) == (7, 137.93, 5.6, 1.5)
    assert (run.used["ICESTORM_LC"], run.available["ICESTORM_LC"]) == (397, 5280)
    assert sum(hop.delay for hop in run.path) == pytest.approx(7.25)  # that of pins is longer, but has no period
    steps = named_path(run.path, plain_words)
    assert [(step.what, step.delay) for step in steps] == [("v_state", 7.25)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"fmax": {}, "critical_paths": [], "utilization": {}}', "\0", "3"])
def test_a_report_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(ToolError, match="nextpnr"):
        read_report(text, 1, 0.0)


def test_what_nextpnr_complains_of_is_said_plainly() -> None:
    assert explained("ERROR: Unable to place cell 'x', no BELs remaining").startswith("it does not fit the device")
    assert explained("ERROR: out of ideas\nmore") == "out of ideas"


def test_a_frequency_is_believed_only_where_multipliers_have_registers() -> None:
    assert distrust(netlist("registered")) == ""
    assert distrust({"modules": {"m": {"cells": {}}}}) == ""
    assert unregistered(netlist("constant")) == ()  # a constant needs no register
    assert "operand A, operand B, the product" in unregistered(netlist("bare"))[0]
    assert unregistered(netlist("operands"))[0].endswith(": the product")
    assert "1 of 1 multipliers" in distrust(netlist("operands"))
    assert "leaves out" in distrust(netlist("operands"))


def test_the_delay_that_nextpnr_does_not_know_is_added() -> None:
    missing = missing_delay(netlist("registered"))
    assert missing == pytest.approx(FROM_INPUT - 0.1)  # the sum of the partial products comes after their registers
    whole = netlist("registered")
    for cell in whole["modules"]["registered"]["cells"].values():
        if "parameters" in cell:
            cell["parameters"]["PIPELINE_16x16_MULT_REG2"] = "1"
    assert missing_delay(whole) == pytest.approx(1.91)
    assert missing_delay({}) == 0.0
    assert trusted_period(20.0, 5.0, missing, seen=True) == 20.0
    assert trusted_period(20.0, 15.0, missing, seen=True) == pytest.approx(15.0 + missing)
    assert trusted_period(20.0, 5.0, missing, seen=False) == pytest.approx(20.0 + missing)
    assert trusted_period(3.0, 0.0, 0.0, seen=True) == 3.0
    assert trusted_period(3.0, 0.1, 1.91, seen=True) == FROM_INPUT


def test_it_is_known_whether_products_go_straight_to_registers() -> None:
    def cells(**ends: dict[str, Any]) -> dict[str, Any]:
        product = {"type": "SB_MAC16", "parameters": {}, "connections": {"O": [2, 3], "A": ["0"], "B": ["0"]}}
        return {"modules": {"m": {"cells": {"mac": product, **ends}}}}

    flop = {"type": "SB_DFFE", "connections": {"D": [2], "Q": [9], "C": [1]}}
    gate = {"type": "SB_LUT4", "connections": {"I0": [3], "O": [4]}}
    then = {"type": "SB_DFF", "connections": {"D": [4], "Q": [8], "C": [1]}}
    more = {"type": "SB_LUT4", "connections": {"I0": [4], "O": [5]}}
    assert ends_at_registers(cells(flop=flop, gate=gate, then=then))
    assert not ends_at_registers(cells(flop=flop, gate=gate, then=then, more=more))
    assert not ends_at_registers(cells(enable={"type": "SB_DFFE", "connections": {"E": [2], "Q": [9]}}))


@pytest.mark.parametrize("arch", ["single", "shared"])
def test_nets_are_named_by_the_models_own_words(arch: str) -> None:
    circuit = compiled("izhikevich")
    module = module_of(circuit, arch)
    shown = as_printed(circuit, arch)
    word = model_words(shown, module)
    assert word(f"{PREFIX}{module.registers['v']}[3]", ()) == "state v"
    assert word(f"{PREFIX}{module.ports['I']}[0]", ()) == "input I"
    assert word("given[3]", ()) == "the harness"
    assert word(f"{PREFIX}n9_SB_LUT4_O_I3[2]", ()) == ""  # Yosys made it, from a neighbour's name
    assert word("$nextpnr_ICESTORM_LC_10$O", ()) == ""
    lines = module.text.split("\n")
    named = {node: name for node, name in shown.circuit.names.items() if name == "v_new"}
    line = next(n for n, text in enumerate(lines, 1) if text.endswith("// v_new") and "_held <=" not in text)
    assert named
    assert word(f"{PREFIX}x_SB_LUT4_O", (f"{module.name}.v:{line}.13-{line}.16",)) == "next v"
    assert word(f"{PREFIX}x_SB_LUT4_O", ("/share/ice40/arith_map.v:1.1-1.2", "other.v:1.1-1.2")) == ""
    assert word(f"{PREFIX}x_SB_LUT4_O", (f"{module.name}.v:{10**9}.1-1.2",)) == ""


@pytest.mark.parametrize("slug", ["lif", "adex", "izhikevich"])
def test_every_node_of_a_circuit_has_a_phrase_without_inner_names(slug: str) -> None:
    circuit = compiled(slug)
    for node, one in enumerate(circuit.circuit.nodes):
        text = phrase(circuit, node)
        assert text
        assert not re.search(r"\bn\d+\b|table\d+", text)
        if isinstance(one, ir.Rom) and node not in circuit.circuit.names:
            assert text.startswith("table of ")


def test_requests_that_cannot_be(desk: Desk) -> None:
    model = kernels.load("lif")
    for given, said in (
        ({"target": "ice"}, "target: unknown device 'ice'"),
        ({"seeds": 0}, "seeds: needs a whole number from 1 to 20"),
        ({"timeout": -1.0}, "timeout: has to be"),
        ({"cache": 3}, "cache: needs true or false"),
    ):
        with pytest.raises(RequestError, match=said):
            pnr(model, **given)  # type: ignore[arg-type]
    with pytest.raises(ToolError, match="yosys is not installed"):
        pnr(model)


def test_a_device_that_cannot_be_routed_gets_a_bound_that_says_so(desk: Desk) -> None:
    desk.answer()
    desk.put("yosys", """
        open('cells.json', 'w').write('{"design": {"num_cells_by_type": {"LUT6": 5, "FDRE": 2}}}')
        open('arrivals.txt', 'w').write("Latest arrival time in 'm' is 5000:")
    """)  # fmt: skip
    found = pnr(kernels.load("lif"), target="xilinx")
    assert (found.fmax, found.spread, found.trusted, found.bound) == (None, None, False, 200.0)
    assert "without any wires" in found.reason
    assert (found.lut, found.ff, found.runs, found.path) == (5, 2, (), ())


@needs_tools
def test_a_multiplier_between_registers_is_placed_and_routed() -> None:
    text = """module m(input clk, input signed [15:0] a, b, output reg signed [31:0] p); reg signed [15:0] x, y;
    always @(posedge clk) begin x <= a; y <= b; p <= x * y; end endmodule"""
    found = place_text(text, "m", "ice40", seeds=2, cache=False)
    assert found.trusted
    assert found.fmax is not None
    assert 30.0 < found.fmax <= 1e3 / FROM_INPUT
    assert (found.dsp, found.ff, found.harness["ff"], found.used["ICESTORM_DSP"]) == (1, 0, 64, 1)
    assert len(found.runs) == 2
    bare = place_text(text.replace("p <= x * y", "p <= (a * b) ^ 7"), "m", "ice40", seeds=1, cache=False)
    assert (bare.trusted, bare.fmax, bare.path) == (False, None, ())
    assert "outside of their own registers" in bare.reason
