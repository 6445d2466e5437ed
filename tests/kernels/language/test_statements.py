"""One line each: definitions, annotations, continuation, comments."""

from __future__ import annotations

import pytest

from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Comment, Definition, Directive


def define(text: str) -> Definition:
    """The only definition of a text without problems."""
    document, problems = parse_document(text)
    assert problems == []
    found = [item for item in document.statements if isinstance(item, Definition)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("dv/dt = -v/tau : volt", "ode", "v"),
        ("d_x/dt = 1", "ode", "_x"),
        ("x[n+1] = 4*x*(1 - x)", "map", "x"),
        ("x [ n + 1 ] = x", "map", "x"),
        ("C = 1", "value", "C"),
        ("f(x, y) = x*y", "function", "f"),
        ("I : amp", "input", "I"),
        ("I:1", "input", "I"),
        ("dt_max = 3", "value", "dt_max"),
        ("init = 3", "value", "init"),
    ],
)
def test_kinds(text: str, kind: str, name: str):
    definition = define(text)
    assert (definition.kind, definition.name) == (kind, name)
    assert text[slice(*definition.name_span)] == name
    assert text[slice(*definition.span)] == text


def test_arguments_of_a_function_have_ranges():
    text = "f(x, yy) = x*yy"
    assert [(name, text[slice(*span)]) for name, span in define(text).arguments] == [("x", "x"), ("yy", "yy")]


def test_unit_and_flags():
    text = "dv/dt = -v/ms : mV/cm^2 (unless  refractory, constant)  # potential"
    definition = define(text)
    assert definition.unit is not None
    assert format_expr(definition.unit) == "mV/cm**2"
    assert [flag for flag, _ in definition.flags] == ["unless refractory", "constant"]
    assert text[slice(*definition.flags[0][1])] == "unless  refractory"
    assert definition.annotation is not None
    assert definition.annotation.text == "potential"


@pytest.mark.parametrize(
    ("comment", "low", "high", "log", "text"),
    [
        ("# [0, 10] drive", "0", "10", False, "drive"),
        ("#[-90,-50]rest", "-90", "-50", False, "rest"),
        ("# [1e-3, 1, log]", "1e-3", "1", True, ""),
        ("# [0 pA, 2 nA, log] drive", "0*pA", "2*nA", True, "drive"),
        ("# [-pi, 2*pi] phase # radians", "-pi", "2*pi", False, "phase # radians"),
    ],
)
def test_annotation(comment: str, low: str, high: str, log: bool, text: str):
    source = f"a = 1 {comment}"
    annotation = define(source).annotation
    assert annotation is not None
    assert annotation.low is not None
    assert annotation.high is not None
    assert format_expr(annotation.low, source) == low
    assert format_expr(annotation.high, source) == high
    assert (annotation.log, annotation.text) == (log, text)
    assert source[slice(*annotation.span)] == comment


@pytest.mark.parametrize("prose", ["# membrane capacitance", "# [1] table 2", "# [see table 2, row 3]", "## a"])
def test_a_trailing_comment_is_kept(prose: str):
    annotation = define(f"a = 1 {prose}").annotation
    assert annotation is not None
    assert annotation.low is None
    assert annotation.text == prose.lstrip("# ")


@pytest.mark.parametrize(
    "text",
    [
        "x = (a +\n  b)",
        "x = f(a,  # first\n\n  # second\n  b)",
        "x = a +\n  b : volt",
        "x = a\n  + b : volt",
        "x = a + \\\n b",
        "x = a \\\n + b",
        "x =\n  a",
        "dv/dt = (gl*(El-v)-\n   g_kd*(n*n*n*n)*(v-EK))/Cm : volt",
        "alpha_m = 0.32*(13*mV-v+VT)/\n  (exp((13*mV-v+VT)/(4*mV))-1.)/ms : Hz",
        "x = a and\n b",
        "x = (a if b\n else c)",
        "x[n+1] = (a\n)",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_statement_over_several_lines(text: str, newline: str):
    source = f"before = 1{newline}{text.replace(chr(10), newline)}{newline}after = 2"
    document, problems = parse_document(source)
    assert problems == []
    names = [item.name for item in document.statements if isinstance(item, Definition)]
    assert len(names) == 3
    assert (names[0], names[2]) == ("before", "after")


def test_an_unfinished_line_does_not_swallow_the_next():
    for unfinished in ("x = a +", "x = (a", "x ="):
        document, problems = parse_document(f"{unfinished}\nI : amp\n")
        assert problems
        assert [item.name for item in document.statements if isinstance(item, Definition)] == ["x", "I"]


def test_a_directive_over_several_lines():
    document, problems = parse_document("input: I = step(3,\n  start = 10 ms,\n  stop=20 ms)\na = 1")
    assert problems == []
    assert [type(item).__name__ for item in document.statements] == ["Directive", "Definition"]


def test_lines_of_any_kind_in_order():
    document, problems = parse_document("\ufeff# prose\n\n\tdv/dt = 1\n  # threshold: v > 1\nreset: v = 0 # back\n")
    assert problems == []
    assert [type(item) for item in document.statements] == [Comment, Comment, Definition, Directive, Directive]
    assert [item.text for item in document.statements if isinstance(item, Comment)] == ["# prose", ""]


def test_a_known_directive_key_is_no_input():
    document, _ = parse_document("reset: v = -65\nthreshold : v > 3\nI : amp")
    assert [type(item) for item in document.statements] == [Directive, Directive, Definition]
