"""Pictures of every mark: drawn by matplotlib from the same description as in the terminal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sctui.plots.colours import CATEGORY, rgb_of, scale_rgb
from sctui.plots.figure import Arrows, Axis, Band, Bars, Figure, HeatMap, Line, Mark, Panel, Points, Raster, Text
from sctui.plots.symbols import SYMBOLS
from sctui.plots.theme import LIGHT, colour

pytest.importorskip("matplotlib")

from matplotlib.image import imread

from sctui.plots.image import write_image

X = np.linspace(0.1, 1.0, 20)
MARKS: dict[str, Mark] = {
    "line": Line(X, X, "line", 0, dashed=True),
    "points": Points(X, X, "points", 1),
    **{symbol: Points(X, X, symbol, 2, symbol) for symbol in SYMBOLS},
    "band": Band(X, X, 2 * X, "band", 3),
    "raster": Raster(X, None, 1),
    "arrows": Arrows(X, X, -X, X),
    "heat map": HeatMap(np.arange(12.0).reshape(3, 4), 0.1, 1.0, 0.1, 1.0, "z", "Hz"),
    "labels": HeatMap(np.arange(12.0).reshape(3, 4) % 3, 0.1, 1.0, 0.1, 1.0, "z", "", ("a", "b", "c")),
    "bars": Bars(np.array([1.0, -2.0, np.nan]), ("a", "b", "c")),
    "text": Text(0.5, 0.5, "  here", 0),
}


def pixels(figure: Figure, folder: Path) -> np.ndarray:
    write_image(figure, str(folder / "figure.png"))
    return np.round(imread(folder / "figure.png")[:, :, :3] * 255).astype(int)


def colours_in(image: np.ndarray) -> set[tuple[int, ...]]:
    packed = np.unique(image @ [1 << 16, 1 << 8, 1])
    return {(number >> 16, number >> 8 & 255, number & 255) for number in packed.tolist()}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    return pixels(Figure((Panel(()),)), tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize("name", MARKS)
def test_every_mark_is_drawn(name: str, empty: np.ndarray, tmp_path: Path) -> None:
    drawn = pixels(Figure((Panel((MARKS[name],)),)), tmp_path)
    assert (empty != drawn).any(axis=2).sum() > 20


def test_marks_on_logarithmic_axes(tmp_path: Path) -> None:
    marks = tuple(mark for mark in MARKS.values() if not isinstance(mark, Bars))
    drawn = pixels(Figure((Panel(marks, Axis("y", log=True)),), Axis("x", log=True)), tmp_path)
    assert {colour(series + LIGHT).rgb for series in (1, 2)} <= colours_in(drawn)


def test_a_map_has_the_colours_of_the_scale_and_hatches_where_it_is_undefined(tmp_path: Path) -> None:
    z = np.array([[0.0, 1.0], [0.5, 1.0]])
    whole = pixels(Figure((Panel((HeatMap(z, 0.0, 1.0, 0.0, 1.0),)),)), tmp_path)
    rgb = [tuple(colour) for colour in scale_rgb()[[0, 128, 255]].tolist()]
    assert set(rgb) <= colours_in(whole)
    z[1, 0] = np.nan
    holed = pixels(Figure((Panel((HeatMap(z, 0.0, 1.0, 0.0, 1.0),)),)), tmp_path)
    area = (holed == rgb[0]).all(axis=2).sum()
    assert area > 20_000
    assert (holed == rgb[1]).all(axis=2).sum() < 0.2 * area  # in the colour bar alone


def test_labels_have_the_colours_of_the_terminal(tmp_path: Path) -> None:
    drawn = pixels(Figure((Panel((MARKS["labels"],)),)), tmp_path)
    assert {rgb_of(CATEGORY + number) for number in range(3)} <= colours_in(drawn)


def test_nothing_to_draw_is_an_empty_picture(tmp_path: Path) -> None:
    none, gaps = np.empty(0), np.full(3, np.nan)
    for x in (none, gaps):
        marks = (Line(x, x), Points(x, x), Arrows(x, x, x, x), Raster(x), Band(x, x, x))
        assert pixels(Figure((Panel(marks),)), tmp_path).shape[2] == 3
    for mark in (HeatMap(np.full((2, 2), np.nan), 0, 1, 0, 1), Bars(gaps, ("a", "b", "c")), Bars(none, ())):
        assert pixels(Figure((Panel((mark,)),)), tmp_path).shape[2] == 3
