"""Positions in the three encodings, on any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, Range

from lsp.positions import Positions

texts = st.text(alphabet="ab\n\r\t é𝄞\u2028\x0b\ud800", max_size=60)
encodings = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@given(texts, encodings)
def test_an_offset_has_a_position_and_that_position_is_the_offset(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n" and offset > 0:
            continue  # between CR and LF is no place
        assert positions.offset(positions.position(offset)) == offset


@given(texts, encodings, st.integers(0, 80), st.integers(0, 80))
def test_any_position_is_an_offset_in_the_text(text: str, encoding: str, line: int, character: int) -> None:
    positions = Positions(text, encoding)
    offset = positions.offset(Position(line=line, character=character))
    assert 0 <= offset <= len(text)
    assert positions.position(offset).line <= line


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)])
def test_columns_count_the_units_of_the_encoding(encoding: str, character: int) -> None:
    positions = Positions("x\r\né𝄞ab", encoding)
    assert positions.position(6) == Position(line=1, character=character)
    assert positions.length(3, 6) == character


@pytest.mark.parametrize("character", [1, 2])
def test_a_position_inside_a_character_is_the_characters(character: int) -> None:
    assert Positions("é𝄞a", "utf-16").offset(Position(line=0, character=character)) == 1


def test_only_the_protocols_line_breaks_end_lines() -> None:
    assert Positions("a\u2028b\x0bc\x85d\ne", "utf-16").starts == [0, 8]


def test_a_range_may_be_given_backwards() -> None:
    positions = Positions("abc\ndef", "utf-16")
    backwards = Range(start=Position(line=1, character=1), end=Position(line=0, character=2))
    assert positions.span(backwards) == (2, 5)
