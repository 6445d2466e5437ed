"""Netlists as Yosys writes them: cells in plain integers, as native code, in symbols; registers and memories."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from hdl.judges.netlist.cells import CELLS
from hdl.judges.netlist.interpret import Interpreted
from hdl.judges.netlist.native import Compiled
from hdl.judges.netlist.parse import parse_netlist
from hdl.judges.netlist.program import Program, program_of
from hdl.judges.netlist.sample import sampled
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.unroll import Unrolled
from hdl.judges.process import ToolError

CLOCKED = {"CLK_POLARITY": 1}


class Design:
    """A module of one cell after another."""

    def __init__(self) -> None:
        self.bits, self.cells, self.ports, self.nets = 1, {}, {}, {}  # type: ignore[var-annotated]
        self.clock = self.port("clk", 1)

    def wire(self, width: int) -> list[int | str]:
        self.bits += width
        return list(range(self.bits - width + 1, self.bits + 1))

    def port(self, name: str, width: int) -> list[int | str]:
        bits = self.wire(width)
        self.ports[name] = {"direction": "input", "bits": bits}
        return bits

    def net(self, name: str, bits: list[int | str]) -> None:
        self.nets[name] = {"hide_name": 0, "bits": bits, "attributes": {}}

    def cell(self, kind: str, parameters: dict[str, Any], inputs: dict[str, list[int | str]], out: str, width: int,
             result: list[int | str] | None = None) -> list[int | str]:  # fmt: skip
        result = result or self.wire(width)
        self.cells[f"c{len(self.cells)}"] = {
            "type": kind,
            "parameters": {k: f"{v:032b}" if isinstance(v, int) else v for k, v in parameters.items()},
            "port_directions": dict.fromkeys(inputs, "input") | {out: "output"},
            "connections": inputs | {out: result},
        }
        return result

    def program(self) -> Program:
        text = json.dumps({"modules": {"m": {"ports": self.ports, "cells": self.cells, "netnames": self.nets}}})
        return program_of(parse_netlist(text, "m"))


def operand(design: Design, draw: Random, sources: list[list[int | str]], width: int) -> list[int | str]:
    """Bits from anywhere: parts of words, constants."""
    found: list[int | str] = []
    while len(found) < width:
        word = draw.choice([*sources, ["0"], ["1", "0"]])
        low = draw.randrange(len(word))
        found += word[low : low + draw.randint(1, width - len(found))]
    return found[:width]


def one_of_each(draw: Random) -> Design:
    """Every kind of cell at random widths, of words that come before it."""
    design = Design()
    sources = [design.port(name, width) for name, width in (("a", 7), ("b", 40), ("c", 1), ("d", 70))]
    for kind in CELLS:
        y, a, b = draw.randint(1, 20), draw.randint(1, 30), draw.randint(1, 30)
        if kind in ("$div", "$mod"):
            a, b = draw.randint(1, 12), draw.randint(1, 12)
        signed = draw.randint(0, 1)
        parameters: dict[str, Any] = {"A_SIGNED": signed, "B_SIGNED": signed if draw.random() < 0.8 else 1 - signed}
        if kind.startswith("$_"):
            y = a = b = 1
        inputs = {"A": a}
        if kind in ("$mux", "$_MUX_"):
            inputs = {"A": y, "B": y, "S": 1}
        elif kind == "$pmux":
            inputs = {"A": y, "B": 3 * y, "S": 3}
        elif kind == "$bmux":
            inputs = {"A": 4 * y, "S": 2}
        elif kind == "$lut":
            y, inputs, parameters = 1, {"A": 4}, {"LUT": f"{draw.getrandbits(16):016b}"}
        elif "reduce" not in kind and kind not in ("$not", "$neg", "$pos", "$logic_not", "$_NOT_", "$_BUF_"):
            inputs = {"A": a, "B": min(b, 6) if "sh" in kind else b}
        wires = {port: operand(design, draw, sources, width) for port, width in inputs.items()}
        result = design.cell(kind, parameters, wires, "Y", y)
        design.net(f"net{len(design.nets)}", result)
        sources.append(result)
    return design


@pytest.mark.parametrize("seed", range(2))
def test_every_cell_is_the_same_in_plain_integers_as_native_code_and_in_symbols(seed: int) -> None:
    draw = Random(seed)
    program = one_of_each(draw).program()
    names = tuple(program.netlist.nets)
    plain, native = Interpreted(program, names), Compiled(program, names)
    for _ in range(12):
        for name, width in (("a", 7), ("b", 40), ("c", 1), ("d", 70)):
            value = draw.choice([0, -1, draw.getrandbits(width)])
            plain.set(name, value)
            native.set(name, value)
        for name in names:
            assert plain.get(name) == native.get(name), name
    space = Space()
    symbols = Unrolled(program, space)
    words = {name: space.unknown(width) for name, width in (("a", 7), ("b", 40), ("c", 1), ("d", 70))}
    for name, word in words.items():
        symbols.set(name, word)
    found = {name: symbols.get(name) for name in names}
    for trial in range(8):
        bits = sampled(space, trial)
        for name, word in words.items():
            plain.set(name, sum(bits[bit] << k for k, bit in enumerate(word)))
        for name, word in found.items():
            assert plain.get(name) == sum(bits[bit] << k for k, bit in enumerate(word)), name


def test_registers_take_over_at_the_edge_with_every_kind_of_reset_and_enable() -> None:
    design = Design()
    d, en, rst = design.port("d", 70), design.port("en", 1), design.port("rst", 1)
    for kind in ("$dff", "$dffe", "$sdff", "$sdffe", "$sdffce", "$adff", "$adffe"):
        inputs = {"CLK": design.clock, "D": d}
        if kind.endswith("e"):
            inputs["EN"] = en
        pin = "ARST" if "ad" in kind else "SRST"
        if "ad" in kind or "sd" in kind:
            inputs[pin] = rst
        value = f"{9:070b}"
        parameters = CLOCKED | {"EN_POLARITY": 1, f"{pin}_POLARITY": 1, f"{pin}_VALUE": value}
        design.net(kind[1:], design.cell(kind, parameters, inputs, "Q", 70))
    program = design.program()
    names = tuple(program.netlist.nets)
    big = (1 << 69) + 5
    for simulation in (Interpreted(program, names), Compiled(program, names)):
        simulation.set("d", big)
        for en_value, rst_value in ((1, 0), (0, 1), (1, 1)):
            simulation.set("en", 1)
            simulation.set("rst", 0)
            simulation.clock()
            simulation.set("d", 3)
            simulation.set("en", en_value)
            simulation.set("rst", rst_value)
            shown = {name: simulation.get(name) for name in names}
            assert shown["adff"] == shown["adffe"] == (9 if rst_value else big)
            assert shown["sdff"] == big
            simulation.clock()
            expected = {
                "dff": 3, "dffe": 3 if en_value else big, "sdff": 9 if rst_value else 3,
                "sdffe": 9 if rst_value else 3, "sdffce": (9 if rst_value else 3) if en_value else big,
                "adff": 9 if rst_value else 3, "adffe": 9 if rst_value else 3,
            }  # fmt: skip
            assert {name: simulation.get(name) for name in names} == expected
            simulation.set("d", big)


def test_a_memory_is_read_at_once_and_written_at_the_edge() -> None:
    design = Design()
    address, data, we = design.port("at", 3), design.port("data", 9), design.port("we", 1)
    contents = "".join(f"{value:09b}" for value in (300, 44, 7, 511, 1))
    parameters = {
        "MEMID": "\\m", "SIZE": 5, "OFFSET": 0, "ABITS": 3, "WIDTH": 9, "INIT": contents, "RD_PORTS": 1,
        "WR_PORTS": 1, "RD_CLK_ENABLE": 0, "WR_CLK_POLARITY": 1,
    }  # fmt: skip
    inputs = {"RD_ADDR": address, "WR_ADDR": address, "WR_DATA": data, "WR_EN": we * 9, "WR_CLK": design.clock}
    design.net("q", design.cell("$mem_v2", parameters, inputs, "RD_DATA", 9))
    program = design.program()
    for simulation in (Interpreted(program, ("q",)), Compiled(program, ("q",))):
        simulation.set("we", 0)
        read = []
        for place in range(8):
            simulation.set("at", place)
            read.append(simulation.get("q"))
        assert read == [1, 511, 7, 44, 300, 0, 0, 0]
        simulation.set("data", 77)
        for place, enabled in ((2, 1), (6, 1), (0, 0)):
            simulation.set("we", enabled)
            simulation.set("at", place)
            simulation.clock()
        assert [simulation.entry("c0", place) for place in range(5)] == [1, 511, 77, 44, 300]


def test_a_write_port_that_is_never_enabled_may_have_any_clock() -> None:
    design = Design()
    address = design.port("at", 1)
    parameters = {
        "MEMID": "\\m", "SIZE": 2, "OFFSET": 0, "ABITS": 1, "WIDTH": 3, "INIT": "101010", "RD_PORTS": 1,
        "WR_PORTS": 2, "RD_CLK_ENABLE": 0, "WR_CLK_POLARITY": 0,
    }  # fmt: skip
    inputs = {"RD_ADDR": address, "WR_ADDR": ["x", "x"], "WR_DATA": ["x"] * 6, "WR_EN": ["0"] * 6, "WR_CLK": ["0", "1"]}
    design.net("q", design.cell("$mem_v2", parameters, inputs, "RD_DATA", 3))
    program = design.program()
    assert program.memories[0].writes == ()
    for simulation in (Interpreted(program, ("q",)), Compiled(program, ("q",))):
        for place, value in ((0, 2), (1, 5)):
            simulation.set("at", place)
            simulation.clock()
            assert simulation.get("q") == value
    design.cells["c0"]["connections"]["WR_EN"] = ["0"] * 5 + ["1"]
    with pytest.raises(ToolError, match="not on the rising edge of clk"):
        design.program()


def test_what_is_not_reset_starts_at_random_and_the_same_for_both() -> None:
    design = Design()
    q = design.wire(64)
    design.cell("$dff", CLOCKED, {"CLK": design.clock, "D": q}, "Q", 64, q)
    design.net("q", q)
    program = design.program()
    values = {kind(program, ("q",), seed).get("q") for kind in (Interpreted, Compiled) for seed in (1, 2)}
    assert len(values) == 2
    assert 0 not in values


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"modules": {"m": 3}}', '{"modules": {"m": {"ports": {}}}}'])
def test_what_is_no_netlist_is_an_error(text: str) -> None:
    with pytest.raises(ToolError, match="no netlist"):
        parse_netlist(text, "m")


def test_loops_latches_and_second_clocks_are_refused() -> None:
    loop = Design()
    y = loop.wire(1)
    loop.cell("$not", {"A_SIGNED": 0}, {"A": y}, "Y", 1, y)
    with pytest.raises(ToolError, match="loop"):
        loop.program()
    other = Design()
    other.cell("$dff", CLOCKED, {"CLK": other.port("c2", 1), "D": other.port("d", 1)}, "Q", 1)
    with pytest.raises(ToolError, match="not on the rising edge of clk"):
        other.program()
    latch = Design()
    latch.net("q", latch.cell("$dlatch", {}, {"EN": latch.port("e", 1), "D": latch.port("d", 1)}, "Q", 1))
    with pytest.raises(ToolError, match=r"\$dlatch"):
        Interpreted(latch.program(), ("q",))


def test_sums_in_another_order_and_width_have_the_same_symbols() -> None:
    space = Space()
    a, b, c = (space.form(space.unknown(12, (-900, 900))) for _ in range(3))
    one = space.bits(space.product(a, b).plus(c, 5).plus(a), 30)
    other = space.bits(a.plus(c, 5).plus(space.product(b, a)), 26)
    assert one[:26] == other
    assert one[25] == one[29]  # it fits in fewer bits, so the upper ones are its sign
    assert space.bits(a.plus(c, 5), 26) != other
