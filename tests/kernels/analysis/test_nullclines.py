"""Phase planes against closed forms and SciPy on equations written here."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

import kernels
from kernels.analysis.contour import zero_contours
from kernels.analysis.nullclines import point_type
from kernels.analysis.plain import plain
from kernels.analysis.problem import NotMeasurable
from kernels.errors import Cancelled, RequestError

FULL = {"x": {"state": "V", "min": -75.0, "max": 50.0}, "y": {"state": "w", "min": -0.1, "max": 0.7}}


def joined(lines: Any) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([line.x for line in lines]), np.concatenate([line.y for line in lines])


@pytest.mark.parametrize("current", [0.0, 0.5, 1.0])
def test_fitzhugh_nagumos_cubic_and_line_at_the_given_current(current: float) -> None:
    found = kernels.nullclines(kernels.load("fitzhugh_nagumo"), current=current)
    v, w = joined(found.x_nullcline)
    assert w == pytest.approx(v - v**3 / 3 + current, abs=1e-9)
    v, w = joined(found.y_nullcline)
    assert w == pytest.approx((v + 0.7) / 0.8, abs=1e-9)
    root = brentq(lambda v: v - v**3 / 3 + current - (v + 0.7) / 0.8, -3.0, 3.0, xtol=1e-14)
    (point,) = found.fixed_points
    assert point.x == pytest.approx(root, abs=1e-9)
    trace = 1 - root**2 - 0.064
    assert point.eigenvalues_real.sum() == pytest.approx(trace, abs=1e-9)
    assert point.stable == (trace < 0)
    assert found.levels == {"I": current}


def test_the_current_is_constant_whatever_the_models_own_protocol() -> None:
    text = "dx/dt = -x + y\ndy/dt = -y + I\nI : 1\ninput: I = sine(2, frequency = 5)\nrun: 20"
    found = kernels.nullclines(kernels.parse(text), current=0.5)
    assert [(point.x, point.y) for point in found.fixed_points] == [pytest.approx((0.5, 0.5))]
    by_itself = kernels.nullclines(kernels.parse(text.replace("frequency = 5", "frequency = 5, offset = 0.7")))
    assert by_itself.levels == {"I": 0.7}  # the wave's mean


def test_a_run_that_fails_says_why() -> None:
    with pytest.raises(NotMeasurable, match="left the finite numbers"):
        kernels.nullclines(kernels.parse("dx/dt = x*x\ndy/dt = -y\ninit: x = 1\nrun: 20"))


def ml(v: Any, w: Any, current: float) -> np.ndarray:
    m, steady = 0.5 * (1 + np.tanh((v + 1.2) / 18)), 0.5 * (1 + np.tanh((v - 12) / 17.4))
    dv = (current - 4 * m * (v - 120) - 8 * w * (v + 84) - 2 * (v + 60)) / 20
    return np.array([dv, 0.23 * (steady - w) * np.cosh((v - 12) / 34.8)])


def test_morris_lecars_fixed_points_are_those_of_a_root_finder() -> None:
    found = kernels.nullclines(kernels.load("morris_lecar"), preset="homoclinic", **FULL)

    def on_w_nullcline(v: float) -> float:
        return float(ml(v, 0.5 * (1 + np.tanh((v - 12) / 17.4)), 38.0)[0])

    grid = np.linspace(-75, 50, 2001)
    signs = np.sign([on_w_nullcline(v) for v in grid])
    roots = [brentq(on_w_nullcline, grid[k], grid[k + 1], xtol=1e-13) for k in np.flatnonzero(np.diff(signs))]
    assert [point.x for point in found.fixed_points] == pytest.approx(roots, abs=1e-8)
    assert [point.type for point in found.fixed_points] == ["stable node", "saddle", "stable focus"]
    for point in found.fixed_points:
        step = 1e-6
        columns = [
            (ml(point.x + step * a, point.y + step * b, 38.0) - ml(point.x - step * a, point.y - step * b, 38.0))
            for a, b in ((1, 0), (0, 1))
        ]
        expected = np.linalg.eigvals(np.array(columns).T / (2 * step))
        assert sorted(point.eigenvalues_real) == pytest.approx(sorted(expected.real), abs=1e-6)


def test_the_field_is_the_right_hand_side() -> None:
    found = kernels.nullclines(kernels.load("morris_lecar"), preset="homoclinic", arrows=7, **FULL)
    v, w = np.meshgrid(found.field.x, found.field.y)
    dv, dw = ml(v, w, 38.0)
    assert found.field.dx == pytest.approx(dv, rel=1e-9, abs=1e-9)
    assert found.field.dy == pytest.approx(dw, rel=1e-9, abs=1e-9)


def test_states_on_both_sides_of_the_separatrix_part() -> None:
    found = kernels.nullclines(kernels.load("morris_lecar"), preset="homoclinic", **FULL)
    saddle = found.fixed_points[1]
    assert len(found.separatrices) == 2
    for line in found.separatrices:
        assert (line.x[0], line.y[0]) == pytest.approx((saddle.x, saddle.y))
        k = len(line.x) // 4
        across = np.array([-(line.y[k + 1] - line.y[k - 1]) / 0.8, (line.x[k + 1] - line.x[k - 1]) / 125.0])
        across *= 3e-3 / np.hypot(*across)
        ends = []
        for sign in (1, -1):
            begin = [line.x[k] + sign * across[0] * 125.0, line.y[k] + sign * across[1] * 0.8]
            run = solve_ivp(lambda t, x: ml(x[0], x[1], 38.0), (0, 400), begin, rtol=1e-9, atol=1e-9)
            ends.append(run.y[0][run.t > 300].max() > -30.0)  # one side comes to rest at -34 mV, the other fires
        assert ends[0] != ends[1]


def test_other_states_follow_at_once_or_are_held() -> None:
    model = kernels.load("hodgkin_huxley")
    sides: dict[str, Any] = {
        "x": {"state": "v", "min": -80, "max": 40, "steps": 41}, "y": {"state": "n", "min": 0, "max": 1},
    }  # fmt: skip
    steady = kernels.nullclines(model, current=0.0, **sides)
    assert steady.steady == ("m", "h")
    v, n = joined(steady.y_nullcline)
    a, b = 0.01 * (v + 55) / (1 - np.exp(-(v + 55) / 10)), 0.125 * np.exp(-(v + 65) / 80)
    assert n == pytest.approx(a / (a + b), abs=1e-7)
    v, n = joined(steady.x_nullcline)
    am, bm = 0.1 * (v + 40) / (1 - np.exp(-(v + 40) / 10)), 4 * np.exp(-(v + 65) / 18)
    ah, bh = 0.07 * np.exp(-(v + 65) / 20), 1 / (1 + np.exp(-(v + 35) / 10))
    m, h = am / (am + bm), ah / (ah + bh)
    assert 120 * m**3 * h * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387) == pytest.approx(0 * v, abs=1e-5)
    (rest,) = steady.fixed_points
    assert rest.type == "stable focus"
    held = kernels.nullclines(model, current=0.0, at={"m": 0.05, "h": 0.6}, **sides)
    assert held.held == {"m": 0.05, "h": 0.6}
    v, n = joined(held.x_nullcline)
    assert 120 * 0.05**3 * 0.6 * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387) == pytest.approx(0 * v, abs=1e-6)
    text = kernels.nullclines(model, current=0.0, at="m=0.05,h=0.6", **sides)
    assert text.held == held.held


def test_a_steady_value_far_from_all_that_a_run_covers_is_found() -> None:
    found = kernels.nullclines(kernels.load("fitzhugh_rinzel"))  # y is slow, its steady value linear in v
    assert found.steady == ("y",)
    assert found.unsolved == 0.0


def test_the_window_takes_the_fixed_points_beside_it_in() -> None:
    found = kernels.nullclines(kernels.load("wong_wang"), current=30.0)
    assert [point.type for point in found.fixed_points] == ["stable node", "saddle", "stable node"]
    ends = kernels.nullclines(kernels.load("wong_wang"), x={"max": 0.5}, y={"max": 0.5})
    assert (ends.x_range[1], ends.y_range[1]) == (0.5, 0.5)  # what is given stays


def test_a_state_without_a_steady_value_is_held() -> None:
    found = kernels.nullclines(kernels.load("tsodyks_markram_lif"), x={"steps": 21}, y={"steps": 21})
    assert list(found.held) == ["phase"]  # it only counts up
    assert found.unsolved == 0.0


def test_a_map_that_fires_at_every_step_has_a_window() -> None:
    found = kernels.nullclines(kernels.load("psn"), x={"steps": 21}, y={"steps": 21})
    (point,) = found.fixed_points
    assert point.states == pytest.approx({"H": 1.875 * 2.5, "S": 1.0, "x_1": 2.5, "x_2": 2.5, "x_3": 2.5})


def test_a_window_without_a_fixed_point_says_where_the_nearest_is() -> None:
    found = kernels.nullclines(kernels.load("cuba_lif"))  # it fires, so its rest is beyond the threshold
    assert (found.x, found.y) == ("v", "I")  # what the model plots first
    assert found.fixed_points == ()
    assert found.why_none == "no fixed point in this window: the nearest is at v = 10.1, I = 10"
    assert kernels.nullclines(kernels.load("cuba_lif"), current=1.0).why_none == ""


def test_a_maps_nullclines_are_where_nothing_changes_in_a_step() -> None:
    text = "time: step\nx[n+1] = a*x - y\ny[n+1] = x*x\na = 0.5\ninit: x = 0.1; y = 0.1\nrun: 50"
    sides: dict[str, Any] = {"x": {"min": -1, "max": 1}, "y": {"min": -1, "max": 1}}
    found = kernels.nullclines(kernels.parse(text), **sides)
    x, y = joined(found.x_nullcline)
    assert y == pytest.approx(-0.5 * x, abs=1e-12)
    x, y = joined(found.y_nullcline)
    assert y == pytest.approx(x * x, abs=1e-12)
    assert [(p.x, p.y) for p in found.fixed_points] == [pytest.approx((-0.5, 0.25)), pytest.approx((0, 0), abs=1e-9)]
    for point in found.fixed_points:
        expected = np.linalg.eigvals(np.array([[0.5, -1.0], [2 * point.x, 0.0]]))
        assert sorted(point.eigenvalues_real) == pytest.approx(sorted(expected.real), abs=1e-9)


def test_contours_close_part_and_leave_poles_out() -> None:
    x, y = np.linspace(-2, 2, 41), np.linspace(-2.01, 2.01, 38)
    grid = np.meshgrid(x, y)

    def circle(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return a * a + b * b - 1

    (line,) = zero_contours(circle(*grid), x, y, circle)
    assert np.hypot(line.x, line.y) == pytest.approx(np.ones(len(line.x)), abs=1e-12)
    assert (line.x[0], line.y[0]) == (line.x[-1], line.y[-1])
    length = np.hypot(np.diff(line.x), np.diff(line.y)).sum()
    assert length == pytest.approx(2 * np.pi, rel=5e-3)

    def two(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return a * a - 0.49 + 0 * b

    assert sorted(round(float(line.x[0]), 9) for line in zero_contours(two(*grid), x, y, two)) == [-0.7, 0.7]

    def pole(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return 1 / (a - 0.123) + 0 * b

    def step(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.where(a > 0.123, 1.0, -1.0) + 0 * b

    assert zero_contours(pole(*grid), x, y, pole) == ()
    assert zero_contours(step(*grid), x, y, step) == ()


@pytest.mark.parametrize(
    ("eigenvalues", "expected"),
    [
        ([-1 + 0j, -2], "stable node"),
        ([-1 + 1j, -1 - 1j], "stable focus"),
        ([2 + 0j, 1], "unstable node"),
        ([1 + 1j, 1 - 1j], "unstable focus"),
        ([1 + 0j, -1], "saddle"),
        ([1 + 1j, 1 - 1j, -1], "saddle focus"),
        ([1j, -1j], "nonhyperbolic"),
        ([0j, -1], "nonhyperbolic"),
    ],
)
def test_types_of_fixed_points(eigenvalues: list[complex], expected: str) -> None:
    assert point_type(np.array(eigenvalues, dtype=complex)) == expected


def test_the_threshold_is_drawn_and_the_result_is_plain() -> None:
    found = kernels.nullclines(kernels.load("adex"), current=0.0)
    (line,) = found.threshold
    assert line.x == pytest.approx(np.full(len(line.x), 20.0), abs=1e-9)
    read = json.loads(json.dumps(plain(found), allow_nan=False))
    assert read["fixed_points"][0]["type"] == "stable node"


LINEAR = "dx/dt = -x + y\ndy/dt = -y + I\nI : 1\nrun: 20"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"x": {"state": "q"}}, "x.state"),
        ({"x": {"state": "x"}, "y": {"state": "x"}}, "y.state"),
        ({"x": {"min": 2.0, "max": 1.0}}, "x.max"),
        ({"x": {"state": "y"}, "y": {"state": "x", "min": 1e9}}, "y.min"),
        ({"current": 1e308}, "current"),
        ({"inputs": {"I": -1e308}}, "inputs.I"),
        ({"at": {"x": 1.0}}, "at.x"),
        ({"at": "h"}, "at"),
        ({"at": 3}, "at"),
        ({"others": "gone"}, "others"),
        ({"arrows": 1}, "arrows"),
        ({"protocol": "sine"}, "protocol"),
    ],
)
def test_what_is_wrong_names_its_field(request_: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.nullclines(kernels.parse(LINEAR), **request_)
    assert caught.value.field == field


def test_a_single_state_has_no_plane() -> None:
    with pytest.raises(RequestError, match="single state"):
        kernels.nullclines(kernels.load("lif"))


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        kernels.nullclines(kernels.parse(LINEAR), cancelled=lambda: True)
