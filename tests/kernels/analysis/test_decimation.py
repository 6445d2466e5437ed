"""Fewer points that look the same: nothing that stands out is lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kernels.analysis.decimation import decimated, short_numbers, spaced

NUMBERS = st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=400)


@given(NUMBERS, st.integers(1, 50))
def test_a_decimated_trace_has_the_extremes_of_every_pixel(values: list[float], width: int) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    at, kept = decimated(x, y, width)
    assert len(at) == len(kept) <= 2 * width
    assert (np.diff(at) > 0).all()
    np.testing.assert_array_equal(kept, y[at.astype(int)])
    if np.isfinite(y).any():
        assert (np.nanmin(kept), np.nanmax(kept)) == (np.nanmin(y), np.nanmax(y))
    size = -(-len(y) // width) if len(y) > 2 * width else 1
    for begin in range(0, len(y), size):
        pixel, inside = y[begin : begin + size], kept[(at >= begin) & (at < begin + size)]
        if np.isfinite(pixel).any():
            assert (np.nanmin(inside), np.nanmax(inside)) == (np.nanmin(pixel), np.nanmax(pixel))


def test_a_curve_keeps_the_places_where_it_moves_fast() -> None:
    angle = np.concatenate([np.linspace(0, 0.01, 10_000), np.linspace(0.01, 2 * np.pi, 300)])
    x, y = spaced(np.cos(angle), 50 * np.sin(angle), 200)
    assert len(x) <= 200
    steps = np.hypot(np.diff(x), np.diff(y) / 50)
    assert steps.max() < 0.1


def test_a_curve_that_stands_still_or_leaves_the_numbers_is_drawn_as_far_as_it_goes() -> None:
    assert len(spaced(np.ones(1000), np.ones(1000), 10)[0]) <= 10
    x, y = spaced(np.array([0.0, 1.0, np.nan, 2.0, np.inf]), np.arange(5.0), 10)
    assert (x.tolist(), y.tolist()) == ([0, 1, 2], [0, 1, 3])


def test_numbers_are_sent_as_json_has_them() -> None:
    assert short_numbers(np.array([1 / 3, np.nan, np.inf, -70.0, 1e-300]), 3) == [0.333, None, None, -70.0, 1e-300]
