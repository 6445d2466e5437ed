"""The packed simulation is the definition bit for bit, and so is the printed Verilog."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hdl.judges.cosim import simulate_files
from hdl.judges.lint import lint
from hdl.judges.synth import synthesise
from hdl.judges.tools import has_tool
from hdl.stochastic.files import printed_graph, random_stimulus
from hdl.stochastic.nodes import Graph
from hdl.stochastic.simulate import run_graph
from hdl.stochastic.text import GraphError, from_text, to_text
from hdl.stochastic.verify import check
from kernels.errors import Cancelled, RequestError
from tests.hdl.stochastic.graphs import graphs, reference

simulator = pytest.mark.skipif(not has_tool("iverilog"), reason="iverilog is not installed (Debian: iverilog)")
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)

PRODUCT = """stochastic multiplier
%0 = input port=x low=0 high=4096 point=12 : number 0..4096 .12
%1 = constant value=1000 point=12 : number 1000..1000 .12
%2 = encode a=%0 coding=unipolar source=sobol width=12 dimension=1 length=256 : unipolar 256
%3 = encode a=%1 coding=unipolar source=lfsr width=12 seed=77 length=256 : unipolar 256
%4 = bitwise_and a=%2 b=%3 : unipolar 256
%5 = popcount a=%4 : number 0..256 .8
output share %5
"""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.integers(0, 1000))
def test_the_packed_run_is_the_definition(graph: Graph, seed: int) -> None:
    check(graph)
    stimulus = random_stimulus(graph, 12, seed)
    expected = reference(graph, {name: values.tolist() for name, values in stimulus.items()}, 12)
    found = run_graph(graph, stimulus, 12)
    assert {name: values.tolist() for name, values in found.outputs.items()} == expected


@simulator
@few
@given(graphs())
def test_the_verilog_computes_the_bits_of_the_run(graph: Graph) -> None:
    made = printed_graph(graph, 20)
    verdict = simulate_files(made, "", tool="iverilog")
    assert verdict.passed, verdict.said + verdict.failed
    assert verdict.steps == 20
    for one in lint(made):
        assert one.messages == (), one.tool


@simulator
def test_a_corrupted_vector_and_a_changed_module_fail() -> None:
    made = printed_graph(from_text(PRODUCT), 20)
    rows = made.files["multiplier_vectors.hex"].splitlines()
    rows[7] = f"{int(rows[7], 16) ^ 1:x}"
    bad = {**made.files, "multiplier_vectors.hex": "\n".join(rows) + "\n"}
    assert not simulate_files(replace(made, files=bad), "", tool="iverilog").passed
    for old, new in (("12'h4d", "12'h4e"), ("s2_bit & s3_bit", "s2_bit | s3_bit"), ("14'sd1000", "14'sd1300")):
        text = made.files["multiplier.v"]
        assert old in text
        changed = {**made.files, "multiplier.v": text.replace(old, new)}
        assert not simulate_files(replace(made, files=changed), "", tool="iverilog").passed, old


def test_a_module_needs_no_other_file() -> None:
    text = printed_graph(from_text(PRODUCT), 2).files["multiplier.v"]
    assert text.count("\nmodule ") == 1
    assert "include" not in text
    assert "readmem" not in text


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, or the extra synth)")
def test_a_module_synthesises_without_a_latch() -> None:
    module = printed_graph(from_text(PRODUCT), 1).module
    found = synthesise(module.text, module.name, "ecp5", 300.0)
    assert 20 < found.lut < 300
    assert found.dsp == 0
    assert found.ff > 40


def test_a_run_follows_from_its_seeds_and_goes_on_drawing() -> None:
    graph = from_text(PRODUCT)
    once, again = (run_graph(graph, {"x": 2048}, 50).outputs["share"] for _ in range(2))
    other = run_graph(from_text(PRODUCT.replace("seed=77", "seed=78")), {"x": 2048}, 50).outputs["share"]
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)
    assert len(set(once.tolist())) > 5
    assert abs(once.mean() / 256 - 0.5 * 1000 / 4096) < 0.01


def test_inputs_and_lengths_are_checked() -> None:
    graph = from_text(PRODUCT)
    with pytest.raises(RequestError, match=r"inputs\.x"):
        run_graph(graph, {"x": 5000}, 3)
    with pytest.raises(RequestError, match=r"inputs\.x"):
        run_graph(graph, {}, 3)
    with pytest.raises(RequestError, match="unknown input 'xx'"):
        run_graph(graph, {"x": 1, "xx": 2}, 3)
    with pytest.raises(RequestError, match="steps"):
        run_graph(graph, {"x": 1}, 1 << 40)
    with pytest.raises(RequestError, match="steps"):
        printed_graph(graph, 1 << 20)
    with pytest.raises(Cancelled):
        run_graph(graph, {"x": 1}, 100, cancelled=lambda: True)
    with pytest.raises(GraphError, match="no output"):
        run_graph(replace(graph, outputs=()), {"x": 1}, 3)


def test_the_files_of_a_text_are_those_of_its_graph() -> None:
    graph = from_text(PRODUCT)
    assert printed_graph(from_text(to_text(graph)), 5).files == printed_graph(graph, 5).files
