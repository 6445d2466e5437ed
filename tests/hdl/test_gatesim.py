"""The netlist of a device against its source: equal in every step, and a fault in it is seen."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

import kernels
from hdl.files import printed
from hdl.judges.gatesim import gate_simulate, gatesim, mapped_netlist, mapped_text
from hdl.judges.netlist.native import Compiled
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_text
from hdl.judges.tools import find_tool, has_tool
from kernels.errors import RequestError
from tests.hdl.circuits import compiled


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
def test_mapped_cells_compute_the_bits_of_the_integer_kernel() -> None:
    made, target = printed(compiled("lif"), "single", 100), "ecp5"  # the quickest; `hdl.survey` asks the others
    netlist = mapped_netlist(made, target, 300.0)
    found = gate_simulate(made, netlist, target)
    assert found.passed, (found.failed, found.said)
    assert (found.steps, found.registers > 0, found.cells > 100) == (100, True, True)
    rows = made.files[made.bench.vectors].splitlines()
    rows[40] = f"{int(rows[40], 16) ^ 1:x}"
    wrong = replace(made, files={**made.files, made.bench.vectors: "\n".join(rows)})
    assert gate_simulate(wrong, netlist, target).wrong == 1


def test_a_device_without_a_library_of_cells_is_refused() -> None:
    with pytest.raises(RequestError, match="target"):
        gatesim(kernels.load("lif"), target="spartan")


# a table in one block memory, and a memory that is written by parts in another
MEMORIES = """
module memories(input clk, input [8:0] at, to, input low, high, input [17:0] d, output reg [29:0] entry,
                output reg [17:0] q);
(* rom_style = "block" *) reg [29:0] table0 [0:511];
(* ram_style = "block" *) reg [17:0] memory [0:511];
integer i;
initial
    for (i = 0; i < 512; i = i + 1)
        table0[i] = i * 2097143 + 12345;
always @(posedge clk) begin
    entry <= table0[at];
    q <= memory[at];
    if (low)
        memory[to][8:0] <= d[8:0];
    if (high)
        memory[to][17:9] <= d[17:9];
end
endmodule
"""


def both(plain: Compiled, mapped: Compiled, **pins: int) -> tuple[int, ...]:
    """A clock of each, and what they show then."""
    for simulation in (plain, mapped):
        for name, value in pins.items():
            simulation.set(name, value)
        simulation.clock()
    return tuple(simulation.get(name) for name in ("entry", "q") for simulation in (plain, mapped))


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
@pytest.mark.parametrize("target", ["ecp5", "gowin"])  # synthesis for xilinx takes five times as long
def test_the_models_of_block_memories_are_what_the_mapping_takes_them_for(target: str) -> None:
    if target == "gowin" and find_tool("yosys").origin == "system":
        pytest.skip("older versions of Yosys map to other memories of Gowin; the extra synth has one that is modelled")
    source = read_text(MEMORIES, "memories", 300.0)
    netlist: Program = mapped_text(MEMORIES, "memories", target, 300.0)
    assert [memory.width for memory in netlist.memories] == [36, 36]  # not mapped to logic
    plain, mapped = (Compiled(program, ("entry", "q")) for program in (source, netlist))
    draw = Random(0)
    for k in range(512):  # what it holds before that is not defined
        both(plain, mapped, at=0, to=k, low=1, high=1, d=draw.getrandbits(18))
    for k in range(1500):
        at, to = (k, draw.randrange(512)) if k < 512 else (draw.randrange(16), draw.randrange(16))
        a, b, p, q = both(plain, mapped, at=at, to=to, low=draw.randrange(2), high=draw.randrange(2),
                          d=draw.getrandbits(18))  # fmt: skip
        assert (a, p) == (b, q), (k, at, to)
        assert k >= 512 or a == k * 2097143 + 12345
