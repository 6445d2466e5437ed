"""The testbench and the judges of printed Verilog: each sees the fault it is there for, in every simulator."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

import kernels
from hdl.compile import Compiled, compile_circuit
from hdl.files import ARCHITECTURES, Printed, printed
from hdl.judges.cosim import chosen_simulator, cosim, simulate_files
from hdl.judges.lint import lint
from hdl.judges.netlist.native import Compiled as CompiledNetlist
from hdl.judges.netlist.play import observed_names, play
from hdl.judges.netlist.read import read_printed
from hdl.judges.netlist.scatter import cases_of, scatter, scatter_names
from hdl.judges.process import ToolError
from hdl.judges.tools import has_tool
from kernels.errors import RequestError
from tests.hdl.circuits import compiled

needs_yosys = pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
SIMULATORS = [
    pytest.param(name, marks=pytest.mark.skipif(not has_tool(name), reason=f"{name} is not installed"))
    for name in ("iverilog", "yosys")
]


def changed(made: Printed, old: str, new: str) -> Printed:
    """The files with a part of the module replaced, which has to be in it."""
    text = re.sub(old, new, made.files[made.source], count=1, flags=re.MULTILINE)
    assert text != made.files[made.source]
    return replace(made, files={**made.files, made.source: text})


@pytest.mark.parametrize("tool", SIMULATORS)
def test_every_fault_of_the_testbench_is_named(tool: str) -> None:
    made = printed(compiled("lif"), "single", 30)
    verdict = simulate_files(made, "", tool=tool)
    assert (verdict.passed, verdict.steps, verdict.tool) == (True, 30, tool)
    rows = made.files[made.bench.vectors].splitlines()
    rows[20] = f"{int(rows[20], 16) ^ 2:x}"
    verdict = simulate_files(replace(made, files={**made.files, made.bench.vectors: "\n".join(rows)}), "", tool=tool)
    assert (verdict.passed, verdict.wrong, verdict.steps) == (False, 1, 30)
    faults = (
        (r"^        v_state <= .*$", "", "registers after reset"),
        (r"valid <= step & ~rst;", "valid <= step;", "after reset"),
        (r"^        if \(step\) begin", "        if (1'b1) begin", "registers after reset"),
        (r"valid <= step & ~rst;", "valid <= 1'b0;", "not valid 1 clocks after step 0"),
        (r"assign v = ", "assign v = ~", ""),
    )
    for old, new, said in faults if tool == "iverilog" else faults[::2]:
        verdict = simulate_files(changed(made, old, new), "", tool=tool)
        assert not verdict.passed
        assert said in verdict.failed


@pytest.mark.parametrize("tool", SIMULATORS)
def test_registers_are_written_over_the_bus(tool: str) -> None:
    for arch in ARCHITECTURES:
        made = printed(writable(), arch, 30, neurons=2)
        assert all(value != r.initial for r, value in zip(made.bench.writable, made.bench.writes, strict=True))
        assert simulate_files(made, "", tool=tool).passed
    verdict = simulate_files(changed(made, r"8'd1: (\w+) <= cfg_data", r"8'd3: \1 <= cfg_data"), "", tool=tool)
    assert "does not take what is written" in verdict.failed


@cache
def writable() -> Compiled:
    """A model with writable parameters."""
    return compile_circuit(kernels.load("izhikevich"), "izh", registers=("a", "b", "d"))


@needs_yosys
def test_a_netlist_is_simulated_from_any_registers() -> None:
    c = writable()
    made = printed(c, "shared", 30)
    netlist, cases = read_printed(made, 100.0), cases_of(c, made, 40)
    found = scatter(CompiledNetlist(netlist, scatter_names(made, cases)), made, cases)
    assert (found.steps, found.wrong) == (40, 0)
    saturating = re.search(r"\? (24'sd\d+) :", made.files[made.source])
    assert saturating is not None
    broken = read_printed(changed(made, re.escape(f"? {saturating[1]} :"), "? 24'sd77 :"), 100.0)
    assert play(CompiledNetlist(broken, observed_names(made)), made).wrong == 0  # the model's own run never does so
    assert scatter(CompiledNetlist(broken, scatter_names(made, cases)), made, cases).wrong > 0


@needs_yosys
def test_cosim_says_which_simulator_it_asked() -> None:
    found = cosim(kernels.load("lif"), steps=20, seeds=1, tool="yosys", arch="shared")
    assert found.passed
    assert [one.tool for one in found.runs] == ["yosys"] * 3
    assert [one.stimulus for one in found.runs][2] == "single steps from random registers"


def test_a_simulator_that_is_not_there_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RequestError, match="unknown simulator 'verilater'"):
        chosen_simulator("verilater")
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ToolError, match=r"pip install 'sctui\[synth\]', or apt install iverilog"):
        chosen_simulator("auto")


@pytest.mark.skipif(not has_tool("pyslang"), reason="pyslang is not installed (extra synth)")
def test_pyslang_is_a_linter() -> None:
    made = printed(compiled("lif"), "single", 1)
    found = {one.tool: one.messages for one in lint(made)}
    assert found["pyslang"] == ()
    broken = {one.tool: one.messages for one in lint(changed(made, r"assign v = .*;", "assign v = 3'd1 + nothing;"))}
    assert any("nothing" in message for message in broken["pyslang"])
    narrow = {one.tool: one.messages for one in lint(changed(made, r"assign v = .*;", "assign v = v_state[3:0];"))}
    assert any("width" in message for message in narrow["pyslang"])
