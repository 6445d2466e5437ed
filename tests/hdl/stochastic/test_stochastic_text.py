"""The text of a stochastic graph: prints and parses back, refuses bad graphs with the reason and the line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hdl.stochastic.corpus import BAD, GOOD, refusals
from hdl.stochastic.nodes import Graph, Output
from hdl.stochastic.text import LONGEST_LINE, MOST_LINES, GraphError, from_text, read_text, to_text
from hdl.stochastic.verify import MOST_NODES, check, problems_of, verify
from tests.hdl.stochastic.graphs import graphs


def test_a_good_graph_has_no_problems_and_prints_as_it_was() -> None:
    assert verify(GOOD) == ()
    assert to_text(from_text(GOOD)) == GOOD
    assert to_text(from_text(GOOD.replace("\n", "\r\n"))) == GOOD


@pytest.mark.parametrize("name", BAD)
def test_a_bad_graph_is_refused_with_the_reason_at_its_line(name: str) -> None:
    assert GOOD.count(BAD[name][0]) >= 1
    problems, found = refusals()[name]
    assert found, [str(p) for p in problems]


def test_what_is_wrong_with_the_whole_has_no_line() -> None:
    without = "".join(line for line in GOOD.splitlines(True) if not line.startswith("output"))
    assert [str(p) for p in verify(without)] == ["the graph has no output"]
    nothing = "stochastic s\n%0 = constant value=1 point=0 : number 1..1 .0\noutput y %0\n"
    assert [str(p) for p in verify(nothing)] == ["the graph has no stream: nothing is encoded"]


def test_all_faults_are_found_at_once() -> None:
    bad = GOOD.replace("seed=44", "seed=0").replace("dimension=2", "dimension=99").replace("leak=3", "leak=-3")
    assert [p.line for p in verify(bad)] == [6, 7, 13]


def test_an_encoder_cannot_wait_for_a_count() -> None:
    bad = GOOD.replace("output v %9.v\n", "").replace(
        "output spike",
        "%10 = scale a=%5 mantissa=64 shift=6 : number 0..4096 .12\n"
        "%11 = encode a=%10 coding=unipolar source=sobol width=12 dimension=3 length=64 : unipolar 64\n"
        "%12 = popcount a=%11 : number 0..64 .6\noutput n %12\noutput spike",
    )
    assert [str(p) for p in verify(bad)] == [
        "line 15: %11: it encodes %10, which is known only when all streams have been counted"
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_every_graph_verifies_prints_and_parses_back(graph: Graph) -> None:
    text = to_text(check(graph))
    assert verify(text) == ()
    assert from_text(text) == graph
    assert to_text(from_text(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.integers(0, len(GOOD)), st.integers(0, 40))
def test_no_text_is_more_than_refused(garbage: str, at: int, cut: int) -> None:
    for text in (garbage, "stochastic a\n" + garbage, GOOD[:at] + garbage + GOOD[at + cut :]):
        problems = verify(text)
        if not problems:
            assert to_text(from_text(text)) == text.replace("\r", "").replace("\n\n", "\n")
        assert all("\n" not in p.message for p in problems)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(10**6, 10**24),
    st.sampled_from("low high point width seed length mantissa shift value leak".split()),
)
def test_no_number_is_too_large_to_be_refused(number: int, field: str) -> None:
    old = next(word for word in GOOD.split() if word.startswith(f"{field}="))
    for new in (f"{field}={number}", f"{field}={-number}"):
        assert verify(GOOD.replace(old, new, 1))


def test_a_long_text_is_refused_before_it_is_read() -> None:
    assert "at most" in str(verify("stochastic a\n" * (MOST_LINES + 1))[0])
    assert "characters" in str(verify("stochastic a\n#" + " " * LONGEST_LINE)[0])
    many = GOOD + "".join(f"output v{k} %9.v\n" for k in range(300))
    assert "outputs; a graph has at most" in str(verify(many)[0])
    lines = [f"%{k} = constant value={k} point=0 : number {k}..{k} .0" for k in range(MOST_NODES + 1)]
    assert "nodes; a graph has at most" in str(verify("\n".join(["stochastic a", *lines, "output y %0"]))[0])


def test_a_deep_graph_is_refused() -> None:
    lines, last = GOOD.splitlines()[:12], 8
    for k in range(9, 300):
        lines.append(f"%{k} = offset a=%{last} value=0 : number -100..1948 .14")
        last = k
    problems = verify("\n".join([*lines, f"output y %{last}\n"]))
    assert "stand one behind the other" in str(problems[0])


def test_a_graph_of_python_is_checked_as_well() -> None:
    graph = from_text(GOOD)
    assert problems_of(graph) == ()
    for bad, message in (
        (replace(graph, name="a b"), "is no name"),
        (replace(graph, types=graph.types[:-1]), "needs a type"),
        (replace(graph, notes=("a\nb",)), "plain ASCII"),
        (replace(graph, names={0: "a\nb"}), "plain ASCII"),
        (replace(graph, outputs=(Output("_v9", 9, "v"), *graph.outputs)), "is no name"),
    ):
        with pytest.raises(GraphError, match=message):
            check(bad)


def test_broken_lines_are_all_said_up_to_a_limit() -> None:
    parsed = read_text("stochastic a\n" + "nonsense\n" * 200)
    assert len(parsed.problems) == 50
    assert parsed.problems[0].line == 2
