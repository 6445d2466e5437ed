"""A slider's row as text: columns that fit, a bar in eighths, marks that do without colours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.library import entries
from sctui.session.control import Heading, Number
from sctui.session.controls import controls
from sctui.session.scale import Scale
from sctui.session.setup import Setup
from sctui.session.subject import model_of
from sctui.widgets.slider_line import bar_cells, columns, range_text, slider_line

SODIUM = Number(
    ("param", "g_Na"), "g_Na", "mS/cm**2", Scale(0.0, 300.0), 120.0, 120.0, "peak sodium conductance", False
)


def line(number: Number, width: int, value: float | None = None, *, focused: bool = False) -> str:
    parts = slider_line(number, columns([number], width), number.value if value is None else value, focused)
    return "".join(text for text, _ in parts)


def sections(slug: str) -> list[list[Number]]:
    setup = Setup(model=slug)
    found: list[list[Number]] = [[]]
    for one in controls(model_of(setup), setup):
        if isinstance(one, Heading):
            found.append([])
        elif isinstance(one, Number):
            found[-1].append(one)
    return found


@pytest.mark.parametrize("width", [27, 33, 60])
@pytest.mark.parametrize("slug", [entry.slug for entry in entries()])
def test_every_row_of_every_model_fits_and_shows_its_number(slug: str, width: int) -> None:
    for section in sections(slug):
        at = columns(section, width)
        for number in section:
            parts = {part: text for text, part in slider_line(number, at, number.value, False)}
            assert sum(map(len, parts.values())) == width
            if number.value is not None:
                assert float(parts["value"]) == pytest.approx(number.value, rel=0.06)
                assert len(parts["bar"]) >= 3
            name = parts["name"].rstrip()
            assert name == number.name or (name.endswith("…") and number.name.startswith(name[:-1]))


def test_a_row_reads_as_name_bar_value_unit() -> None:
    text = line(SODIUM, 33)
    assert text.startswith(" g_Na █████")
    assert text.endswith("  120 mS/cm²")


def test_the_focused_and_the_changed_row_are_marked_without_colour() -> None:
    assert line(SODIUM, 33, focused=True).startswith("▸g_Na ")
    assert line(SODIUM, 33, 130.0).startswith(" g_Na*")
    assert line(replace(SODIUM, changed=True), 33).startswith(" g_Na*")


@pytest.mark.parametrize(("value", "sign"), [(301.0, "»"), (-1.0, "«"), (1e30, "»")])
def test_a_value_outside_the_range_is_shown_as_such(value: float, sign: str) -> None:
    assert sign in line(SODIUM, 33, value)
    assert len(line(SODIUM, 33, value)) == 33
    assert sign not in line(SODIUM, 33, 300.0)


def test_a_value_that_only_the_model_knows() -> None:
    steady = replace(SODIUM, value=None, default=None, absent="at rest")
    text = "".join(text for text, _ in slider_line(steady, columns([steady], 30), None, False))
    assert text.rstrip().endswith("at rest")
    assert len(text) == 30


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(1, 40))
def test_a_bar_has_its_width_and_grows(a: float, b: float, width: int) -> None:
    low, high = (bar_cells(place, width) for place in sorted((a, b)))
    assert len(low) == len(high) == width
    assert low.count("█") <= high.count("█")
    assert bar_cells(1.0, width) == "█" * width
    assert bar_cells(0.0, width) == " " * width


def test_the_range_says_whether_it_is_a_guess() -> None:
    assert range_text(SODIUM) == "default 120, 0 to 300 mS/cm²"
    guessed = replace(SODIUM, scale=Scale(1.0, 200.0, log=True, guessed=True))
    assert range_text(guessed) == "default 120, 1 to 200 mS/cm² log, a guess"
