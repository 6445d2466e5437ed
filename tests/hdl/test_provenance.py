"""What belongs together in a model's text, its dataflow and its Verilog: found again behind every pass."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kernels
from hdl.inspect import inspected, inspection
from hdl.ir import nodes as ir
from hdl.links import Inspection, Link, Selection, from_plain, outermost
from hdl.provenance.circuit import places
from hdl.rtl import circuit_of
from kernels.analysis.plain import plain


def texts(found: Inspection, selection: Selection) -> set[str]:
    return {found.equations[begin:end] for begin, end in selection.spans}


def nodes(found: Inspection, selection: Selection) -> list[str]:
    return [found.ir[k].split()[2] for k in selection.ir if found.ir[k].startswith("%")]


@pytest.fixture(scope="module")
def izhikevich() -> Inspection:
    return inspection(kernels.load("izhikevich"))


def test_a_term_is_found_behind_horners_form_and_the_step(izhikevich: Inspection) -> None:
    text = izhikevich.equations
    square, linear = (izhikevich.at_text(text.index(term)) for term in ("0.04*v**2", "5*v"))
    assert set(nodes(izhikevich, square)) >= {"mul", "add"}
    assert texts(izhikevich, square) == {"0.04"}
    # 0.04*v**2 + 5*v is (0.04*v + 5)*v: the sum inside is of both, and 5*v has no product of its own
    both = set(square.ir) & set(linear.ir)
    assert both
    assert set(square.ir) - set(linear.ir)
    first = min(k for k in square.ir if " mul " in izhikevich.ir[k])
    assert texts(izhikevich, izhikevich.at_ir(first)) == {"0.04*v**2"}


def test_the_other_equation_has_other_nodes(izhikevich: Inspection) -> None:
    text = izhikevich.equations
    recovery = izhikevich.at_text(text.index("a*(b*v - u)") + 2)
    assert recovery.ir
    assert not texts(izhikevich, recovery) & {"0.04*v**2", "5*v"}
    products = [k for k in recovery.ir if " mul " in izhikevich.ir[k]]
    for k in products:
        assert texts(izhikevich, izhikevich.at_ir(k)) <= {"a", "b*v", "u"}


def test_threshold_reset_and_what_is_defined(izhikevich: Inspection) -> None:
    text = izhikevich.equations
    threshold = izhikevich.at_text(text.index(">= 30"))
    assert texts(izhikevich, threshold) == {"v >= 30"}
    assert {"le", "and"} <= set(nodes(izhikevich, threshold))
    assert "select" in nodes(izhikevich, izhikevich.at_text(text.index("reset: v = c") + len("reset: v = ")))
    parameter = izhikevich.at_text(text.index("a = 0.02"))  # all places that use it
    assert texts(izhikevich, parameter) == {"a"}
    assert len(parameter.spans) == 2
    assert parameter.ir


def test_a_line_of_verilog_leads_to_its_node_and_its_term(izhikevich: Inspection) -> None:
    declared = next(
        k for k, line in enumerate(izhikevich.verilog) if line.startswith("reg signed") and "v_state" in line
    )
    found = izhikevich.at_verilog(declared)
    assert texts(izhikevich, found) == {"v"}
    assert any(izhikevich.ir[k].startswith("register v ") for k in found.ir)
    for k, line in enumerate(izhikevich.verilog):
        if line.startswith("wire ") and " = " in line:
            assert izhikevich.at_verilog(k).ir, line
    assert not izhikevich.at_verilog(0).spans  # the header is about the whole


@pytest.mark.parametrize("arch", ["single", "shared", "array"])
def test_every_node_that_is_printed_has_lines_in_every_architecture(arch: str) -> None:
    found = inspection(kernels.load("lif"), arch=arch, format="Q8.8")
    for link in found.links:
        kind = next(found.ir[k].split()[2] for k in link.ir if found.ir[k].startswith("%"))
        if kind in ("mul", "select", "saturate", "le", "not"):
            assert link.verilog, found.ir[link.ir[0]]
        assert all(0 <= k < len(found.verilog) for k in link.verilog)
    drive = found.at_text(found.equations.index("R*I"))
    lines = [found.verilog[k] for k in drive.verilog]
    assert any("*" in line for line in lines) or any("control <=" in line for line in lines)


def test_a_table_belongs_to_the_function_it_holds() -> None:
    compiled = circuit_of(kernels.load("adex"))
    source = compiled.model.source
    for node, spans in zip(compiled.circuit.nodes, places(compiled), strict=True):
        if isinstance(node, ir.Rom):
            assert "exp((v - V_T)/D_T)" in {source[a:b] for a, b in spans} or any(
                "exp(" in source[a:b] for a, b in spans
            )


def test_the_solution_of_a_linear_equation_leads_to_its_terms() -> None:
    found = inspection(kernels.load("lif"))  # the method exact: its factors are exponentials of dt/tau
    drive = found.at_text(found.equations.index("R*I"))
    assert "mul" in nodes(found, drive)


def test_an_inspection_is_plain_data(izhikevich: Inspection) -> None:
    assert from_plain(json.loads(json.dumps(izhikevich.plain()))) == izhikevich
    json.dumps(plain(izhikevich), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(offset=st.integers(-5, 4000), line=st.integers(-3, 400))
def test_every_place_can_be_pointed_at(izhikevich: Inspection, offset: int, line: int) -> None:
    for found in (izhikevich.at_text(offset), izhikevich.at_ir(line), izhikevich.at_verilog(line)):
        assert all(0 <= begin <= end <= len(izhikevich.equations) for begin, end in found.spans)


def test_places_within_others_are_left_out() -> None:
    assert outermost([(0, 5), (1, 3), (4, 8), (0, 5), (9, 9)]) == ((0, 5), (4, 8), (9, 9))
    one = Inspection("a + b", ("circuit x",), (), (Link(((0, 1),), (0,), ()),), ((0, 1), (0, 5), (4, 5)), ())
    assert one.at_text(0).ir == (0,)
    assert one.at_text(2).ir == (0,)  # the sum, with what is in it
    assert one.at_text(4) == Selection(((4, 5),))


def test_noise_is_found_behind_the_shift_registers() -> None:
    model = kernels.load("ornstein_uhlenbeck")
    compiled = circuit_of(model)
    found = inspected(compiled, "single")
    noise = found.at_text(found.equations.index("*xi : 1") + 1)
    assert nodes(found, noise).count("bits") == 8
