"""Diagnostics as text: place, line, and carets under exactly the range."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kernels.language.diagnostic import Diagnostic, Edit, Fix
from sctui.diagnostic_text import LONGEST, Lines, render, to_json

TEXT = "dv/dt = -(v - E_l)/tau\nE_L = -65\n"


def shown(text: str, start: int, end: int, message: str = "wrong") -> list[str]:
    return render(Diagnostic("ODE201", "error", start, end, message), "my.ode", Lines(text)).splitlines()


def test_the_whole_form() -> None:
    fix = Fix("write E_L", (Edit(14, 17, "E_L"),))
    diagnostic = Diagnostic("ODE201", "error", 14, 17, "unknown name `E_l`", (fix,))
    assert render(diagnostic, "my.ode", Lines(TEXT)).splitlines() == [
        "my.ode:1:15: error[ODE201] unknown name `E_l`",
        "  |",
        "1 | dv/dt = -(v - E_l)/tau",
        "  |               ^^^",
        "  = help: write E_L",
    ]


def test_an_empty_range_and_the_end_of_the_text_have_one_caret() -> None:
    assert shown(TEXT, 5, 5)[3].strip() == "|      ^"
    assert shown("a = 1", 5, 5)[3] == "  |      ^"
    assert shown("", 0, 0)[3] == "  | ^"


def test_a_range_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    lines = shown(TEXT, 8, 30)
    assert lines[0].startswith("my.ode:1:9:")
    assert lines[3] == "  | " + " " * 8 + "^" * 14 + "..."


def test_tabs_wide_characters_and_carriage_returns_keep_the_carets_in_place() -> None:
    text = "\tabc\r\n"
    assert shown(text, 1, 4)[2:4] == ["1 |     abc", "  |     ^^^"]
    text = "# 神経 x"
    assert shown(text, 5, 6)[3] == "  | " + " " * 7 + "^"


def test_a_long_line_is_cut_around_the_range() -> None:
    text = "a" * 5000 + "BAD" + "c" * 5000
    lines = shown(text, 5000, 5003)
    assert len(lines[2]) < LONGEST + 20
    at = lines[2].index("BAD")
    assert lines[3][at : at + 4] == "^^^"


def test_control_characters_never_reach_the_terminal() -> None:
    lines = shown("v = \x1b[31mred", 4, 6, "bad \x1b here")
    assert all(line.isprintable() for line in lines)
    assert "\\x1b" in lines[2]


@given(st.text(alphabet=st.sampled_from("ab\t\n\r\x00é神"), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_range_in_any_text_can_be_shown(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    lines = render(Diagnostic("ODE001", "warning", start, end, "m"), "f", Lines(text)).split("\n")
    assert len(lines) == 4
    assert "^" in lines[3]


@given(st.text(alphabet=st.sampled_from("ab\n\r"), max_size=40))
def test_places_lead_back_to_offsets(text: str) -> None:
    lines = Lines(text)
    split = text.split("\n")
    for offset in range(len(text) + 1):
        place = lines.place(offset)
        assert sum(len(line) + 1 for line in split[: place.line - 1]) + place.column - 1 == offset


def test_json_has_offsets_places_and_edits() -> None:
    diagnostic = Diagnostic("ODE201", "error", 14, 17, "m", (Fix("write E_L", (Edit(14, 17, "E_L"),)),))
    record = to_json(diagnostic, "my.ode", Lines(TEXT))
    assert (record["line"], record["column"], record["end_line"], record["end_column"]) == (1, 15, 1, 18)
    assert record["fixes"] == [{"title": "write E_L", "edits": [{"start": 14, "end": 17, "new_text": "E_L"}]}]
