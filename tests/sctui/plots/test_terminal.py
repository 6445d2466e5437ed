"""Figures as text: size, frame, labels, and that every odd series draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sctui.plots.braille import MARKERS, cells, characters
from sctui.plots.figure import Axis, Band, Figure, Line, Panel, Raster, Text
from sctui.plots.terminal import Style, render

TIME = Axis("time", "ms")
ODD_SERIES = {
    "empty": [],
    "one point": [1.0],
    "flat": [5.0] * 9,
    "zeros": [0.0] * 9,
    "all nan": [math.nan] * 9,
    "nan gaps": [1.0, math.nan, 2.0, 3.0, math.nan, math.nan, 0.0],
    "infinities": [1.0, math.inf, 2.0, -math.inf, 3.0],
    "huge": [-1.7e308, 0.0, 1.7e308],
    "tiny": [5e-324, 0.0, 1e-320],
    "one ulp": [1.0, math.nextafter(1.0, 2.0)],
    "huge beside small": [1e300, 1.0, 2.0],
}


def visible_length(line: str) -> int:
    """How many columns a line takes on the screen: its length without colour escapes."""
    length, inside = 0, False
    for character in line:
        if character == "\x1b":
            inside = True
        elif inside:
            inside = character != "m"
        else:
            length += 1
    return length


def drawn(text: list[str]) -> int:
    """How many braille cells are not empty."""
    return sum("\u2801" <= character <= "\u28ff" for line in text for character in line)


def of(y: list[float]) -> Figure:
    return Figure((Panel((Line(np.arange(float(len(y))), np.array(y), "v"),), Axis("v", "mV")),), TIME)


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("name", ODD_SERIES)
def test_odd_series_draw_in_every_marker(name: str, marker: str) -> None:
    text = render(of(ODD_SERIES[name]), 60, 15, Style(marker))
    assert len(text) == 15
    assert all(visible_length(line) <= 60 for line in text)
    if marker == "braille":
        assert (drawn(text) > 0) == any(math.isfinite(y) for y in ODD_SERIES[name])


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.float64, st.integers(0, 20), elements=st.floats()),
    st.integers(1, 220),
    st.integers(1, 60),
    st.sampled_from([0, 16, 256, 1 << 24]),
    st.booleans(),
)
def test_any_data_in_any_size_stays_inside(y: np.ndarray, width: int, height: int, colours: int, log: bool) -> None:
    x = np.arange(float(len(y)))
    figure = Figure(
        (
            Panel((Line(x, y, "a", 0), Line(x, -y, "b", 1)), Axis("a, b", "mV", log=log)),
            Panel((Raster(np.sort(y)),), Axis("spikes"), rows=1),
            Panel((Band(x, y - 1, y + 1), Text(1.0, 1.0, "here")), Axis("band")),
        ),
        TIME,
        "A title",
    )
    text = render(figure, width, height, Style("braille", colours))
    assert all(visible_length(line) <= max(width, 20) for line in text)


@pytest.mark.parametrize("height", [16, 20, 24, 40, 50])
def test_the_height_is_used_up(height: int) -> None:
    line = Line(np.arange(3.0), np.arange(3.0))
    figure = Figure((Panel((line,)), Panel((Raster(np.ones(1)),), rows=1), Panel((line,), rows=3)), TIME)
    assert len(render(figure, 80, height)) == height


def test_a_ramp_goes_from_the_lower_left_to_the_upper_right() -> None:
    text = render(of([0.0, 1.0, 2.0]), 40, 12)
    cells_of = [[k for k, c in enumerate(line) if "\u2801" <= c <= "\u28ff"] for line in text]
    rows = [k for k, found in enumerate(cells_of) if found]
    assert len(rows) == 8
    assert cells_of[rows[0]][-1] == 39
    assert min(cells_of[rows[-1]]) == min(min(found) for found in cells_of if found)


def test_axes_carry_their_captions_and_round_numbers() -> None:
    figure = Figure((Panel((Line(np.array([0.0, 1000.0]), np.array([-80.0, 40.0])),), Axis("v", "mV")),), TIME)
    text = "\n".join(render(figure, 80, 20))
    for part in ("v (mV)", "time (ms)", "-80 ┤", " 40 ┤", "1000", "└"):
        assert part in text


def test_ascii_is_ascii_and_colour_is_off_by_default() -> None:
    text = "\n".join(render(of([0.0, 3.0, 1.0]), 50, 12, Style("ascii")))
    assert text.isascii()
    assert "\x1b" not in text


def test_lines_of_one_panel_differ_without_colour() -> None:
    x = np.linspace(0, 1, 50)
    figure = Figure((Panel((Line(x, x, "up", 0), Line(x, 1 - x, "down", 1))),), TIME)
    text = render(figure, 60, 16, Style("braille", 0))
    assert "o up" in text[0]
    assert "x down" in text[0]
    body = "\n".join(text[1:-3])
    assert "o" in body
    assert "x" in body


def test_letters_sit_on_their_line() -> None:
    x = np.linspace(0, 1, 50)
    figure = Figure((Panel((Line(x, np.full(50, 0.0), "low", 0), Line(x, np.full(50, 1.0), "high", 1))),))
    for line in render(figure, 60, 14)[1:-2]:
        assert not ("o" in line and "x" in line)
        if "o" in line or "x" in line:
            assert drawn([line]) > 40


def test_colours_are_closed_on_every_line() -> None:
    for line in render(of([0.0, 3.0, 1.0]), 50, 12, Style("braille", 256)):
        assert line.count("\x1b[38;5;") == line.count("\x1b[0m")


def test_every_spike_has_its_stroke() -> None:
    figure = Figure(
        (Panel((Raster(np.array([0.0, 50.0, 100.0])),), Axis("spikes"), rows=1),), Axis(low=0.0, high=100.0)
    )
    row = render(figure, 60, 5)[0]
    assert row.startswith("spikes │")
    assert len(row.split("│")[1].replace(" ", "")) == 3


def test_a_log_axis_shows_decades_and_leaves_out_what_has_no_logarithm() -> None:
    x = np.array([1.0, 2.0, 3.0, 4.0])
    figure = Figure((Panel((Line(x, np.array([0.0, 1.0, 1000.0, -5.0])),), Axis("rate", "Hz", log=True)),))
    text = "\n".join(render(figure, 50, 16))
    assert "1000 ┤" in text
    assert "  1 ┤" in text


def test_braille_dots_are_where_unicode_says() -> None:
    marker = MARKERS["braille"]
    for row, column, code in [
        (0, 0, 1),
        (1, 0, 2),
        (2, 0, 4),
        (0, 1, 8),
        (1, 1, 16),
        (2, 1, 32),
        (3, 0, 64),
        (3, 1, 128),
    ]:
        dots = np.zeros((4, 2), dtype=bool)
        dots[row, column] = True
        assert characters(cells(dots, marker), marker)[0, 0] == chr(0x2800 + code)


@pytest.mark.parametrize("marker", MARKERS)
def test_ticks_stand_where_the_data_has_their_value(marker: str) -> None:
    for y in (-40.0, 0.0, 20.0, 60.0):
        line = Line(np.array([0.0, 100.0]), np.array([y, y]))
        figure = Figure((Panel((line,), Axis("v", low=-61.0, high=67.0)),))
        body = render(figure, 70, 24, Style(marker))[:-2]
        rows = [row.split() for row in body if row.strip().startswith(f"{y:g} ")]
        assert len(rows) == 1
        assert len(rows[0][1]) > 50
