"""The random numbers of hardware: their distribution, and that two sources have nothing in common."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hdl.ir.builder import Builder
from hdl.ir.circuit import Output
from hdl.ir.native import run_native
from hdl.lowering.layout import Layout, Precision
from hdl.lowering.leaves import leaf

COUNT = 200_000


def drawn(role: str, names: tuple[str, ...], seed: int = 7) -> list[np.ndarray]:
    b = Builder("draws")
    layout = Layout({}, {}, {}, 1, {}, Precision(), seed)
    for name in names:
        node = leaf(b, layout, role, name)
        b.outputs.append(Output(f"d{name}", node, b.points[node]))
    circuit = b.finish()
    trace = run_native(circuit, {}, COUNT)
    return [np.ldexp(trace.outputs[o.name].astype(float), -(o.point or 0)) for o in circuit.outputs]


def test_uniform_numbers_are_uniform() -> None:
    (x,) = drawn("uniform", ("0",))
    assert x.min() > 0.0
    assert x.max() < 1.0
    counts, _ = np.histogram(x, 64, (0.0, 1.0))
    chi_square = float(((counts - COUNT / 64) ** 2).sum() / (COUNT / 64))
    assert 30.0 < chi_square < 110.0  # 63 degrees of freedom: 1e-4 on either side


def test_normal_numbers_have_the_moments_of_the_normal_distribution() -> None:
    (x,) = drawn("normal", ("0",))
    error = 5.0 / math.sqrt(COUNT)
    assert abs(x.mean()) < error
    assert abs(x.var() - 1.0) < 1.5 * error
    assert abs(float((x**3).mean())) < 4.0 * error
    assert float((x**4).mean()) - 3.0 == pytest.approx(-0.15, abs=0.06)  # a sum of eight
    assert np.abs(x).max() < 4.9


@pytest.mark.parametrize("role", ["uniform", "normal"])
def test_draws_are_uncorrelated_in_time_and_between_sources(role: str) -> None:
    x, y = drawn(role, ("0", "1"))
    bound = 4.5 / math.sqrt(COUNT)
    for lag in (1, 2, 3, 7):
        assert abs(np.corrcoef(x[:-lag], x[lag:])[0, 1]) < bound
    assert abs(np.corrcoef(x, y)[0, 1]) < bound
    (other,) = drawn(role, ("0",), seed=8)
    assert abs(np.corrcoef(x, other)[0, 1]) < bound
