"""Long curves are made short before they are drawn, and nobody can see that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sctui.plots.dense import DENSE, ascending, part_inside, thinned
from sctui.plots.figure import Axis, Band, Figure, Line, Panel
from sctui.plots.polyline import line_dots
from sctui.plots.terminal import Style, render


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 40))
def test_a_thinned_curve_touches_the_same_dots(seed: int, width: int, height: int) -> None:
    draw = np.random.default_rng(seed)
    u = np.sort(draw.uniform(-2.0, width + 1.0, 40 * width))
    v = draw.normal(height / 2, height, len(u))
    short = thinned(u, v, width)
    assert len(short[0]) <= 4 * (width + 2)
    assert np.array_equal(line_dots(u, v, width, height), line_dots(*short, width, height))


def test_curves_with_gaps_that_go_back_or_have_few_points_stay_as_they_are() -> None:
    u = np.linspace(0.0, 9.0, 1000)
    gap = np.where(np.arange(1000) == 5, np.nan, u)
    for x, y in ((u, gap), (gap, u), (u[::-1], u), (u[: DENSE * 10], u[: DENSE * 10])):
        assert thinned(x, y, 10)[0] is x


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=30), st.floats(-12, 12), st.floats(0.1, 10))
def test_the_part_inside_has_all_that_is_inside_and_its_neighbours(
    values: list[float], low: float, span: float
) -> None:
    x, high = np.sort(values), low + span
    part = np.arange(len(x))[part_inside(x, low, high)]
    inside = np.flatnonzero((x >= low) & (x <= high))
    wanted = set(inside) | {k + d for k in inside for d in (-1, 1) if 0 <= k + d < len(x)}
    assert wanted <= set(part)


def test_what_does_not_ascend_is_kept_whole() -> None:
    x = np.array([3.0, 1.0, 2.0])
    assert not ascending(x)
    assert part_inside(x, 1.5, 2.5) == slice(None)
    assert part_inside(np.array([]), 0.0, 1.0) == slice(None)


@pytest.mark.parametrize("kind", ["line", "dashed", "band"])
def test_a_part_of_a_long_curve_looks_as_if_all_of_it_were_drawn(kind: str) -> None:
    x = np.linspace(0.0, 100.0, 5001)
    y = np.sin(x) + 0.1 * np.sin(40 * x)

    def picture(of: slice) -> list[str]:
        mark = Band(x[of], y[of] - 0.1, y[of] + 0.1) if kind == "band" else Line(x[of], y[of], dashed=kind == "dashed")
        figure = Figure((Panel((mark,), Axis("y", low=-1.2, high=1.2)),), Axis("x", low=40.0, high=42.0))
        return render(figure, 80, 20, Style())

    assert picture(slice(None)) == picture(slice(1990, 2111))
    assert any("\u2801" <= character <= "\u28ff" for line in picture(slice(None)) for character in line)


def test_true_samples_are_seen_when_a_long_trace_is_zoomed_into() -> None:
    x = np.arange(100_000.0)
    y = np.where(x == 70_003, 1.0, 0.0)  # one sample
    figure = Figure((Panel((Line(x, y),), Axis("y", low=-0.1, high=1.1)),), Axis("x", low=70_000.0, high=70_006.0))
    rows = [k for k, line in enumerate(render(figure, 60, 20)[1:-2]) if any("\u2801" <= c <= "\u28ff" for c in line)]
    assert len(rows) > 12  # it rises to the top and comes down again
