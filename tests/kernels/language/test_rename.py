"""Renaming: everywhere, nowhere else, and never so that the text means something else."""

from __future__ import annotations

import re

import pytest
from damaged import texts
from hypothesis import given
from hypothesis import strategies as st
from mutations import GOOD_FILES
from shapes import document_shape

from kernels.language import analyse
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.occurrences import occurrences
from kernels.language.editing.references import definition, references
from kernels.language.editing.rename import Refusal, renamable, rename

NEURON = """\
# title: g in the title is prose
g(x, y) = x*y + g_L          # y and x are arguments
dv/dt = (g(v, x) - v)/tau + (v)/ms : volt (unless refractory)
x = 2*v
tau = 10*ms                  # [1 ms, tau] tau in prose
g_L = 3*mV
# threshold: v > -50*mV
# reset: v = -65*mV
# preset slow: tau = 20*ms, v = -60*mV
# expect slow: peak(v) in [1 mV, 2 mV]
# plot: v, x
# on slow: v > x -> v -= 1*mV
"""


def renamed(text: str, word: str, new: str, nth: int = 0) -> str:
    """The text with the nth whole word `word` renamed."""
    places = [match.start() for match in re.finditer(rf"(?<![A-Za-z0-9_]){word}(?![A-Za-z0-9_])", text)]
    edits = rename(analyse(text), places[nth], new)
    assert not isinstance(edits, Refusal), edits.message
    return apply_edits(text, edits)


def refused(text: str, offset: int, new: str) -> str:
    """Why a renaming is refused."""
    edits = rename(analyse(text), offset, new)
    assert isinstance(edits, Refusal)
    return edits.message


def test_a_state_is_renamed_in_its_derivative_and_wherever_it_stands() -> None:
    result = renamed(NEURON, "v", "u_1")
    assert "du_1/dt = (g(u_1, x) - u_1)/tau + (u_1)/ms : volt" in result
    assert "# threshold: u_1 > -50*mV\n# reset: u_1 = -65*mV" in result
    assert "u_1 = -60*mV" in result
    assert "peak(u_1) in" in result
    assert "# plot: u_1, x" in result
    assert "u_1 > x -> u_1 -= 1*mV" in result
    assert "prose" in result
    assert not re.search(r"\bv\b", result)


def test_an_argument_is_renamed_in_its_function_alone() -> None:
    result = renamed(NEURON, "x", "z")
    assert "g(z, y) = z*y + g_L          # y and x are arguments" in result
    assert "x = 2*v" in result


def test_a_quantity_is_not_renamed_where_an_argument_hides_it() -> None:
    result = renamed(NEURON, "x", "z", nth=4)
    assert "g(x, y) = x*y" in result
    assert "z = 2*v" in result
    assert "g(v, z)" in result


def test_presets_and_events_have_names_of_their_own() -> None:
    result = renamed(NEURON, "slow", "fast")
    assert "# preset fast:" in result
    assert "# expect fast:" in result
    assert "# on slow:" in result


def test_a_function_is_renamed_with_its_calls_and_not_in_prose() -> None:
    result = renamed(NEURON, "g", "f", nth=1)
    assert "f(x, y) = x*y" in result
    assert "(f(v, x) - v)" in result
    assert "# title: g in the title" in result


@pytest.mark.parametrize(
    ("word", "new", "why"),
    [
        ("tau", "and", "a word of the language"),
        ("tau", "exp", "a built-in function"),
        ("tau", "mV", "a unit"),
        ("tau", "t", "a built-in name"),
        ("tau", "v", "already the name of a state"),
        ("tau", "y", "an argument of a function"),
        ("tau", "2a", "letters, digits"),
        ("tau", "a b", "letters, digits"),
        ("tau", "", "letters, digits"),
        ("tau", "duration", "a setting of a run"),
        ("mV", "a", "is a unit"),
        ("peak", "a", "no name here"),
    ],
)
def test_what_would_change_the_meaning_is_refused_with_a_reason(word: str, new: str, why: str) -> None:
    assert why in refused(NEURON, NEURON.index(word), new)


def test_a_name_that_is_used_and_not_defined_cannot_be_taken() -> None:
    text = "dv/dt = -v*k + b\nb = 1\n"
    assert "already stands" in refused(text, text.index("b"), "k")
    assert "not defined" in refused(text, text.index("k"), "c")


def test_the_input_by_custom_has_to_be_declared_before_it_is_renamed() -> None:
    text = "dv/dt = -v + I\n"
    assert "not defined" in refused(text, text.index("I"), "drive")


def test_a_name_that_would_turn_a_definition_into_a_directive_is_refused() -> None:
    text = "dv/dt = -v + a\na : 1\n"
    assert "something else" in refused(text, text.index("a\n"), "run")


def test_definition_and_references_agree() -> None:
    analysis = analyse(NEURON)
    at = NEURON.index("g(v") + 2
    span = definition(analysis, at)
    assert span == (NEURON.index("dv/dt") + 1, NEURON.index("dv/dt") + 2)
    found = references(analysis, at)
    assert span[0] in [one.start for one in found if one.writes]
    assert definition(analysis, NEURON.index("y + g_L")) == (NEURON.index("y)"), NEURON.index("y)") + 1)
    assert definition(analysis, NEURON.index("slow: peak")) == tuple(
        NEURON.index("slow: tau") + shift for shift in (0, 4)
    )
    assert definition(analysis, NEURON.index("mV")) is None


@given(texts, st.integers(0, 400), st.sampled_from(["fresh_name", "v", "tau", "I", "exp", "on", "x y", "run"]))
def test_a_renaming_keeps_the_meaning_of_any_text_or_is_refused(text: str, offset: int, new: str) -> None:
    analysis = analyse(text)
    one = renamable(analysis, offset)
    edits = rename(analysis, offset, new)
    if isinstance(edits, Refusal) or isinstance(one, Refusal):
        return
    other = analyse(apply_edits(text, edits))
    codes = [{"ODE201": "ODE202"}.get(problem.code, problem.code) for problem in analysis.diagnostics]
    assert [{"ODE201": "ODE202"}.get(problem.code, problem.code) for problem in other.diagnostics] == codes
    if edits:
        assert (new, one.kind) in {(found.name, found.kind) for found in occurrences(other.document)}
    there = renamable(other, next(edit.start for edit in edits) if edits else offset)
    assert not isinstance(there, Refusal)
    back = rename(other, there.start, one.name)
    assert not isinstance(back, Refusal)
    assert apply_edits(other.document.text, back) == text


@pytest.mark.parametrize("text", GOOD_FILES)
def test_every_name_of_a_good_file_can_be_renamed_and_its_model_stays(text: str) -> None:
    analysis = analyse(text)
    for one in occurrences(analysis.document):
        if isinstance(renamable(analysis, one.start), Refusal):
            continue
        edits = rename(analysis, one.start, "another")
        assert not isinstance(edits, Refusal), edits
        other = analyse(apply_edits(text, edits))
        expected = re.sub("another", one.name, repr(document_shape(other.document.text)))
        assert expected == repr(document_shape(text))


@given(texts)
def test_occurrences_are_whole_names_in_order(text: str) -> None:
    found = occurrences(analyse(text).document)
    assert [one.start for one in found] == sorted({one.start for one in found})
    for one in found:
        assert text[one.start : one.end] == one.name
