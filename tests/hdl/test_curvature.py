"""The proven error of a table: its bound on the second derivative holds, and is of use."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hdl.lowering.curvature import RULES, largest_bend
from hdl.lowering.functions import evaluate
from kernels.codegen.graph import Graph
from tests.hdl.circuits import compiled

UNARY = sorted(op for op in RULES if op not in ("add", "sub", "mul", "div", "log", "sqrt"))


@st.composite
def functions(draw: st.DrawFn) -> tuple[Graph, int, int]:
    """A graph, a function in it, and its argument."""
    g = Graph()
    x = g.leaf("state", "x")
    made = [x]
    for _ in range(draw(st.integers(1, 5))):
        op = draw(st.sampled_from([*UNARY, "add", "sub", "mul", "div"]))
        a = draw(st.sampled_from(made))
        if op in UNARY:
            made.append(g.apply(op, g.mul(g.const(draw(st.floats(-1.0, 1.0))), a)))
        else:
            other = draw(st.one_of(st.sampled_from(made), st.floats(0.5, 3.0).map(g.const)))
            made.append(g.apply(op, a, other))
    return g, made[-1], x


@given(functions(), st.floats(-3.0, 3.0), st.sampled_from([0.5, 0.05]))
@settings(max_examples=200, deadline=None)
def test_no_chord_misses_its_function_by_more_than_the_bound(
    function: tuple[Graph, int, int], start: float, width: float
) -> None:
    g, root, x = function
    low = start + width * np.arange(6)
    bend = largest_bend(g, root, x, low, low + width)
    for k, left in enumerate(low):
        share = np.linspace(0.0, 1.0, 33)
        y = np.broadcast_to(np.asarray(evaluate(g, root, {x: left + width * share}), dtype=float), share.shape)
        if not np.isfinite(bend[k]) or not np.isfinite(y).all():
            continue
        missed = np.abs(y - (y[0] + share * (y[-1] - y[0]))).max()
        assert missed <= bend[k] * width * width / 8.0 + 1e-9 * (1.0 + np.abs(y).max())


@pytest.mark.parametrize("slug", ["adex", "hodgkin_huxley"])
def test_no_table_misses_more_than_is_proven(slug: str) -> None:
    assert all(0.0 < t.error <= t.bound < np.inf for t in compiled(slug).lowered.tables)


def test_the_bound_is_close_for_the_rates_of_hodgkin_and_huxley() -> None:
    tables = compiled("hodgkin_huxley").lowered.tables
    assert 6 <= len(tables) < 24  # six rates, whose tables the stages of a step share
    assert all(t.bound < 1.6 * t.error + 1e-12 for t in tables)


@pytest.mark.parametrize("x", [-0.0, 0.5, -1.9, 2.1, 30.0])
def test_exprel_bends_as_its_series_says(x: float) -> None:
    g = Graph()
    leaf = g.leaf("state", "x")
    bend = largest_bend(g, g.apply("exprel", leaf), leaf, np.array([x]), np.array([x]))
    term, total = 1.0, 0.0
    for k in range(200):
        total += term / (k + 3)
        term *= x / (k + 1)
    assert bend[0] == pytest.approx(total, rel=1e-9)
