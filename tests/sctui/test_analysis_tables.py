"""The tables of analyses hold every number, one observation a row."""

from __future__ import annotations

import csv
import io
import math

import pytest

from sctui.operation_text import csv_text
from sctui.operations import perform

LIF = {
    "equations": ["dv/dt = -(v - E_L)/tau_m + I/C", "E_L = -65", "tau_m = 10", "C = 1"],
    "threshold": "v > -50", "reset": "v = -65", "init": {"v": -65.0}, "duration": 100.0,
}  # fmt: skip
AXES = {
    "x": {"parameter": "tau_m", "min": 5.0, "max": 20.0, "steps": 3},
    "y": {"parameter": "I", "min": 1.0, "max": 3.0, "steps": 2},
}


def rows(name: str, request: dict[str, object]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text(name, perform(name, request)))))


def test_a_heat_map_has_a_row_for_every_pair() -> None:
    heading, *body = rows("heatmap", LIF | AXES)
    assert heading == ["tau_m", "I", "rate"]
    assert [(float(x), float(y)) for x, y, _ in body] == [
        (x, y) for x in (5.0, 12.5, 20.0) for y in (1.0, 3.0)
    ]  # fmt: skip
    result = perform("heatmap", LIF | AXES)
    assert [float(rate) for _, _, rate in body] == [result.values[j][i] for i in range(3) for j in range(2)]


def test_patterns_of_a_heat_map_are_named() -> None:
    _, *body = rows("heatmap", LIF | AXES | {"measure": "pattern"})
    assert {pattern for _, _, pattern in body} <= {"silent", "tonic", "nan", "unclassified"}
    assert "tonic" in {pattern for _, _, pattern in body}


def test_every_interval_has_a_row() -> None:
    _, *body = rows("isi", LIF | {"current": 3.0})
    assert len(body) == len(perform("isi", LIF | {"current": 3.0}).intervals)
    assert all(math.isclose(float(end) - float(begin), float(length)) for begin, end, length in body)


def test_sensitivities_come_strongest_first_with_their_errors() -> None:
    heading, *body = rows("sensitivity", LIF | {"current": 3.0})
    assert {row[0] for row in body} == {"E_L", "tau_m", "C", "I"}
    strengths = [abs(float(row[heading.index("rate")])) for row in body]
    assert strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize(("name", "wanted"), [("bifurcation", "hopf"), ("nullclines", "v nullcline")])
def test_lines_and_labelled_points_are_told_apart(name: str, wanted: str) -> None:
    request = {"model": "fitzhugh_nagumo"} | ({"steps": 3} if name == "bifurcation" else {})
    heading, *body = rows(name, request)
    assert wanted in {row[0] for row in body}
    assert all(len(row) == len(heading) for row in body)
