"""Reading what an edit has changed gives what reading everything gives."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutations import GOOD_FILES, fuzz_count, mutate

from kernels.language.limits import MAX_PROBLEMS
from kernels.language.syntax import reparse
from kernels.language.syntax.reparse import _read_all, parse_lines

TEXT = "\n".join(GOOD_FILES)


@pytest.fixture(autouse=True)
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short texts are remembered as well, and nothing from other tests."""
    monkeypatch.setattr(reparse, "SHORTEST", 0)
    reparse._recent.clear()


def test_random_edits_one_after_the_other() -> None:
    rng = random.Random(5)
    for _ in range(fuzz_count() // 400):
        text = TEXT
        for _ in range(30):
            text = mutate(rng, text)
            assert parse_lines(text) == _read_all(text), text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_taken_out_put_back_and_put_in_twice(newline: str) -> None:
    lines = TEXT.split("\n")
    for at in range(len(lines)):
        for changed in (lines[:at] + lines[at + 1 :], lines, lines[: at + 1] + lines[at:]):
            text = newline.join(changed)
            assert parse_lines(text) == _read_all(text)


@given(st.lists(st.text(alphabet="a=(\n\r#:+ 1\ufeff", max_size=40), min_size=2, max_size=6))
def test_any_texts_one_after_the_other(texts: list[str]) -> None:
    common = "b = 1\nc = 2\n" * 5
    for at, piece in enumerate(texts):
        text = common[: at * 7] + piece + common[at * 5 :]
        assert parse_lines(text) == _read_all(text), text


def test_only_the_lines_around_an_edit_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"a{i} = b{i}*(c + {i})\n" for i in range(300))
    parse_lines(text)
    read = []
    whole = reparse.read_line
    monkeypatch.setattr(reparse, "read_line", lambda *given: read.append(given[2]) or whole(*given))
    changed = text.replace("b150*(c + 150)", "b150*(c + 1500)")
    assert parse_lines(changed) == _read_all(changed)
    assert len(read) - 300 <= 4
    assert parse_lines(changed) is parse_lines(changed)


def test_a_text_with_too_many_problems_is_read_from_its_beginning() -> None:
    text = "a = 1\n" * 50 + "b = )\n" * (MAX_PROBLEMS - 1) + "c = 2\n" * 50
    for changed in (text, text.replace("a = 1\n", "a = )\n", 4), text):
        assert parse_lines(changed) == _read_all(changed)
