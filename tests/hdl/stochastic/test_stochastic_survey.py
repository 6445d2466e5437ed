"""The survey of the stochastic form: what it says of a model, and that it sees what is not as it has to be."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import kernels
from hdl.stochastic import survey
from hdl.stochastic.build import build_stochastic
from hdl.stochastic.nodes import Graph
from hdl.stochastic.text import from_text

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "STEPS", 500)
    monkeypatch.setattr(survey, "lint", lambda made: ())  # every printed module goes through it elsewhere


def test_a_model_has_its_line_and_its_errors_fall_as_theory_says(capsys: Captured) -> None:
    assert survey.main(["plif", "izhikevich"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("plif: 8 nodes, the same after text and parsing, alone")
    for line, encoder, steepest, flattest in ((lines[1], "lfsr", -0.75, -0.35), (lines[2], "sobol", -1.3, -0.8)):
        assert line.strip().startswith(f"{encoder}: ")
        exponent = re.search(r"as N\*\*(-?[0-9.]+)", line)
        assert exponent
        assert steepest < float(exponent[1]) < flattest
    assert "izhikevich: refused (shape): it has 2 states" in lines[3]
    assert lines[-1] == "everything as it has to be"


def test_what_is_lost_in_the_text_is_seen(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def forgetful(text: str) -> Graph:
        return replace(from_text(text), notes=("another note",))

    graph = build_stochastic(kernels.load("plif"), compare=False).graph
    assert survey.round_trip(graph) == []
    monkeypatch.setattr(survey, "from_text", forgetful)
    assert len(survey.round_trip(graph)) == 2
    monkeypatch.setattr(survey, "errors", lambda *_: "")
    assert survey.main(["plif"]) == 1
    assert "plif: the text is another after it was parsed" in capsys.readouterr().out


def test_equations_that_give_one_graph_and_bad_graphs_that_pass_are_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(survey, "errors", lambda *_: "")
    monkeypatch.setattr(survey, "DRIVES", ("0.3*I", "0.3*I + 0*J"))
    monkeypatch.setattr(survey, "refusals", lambda: {"zero seed": ((), False)})
    assert survey.main(["plif"]) == 1
    said = capsys.readouterr().out
    assert "0.3*I and 0.3*I + 0*J give the same graph" in said
    assert "bad graph, zero seed: accepted" in said


def test_an_unknown_model_is_named(capsys: Captured) -> None:
    assert survey.main(["nosuch"]) == 2
    assert "there is no model nosuch" in capsys.readouterr().err
