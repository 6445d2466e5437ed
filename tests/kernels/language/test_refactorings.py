"""Rewritings of a selection: the same model afterwards, or none offered."""

from __future__ import annotations

import pytest
from damaged import texts
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import GOOD_FILES

from kernels.language import analyse
from kernels.language.checks.fold import evaluate
from kernels.language.editing.annotate_units import annotate_units
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.fix_all import fix_all
from kernels.language.editing.format_edits import format_edits
from kernels.language.editing.inlay import derived_values
from kernels.language.editing.refactorings import refactorings
from kernels.language.printing.printer import format_text

NEURON = """\
dv/dt = g*(E - v)/tau + 3*mV/ms : volt
g = 1 + k*2  # factor
k = 2
E = -65*mV
tau = 10*ms
# threshold: v > -50*mV
# reset: v = E
"""


def rewritten(text: str, selected: str, title: str) -> str | None:
    """The text after the rewriting of this title, None where it is not offered."""
    at = text.index(selected)
    for one in refactorings(analyse(text), at, at + len(selected)):
        if one.title == title:
            return apply_edits(text, one.edits)
    return None


def slope(text: str) -> float | None:
    """The derivative of v at -60 mV."""
    model = analyse(text).model
    assert model is not None
    values = derived_values(model) | {"v": -60.0}
    for item in model.subexpressions:
        value = evaluate(item.expr, values)
        if value is not None:
            values[item.name] = value
    return evaluate(model.states[0].rhs, values)


@pytest.mark.parametrize("selected", ["g*(E", "(E - v)", "v)", "E - v)/tau"])
def test_an_expression_gets_a_line_of_its_own(selected: str) -> None:
    result = rewritten(NEURON, selected, "Name this expression")
    assert result is not None
    assert result.startswith("part = ")
    assert slope(result) == pytest.approx(slope(NEURON), rel=1e-12)


def test_the_name_of_an_extracted_expression_is_new() -> None:
    result = rewritten(NEURON.replace("k", "part"), "(E - v)", "Name this expression")
    assert result is not None
    assert result.startswith("part_2 = E - v\n")


@pytest.mark.parametrize(
    "line", ["f(x) = x*2 + 1", "a = xi*2*v + 1", "a = rand()*2 + 1", "# preset p: k = 2*2 + 1", "a = 2*2"]
)
def test_what_would_change_its_value_is_not_extracted(line: str) -> None:
    text = f"{line}\n{NEURON}"
    at = line.index("*2")
    assert "Name this expression" not in [one.title for one in refactorings(analyse(text), at, at + 2)]


def test_a_number_becomes_a_parameter_behind_the_others() -> None:
    result = rewritten(NEURON, "3*mV", "Make this number a parameter")
    assert result is not None
    assert "g*(E - v)/tau + value/ms : volt" in result
    assert "tau = 10*ms\nvalue = 3*mV\n" in result
    assert slope(result) == slope(NEURON)


@pytest.mark.parametrize("selected", ["2\nE", "-65", "10*ms"])
def test_the_default_of_a_parameter_is_no_number_to_be_named(selected: str) -> None:
    assert rewritten(NEURON, selected, "Make this number a parameter") is None


@pytest.mark.parametrize("selected", ["g*", "g ="])
def test_an_expression_is_put_in_the_place_of_its_name(selected: str) -> None:
    result = rewritten(NEURON, selected, "Put the expression in the place of its name")
    assert result is not None
    assert result.startswith("dv/dt = (1 + k*2)*(E - v)/tau")
    assert "factor" not in result
    assert slope(result) == slope(NEURON)


@pytest.mark.parametrize(
    "line", ["# plot: g", "# expect: peak(g) > 1", "# on a: v > 0*mV -> v = g*mV", "h(k) = g*k\n", "# init: v = g*mV"]
)
def test_a_name_that_is_needed_is_not_put_away(line: str) -> None:
    assert rewritten(f"{NEURON}{line}\n", "g*", "Put the expression in the place of its name") is None


def test_a_function_without_that_argument_takes_the_expression() -> None:
    result = rewritten(f"h(z) = g*z\n{NEURON}", "g*", "Put the expression in the place of its name")
    assert result is not None
    assert result.startswith("h(z) = (1 + k*2)*z\n")


def test_annotating_changes_no_number() -> None:
    result = rewritten(NEURON, "g*", "Annotate all units")
    assert result is not None
    assert "E = -65*mV : volt" in result
    assert "tau = 10*ms : second" in result
    assert slope(result) == slope(NEURON)
    assert annotate_units(analyse(result)) == ()


def test_a_stalled_model_is_offered_no_rewriting_that_breaks_it_further() -> None:
    text = "dv/dt = a*(b + c)\na = 1\n"
    analysis = analyse(text)
    for one in refactorings(analysis, text.index("(b"), text.index("(b") + 3):
        errors = [problem.code for problem in analyse(apply_edits(text, one.edits)).diagnostics]
        assert sorted(errors) == sorted(problem.code for problem in analysis.diagnostics)


@settings(max_examples=60)
@given(texts, st.integers(0, 400), st.integers(0, 20))
def test_a_rewriting_of_any_text_brings_no_new_error(text: str, start: int, length: int) -> None:
    analysis = analyse(text)
    start = min(start, len(text))
    codes = {problem.code for problem in analysis.diagnostics if problem.severity == "error"}
    for one in refactorings(analysis, start, min(start + length, len(text))):
        other = analyse(apply_edits(text, one.edits))
        if one.title != "Convert from XPPAUT":
            assert {problem.code for problem in other.diagnostics if problem.severity == "error"} <= codes


@given(texts)
def test_formatting_edits_give_the_formatted_text(text: str) -> None:
    edits = format_edits(text)
    assert apply_edits(text, edits) == format_text(text)
    for edit in edits:
        for at in (edit.start, edit.end):
            assert text[max(at - 1, 0) : at + 1] != "\r\n" or at == 0


@pytest.mark.parametrize("text", [text for text in GOOD_FILES if analyse(text).model is not None])
def test_good_files_need_no_fix(text: str) -> None:
    fixed, applied = fix_all(text, lambda changed: [p for p in analyse(changed).diagnostics if p.severity == "error"])
    assert (fixed, applied) == (text, [])
