"""Synthesis: cells counted by what they are, acceptance explained, and Verilog from elsewhere kept in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdl.judges.devices import TARGETS
from hdl.judges.process import ToolError
from hdl.judges.synth import synthesise
from hdl.judges.synth_file import synth_file
from hdl.judges.tools import find_tool, has_tool
from hdl.judges.verilog_text import LONGEST_TEXT, accepted_name, accepted_text
from hdl.judges.yosys import explained, read_cells, synthesis_script
from kernels.errors import RequestError
from tests.hdl.fake_tools import Desk, desk

__all__ = ["desk"]
GOLDEN = Path(__file__).parent / "golden"
needs_yosys = pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (the extra synth, or Debian's)")

# what Yosys 0.70 wrote for one module with tables, counted by hand: LUT, flip-flop, multiplier, memory
COUNTED = {
    "ice40": (811, 135 + 102 + 57 + 13 + 15 + 10, 2, 8),
    "ecp5": (445 + 2 * 223, 352, 2, 2),
    "gowin": (8 + 130 + 180 + 125 + 456, 139 + 102 + 25 + 57 + 16 + 13, 3, 2),
    "xilinx": (184 + 106 + 97 + 76 + 24 + 14, 260 + 23, 2, 2),
}


@pytest.mark.parametrize("target", COUNTED)
def test_cells_of_a_real_netlist_are_counted_by_what_they_are(target: str) -> None:
    cells = read_cells((GOLDEN / f"yosys_stat_{target}.json").read_text())
    assert tuple(TARGETS[target].counted(cells).values()) == COUNTED[target]


@pytest.mark.parametrize(
    ("target", "cells", "counts"),
    [
        ("ice40", {"SB_CARRY": 9, "SB_DFFESR": 1, "SB_DFFN": 1, "SB_GB": 1, "SB_IO": 4}, (0, 2, 0, 0)),
        ("ecp5", {"TRELLIS_FF": 4, "TRELLIS_COMB": 9, "TRELLIS_DPR16X4": 1, "L6MUX21": 3, "PFUMX": 5}, (4, 4, 0, 0)),
        ("ecp5", {"MULT18X18D": 1, "MULT9X9D": 1, "PDPW16KD": 1, "DP16KD": 2}, (0, 0, 1, 3)),
        ("gowin", {"MUX2_LUT5": 9, "MUX2_LUT8": 1, "LUT1": 1, "ALU": 2, "MULTALU18X18": 1, "pROMX9": 1}, (3, 0, 1, 1)),
        ("gowin", {"SDPB": 1, "DPX9B": 1, "SPX9": 1, "DFFNSE": 1, "DL": 1, "RAM16SDP4": 1}, (4, 1, 0, 3)),
        (
            "xilinx",
            {"MUXF7": 3, "LUT6": 1, "FDRE": 1, "FDPE": 1, "RAMB36E1": 1, "RAMB18E1": 1, "BUFG": 1},
            (1, 2, 0, 3),
        ),
    ],
)
def test_cells_with_names_that_mislead(target: str, cells: dict[str, int], counts: tuple[int, ...]) -> None:
    assert tuple(TARGETS[target].counted(cells).values()) == counts


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[]", '{"design": 3}', '{"design": {"num_cells_by_type": {"a": "x"}}}', "\0"]
)
def test_an_answer_that_is_no_list_of_cells_is_an_error(text: str) -> None:
    with pytest.raises(ToolError, match="wrote no list of cells"):
        read_cells(text)


def test_the_script_asserts_what_has_to_hold() -> None:
    script = synthesis_script("m.v", "m", "synth_ice40 -dsp")
    before, after = script.split("synth_ice40 -dsp -top m")
    assert "check -assert" in before
    assert "select -assert-none t:$dlatch" in before
    assert "scc -expect 0" in after
    assert "-auto-top" in synthesis_script("m.v", "", "synth_ecp5")


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Warning: found logic loop in module m:\nERROR: Found 1 problems in 'check -assert'.", "loop without"),
        ("Warning: Wire m.\\c is used but has no driver.\nERROR: Found 1 problems in 'check -assert'.", "is used"),
        ("Warning: Latch inferred: `m.b'\nERROR: Assertion failed: selection is not empty: t:$dlatch", "latch"),
        ("ERROR: yosys failed: wasm trap: wasm `call stack exhausted`", "nested more deeply"),
        ("m.v:3: ERROR: syntax error, unexpected TOK_ID", "m.v:3: syntax error, unexpected TOK_ID"),
    ],
)  # fmt: skip
def test_what_yosys_complains_of_is_said_plainly(said: str, means: str) -> None:
    assert means in explained(said)
    assert "\n" not in explained(said)


HOSTILE = {
    "reads": 'module m; reg [7:0] x [0:3]; initial $readmemh("/etc/passwd", x); endmodule',
    "includes": '`include "/etc/passwd"\nmodule m; endmodule',
    "spaced": 'module m; endmodule\n` include "x"',
    "opens": 'module m; integer f; initial f = $fopen("/tmp/x", "w"); endmodule',
    "runs": 'module m; initial $system("touch /tmp/x"); endmodule',
    "writes": 'module m; initial $writememb("x", y); endmodule',
    "dumps": 'module m; initial $dumpfile("/tmp/x"); endmodule',
    "calls C": 'module m; import "DPI-C" function int system(string s); endmodule',
    "pastes": "`define a(x) `in``x\nmodule m; endmodule",
    "builds": "`define r readmemh\nmodule m; initial $`r (x); endmodule",
    "behind a quote in a name": 'module m; wire \\a" ; initial $system("x"); wire \\b" ; endmodule',
    "behind a comment in a text": 'module m; initial $display("/*"); `include "x"\n// */\nendmodule',
    "no text": 3,
    "no module": "wire x;",
    "null": "module m; \0 endmodule",
    "too long": "module m; endmodule" + " " * LONGEST_TEXT,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_verilog_is_refused_before_any_tool_reads_it(desk: Desk, name: str) -> None:
    desk.put("yosys", "open(LOCK, 'w').write('started')")
    with pytest.raises(RequestError, match=r"^verilog: ") as error:
        synth_file(verilog=HOSTILE[name])  # type: ignore[arg-type]
    assert str(error.value).isprintable()
    assert not desk.started()


def test_harmless_verilog_that_only_looks_hostile_is_taken() -> None:
    text = '/* `include "x" */ module m; // $fopen\ninitial $display("$system %m"); endmodule'
    assert accepted_text("verilog", text) is text


@given(st.text(max_size=60))
def test_a_name_can_bring_nothing_into_the_script(name: str) -> None:
    if name == "" or (
        name.isascii() and name.replace("_", "a").replace("$", "a").isalnum() and name[0] not in "$0123456789"
    ):
        assert accepted_name("top", name) == name
    else:
        with pytest.raises(RequestError):
            accepted_name("top", name)


def test_a_file_is_synthesised_by_the_name_that_yosys_found(desk: Desk) -> None:
    desk.answer()
    found = synth_file(verilog="module m; endmodule", target="ecp5")
    assert (found.name, found.lut, found.ff, found.cached) == ("m", 7, 3, False)
    assert synth_file(verilog="module m; endmodule", target="ecp5").cached
    with pytest.raises(RequestError, match="target: unknown device 'ice4'; did you mean 'ice40'"):
        synth_file(verilog="module m; endmodule", target="ice4")
    with pytest.raises(RequestError, match="top: needs the name of a module"):
        synth_file(verilog="module m; endmodule", top="m; shell")
    with pytest.raises(RequestError, match="timeout: has to be from 0 to 600"):
        synth_file(verilog="module m; endmodule", timeout=1e9)


@needs_yosys
@pytest.mark.parametrize(
    ("body", "means"),
    [
        ("output reg b, input e", "latch"),
        ("output b, input e); wire c; assign b = c & e; endmodule", "no driver"),
        ("output b, input e); wire d, c; assign c = ~(e & d), d = ~(c | e), b = d; endmodule", "loop without"),
        ("output b, input e); assign b = " + "~" * 30_000 + "e; endmodule", "yosys"),
        ("output [9:0] b, input [2:0] a, c); assign b = a * c", "syntax error"),
    ],
)  # fmt: skip
def test_yosys_says_which_condition_a_module_breaks(body: str, means: str) -> None:
    text = f"module m({body}" + ("); always @* if (e) b = 1; endmodule" if "endmodule" not in body else "")
    with pytest.raises(ToolError) as error:
        synth_file(verilog=text, timeout=10.0, cache=False)
    assert means in str(error.value)
    assert str(error.value).isprintable()


@needs_yosys
def test_a_registered_product_takes_a_multiplier() -> None:
    text = """module m(input clk, input signed [15:0] a, b, output reg signed [31:0] p); reg signed [15:0] x, y;
    always @(posedge clk) begin x <= a; y <= b; p <= x * y; end endmodule"""
    assert find_tool("yosys").label == synthesise(text, "m", "ice40", 300.0, cache=False).tool
    found = synth_file(verilog=text, cache=False)
    assert (found.name, found.dsp, found.lut, found.fits) == ("m", 1, 0, 8)


@needs_yosys
def test_a_multiplier_that_the_mapping_loses_is_no_result() -> None:
    text = """module m(input clk, input signed [15:0] a, b, output reg signed [31:0] q); reg signed [15:0] x, y;
    reg signed [31:0] p; always @(posedge clk) begin x <= a; y <= b; p <= x * y; q <= p; end endmodule"""
    said = ""
    try:
        multipliers = synth_file(verilog=text, cache=False).dsp
    except ToolError as error:  # a fault of Yosys up to 0.70, which only warns of it
        multipliers, said = 0, str(error)
    assert multipliers == 1 or "driver" in said
