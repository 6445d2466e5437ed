"""Levels as braille: dots where the levels are, for any text of levels and any size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kernels.library_index import index
from sctui.widgets.sparkline import sparkline

sizes = st.integers(1, 40)


def test_low_is_below_and_high_is_above() -> None:
    assert sparkline("0077", 1) == ("⡈",)
    assert sparkline("0007", 1) == ("⣸",)
    assert sparkline("0077", 1, 2) == ("⠈", "⡀")


def test_bins_that_share_a_column_keep_their_spike() -> None:
    assert sparkline("00000700", 1) == ("⣸",)
    assert sparkline("00070000", 1) == ("⣇",)


@given(st.text(max_size=80), sizes, st.integers(1, 4))
def test_any_text_gives_lines_of_the_asked_size_or_empty_ones(levels: str, columns: int, rows: int) -> None:
    lines = sparkline(levels, columns, rows)
    assert len(lines) == rows
    assert {len(line) for line in lines} <= {0, columns}


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=64), sizes, st.integers(1, 3))
def test_no_column_is_empty(ranges: list[tuple[int, int]], columns: int, rows: int) -> None:
    levels = "".join(f"{min(pair)}{max(pair)}" for pair in ranges)
    lines = sparkline(levels, columns, rows)
    for x in range(columns):
        dots = 0
        for line in lines:
            dots |= ord(line[x]) - 0x2800
        assert dots & 0x47
        assert dots & 0xB8


def test_every_model_of_the_library_has_one() -> None:
    for model in index():
        [line] = sparkline(model.sparkline, 8)
        assert len(line) == 8, model.slug
        assert len(model.sparkline) == 64, model.slug
