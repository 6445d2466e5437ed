"""The estimate: modules read as bits, cells that follow exactly, LUTs within the stated error of golden netlists."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kernels
from hdl.calibrate import FITTED, HELD_OUT, Sample, errors, fitted, wrong
from hdl.estimation.blocks import BLOCKS
from hdl.estimation.compare import compared
from hdl.estimation.cover import cover
from hdl.estimation.expressions import Table, Unread
from hdl.estimation.fits import fits, key_of
from hdl.estimation.graph import Bits, Graph, Op, number_of
from hdl.estimation.mapped import Mapped, mapped
from hdl.estimation.reader import read
from hdl.estimation.settled import constant
from hdl.estimation.simplify import simplified
from hdl.estimation.tables import looked_up, memories
from hdl.files import ARCHITECTURES, module_of
from hdl.judges.devices import TARGETS
from hdl.judges.estimate import estimate
from hdl.judges.synth import Synth
from kernels.errors import Cancelled, RequestError
from kernels.library import entries
from tests.hdl.circuits import compiled

GOLDEN = json.loads((Path(__file__).parent / "golden" / "estimated_modules.json").read_text(encoding="utf-8"))
MEASURED = [(one, target) for one in GOLDEN["modules"] for target in one["cells"]]


def module(body: str, ports: str = "input wire signed [7:0] a, input wire signed [7:0] b, output reg q") -> str:
    """A module with a body."""
    return (
        f"// a module\n`default_nettype none\nmodule m (input wire clk, input wire rst, {ports});\n{body}\nendmodule\n"
    )


def registers(body: str, ports: str = "input wire signed [7:0] a, input wire signed [7:0] b") -> Counter[str]:
    """How many bits of each register are left."""
    return Counter(name for name, _ in simplified(read(module(body, ports), 2)).registers)


@pytest.mark.parametrize(("one", "target"), MEASURED, ids=[f"{m['model']}-{m['arch']}-{t}" for m, t in MEASURED])
def test_estimates_are_what_yosys_found_within_what_is_said(one: dict[str, Any], target: str) -> None:
    counted = TARGETS[target].counted(one["cells"][target])
    found, fit = mapped("\n".join(one["text"]), target), fits()[key_of(target, one["arch"])]
    assert (found.ff, found.dsp, found.bram) == (counted["ff"], counted["dsp"], counted["bram"])
    # a count in whole LUTs is off by half of one
    assert abs(round(fit.factor * found.lut) - counted["lut"]) <= fit.worst / 100.0 * counted["lut"] + 0.5


CLOCKED = "always @(posedge clk)"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f"reg [7:0] r;\n{CLOCKED} r <= a;\nassign q = r[0];", {"r": 1}),  # what nobody reads
        (f"reg [7:0] r;\n{CLOCKED} r <= 8'd5;\nassign q = (r == a);", {}),  # constants
        (f"reg [7:0] r;\n{CLOCKED} if (a[0]) r <= 8'd5;\nassign q = (r == a);", {}),  # the same, sooner or later
        (
            f"reg [7:0] r;\n{CLOCKED} if (rst) r <= 8'd4; else r <= 8'd5;\nassign q = (r == a);",
            {"r": 1},  # the bit that the reset changes
        ),
        (
            f"reg [7:0] r;\nreg [7:0] s;\n{CLOCKED} begin r <= a; s <= a; end\nassign q = (r == b) & (s == b);",
            {"r": 8},  # equal registers
        ),
        (
            f"reg [7:0] r;\n{CLOCKED} begin if (b[0]) r <= {{{{4{{a[3]}}}}, a[3:0]}}; end\nassign q = (r == b);",
            {"r": 4},  # copies of a sign
        ),
        (
            f"reg [7:0] r;\nreg [7:0] s;\n{CLOCKED} begin if (b[0]) r <= a; if (b[1]) s <= a; end\n"
            "assign q = (r == s);",
            {"r": 8, "s": 8},  # the same at other times
        ),
    ],
)
def test_registers_that_yosys_leaves(body: str, left: dict[str, int]) -> None:
    assert registers(body, "input wire [7:0] a, input wire [7:0] b, output wire q") == left


def test_a_state_machine_has_a_register_for_each_state() -> None:
    body = (
        "reg [1:0] phase;\nalways @(posedge clk) if (rst) phase <= 2'd0; else begin case (phase) "
        "2'd0: if (a[0]) phase <= 2'd1; 2'd1: phase <= 2'd2; default: if (a[1]) phase <= 2'd0; endcase end\n"
        "assign q = (phase == 2'd2);"
    )
    assert registers(body, "input wire [7:0] a, output wire q") == {"phase": 3}


@pytest.mark.parametrize(("depth", "width", "target", "count"), [
    (256, 16, "ice40", 1), (257, 16, "ice40", 2), (512, 29, "ice40", 4), (512, 36, "ecp5", 1), (513, 36, "ecp5", 2),
    (2048, 9, "xilinx", 1), (4096, 16, "gowin", 4),
])  # fmt: skip
def test_a_table_takes_the_fewest_memories(depth: int, width: int, target: str, count: int) -> None:
    assert memories(depth, width, BLOCKS[target]) == count


@pytest.mark.parametrize(("bits", "ice40", "xilinx"), [(16, 1, 1), (17, 2, 1), (32, 2, 2), (33, 3, 2)])
def test_wide_products_take_several_multipliers(bits: int, ice40: int, xilinx: int) -> None:
    ports = f"input wire signed [{bits - 1}:0] a, input wire signed [15:0] b, output wire signed [{bits + 15}:0] q"
    wide = f"$signed({{{{16{{a[{bits - 1}]}}}}, a}}) * $signed({{{{{bits}{{b[15]}}}}, b}})"
    text = module(f"assign q = {wide};", ports)
    assert mapped(text, "ice40").dsp == ice40
    assert mapped(text, "xilinx").dsp == xilinx


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
        read(text, 2)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_what_is_printed_can_be_read(arch: str) -> None:
    found = mapped(module_of(compiled("adex"), arch, 4).text, "ecp5")
    assert found.lut > 0
    assert found.ff > sum(r.truth for r in compiled("adex").circuit.registers)
    assert found.dsp > 0


def value(g: Graph, literal: int, leaves: dict[str, int]) -> int:
    """The bit that a literal is, for numbers of the ports; words are worked out as numbers."""
    key = g.nodes[literal >> 1]
    inputs = [value(g, x, leaves) for x in key.inputs]
    if key.kind == "port":
        found = (leaves[key.name] >> key.bit) & 1
    elif key.kind == "word":
        op = g.ops[key.at]
        a, b = (sum(value(g, x, leaves) << i for i, x in enumerate(operand)) for operand in op.operands)
        whole = {"add": a + b, "subtract": a - b, "carry": int(a >= b)}[op.kind]
        found = (whole >> key.bit) & 1
    elif key.kind == "and":
        found = inputs[0] & inputs[1]
    elif key.kind == "xor":
        found = inputs[0] ^ inputs[1]
    elif key.kind == "mux":
        found = inputs[1] if inputs[0] else inputs[2]
    else:
        found = 0
    return found ^ (literal & 1)


def signed(number: int, width: int) -> int:
    """The low bits of a number, the highest of them its sign."""
    number &= (1 << width) - 1
    return number - (1 << width) if number >> (width - 1) else number


@given(st.integers(2, 7), st.integers(0, 127), st.integers(0, 127), st.booleans(), st.booleans(), st.integers(0, 4))
def test_sums_and_comparisons_are_those_of_the_numbers(
    width: int, a: int, b: int, fixed: bool, is_signed: bool, least: int
) -> None:
    g = Graph(strips=True)
    x: Bits = tuple(g.port("x", i) for i in range(width))
    y: Bits = tuple((b >> i) & 1 if fixed else g.port("y", i) for i in range(width))
    leaves = {"x": a, "y": b}
    for subtract in (False, True):
        got = g.sum(x, y, subtract, width, least)
        total = sum(value(g, bit, leaves) << i for i, bit in enumerate(got))
        assert total == (a - b if subtract else a + b) % (1 << width)
    p, q = (signed(n, width) if is_signed else n % (1 << width) for n in (a, b))
    for sign, expected in (("<", p < q), ("<=", p <= q), (">", p > q), (">=", p >= q), ("==", p == q), ("!=", p != q)):
        assert value(g, compared(g, sign, x, y, is_signed, least, 4, 0), leaves) == expected, sign


@given(st.lists(st.integers(0, 15), min_size=2, max_size=8), st.integers(0, 7))
def test_a_table_of_gates_holds_its_entries(values: list[int], at: int) -> None:
    g = Graph()
    size = max(1, (len(values) - 1).bit_length())
    found = looked_up(g, Table(len(values), 4, values), tuple(g.port("at", i) for i in range(size)))
    at %= len(values)
    assert sum(value(g, bit, {"at": at}) << i for i, bit in enumerate(found)) == values[at]


@given(st.integers(3, 9), st.sampled_from([4, 6]))
def test_every_gate_is_covered_by_cones_with_few_inputs(width: int, inputs: int) -> None:
    g = Graph()
    a, b = (tuple(g.port(name, i) for i in range(width)) for name in "ab")
    wanted = [g.equal(a, b), g.any_of(a), g.choose(a[0], b[1], a[2])]
    cones = cover(g, wanted, (1,) * (inputs + 1))
    assert {x >> 1 for x in wanted} <= set(cones)
    for cone in cones.values():
        assert len(cone) <= inputs
        assert all(g.nodes[x].kind == "port" or x in cones for x in cone)


def test_a_small_cone_that_is_always_the_same_is_found() -> None:
    g = Graph()
    a, b = g.port("a", 0), g.port("b", 0)
    assert constant(g, g.choose(a, 0, g.choose(b, 0, a))) == 0
    assert constant(g, g.choose(a, b, g.choose(b, 0, 1))) is None
    assert constant(g, 1) == 1


def test_constants_have_numbers() -> None:
    assert number_of((1, 0, 1)) == 5
    assert number_of((1, 2)) is None
    assert Graph().product((0, 1, 0), (0, 1, 1), 5) == (0, 0, 1, 1, 1)  # 2 * -2


def test_the_fit_states_its_error_and_the_models() -> None:
    assert not set(FITTED) & set(HELD_OUT)
    assert set(FITTED) | set(HELD_OUT) <= {entry.slug for entry in entries()}
    assert set(TARGETS) == set(BLOCKS)
    assert set(fits()) == {key_of(target, arch) for target in TARGETS for arch in ARCHITECTURES}
    for fit in fits().values():
        assert set(fit.held_out) <= set(HELD_OUT)
        assert set(fit.fitted) <= set(FITTED)
        assert 0.7 < fit.factor < 1.4
        assert fit.typical <= fit.worst


def test_a_factor_is_fitted_and_what_is_not_exact_is_told() -> None:
    def sample(slug: str, counted: int, found: int, ff: int) -> Sample:
        synth = Synth(slug, "ice40", "", found, 5, 1, 0, {}, {}, 1, "", 0.0)
        return Sample(slug, "shared", {"ice40": Mapped(counted, ff, 1, 0)}, {"ice40": synth})

    rows = [sample("a", 100, 110, 5), sample("b", 200, 220, 6), sample("c", 50, 55, 5)]
    factor = fitted(rows, "ice40")
    assert factor == pytest.approx(1.1)
    assert errors(rows, "ice40", factor) == {"a": 0.0, "b": 0.0, "c": 0.0}
    assert fitted(rows[:2], "ice40") == 1.0
    assert wrong(rows, "ice40") == ["b shared ice40: FF 6, the netlist has 5"]
    assert errors(rows, "ecp5", factor) == {}


def test_an_estimate_says_what_synthesis_says() -> None:
    found = estimate(kernels.load("lif"), target="ecp5")
    assert found.arch == "shared"
    assert found.percent["lut"] == pytest.approx(100.0 * found.lut / 24288)
    assert found.fits == min(24288 // found.lut, 24288 // found.ff, 28 // found.dsp)
    assert 0.0 <= found.typical <= found.error
    assert found.held_out <= found.tried
    with pytest.raises(RequestError, match="arch: unknown architecture 'arrray'"):
        estimate(kernels.load("lif"), arch="arrray")
    with pytest.raises(RequestError, match="target: unknown device"):
        estimate(kernels.load("lif"), target="ecp")


def test_a_word_of_a_memory_is_one_word() -> None:
    g = Graph()
    op = Op("read", ((2, 4),), 3, "table")
    assert g.word(op) == g.word(op)
    assert len(g.ops) == 1


def test_an_estimate_that_is_not_wanted_any_more_ends_between_two_passes() -> None:
    asked: list[int] = []
    with pytest.raises(Cancelled):
        mapped(module_of(compiled("adex"), "shared", 4).text, "ecp5", lambda: asked.append(1) or len(asked) > 1)
    assert len(asked) == 2
