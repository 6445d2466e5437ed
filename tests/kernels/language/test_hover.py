"""Hovers: what is said about a word, and that no text and no offset can break it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_completion import TEXT, WORDS

from kernels.language.editing.hover import Hover, hover
from kernels.library import entries, path_of, read_text

MORE = (
    TEXT + "# run: 500 ms, method = euler\n# input: I = step(800*pA, start=1 ms)\n# expect tonic: rate(3*pA) > 1 Hz\n"
)


def at(piece: str, shift: int = 0) -> Hover:
    found = hover(MORE, MORE.index(piece) + shift)
    assert found is not None
    return found


def test_a_state_shows_its_equation_as_in_a_paper() -> None:
    found = at("dv/dt", 1)
    assert (found.name, found.kind, found.unit) == ("v", "state", "mV")
    assert any("──" in line for line in found.equation)
    assert MORE[found.start : found.end] == "v"


def test_a_parameter_shows_its_default_and_range() -> None:
    found = at("/C", 1)
    assert (found.kind, found.unit, found.doc) == ("parameter", "pF", "membrane capacitance")
    assert found.facts == ("default 281 pF", "range 50 to 1000 pF")
    assert found.definition == "C = 281*pF : farad"


@pytest.mark.parametrize(
    ("piece", "shift", "name", "kind"),
    [
        ("exp(-", 0, "exp", "function"),
        ("pF", 0, "pF", "unit"),
        ("farad", 2, "farad", "unit"),
        ("threshold", 3, "threshold", "directive"),
        ("preset tonic", 9, "tonic", "preset"),
        ("expect tonic", 9, "tonic", "preset"),
        ("step(", 0, "step", "protocol"),
        ("start=", 2, "start", "argument"),
        ("euler", 0, "euler", "method"),
        ("method", 0, "method", "setting"),
        ("rate(3", 0, "rate", "measure"),
        ("slope*x", 0, "slope", "argument"),
        ("rate_of", 1, "rate_of", "function"),
        ("lost", 0, "lost", "sub-expression"),
        ("I : amp", 0, "I", "input"),
    ],
)
def test_what_a_word_is(piece: str, shift: int, name: str, kind: str) -> None:
    found = at(piece, shift)
    assert (found.name, found.kind) == (name, kind)
    assert found.doc or found.facts or found.definition or found.unit


@pytest.mark.parametrize("piece", ["281", "membrane", "# reset"])
def test_where_there_is_nothing_to_say(piece: str) -> None:
    assert hover(MORE, MORE.index(piece)) is None


def test_an_equation_keeps_to_the_width() -> None:
    found = hover(MORE, 1, width=24)
    assert found is not None
    assert max(map(len, found.equation)) <= 24


@given(st.lists(WORDS, max_size=25), st.integers(-3, 200))
@settings(max_examples=300, deadline=None)
def test_no_text_and_no_offset_can_break_it(words: list[str], offset: int) -> None:
    text = " ".join(words)
    found = hover(text, offset)
    assert found is None or 0 <= found.start <= found.end <= len(text)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_in_models_the_range_is_the_word(data: st.DataObject) -> None:
    text = read_text(path_of(data.draw(st.sampled_from([one.slug for one in entries()][::9]))))
    offset = data.draw(st.integers(0, len(text)))
    found = hover(text, offset)
    if found is not None:
        assert text[found.start : found.end] == found.name
        assert found.start - 1 <= offset <= found.end
