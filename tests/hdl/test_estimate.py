"""The estimate: operators read from printed modules, cells that follow exactly, LUTs within the stated error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kernels
from hdl.calibrate import FITTED, HELD_OUT, non_negative
from hdl.estimation.cells import BLOCKS, blocks, flip_flops, memories, multipliers
from hdl.estimation.expressions import Operators, Unread
from hdl.estimation.luts import features, fits, key_of, luts
from hdl.estimation.operators import operators
from hdl.files import module_of
from hdl.judges.devices import TARGETS
from hdl.judges.estimate import ESTIMATED, estimate
from kernels.errors import RequestError
from kernels.library import entries
from tests.hdl.circuits import compiled


def module(body: str, ports: str = "input wire signed [7:0] a, input wire signed [7:0] b, output reg q") -> str:
    """A module with a body."""
    return (
        f"// a module\n`default_nettype none\nmodule m (input wire clk, input wire rst, {ports});\n{body}\nendmodule\n"
    )


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("wire signed [7:0] c = a + b;", {"add": 8}),
        ("wire signed [7:0] c = a - 8'sd16;", {"add_fixed": 4}),  # the lowest four bits stay as they are
        ("wire signed [15:0] c = $signed({a, 8'd0}) + b;", {"add": 8}),
        ("wire c = a < b;", {"compare": 8, "decide": 1}),
        ("wire c = a >= 8'sd4;", {"fixed": 6, "decide": 1}),
        ("wire c = a < 8'sd0;\nwire signed [7:0] d = c ? 8'sd0 : a;", {"decide": 1, "choose_zero": 8}),
        ("wire c = a == b;\nwire signed [7:0] d = c ? a : b;", {"compare": 8, "decide": 1, "choose": 8}),
        ("wire c = rst & ~clk;", {"decide": 1}),
        ("wire signed [7:0] c = (b == 8'sd0) ? a : a / b;", {"divide": 64, "fixed": 8, "decide": 1, "choose": 8}),
        ("wire signed [9:0] c;\nwire [1:0] c_unused;\nassign {c, c_unused} = {a, 4'd0} + 12'sd4;", {"add_fixed": 8}),
        ("wire signed [15:0] c = $signed({{8{a[7]}}, a}) + $signed({{8{b[7]}}, b});", {"add": 9}),
    ],
)
def test_operators_are_counted_by_their_bits(body: str, counts: dict[str, int]) -> None:
    found = dict(operators(module(body)).counts)
    assert {name: n for name, n in found.items() if n and name != "register"} == counts


def test_registers_count_bits_that_change_and_differ() -> None:
    clocked = "always @(posedge clk) begin"
    assert operators(module("reg signed [7:0] r;\nalways @(posedge clk) r <= a;")).counts["register"] == 9
    loaded = operators(module(f"reg signed [7:0] r;\n{clocked} if (rst) r <= 8'sd0; else if (a[0]) r <= b; end"))
    assert loaded.counts["loaded"] == 8
    assert loaded.counts["source"] == 0
    both = operators(module(f"reg signed [7:0] r;\n{clocked} if (a[0]) r <= b; else r <= a; end"))
    assert both.counts["source"] == 8
    # bits 0 and 2 are equal, bit 3 is always 0: two flip-flops, and none for a copy of bit 3
    cases = "2'd0: r <= 4'h0; 2'd1: r <= 4'h5; 2'd2: r <= 4'h2; default: r <= 4'h0;"
    code = f"reg [1:0] s;\nreg [3:0] r;\nalways @(posedge clk) s <= s + 2'd1;\n{clocked} case (s) {cases} endcase end\n"
    copy = "reg [1:0] t;\nwire [1:0] u = r[3:2];\nalways @(posedge clk) t <= u;"
    assert operators(module(code + copy)).counts["register"] == 1 + 2 + 2 + 1


def test_products_and_tables_are_found() -> None:
    text = "reg signed [8:0] t [0:511];\ninitial begin\n t[0] = 9'sd1;\nend\nreg signed [8:0] r;\n"
    found = operators(module(text + "always @(posedge clk) r <= t[{a, 1'b0}];\nwire signed [15:0] p = a * b;"))
    assert found.tables == [(512, 9, True)]
    assert found.products == [(8, 8)]
    assert operators(module(text + "wire signed [8:0] c = t[{a, 1'b0}] + 9'sd1;")).tables == [(512, 9, False)]
    assert memories(found, "ice40") == 2  # 512 x 8 and one bit more
    assert memories(found, "ecp5") == 1
    assert multipliers(found, "ice40") == 1


@pytest.mark.parametrize(("depth", "width", "target", "count"), [
    (256, 16, "ice40", 1), (257, 16, "ice40", 2), (512, 29, "ice40", 4), (512, 36, "ecp5", 1), (513, 36, "ecp5", 2),
    (2048, 9, "xilinx", 1), (4096, 16, "gowin", 4),
])  # fmt: skip
def test_a_table_takes_the_fewest_memories(depth: int, width: int, target: str, count: int) -> None:
    assert blocks(depth, width, target) == count


def test_wide_products_take_several_multipliers() -> None:
    found = Operators(products=[(16, 16), (17, 16), (31, 16), (33, 18)])
    assert multipliers(found, "ice40") == 1 + 2 + 2 + 6
    assert multipliers(found, "xilinx") == 1 + 1 + 2 + 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "module",
        "module m (input wire a); wire b = ; endmodule",
        "module m (); @ endmodule",
        "module m (); wire b = c; endmodule",
        "module m (); wire b = (1; endmodule",
    ],
)
def test_another_text_is_not_read(text: str) -> None:
    with pytest.raises(Unread):
        operators(text)


@pytest.mark.parametrize("arch", ["single", "shared", "array"])
@pytest.mark.parametrize("slug", ["lif", "izhikevich", "adex"])
def test_what_is_printed_can_be_read(slug: str, arch: str) -> None:
    circuit = compiled(slug)
    found = operators(module_of(circuit, arch, 4).text)
    assert len(found.tables) >= len(circuit.circuit.tables)
    assert found.counts["register"] > sum(r.truth for r in circuit.circuit.registers)
    for target in TARGETS:
        assert all(value >= 0 for value in features(found, target).values())
        assert arch == "array" or luts(found, target, arch) > 0
        assert flip_flops(found, target) >= 0


def test_the_fit_states_its_error_on_models_it_has_not_seen() -> None:
    assert not set(FITTED) & set(HELD_OUT)
    assert set(FITTED) | set(HELD_OUT) <= {entry.slug for entry in entries()}
    assert set(TARGETS) == set(BLOCKS)
    assert set(fits()) == {key_of(target, arch) for target in TARGETS for arch in ESTIMATED}
    for fit in fits().values():
        assert set(fit.errors) <= set(HELD_OUT)
        assert len(fit.errors) > len(HELD_OUT) // 2
        assert all(value > 0.0 for value in fit.coefficients.values())
        assert fit.typical < 25.0


def test_an_estimate_says_what_synthesis_says() -> None:
    found = estimate(kernels.load("lif"), target="ecp5")
    assert found.arch == "shared"
    assert found.percent["lut"] == pytest.approx(100.0 * found.lut / 24288)
    assert found.fits == min(24288 // found.lut, 24288 // found.ff, 28 // found.dsp)
    assert 0.0 < found.typical <= found.error
    with pytest.raises(RequestError, match="arch: unknown architecture 'array'"):
        estimate(kernels.load("lif"), arch="array")
    with pytest.raises(RequestError, match="target: unknown device"):
        estimate(kernels.load("lif"), target="ecp")


@given(st.integers(1, 5), st.integers(0, 2**31))
def test_least_squares_with_no_coefficient_below_zero(columns: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    a, b = draw.normal(size=(8, columns)), draw.normal(size=8)
    x = non_negative(a, b)
    slope = a.T @ (b - a @ x)
    assert (x >= 0.0).all()
    assert (slope <= 1e-6).all()  # the conditions of Karush, Kuhn and Tucker
    assert abs(float(slope @ x)) < 1e-6
