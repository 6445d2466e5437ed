"""What is drawn is what stands in the CSV."""

from __future__ import annotations

import csv
import io

import numpy as np

from sctui.plots.figure import Arrows, Axis, Band, Bars, Figure, HeatMap, Line, Panel, Points, Raster, Text
from sctui.plots.figure_csv import figures_csv
from sctui.plots.terminal import Style, render

X = np.array([0.0, 1.0, 2.5])


def table(*marks: object, y: Axis | None = None) -> list[list[str]]:
    figure = Figure((Panel(marks, y or Axis("v", "mV")),), Axis("time", "ms"))  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(figures_csv([[figure]]))))


def test_curves_over_the_same_x_share_its_column() -> None:
    rows = table(Line(X, np.array([1.0, np.nan, 3.0]), "a"), Points(X, np.array([4.0, 5.0, 6.0]), "b"))
    assert rows == [["time (ms)", "a (mV)", "b (mV)"], ["0.0", "1.0", "4.0"], ["1.0", "", "5.0"], ["2.5", "3.0", "6.0"]]


def test_curves_of_other_lengths_end_in_empty_cells() -> None:
    rows = table(Line(X, X), Line(X[:1], X[:1]))
    assert rows[0] == ["time (ms)", "v (mV)", "time (ms) 2", "v (mV) 2"]
    assert rows[1:] == [["0.0"] * 4, ["1.0", "1.0", "", ""], ["2.5", "2.5", "", ""]]


def test_numbers_read_back_to_the_same_numbers() -> None:
    values = np.random.default_rng(1).normal(size=50) * 1e-7
    rows = table(Line(np.arange(50.0), values))
    assert [float(row[1]) for row in rows[1:]] == values.tolist()


def test_a_heat_map_has_a_row_for_every_cell_at_its_middle() -> None:
    rows = table(HeatMap(np.array([[1.0, 2.0], [3.0, np.nan]]), 0.0, 4.0, -1.0, 1.0, "rate", "Hz"), y=Axis("b", "pA"))
    assert rows == [
        ["time (ms)", "b (pA)", "rate (Hz)"], ["1.0", "-0.5", "1.0"], ["3.0", "-0.5", "2.0"], ["1.0", "0.5", "3.0"],
        ["3.0", "0.5", ""],
    ]  # fmt: skip


def test_patterns_of_a_heat_map_stand_by_name() -> None:
    rows = table(HeatMap(np.array([[0.0, 1.0, np.nan]]), 0.0, 3.0, 0.0, 1.0, "pattern", labels=("tonic", "silent")))
    assert [row[2] for row in rows] == ["pattern", "tonic", "silent", ""]


def test_every_other_mark_has_its_columns() -> None:
    assert table(Band(X, X, X + 1, "range"))[0] == ["time (ms)", "range (mV) low", "range (mV) high"]
    assert table(Raster(X), y=Axis("spikes"))[:2] == [["spikes time (ms)"], ["0.0"]]
    assert table(Raster(X, np.array([3, 4, 5]), 9))[1:3] == [["0.0", "3"], ["1.0", "4"]]
    assert table(Bars(np.array([2.0]), ('a, "b"',), "effect"), y=Axis()) == [["name", "effect"], ['a, "b"', "2.0"]]
    assert table(Arrows(X, X, X, X))[0][2:] == ["change of time (ms)", "change of v (mV)"]
    assert table(Text(1.0, 2.0, "saddle"))[1] == ["1.0", "2.0", "saddle"]


def test_nothing_is_an_empty_table() -> None:
    assert figures_csv([]) == "\n"


def test_units_are_typeset_on_pictures_and_ascii_in_tables() -> None:
    line = Line(np.arange(3.0), np.arange(3.0))
    figure = Figure((Panel((line,), Axis("I", "uA/cm**2")),), Axis("length", "cm**2"))
    assert figures_csv([[figure]]).splitlines()[0] == "length (cm**2),I (uA/cm**2)"
    drawn = "\n".join(render(figure, 60, 12, Style("braille")))
    assert "I (uA/cm²)" in drawn
    assert "length (cm²)" in drawn
    assert "I (uA/cm**2)" in "\n".join(render(figure, 60, 12, Style("ascii")))
