"""Clouds of points, heat maps, bars and arrows in the terminal, with and without colours."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sctui.plots.braille import MARKERS
from sctui.plots.figure import Arrows, Axis, Bars, Figure, HeatMap, Line, Mark, Panel, Points, Text, histogram
from sctui.plots.symbols import SYMBOLS, letters_of
from sctui.plots.terminal import Style, render

DEPTHS = (0, 16, 256, 1 << 24)
LABELS = ("silent", "single_spike", "tonic", "bursting", "adapting", "accelerating")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
RAMP = "·░▒▓█"


def of(*marks: Mark, x: Axis | None = None, y: Axis | None = None) -> Figure:
    return Figure((Panel(marks, y or Axis("y")),), x or Axis("x"))


def plain(line: str) -> str:
    return ESCAPE.sub("", line)


def body(lines: list[str]) -> list[str]:
    """What is drawn to the right of the frame."""
    return [re.split("[┤│]", plain(line), maxsplit=1)[1] for line in lines if re.search("[┤│]", plain(line))]


def gradient(rows: int = 8, columns: int = 16) -> HeatMap:
    return HeatMap(np.linspace(0.0, 100.0, rows)[:, None] + np.zeros(columns), 0.0, 1.0, 0.0, 2.0, "rate", "Hz")


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.floats()),
    hnp.arrays(np.float64, st.integers(0, 12), elements=st.floats()),
    st.integers(1, 160),
    st.integers(1, 50),
    st.sampled_from(DEPTHS),
    st.sampled_from(sorted(MARKERS)),
    st.booleans(),
    st.booleans(),
)
def test_any_data_in_any_size_stays_inside(
    z: np.ndarray, values: np.ndarray, width: int, height: int, colours: int, marker: str, log: bool, words: bool
) -> None:
    heat = HeatMap(z, 0.5, 2.0, -1.0, 1.0, "z", "mV", LABELS if words else ())
    marks = (
        heat, Points(values, values[::-1], "a", 1), Points(values, values, "b", 2, "disc"),
        Arrows(values, values, values, -values), Text(0.5, 0.5, "  here"), Line(values, values, "c", 3, dashed=True),
    )  # fmt: skip
    bars = Bars(values, tuple(f"p{i}" for i in range(len(values))), "bars")
    figure = Figure((Panel(marks, Axis("y", log=log)), Panel((bars,), Axis("b"))), Axis("x", log=log))
    for line in render(figure, width, height, Style(marker, colours)):
        assert len(plain(line)) <= max(width, 20)
        assert line.count("\x1b") != 1  # what is begun is ended
        if marker == "ascii":
            assert plain(line).isascii()


@pytest.mark.parametrize("marker", MARKERS)
def test_points_are_where_the_axes_say(marker: str) -> None:
    """A point and a line through it touch the same cells."""
    axes = {"x": Axis("x", low=0.0, high=10.0), "y": Axis("y", low=0.0, high=10.0)}
    for at in (0.0, 3.3, 10.0):
        place = np.array([at])
        one = render(of(Points(place, place), **axes), 60, 20, Style(marker))
        assert one == render(of(Line(place, place), **axes), 60, 20, Style(marker))


def test_ten_thousand_points_all_show() -> None:
    x = np.linspace(0.0, 1.0, 10_000)
    drawn = body(render(of(Points(x, x % 0.1)), 80, 24))
    assert all(any(row[column : column + 1].strip() for row in drawn) for column in range(70))


@pytest.mark.parametrize("symbol", sorted(set(SYMBOLS) - {"dot"}))
def test_symbols_stand_on_their_point_over_lines_and_letters(symbol: str) -> None:
    x = np.linspace(0.0, 1.0, 50)
    lines = (Line(x, x, "up", 0), Line(x, 1.0 - x, "down", 1))
    dot = Points(np.array([0.5]), np.array([0.5]), "", 2, symbol)
    for style, glyph in ((Style(), SYMBOLS[symbol].character), (Style("ascii"), SYMBOLS[symbol].plain)):
        drawn = [re.split("[┤│+|]", line, maxsplit=1)[-1] for line in render(of(*lines, dot), 61, 21, style)[1:-2]]
        middle = [row[28:32] for row in drawn[8:11]]
        assert sum(glyph in part for part in middle) == 1


def test_words_beside_a_symbol_leave_it_and_turn_round_at_the_edge() -> None:
    axes = {"x": Axis(low=0.0, high=1.0), "y": Axis(low=0.0, high=1.0)}
    for at, expected in ((0.1, "● saddle"), (1.0, "saddle ●")):
        place = np.array([at])
        marks = (Points(place, place, "", 0, "disc"), Text(at, at, "  saddle"))
        assert expected in "\n".join(render(of(*marks, **axes), 60, 12))


def test_series_of_points_differ_without_colour() -> None:
    x = np.linspace(0.0, 1.0, 400)
    marks = (Points(x, 0 * x, "down", 0), Points(x, 0 * x + 1, "up", 1))
    text = render(of(*marks), 60, 14)
    assert "o down" in text[0]
    assert "x up" in text[0]
    assert any("x" in row for row in text[1:4])
    assert any("o" in row for row in text[-6:-2])


def test_dashes_leave_gaps_in_every_direction() -> None:
    for ends in (
        ([0.0, 1.0], [0.5, 0.5]),
        ([0.5, 0.5], [0.0, 1.0]),
        ([0.0, 1.0], [0.0, 1.0]),
        ([0.0, 1.0], [1.0, 0.0]),
    ):
        axes = {"x": Axis(low=0.0, high=1.0), "y": Axis(low=0.0, high=1.0)}
        counts = []
        for dashed in (False, True):
            line = Line(np.array(ends[0]), np.array(ends[1]), dashed=dashed)
            text = "".join(body(render(of(line, **axes), 82, 40)))
            counts.append(sum((ord(c) - 0x2800).bit_count() for c in text if "\u2800" < c <= "\u28ff"))
        assert 0.4 * counts[0] <= counts[1] <= 0.6 * counts[0]


def test_row_0_is_at_the_bottom_and_the_ramp_rises() -> None:
    drawn = body(render(of(gradient()), 60, 14))
    columns = ["".join(row[k] for row in drawn) for k in (0, 10, 30)]
    for column in columns:
        shades = [RAMP.index(character) for character in reversed(column)]
        assert shades == sorted(shades)
        assert set(shades) == set(range(5))


def test_column_0_is_at_the_left() -> None:
    z = np.array([[0.0, 1.0, 2.0, 3.0]])
    row = body(render(of(HeatMap(z, 0.0, 4.0, 0.0, 1.0)), 60, 8))[1]
    shades = [RAMP.index(character) for character in row[:40]]
    assert shades == sorted(shades)
    assert shades[0] == 0
    assert shades[-1] == 4


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("colours", DEPTHS)
def test_an_undefined_value_cannot_be_taken_for_a_number(marker: str, colours: int) -> None:
    mark = gradient()
    whole = render(of(mark), 60, 16, Style(marker, colours))
    mark.z[2:5, 3:9] = np.nan
    holed = render(of(mark), 60, 16, Style(marker, colours))
    sign = "?" if marker == "ascii" else "×"
    assert sign not in "".join(map(plain, whole))
    assert sum(plain(line).count(sign) for line in holed[1:]) >= 20
    assert f"{sign} undefined" in plain(holed[0])


def test_half_cells_show_two_values_in_their_own_colours() -> None:
    z = np.array([[0.0], [1.0]] * 8)
    lines = render(of(HeatMap(z, 0.0, 1.0, 0.0, 16.0, low=0.0, high=1.0)), 40, 11, Style("braille", 1 << 24))
    first = lines[1]
    yellow, violet = "240;231;107", "59;0;87"
    assert f"38;2;{yellow};48;2;{violet}m▀" in first


def test_the_bar_has_the_numbers_of_the_scale() -> None:
    for colours in DEPTHS:
        text = [plain(line) for line in render(of(gradient()), 60, 16, Style("braille", colours))]
        ends = [line.split()[-1] for line in text[1:-3] if re.search(r"\s-?\d+$", line)]
        assert ends[0] == "100"
        assert ends[-1] == "0"
        assert text[0].endswith("rate (Hz)")


def test_labels_have_letters_of_their_own_and_are_listed() -> None:
    z = np.tile(np.arange(6.0), (3, 1))
    for colours in DEPTHS:
        figure = of(HeatMap(z, 0, 6, 0, 3, "pattern", "", LABELS))
        text = [plain(line) for line in render(figure, 90, 16, Style("braille", colours))]
        for letter, label in zip(letters_of(LABELS), LABELS, strict=True):
            assert sum(f"{letter} {label}" in line for line in text) == 1
            assert sum(line[:70].count(letter) for line in text) >= 3


def test_labels_that_do_not_occur_are_not_listed() -> None:
    z = np.zeros((3, 3))
    text = "\n".join(render(of(HeatMap(z, 0, 6, 0, 3, "pattern", "", LABELS)), 90, 16))
    assert "silent" in text
    assert "tonic" not in text


def test_letters_are_all_different() -> None:
    labels = [f"label {number}" for number in range(62)]
    assert len(set(letters_of(labels))) == 62
    assert letters_of(["tonic", "bursting", "tonic bursting"]) == ["t", "b", "o"]


def test_a_large_map_is_averaged_rather_than_sampled() -> None:
    """A fine chequerboard is grey: samples of it would be stripes that are not there."""
    z = 100.0 * (np.indices((400, 400)).sum(axis=0) % 2)
    z[:, 300:] = np.nan
    drawn = body(render(of(HeatMap(z, 0.0, 1.0, 0.0, 1.0)), 60, 14))
    assert {row[:35] for row in drawn} == {"▒" * 35}
    assert all("×" in row for row in drawn)


def test_lines_and_words_lie_over_a_map() -> None:
    x = np.linspace(0.0, 1.0, 30)
    text = [plain(line) for line in render(of(Line(x, 2 * x), Text(0.1, 1.5, "here"), gradient()), 60, 16)]
    assert any("here" in line for line in text)
    assert sum(0x2800 < ord(c) <= 0x28FF for line in text for c in line) > 30


def test_bars_are_ranked_signed_and_as_long_as_their_values() -> None:
    bars = Bars(np.array([4.0, -2.0, 1.0, np.nan]), ("g_Na", "tau", "C", "E_L"))
    lines = render(of(bars, y=Axis()), 70, 16)
    names = [line.split()[0] for line in lines if re.match(r"\s*\w+ ┤", line)]
    assert names == ["g_Na", "tau", "C", "E_L"]
    lengths = {}
    for line in lines:
        if match := re.match(r"\s*(\w+) ┤(.*)", line):
            lengths[match[1]] = sum(0x2800 < ord(c) <= 0x28FF for c in match[2])
    assert lengths["g_Na"] == pytest.approx(2 * lengths["tau"], abs=2)
    assert lengths["tau"] == pytest.approx(2 * lengths["C"], abs=2)
    assert lengths["E_L"] == 0
    start = {name: next(k for k, c in enumerate(line) if 0x2800 < ord(c) <= 0x28FF)
             for line in lines for name in ("g_Na", "tau", "C") if line.strip().startswith(f"{name} ┤")}  # fmt: skip
    assert start["tau"] < start["g_Na"] == start["C"]


def test_more_bars_than_rows_show_the_first() -> None:
    bars = Bars(np.arange(40.0, 0.0, -1.0), tuple(f"p{number}" for number in range(40)))
    shown = re.findall(r"(\w+) ┤", "\n".join(render(of(bars), 60, 14)))
    assert shown == [f"p{number}" for number in range(len(shown))]
    assert len(shown) == 10


def test_arrows_point_where_they_look_to_point() -> None:
    """A cell is twice as high as wide, so a diagonal of the screen is what counts."""
    axes = {"x": Axis(low=-1.0, high=1.0), "y": Axis(low=-1.0, high=1.0)}
    place = np.zeros(1)
    for dx, dy, arrow in ((1, 0, "→"), (0, 1, "↑"), (-1, 0, "←"), (0, -1, "↓"), (1, 1, "↗"), (-1, -1, "↙")):
        mark = Arrows(place, place, np.array([float(dx)]), np.array([float(dy)]))
        text = "\n".join(body(render(of(mark, **axes), 44, 23)))
        assert [c for c in text if c in "→↗↑↖←↙↓↘"] == [arrow], (dx, dy)
    still = Arrows(place, place, place, place)
    assert not set("→↗↑↖←↙↓↘") & set("\n".join(render(of(still, **axes), 44, 23)))


def test_arrows_lie_under_lines() -> None:
    x = np.linspace(-1.0, 1.0, 21)
    gx, gy = (values.ravel() for values in np.meshgrid(x, x))
    line = Line(x, 0 * x)
    with_arrows = body(render(of(Arrows(gx, gy, gx, gy), line), 60, 20))
    alone = body(render(of(line, y=Axis("y", low=-1.08, high=1.08)), 60, 20))
    row = next(k for k, text in enumerate(alone) if text.strip())
    assert with_arrows[row] == alone[row]


def test_a_histogram_is_filled_to_its_counts() -> None:
    band = histogram(np.array([0.0, 1.0, 2.0]), np.array([3, 6]))
    assert (band.low == 0).all()
    assert np.interp([0.5, 1.5], band.x, band.high).tolist() == [3.0, 6.0]


@pytest.mark.parametrize("name", SYMBOLS)
def test_symbols_take_one_column(name: str) -> None:
    symbol = SYMBOLS[name]
    assert len(symbol.character) == len(symbol.plain) == 1
    assert symbol.plain.isascii()
    assert unicodedata.east_asian_width(symbol.character) not in ("W", "F")


def test_a_histogram_of_nothing_is_an_empty_frame() -> None:
    band = histogram(np.array([]), np.array([]))
    assert len(band.x) == len(band.low) == len(band.high) == 0
    assert render(Figure((Panel((band,)),)), 30, 10, Style())
