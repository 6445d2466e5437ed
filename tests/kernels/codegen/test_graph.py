"""The graph: sharing, folding, and derivatives against central differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.codegen.array_function import array_function
from kernels.codegen.differentiate import RULES, derivative
from kernels.codegen.graph import Graph
from kernels.codegen.horner import nested
from kernels.codegen.lower import lower
from kernels.codegen.reference import evaluate


def test_the_same_operation_is_the_same_node() -> None:
    g = Graph()
    x = g.leaf("state", "x")
    assert g.mul(g.add(x, g.const(2.0)), x) == g.mul(g.add(x, g.const(2.0)), x)


def test_constants_fold_and_identities_vanish() -> None:
    g = Graph()
    x = g.leaf("state", "x")
    assert g.constant_of(g.add(g.const(2.0), g.const(3.0))) == 5.0
    assert g.mul(x, g.const(1.0)) == x
    assert g.add(x, g.const(0.0)) == x
    assert g.constant_of(g.mul(x, g.const(0.0))) == 0.0
    assert g.neg(g.neg(x)) == x


def test_zero_and_minus_zero_stay_apart() -> None:
    g = Graph()
    assert g.const(0.0) != g.const(-0.0)


def test_division_by_zero_folds_to_infinity_without_an_exception() -> None:
    g = Graph()
    assert g.constant_of(g.div(g.const(1.0), g.const(0.0))) == math.inf
    assert math.isnan(g.constant_of(g.apply("sqrt", g.const(-1.0))))  # type: ignore[arg-type]


@given(st.floats(0.1, 10), st.sampled_from([-3.0, -2.0, -0.5, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 7.0]))
def test_expanded_powers_equal_powers(base: float, exponent: float) -> None:
    g = Graph()
    x = g.leaf("state", "x")
    node = g.power(x, g.const(exponent))
    assert g.nodes[node].op != "pow"
    assert evaluate(g, [node], {x: base})[0] == pytest.approx(base**exponent, rel=1e-14)


POINTS = {"asin": 0.3, "acos": 0.3, "log": 1.7, "log10": 1.7, "sqrt": 1.7}


@pytest.mark.parametrize("op", [op for op in RULES if op not in ("select", "mod")])
def test_derivative_rules_against_central_differences(op: str) -> None:
    g = Graph()
    x = g.leaf("state", "x")
    other = g.const(1.3)
    binary = op in ("add", "sub", "mul", "div", "pow")
    node = g.apply(op, *((g.mul(x, x), other) if binary else (g.mul(x, x),)))
    slope = derivative(g, node, x)
    f = array_function(g, [x], [node, slope])
    at, h = math.sqrt(POINTS.get(op, 0.8)), 1e-5
    (low, _), (_, exact), (high, _) = f(np.array([at - h])), f(np.array([at])), f(np.array([at + h]))
    assert exact[0] == pytest.approx((high[0] - low[0]) / (2 * h), rel=1e-6)


@pytest.mark.parametrize("x", [-3.0, -0.06, -0.04, -1e-8, 0.0, 1e-8, 0.04, 0.06, 3.0])
def test_slope_of_exprel_has_no_hole_at_zero(x: float) -> None:
    g = Graph()
    leaf = g.leaf("state", "x")
    slope = array_function(g, [leaf], [derivative(g, g.apply("exprel", leaf), leaf)])(np.array([x]))[0][0]
    terms = [x**k * (k + 1) / math.factorial(k + 2) for k in range(40)]
    assert slope == pytest.approx(math.fsum(terms), rel=1e-12)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_native_arithmetic_is_pythons(a: float, b: float) -> None:
    g = Graph()
    x, y = g.leaf("state", "x"), g.leaf("state", "y")
    roots = [g.apply(op, x, y) for op in ("add", "sub", "mul", "div")]
    roots += [g.apply(op, x) for op in ("neg", "abs", "sqrt", "floor", "ceil", "rint", "trunc")]
    roots += [g.minimum(x, y), g.maximum(x, y)]
    got = [float(v[0]) for v in array_function(g, [x, y], roots, strict=True)(np.array([a]), np.array([b]))]
    np.testing.assert_equal(got, evaluate(g, lower(g, roots), {x: a, y: b}))


COEFFICIENTS = st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 4), st.booleans()), min_size=2, max_size=6)


@given(COEFFICIENTS, st.floats(-2, 2), st.floats(0.5, 3))
def test_nested_polynomials_have_the_value_of_the_sum(terms: list[tuple[float, int, bool]], x: float, y: float) -> None:
    g = Graph()
    v, u = g.leaf("state", "v"), g.leaf("state", "u")
    total = g.const(0.0)
    for coefficient, power, negative in terms:
        term = g.div(g.mul(g.const(coefficient), g.power(v, g.const(float(power)))), u)
        total = g.sub(total, term) if negative else g.add(total, term)
    before, after = evaluate(g, [total, nested(g, total, [v, u])], {v: x, u: y})
    size = sum(abs(c * x**p / y) for c, p, _ in terms)
    assert after == pytest.approx(before, abs=1e-14 * (1 + size))


def test_nesting_saves_multiplications() -> None:
    g = Graph()
    v, u = g.leaf("state", "v"), g.leaf("state", "u")
    square = g.mul(g.mul(g.const(0.04), v), v)
    node = g.sub(g.add(g.add(square, g.mul(g.const(5.0), v)), g.const(140.0)), u)
    inside = [g.nodes[n].op for n in g.reachable([nested(g, node, [v, u])])]
    assert inside.count("mul") == 2
    assert nested(g, g.mul(v, u), [v, u]) == g.mul(v, u)
