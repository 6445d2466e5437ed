"""The printed Verilog, judged by a real simulator and real linters: the same bits as the integer kernel, no warning."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import kernels
from hdl.compile import compile_circuit
from hdl.files import ARCHITECTURES, Printed, forcing_stimulus, printed
from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit
from hdl.judges.cosim import simulate_files
from hdl.judges.lint import lint
from hdl.judges.process import ToolError
from hdl.judges.tools import has_tool
from hdl.refusal import Refused
from tests.hdl.circuits import compiled

MODELS = (
    "lif", "izhikevich", "adex", "hodgkin_huxley", "fitzhugh_nagumo", "truenorth", "stochastic_lif", "escape_rate",
    "loihi_cuba", "li_rinzel", "theta", "mihalas_niebur", "chialvo",
)  # fmt: skip
simulator = pytest.mark.skipif(not has_tool("iverilog"), reason="iverilog is not installed (Debian: iverilog)")
STEPS = 400


@simulator
@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("slug", MODELS)
def test_the_verilog_of_a_model_computes_the_bits_of_the_integer_kernel(slug: str, arch: str) -> None:
    c = compiled(slug)
    if arch == "array" and c.circuit.sources:
        with pytest.raises(Refused, match="random numbers"):
            printed(c, arch, STEPS)
        return
    steps = STEPS if arch == "single" else 100
    for stimulus in (None, forcing_stimulus(c, steps, 3)):
        verdict = simulate_files(printed(c, arch, steps, stimulus, neurons=5), "")
        assert verdict.passed, verdict.said
        assert verdict.steps == steps


@simulator
def test_a_corrupted_vector_fails() -> None:
    made = printed(compiled("lif"), "single", 50)
    name = next(n for n in made.files if n.endswith(".hex"))
    rows = made.files[name].splitlines()
    rows[20] = f"{int(rows[20], 16) ^ 2:x}"
    verdict = simulate_files(replace(made, files={**made.files, name: "\n".join(rows) + "\n"}), "")
    assert verdict.wrong == 1


def mutants(circuit: Circuit) -> list[Circuit]:
    """The circuit with one constant, one shift, one operation changed."""
    found = []
    for i, node in enumerate(circuit.nodes):
        other: ir.Node | None = None
        if isinstance(node, ir.Const) and node.value > 2:
            other = ir.Const(node.value // 2)
        elif isinstance(node, ir.Add):
            other = ir.Sub(node.a, node.b)
        elif isinstance(node, ir.Le):
            other = ir.Lt(node.b, node.a)
        if other is not None:
            nodes = list(circuit.nodes)
            nodes[i] = other
            found.append(replace(circuit, nodes=tuple(nodes)))
    return found


@simulator
def test_every_mutant_of_the_circuit_is_caught() -> None:
    c = compiled("izhikevich")
    whole = printed(c, "single", 1200)
    changed = mutants(c.circuit)
    assert len(changed) > 8
    for circuit in changed[::2]:
        wrong = printed(replace(c, lowered=replace(c.lowered, circuit=circuit)), "single", 1)
        files = {**whole.files, whole.source: wrong.files[wrong.source]}
        assert not simulate_files(replace(whole, files=files), "").passed


@simulator
def test_a_file_the_simulator_does_not_accept_is_an_error_in_a_line() -> None:
    made = printed(compiled("lif"), "single", 5)
    hostile = replace(made, files={**made.files, made.source: 'module lif(; `include "/etc/passwd"\n'})
    with pytest.raises(ToolError) as caught:
        simulate_files(hostile, "")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not has_tool("verilator"), reason="verilator is not installed (Debian: verilator)")
@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("slug", [*MODELS, "dpi"])  # of a value of dpi, a sum takes the lower bits alone
def test_linters_have_nothing_to_say(slug: str, arch: str) -> None:
    if arch == "array" and compiled(slug).circuit.sources:
        return
    for one in lint(printed(compiled(slug), arch, 1)):
        assert one.messages == (), one.tool


def test_names_that_verilog_keeps_for_itself_are_changed() -> None:
    model = kernels.parse(
        "dreg/dt = (wire - reg)/(10*ms) : 1\nwire : 1 # [0, 2]\n# threshold: reg > 1\n# reset: reg = 0\n"
    )
    made = printed(compile_circuit(model, "module", duration=10.0), "single", 5)
    assert re.search(r"^module module_ \($", made.module.text, re.MULTILINE)
    assert made.module.ports == {"wire": "wire_", "reg": "reg_"}
    if has_tool("iverilog"):
        assert simulate_files(made, "").passed


def test_text_of_the_model_cannot_leave_the_comment() -> None:
    text = "# title: a `include x \\ \u202e\n# reference: /* endmodule\n"
    text += "dv/dt = -v/ms : 1\n# threshold: v > 1\n# reset: v = 0\n"
    made: Printed = printed(compile_circuit(kernels.parse(text), "m", duration=10.0), "single", 5)
    head = made.module.text.split("`default_nettype none")[0]
    assert all(line.startswith("//") or not line for line in head.splitlines())
    assert head.isascii()
    assert not set("`\\") & set(head)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_tool("iverilog"):
        pytest.skip("iverilog is not installed (Debian: iverilog)")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    simulate_files(printed(compiled("lif"), "single", 5), "")
    assert list(tmp_path.iterdir()) == []


@simulator
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_writable_parameters_are_registers_of_the_module(arch: str) -> None:
    c = compile_circuit(kernels.load("izhikevich"), "izh", registers=("a", "b", "d"))
    made = printed(c, arch, 100, neurons=3)
    assert simulate_files(made, "").passed
    assert "cfg_we" in made.module.text
    if has_tool("verilator"):
        assert all(one.messages == () for one in lint(made))
