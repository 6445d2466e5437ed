"""What the value of each directive parses into."""

from __future__ import annotations

from typing import Any

import pytest

from kernels.language.measures import MEASURES
from kernels.language.printing.expression_text import format_expr
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.bodies import Event, Init, Run, Stimulus
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Assignment, Directive, Expr


def directive(text: str) -> Directive:
    """The only statement of a text without problems, a directive."""
    document, problems = parse_document(text)
    assert problems == []
    assert len(document.statements) == 1
    statement = document.statements[0]
    assert isinstance(statement, Directive)
    return statement


def written(assignments: Any) -> list[str]:
    assert all(isinstance(item, Assignment) for item in assignments)
    return [f"{item.name} {item.operator} {format_expr(item.expr)}" for item in assignments]


@pytest.mark.parametrize("row", DIRECTIVES.values(), ids=list(DIRECTIVES))
@pytest.mark.parametrize("mark", ["", "# "])
def test_the_example_of_every_directive_is_right(row: Any, mark: str):
    text = mark + row.example
    found = directive(text)
    assert found.key == row.key
    assert text[slice(*found.key_span)] == row.key
    assert text[slice(*found.value_span)] == found.value
    assert found.body is not None
    assert row.plausible.match(found.value)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=list(PROTOCOLS))
def test_the_example_of_every_protocol_is_right(protocol: Any):
    body = directive(f"input: I = {protocol.example}").body
    assert isinstance(body, Stimulus)
    assert body.terms[0].protocol == protocol.name


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_every_measure_can_be_claimed(measure: Any):
    shown = {"drive": "3", "name": "v", "index": "last", "level": "0"}
    arguments = ", ".join(shown[kind] for kind in measure.arguments)
    value = '== "tonic"' if measure.quantity == "word" else "in [1, 2]"
    call = f"{measure.name}({arguments})" if arguments else measure.name
    (claim,) = directive(f"expect: {call} {value}").body
    assert claim.measure == measure.name
    assert len(claim.arguments) == len(measure.arguments)


def test_text():
    found = directive('# title:  Model "A" # 1: the first  ')
    assert found.body == found.value == 'Model "A" # 1: the first'
    assert directive("# tags: a, b c,, d").body == ("a", "b c", "d")


def test_init():
    body = directive("init: v = E_L; w = 2 pA, u = 3").body
    assert isinstance(body, Init)
    assert not body.steady
    assert written(body.assignments) == ["v = E_L", "w = 2*pA", "u = 3"]
    body = directive("init: steady; w = 2").body
    assert isinstance(body, Init)
    assert body.steady
    assert written(body.assignments) == ["w = 2"]


def test_reset():
    body = directive("# reset: v = V_r; w += b; n -= 1; a *= 2; c /= 3;").body
    assert written(body) == ["v = V_r", "w += b", "n -= 1", "a *= 2", "c /= 3"]


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        ("v crosses 0*mV upward", "v > 0*mV"),
        ("v crosses -20 mV", "v > -20*mV"),
        ("v + u crosses theta downward", "v + u < theta"),
        ("v > 0", "v > 0"),
    ],
)
def test_spike(value: str, condition: str):
    text = f"spike: {value}"
    body = directive(text).body
    assert isinstance(body, Expr)
    assert format_expr(body) == condition
    assert text[body.start : body.end] in value


def test_refractory_is_a_time_or_a_condition():
    assert format_expr(directive("refractory: 2 ms").body) == "2*ms"  # type: ignore[arg-type]
    assert format_expr(directive("refractory: v > -40 mV").body) == "v > -40*mV"  # type: ignore[arg-type]


def test_event():
    found = directive("# on release: v < -80*mV and u > 0 -> u = 0; k += 1")
    assert found.argument == "release"
    assert isinstance(found.body, Event)
    assert format_expr(found.body.condition) == "v < -80*mV and u > 0"
    assert written(found.body.assignments) == ["u = 0", "k += 1"]


def test_stimulus():
    text = 'input: I = step(800*pA, start=100 ms) + ou(0, sigma=50*pA, tau=5 ms) + file("a, (b).csv", scale=2)'
    body = directive(text).body
    assert isinstance(body, Stimulus)
    assert body.name == "I"
    step, noise, wave = body.terms
    assert [(item.name, format_expr(item.expr)) for item in step.arguments] == [
        ("amplitude", "800*pA"),
        ("start", "100*ms"),
    ]
    assert [item.name for item in noise.arguments] == ["mean", "sigma", "tau"]
    assert (wave.path, [item.name for item in wave.arguments]) == ("a, (b).csv", ["scale"])
    assert text[slice(*noise.span)] == "ou(0, sigma=50*pA, tau=5 ms)"
    assert text[slice(*noise.arguments[1].span)] == "sigma=50*pA"


def test_run():
    body = directive("run: 500 ms, dt = 0.05 ms, method = euler, seed = 3").body
    assert isinstance(body, Run)
    assert body.duration is not None
    assert body.method is not None
    assert (format_expr(body.duration), body.method.text) == ("500*ms", "euler")
    body = directive("run: dt = 0.1").body
    assert isinstance(body, Run)
    assert (body.duration, body.method, body.seed) == (None, None, None)


def test_time_and_plot():
    assert directive("time: step").body == "step"
    assert [word.text for word in directive("plot: v, w,u").body] == ["v", "w", "u"]  # type: ignore[attr-defined]


def test_preset():
    found = directive("# preset initial_burst: C = 130 pF, g = 18 nS; f = min(1, 2), V = -58 mV")
    assert found.argument == "initial_burst"
    assert written(found.body) == ["C = 130*pF", "g = 18*nS", "f = min(1, 2)", "V = -58*mV"]


def test_claims():
    text = '# expect burst: isi(1) < 5 ms, isi(last) in [45 ms, max(2, 3)], pattern(3) == "adapting", spikes == 7'
    found = directive(text)
    assert found.argument == "burst"
    first, last, pattern, spikes = found.body  # type: ignore[misc]
    assert (first.relation, format_expr(first.low), first.high) == ("<", "5*ms", None)
    assert (last.relation, format_expr(last.low), format_expr(last.high)) == ("in", "45*ms", "max(2, 3)")
    assert format_expr(last.arguments[0]) == "last"
    assert (pattern.measure, pattern.word, pattern.low) == ("pattern", "adapting", None)
    assert (spikes.relation, format_expr(spikes.low)) == ("==", "7")
    assert text[slice(*last.span)] == "isi(last) in [45 ms, max(2, 3)]"


def test_a_broken_claim_costs_only_itself():
    document, problems = parse_document("expect: rte > 3, cv in [0.9, 1.1], isi(1) >")
    assert [problem.code for problem in problems] == ["ODE130", "ODE101"]
    (found,) = document.statements
    assert isinstance(found, Directive)
    assert [claim.measure for claim in found.body] == ["cv"]  # type: ignore[attr-defined]


def test_a_comment_behind_a_directive_is_no_value():
    assert directive("reset: v = 0 # back").value == "v = 0"
    assert directive("# threshold: v > 1 # here").value == "v > 1"
    assert directive("input: I = file('a#b.csv') # wave").value == "I = file('a#b.csv')"
