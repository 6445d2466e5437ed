"""The operations on both intermediate forms: build, verify, print, co-simulate, from a model and from a text."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kernels
from hdl import ir_operations
from hdl.ir.verify import CircuitError
from hdl.ir_operations import FORMS, ir_build, ir_cosim, ir_emit, ir_verify
from hdl.judges.tools import has_tool
from hdl.refusal import Refused
from hdl.stochastic.text import GraphError
from kernels.errors import RequestError

SHORT = {"duration": 20.0}
CIRCUIT = """circuit counter
input up 0..3 .0
register total -100..100 .0 = 0 <- %3
%0 = input port=up : 0..3 .0 ; up
%1 = read register=total : -100..100 .0
%2 = add a=%0 b=%1 : -100..103 .0
%3 = saturate a=%2 low=-100 high=100 : -100..100 .0
output total %3 .0
"""
GRAPH = """stochastic share
%0 = input port=x low=0 high=256 point=8 : number 0..256 .8
%1 = encode a=%0 coding=unipolar source=lfsr width=8 seed=44 length=16 : unipolar 16
%2 = popcount a=%1 : number 0..16 .4
output count %2
"""


@pytest.mark.parametrize("form", FORMS)
def test_what_is_built_verifies_and_prints_the_same_module_from_its_text(form: str) -> None:
    built = ir_build(kernels.load("lif"), form=form, name="one_cell", **SHORT)  # type: ignore[arg-type]
    assert built.text.startswith(f"{'circuit' if form == 'dataflow' else form} one_cell\n")
    assert sum(built.operations.values()) == built.text.count("\n%")
    assert built.rate_error < 0.01
    verified = ir_verify(text=built.text)
    assert (verified.form, verified.name, verified.valid, verified.problems) == (form, "one_cell", True, ())
    of_text = ir_emit(text=built.text)
    of_model = ir_emit(kernels.load("lif"), form=form, name="one_cell", **SHORT)
    assert of_text.latency == of_model.latency
    properties = {"one_cell.sby", "one_cell_formal.sv"} if form == "dataflow" else set()
    assert set(of_text.files) == {
        "one_cell.v", "one_cell_tb.v", "one_cell_vectors.hex", "one_cell.core", *properties,
    }  # fmt: skip
    assert set(of_model.files) == set(of_text.files)
    if form == "stochastic":  # a dataflow's text says nothing about ports of fewer bits, nor about the model
        assert of_text.files["one_cell.v"] == of_model.files["one_cell.v"]


def test_other_equations_give_another_text() -> None:
    source = "dv/dt = ({} - v)/(10*ms) : 1\nI : 1 # [0, 3]\n# threshold: v > 1\n# reset: v = 0\n# run: 5 ms\n"
    for form in FORMS:
        texts = [ir_build(kernels.parse(source.format(d)), form=form).text for d in ("I", "2*I", "I + 0.1", "0.1*I*I")]
        assert len(set(texts)) == 4


@pytest.mark.skipif(not has_tool("iverilog"), reason="iverilog is not installed (Debian: iverilog)")
def test_both_forms_are_simulated_from_a_model_and_from_a_text() -> None:
    lif = kernels.load("lif")
    for form in FORMS:
        own: dict[str, Any] = {"length": 32} if form == "stochastic" else {}
        report = ir_cosim(lif, form=form, steps=20, seeds=1, tool="iverilog", **own)
        assert report.passed
        assert [run.stimulus for run in report.runs] == ["the model's own", "random, seed 0"]
        assert [run.steps for run in report.runs] == [20, 20]
    for text in (CIRCUIT, GRAPH):
        report = ir_cosim(text=text, steps=30, seeds=2, tool="iverilog")
        assert report.passed
        assert [run.steps for run in report.runs] == [30, 30]


def test_problems_have_their_lines_in_both_forms() -> None:
    for text, old, new, line, message in (
        (CIRCUIT, "%2 = add a=%0 b=%1 : -100..103", "%2 = add a=%0 b=%1 : -100..99", 6, "its bounds are"),
        (CIRCUIT, "b=%1", "b=%7", 6, "reads %7, which is not before it"),
        (CIRCUIT, "add a", "plus a", 6, "there is no node plus"),
        (CIRCUIT, "<- %3", "<- %2", 3, "holds -100 to 100"),
        (CIRCUIT, "output total %3", "output total %9", 8, "shows %9"),
        (GRAPH, "seed=44", "seed=0", 3, "stays at 0"),
        (GRAPH, "output count %2", "output count %1", 5, "popcount first"),
    ):
        found = ir_verify(text=text.replace(old, new))
        assert not found.valid
        assert found.problems[0].line == line, found.problems
        assert message in found.problems[0].message


def test_a_dataflow_of_any_numbers_is_refused_in_time() -> None:
    for bad in (
        CIRCUIT.replace("add a=%0 b=%1", "scale a=%0 shift=99999999999999999999"),
        CIRCUIT.replace("add a=%0 b=%1", "low a=%0 count=88888888888"),
        CIRCUIT.replace("register total", f"source s length=9 tap=1 leap=9999 seed={10**50}\nregister total"),
        CIRCUIT.replace("-100..103", f"-{10**39}..{10**39}"),
        "circuit a\n" + "\n" * 20_000,
        "circuit a\n" + "".join(f"input i{k % 900} 0..1 .0\n" for k in range(9_000)),
    ):
        assert not ir_verify(text=bad).valid


@settings(max_examples=100, deadline=None)
@given(st.sampled_from((CIRCUIT, GRAPH)), st.text(max_size=40), st.integers(0, 330), st.integers(0, 30))
def test_no_text_does_more_than_be_refused(text: str, garbage: str, at: int, cut: int) -> None:
    changed = text[: at % len(text)] + garbage + text[at % len(text) + cut :]
    if not changed.startswith(("circuit ", "stochastic ")):
        with pytest.raises(RequestError, match="text"):
            ir_verify(text=changed)
    else:
        found = ir_verify(text=changed)
        assert found.valid != bool(found.problems)


def test_a_hand_written_circuit_shows_registers_alone() -> None:
    files = ir_emit(text=CIRCUIT).files
    assert "output wire signed [7:0] total" in files["counter.v"]
    both = ir_emit(text=CIRCUIT + "output sum %2 .0\n").files["counter.v"]
    assert "// output sum: no register keeps it, so it is no port" in both
    with pytest.raises(CircuitError, match="shows registers and the spike, and no output"):
        ir_emit(text=CIRCUIT.replace("output total", "output sum"))
    hostile = ir_emit(text=CIRCUIT.replace("; up", "; up \\ `include \u202e")).files["counter.v"]
    assert hostile.isascii()
    assert not set("`\\") & set(hostile.replace("`default_nettype", ""))


def test_what_is_asked_for_has_to_fit_together() -> None:
    lif = kernels.load("lif")
    for call, field in (
        (lambda: ir_build(lif, form="analog"), "form"),
        (lambda: ir_build(lif, name="a b"), "name"),
        (lambda: ir_emit(lif, name="3"), "name"),
        (lambda: ir_verify(text="module x;"), "text"),
        (lambda: ir_verify(text=""), "text"),
        (lambda: ir_verify(text="circuit a\n" + "x" * 5_000_000), "text"),
        (lambda: ir_emit(), "text"),
        (lambda: ir_emit(lif, text=GRAPH), "text"),
        (lambda: ir_emit(text=GRAPH, form="dataflow"), "form"),
        (lambda: ir_emit(text=GRAPH, duration=3.0), "duration"),
        (lambda: ir_emit(text=GRAPH, length=64), "length"),
        (lambda: ir_emit(lif, arch="round"), "arch"),
        (lambda: ir_cosim(text=GRAPH, steps=0), "steps"),
        (lambda: ir_cosim(text=GRAPH, seeds=99), "seeds"),
        (lambda: ir_cosim(text=GRAPH, steps=1_000_000), "steps"),
    ):
        with pytest.raises(RequestError) as caught:
            call()
        assert caught.value.field == field
    with pytest.raises(GraphError, match="line 3"):
        ir_emit(text=GRAPH.replace("seed=44", "seed=four"))
    with pytest.raises(Refused):
        ir_build(kernels.load("izhikevich"), form="stochastic")


def test_every_request_is_what_its_function_takes() -> None:
    import inspect

    for name in ("build", "verify", "emit", "cosim"):
        function = getattr(ir_operations, f"ir_{name}")
        request = getattr(ir_operations, f"Ir{name.capitalize()}Request")
        taken = inspect.signature(function).parameters
        open_ended = any(p.kind is p.VAR_KEYWORD for p in taken.values())
        for f in dataclasses.fields(request):
            assert f.metadata["doc"]
            assert open_ended or f.name in taken
            if f.name in taken and f.default is not dataclasses.MISSING:
                assert taken[f.name].default == f.default
