"""Colours, progress, and text that is safe to print."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctui.console import printable, screen
from sctui.plots.theme import LETTERS, OKABE_ITO, colour_depth, escape
from sctui.progress import ProgressBar, bar
from sctui.text_table import table


@pytest.mark.parametrize(
    ("environment", "terminal", "depth"),
    [
        ({"TERM": "xterm-256color"}, True, 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, True, 1 << 24),
        ({"TERM": "linux"}, True, 16),
        ({"TERM": "dumb"}, True, 0),
        ({}, True, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True, 256),
        ({"TERM": "xterm-256color"}, False, 0),
    ],
)
def test_how_many_colours(environment: dict[str, str], terminal: bool, depth: int) -> None:
    assert colour_depth(environment, terminal) == depth


@pytest.mark.parametrize("depth", [16, 256, 1 << 24])
def test_series_have_different_colours_and_letters(depth: int) -> None:
    assert len({escape(k, depth) for k in range(len(OKABE_ITO))}) == len(OKABE_ITO)
    assert len(set(LETTERS)) == len(LETTERS) == len(OKABE_ITO)


def test_a_stream_without_an_encoding_is_no_unicode_terminal() -> None:
    seen = screen(io.StringIO())
    assert not seen.is_terminal
    assert not seen.unicode
    assert seen.colours == 0


@given(st.text())
def test_printable_text_cannot_steer_a_terminal(text: str) -> None:
    assert printable(text).isprintable()


@given(st.floats(allow_nan=False), st.text(alphabet="ab", max_size=5))
def test_a_bar_is_never_longer_than_its_frame(fraction: float, note: str) -> None:
    shown = bar("compiling", fraction, note, 200)
    assert shown.startswith("compiling [")
    assert shown.index("]") - shown.index("[") == 31
    assert shown.count("#") + shown.count("-") == 30


def test_the_bar_waits_then_shows_and_cleans_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sctui.progress.time.monotonic", lambda: now[0])
    with ProgressBar("working") as progress:
        progress.update(0.1)
        assert capsys.readouterr().err == ""
        now[0] = 1.0
        progress.update(0.5, "lif")
        assert "50% lif" in capsys.readouterr().err
        progress.update(0.51)
        assert capsys.readouterr().err == ""
    cleaned = capsys.readouterr().err
    assert cleaned.startswith("\r")
    assert cleaned.endswith("\r")
    assert len(cleaned) > len("working 50% lif")
    assert cleaned.strip() == ""


def test_lines_stay_above_the_bar_each_of_them_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sctui.progress.time.monotonic", lambda: now[0])
    with ProgressBar("working") as progress:
        progress.say(["one"])
        progress.update(0.1)
        assert capsys.readouterr().err == ""  # what is over in a moment needs no lines
        for now[0], lines in ((1.0, ["one", "two"]), (2.0, ["one", "two", "three"])):
            progress.say(lines)
            progress.update(now[0] / 4)
    drawn = capsys.readouterr().err
    assert [line.rpartition("\r")[2].rstrip() for line in drawn.split("\n")[:-1]] == ["one", "two", "three"]
    assert drawn.index("two") < drawn.index("25%") < drawn.index("three") < drawn.index("50%")


def test_a_bar_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar("working") as progress:
        progress.begun = -100.0
        progress.update(0.5)
    assert capsys.readouterr().err == ""


def test_tables_leave_out_empty_columns_and_fit() -> None:
    rows = [("a", "", "long text here"), ("bbb", "", "x")]
    assert table(("k", "none", "what"), rows) == ["k    what", "a    long text here", "bbb  x"]
    assert table(("k", "none", "what"), rows, 14)[1] == "a    long t..."


@pytest.mark.parametrize("columns", [0, 1, 5, 19, 39, 79])
def test_a_progress_bar_stays_in_its_line(columns: int) -> None:
    shown = bar("simulating", 0.58, "a_model_with_a_long_name", columns)
    assert len(shown) <= columns
    assert ("[" in shown) is (columns == 79)
    assert columns < 15 or "58%" in shown
