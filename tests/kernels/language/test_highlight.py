"""Colours of a line: what each piece is, and that no line can break it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_completion import WORDS

from kernels.language.editing.highlight import KINDS, highlight_line

NAMES = {"v": "state", "E_L": "parameter", "I": "input", "f": "function", "s": "sub-expression", "d": "parameter"}


def pieces(line: str) -> list[tuple[str, str]]:
    return [(line[one.start : one.end].strip(), one.kind) for one in highlight_line(line, NAMES)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "dv/dt = (E_L - v)/(3*ms) : volt  # [0, 1] text",
            [("v", "state"), ("dt", "constant"), ("E_L", "parameter"), ("v", "state"), ("3", "number"), ("ms", "unit"),
             ("volt", "unit"), ("# [0, 1] text", "comment")],
        ),
        ("# threshold: v > 1", [("#", "comment"), ("threshold", "directive"), ("v", "state"), ("1", "number")]),
        ("# some prose about v", [("# some prose about v", "comment")]),
        ("# title: exp of v", [("#", "comment"), ("title", "directive"), ("exp of v", "text")]),
        ("s = exp(v) if v > 1 else f(pi)",
         [("s", "sub-expression"), ("exp", "function"), ("v", "state"), ("if", "word"), ("v", "state"), ("1", "number"),
          ("else", "word"), ("f", "function"), ("pi", "constant")]),
        ("# run: 5 ms, method = euler",
         [("#", "comment"), ("run", "directive"), ("5", "number"), ("ms", "unit"), ("method", "word"),
          ("euler", "word")]),
        ("unknown = v", [("v", "state")]),
        ("", []),
    ],
)  # fmt: skip
def test_what_the_pieces_are(line: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(line) == expected


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=20).map(" ".join)))
@settings(max_examples=400, deadline=None)
def test_the_pieces_of_any_line_are_in_order_and_apart(text: str) -> None:
    for line in text.splitlines():
        end = 0
        for piece in highlight_line(line, NAMES):
            assert end <= piece.start < piece.end <= len(line)
            assert piece.kind in KINDS
            end = piece.end
