"""Pictures of cells: every character of a plot has a shape, colours stay, and PNG and SVG show the same."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PIL import Image

from sctui.plots import theme
from sctui.plots.braille import MARKERS
from sctui.plots.cell_picture import GROUND, INK, MARGIN, WIDE, cells_png, cells_svg, page_cells
from sctui.plots.cell_shapes import Disc, shapes_of
from sctui.plots.cells import Cell, cells_of
from sctui.plots.figure import Axis, Figure, HeatMap, Line, Panel, Points
from sctui.plots.symbols import DIRECTIONS, SYMBOLS
from sctui.plots.terminal import Style, render

X = np.linspace(0.0, 10.0, 50)
FIGURE = Figure((Panel((Line(X, np.sin(X), "sine"), Line(X, np.cos(X), "cosine", 1)), Axis("v", "mV")),), Axis("time"))


def pixels(cells: list[Cell]) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(cells_png(cells))).convert("RGB"))


def test_colours_are_read_from_the_lines() -> None:
    lines = ["a\x1b[38;2;1;2;3mb\x1b[48;2;4;5;6m \x1b[39;49mc\x1b[0m d"]
    assert cells_of(lines, 2, 5) == [
        Cell(2, 5, "a"), Cell(2, 6, "b", (1, 2, 3)), Cell(2, 7, " ", (1, 2, 3), (4, 5, 6)), Cell(2, 8, "c"),
        Cell(2, 10, "d"),
    ]  # fmt: skip


def test_the_cells_of_a_figure_are_its_lines() -> None:
    plain = render(FIGURE, 60, 20, Style("braille", 0))
    found = {(cell.row, cell.column): cell.character for cell in page_cells([[FIGURE]], 60, 20)}
    for row, line in enumerate(plain):
        assert all(found.get((row, column), " ") == character for column, character in enumerate(line))


def test_every_character_of_plots_but_text_has_a_shape() -> None:
    signs = {symbol.character for symbol in SYMBOLS.values()} | set(DIRECTIONS) | set("│┤└┬─░▒▓█▀▄")
    signs |= set(MARKERS["braille"].glyphs[1:]) | set(MARKERS["block"].glyphs[1:])
    assert all(shapes_of(sign) for sign in signs)
    assert shapes_of("a") is None


@pytest.mark.parametrize(("glyph", "places"), [("⠁", [(0.25, 0.25)]), ("⢀", [(0.75, 1.75)]), ("⠠", [(0.75, 1.25)])])
def test_braille_dots_are_where_unicode_has_them(glyph: str, places: list[tuple[float, float]]) -> None:
    shapes = shapes_of(glyph) or ()
    assert [(shape.x, shape.y) for shape in shapes if isinstance(shape, Disc)] == places


def test_a_half_block_fills_its_half_in_two_colours() -> None:
    image = pixels([Cell(0, 0, "▀", (200, 0, 0), (0, 0, 200))])
    left = top = round(MARGIN * WIDE)
    top *= 2
    assert (image[top + 1 : top + WIDE - 1, left + 1 : left + WIDE - 1] == (200, 0, 0)).all()
    assert (image[top + WIDE + 1 : top + 2 * WIDE - 1, left + 1 : left + WIDE - 1] == (0, 0, 200)).all()
    assert tuple(image[0, 0]) == GROUND


def test_a_dot_is_drawn_in_its_colour_and_place() -> None:
    image = pixels([Cell(0, 0, "⠁", (0, 120, 88)), Cell(0, 1, "⣿", (0, 120, 88))])
    left, top = round((MARGIN + 0.25) * WIDE), round((2 * MARGIN + 0.25) * WIDE)
    assert np.abs(image[top, left].astype(int) - (0, 120, 88)).max() < 40
    below = image[top + WIDE, left]
    assert tuple(below) == GROUND


def test_text_is_written_even_where_no_font_has_it() -> None:
    for character in "aé µΩ神":
        blank = character == " "
        assert (pixels([Cell(0, 0, character), Cell(1, 3, "x")])[20:40, 10:20] == GROUND).all() == blank


def test_both_kinds_of_picture_hold_the_data() -> None:
    heat = Figure((Panel((HeatMap(np.arange(12.0).reshape(3, 4), 0, 4, 0, 3, "rate", "Hz"),)),), Axis("x"))
    points = Figure((Panel((Points(X, X, "p", 2, "diamond"),)),), Axis("x"))
    cells = page_cells([[FIGURE], [heat, points]], 80, 40)
    image = pixels(cells)
    assert image.shape == ((40 + 2) * 2 * WIDE, (max(cell.column for cell in cells) + 3) * WIDE, 3)
    root = ElementTree.fromstring(cells_svg(cells))
    fills = {element.get("fill") for element in root.iter()}
    for series in (0, 1, 2):
        assert "#{:02x}{:02x}{:02x}".format(*theme.ON_LIGHT[series].rgb) in fills
    assert "".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")).count("sine") >= 1
    assert (image == INK).all(axis=2).any()


def test_text_in_an_svg_is_escaped() -> None:
    text = cells_svg([Cell(0, 0, "<"), Cell(0, 1, "&"), Cell(0, 2, "\x07")])
    found = [element.text for element in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]
    assert found == ["<", "&"]


def test_nothing_at_all_is_a_picture_too() -> None:
    assert pixels([]).shape == (60, 30, 3)
    assert page_cells([]) == []


def luminance(rgb: tuple[int, int, int]) -> float:
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("colour", theme.ON_LIGHT, ids=lambda colour: colour.name)
def test_the_colours_for_light_ground_can_be_read_on_white(colour: theme.Colour) -> None:
    assert 1.05 / (luminance(colour.rgb) + 0.05) > 4.5
    assert theme.colour(theme.LIGHT + theme.ON_LIGHT.index(colour)) == colour
