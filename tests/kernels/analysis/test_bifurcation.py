"""Bifurcation diagrams against closed forms, SciPy on equations written here, and published numbers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

import kernels
from kernels.analysis.bifurcation import Bifurcation, BifurcationPoint
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError


def points(found: Bifurcation, kind: str) -> list[BifurcationPoint]:
    return [point for point in found.points if point.kind == kind]


def jumps(found: Bifurcation) -> dict[tuple[str, str], float]:
    return {(way.direction, jump.kind): jump.value for way in (found.up, found.down) if way for jump in way.jumps}


# -- Hodgkin-Huxley ------------------------------------------------------------------------------------------------


def hh_growth(current: float) -> float:
    """The largest real part at rest, from the equations of 1952 and a numerical Jacobian."""

    def slope(x: np.ndarray) -> np.ndarray:
        v, m, h, n = x
        am, bm = 0.1 * (v + 40) / (1 - np.exp(-(v + 40) / 10)), 4 * np.exp(-(v + 65) / 18)
        ah, bh = 0.07 * np.exp(-(v + 65) / 20), 1 / (1 + np.exp(-(v + 35) / 10))
        an, bn = 0.01 * (v + 55) / (1 - np.exp(-(v + 55) / 10)), 0.125 * np.exp(-(v + 65) / 80)
        ionic = 120 * m**3 * h * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387)
        return np.array([current - ionic, am - (am + bm) * m, ah - (ah + bh) * h, an - (an + bn) * n])

    def gates(v: float) -> np.ndarray:
        zero, one = (slope(np.array([v, g, g, g]))[1:] for g in (0.0, 1.0))
        return np.concatenate([[v], zero / (zero - one)])

    rest = gates(brentq(lambda v: slope(gates(v))[0], -75.0, -39.0, xtol=1e-13))
    step = 1e-6
    columns = [(slope(rest + step * e) - slope(rest - step * e)) / (2 * step) for e in np.eye(4)]
    return float(np.linalg.eigvals(np.array(columns).T).real.max())


@pytest.fixture(scope="module")
def hodgkin_huxley() -> Bifurcation:
    return kernels.bifurcation(kernels.load("hodgkin_huxley"), min=0.0, max=170.0, steps=11)


def test_the_two_hopf_points_of_hodgkin_huxley(hodgkin_huxley: Bifurcation) -> None:
    first, second = points(hodgkin_huxley, "hopf")
    assert first.value == pytest.approx(brentq(hh_growth, 8.0, 12.0), rel=1e-6)
    assert second.value == pytest.approx(brentq(hh_growth, 150.0, 160.0), rel=1e-6)
    assert (first.value, second.value) == pytest.approx((9.78, 154.5), abs=0.05)  # Rinzel and Miller 1980
    assert (first.criticality, second.criticality) == ("subcritical", "supercritical")
    (branch,) = hodgkin_huxley.branches
    unstable = (branch.values > first.value) & (branch.values < second.value)
    assert np.array_equal(branch.stable, ~unstable)
    assert (branch.unstable_directions[unstable] == 2).all()


def test_hodgkin_huxley_fires_and_rests_between_the_fold_of_cycles_and_the_hopf_point() -> None:
    found = kernels.bifurcation(kernels.load("hodgkin_huxley"), min=5.0, max=11.0, steps=13)
    assert jumps(found)["down", "ends"] == pytest.approx(6.26, abs=0.02)
    assert jumps(found)["up", "begins"] == pytest.approx(9.78, abs=0.05)
    assert found.bistable.tolist() == [6.5, 7.0, 7.5, 8.0, 8.5, 9.0, 9.5]
    assert found.down is not None
    at_ten = found.down.values == 10.0
    assert 1000.0 / found.down.period[at_ten] == pytest.approx(68.3, abs=0.3)


# -- Morris-Lecar --------------------------------------------------------------------------------------------------


def ml_steady(v: np.ndarray | float) -> Any:
    """The steady current of the SNIC and homoclinic regimes (Rinzel and Ermentrout 1998)."""
    m, w = 0.5 * (1 + np.tanh((v + 1.2) / 18)), 0.5 * (1 + np.tanh((v - 12) / 17.4))
    return 4 * m * (v - 120) + 8 * w * (v + 84) + 2 * (v + 60)


def test_the_rest_of_morris_lecar_ends_at_the_top_of_its_steady_current() -> None:
    found = kernels.bifurcation(kernels.load("morris_lecar"), min=36.0, max=44.0, steps=5)
    top = minimize_scalar(lambda v: -ml_steady(v), bounds=(-50, -15), method="bounded", options={"xatol": 1e-9})
    (fold,) = points(found, "fold")
    assert fold.value == pytest.approx(-top.fun, rel=1e-9)
    assert fold.value == pytest.approx(39.96, abs=0.01)
    assert jumps(found)["up", "begins"] == pytest.approx(fold.value, abs=0.05)
    assert found.bistable.size == 0  # on the invariant circle, firing begins where the rest ends


def test_morris_lecars_hopf_regime() -> None:
    found = kernels.bifurcation(kernels.load("morris_lecar"), preset="hopf", min=86.0, max=98.0, steps=7)
    (hopf,) = points(found, "hopf")
    v, w = hopf.states["V"], hopf.states["w"]
    m_slope = 0.5 / np.cosh((v + 1.2) / 18) ** 2 / 18
    m = 0.5 * (1 + np.tanh((v + 1.2) / 18))
    # at the Hopf point the trace of the Jacobian is 0
    trace = -(4.4 * m_slope * (v - 120) + 4.4 * m + 8 * w + 2) / 20 - 0.04 * np.cosh((v - 2) / 60)
    assert trace == pytest.approx(0.0, abs=1e-9)
    assert hopf.value == pytest.approx(93.86, abs=0.01)
    assert hopf.criticality == "subcritical"
    assert jumps(found)["down", "ends"] == pytest.approx(88.3, abs=0.05)
    above = kernels.bifurcation(kernels.load("morris_lecar"), preset="hopf", min=208.0, max=220.0, steps=7)
    (second,) = points(above, "hopf")
    assert second.value == pytest.approx(212.02, abs=0.01)
    assert jumps(above)["up", "ends"] == pytest.approx(216.9, abs=0.05)  # the upper fold of cycles


def test_morris_lecars_homoclinic_regime() -> None:
    found = kernels.bifurcation(
        kernels.load("morris_lecar"), preset="homoclinic", min=34.0, max=41.0, steps=8, duration=600.0
    )
    assert points(found, "fold")[0].value == pytest.approx(39.96, abs=0.01)
    (hopf,) = points(found, "hopf")  # below the fold, so that three states are stable in turn
    assert hopf.value == pytest.approx(36.32, abs=0.01)
    assert jumps(found)["down", "ends"] == pytest.approx(35.01, abs=0.05)  # the homoclinic orbit
    assert set(found.bistable.tolist()) >= {37.0, 38.0, 39.0}
    assert len(found.branches) == 2


# -- closed forms --------------------------------------------------------------------------------------------------


def test_fitzhugh_nagumos_hopf_points_are_where_the_eigenvalues_cross() -> None:
    found = kernels.bifurcation(kernels.load("fitzhugh_nagumo"), steps=5)
    v = -np.sqrt(1 - 0.08 * 0.8)
    currents = [(v_ + 0.7) / 0.8 - v_ + v_**3 / 3 for v_ in (v, -v)]
    assert [point.value for point in points(found, "hopf")] == pytest.approx(currents, abs=1e-9)
    frequency = 1000 * np.sqrt(0.08 - (0.08 * 0.8) ** 2) / (2 * np.pi)
    assert points(found, "hopf")[0].frequency == pytest.approx(frequency, rel=1e-7)


@pytest.mark.parametrize(("sign", "kind"), [("-", "supercritical"), ("+", "subcritical")])
def test_the_normal_form_of_a_hopf_point(sign: str, kind: str) -> None:
    text = f"""
dx/dt = mu*x - 2*y {sign} x*(x*x + y*y) + 0.3*x*y
dy/dt = 2*x + mu*y {sign} y*(x*x + y*y) - 0.2*x*x
mu = 0.1
init: x = 0.1; y = 0
run: 60, dt = 0.02, method = rk4
"""
    found = kernels.bifurcation(kernels.parse(text), parameter="mu", min=-0.5, max=0.5, steps=3, direction="up")
    hopf = [point for point in points(found, "hopf") if abs(point.value) < 0.1]
    assert len(hopf) == 1
    assert hopf[0].value == pytest.approx(0.0, abs=1e-9)
    assert hopf[0].criticality == kind


def test_a_small_cycle_has_its_amplitude_and_period() -> None:
    text = """
dx/dt = mu*x - 2*y - x*(x*x + y*y)
dy/dt = 2*x + mu*y - y*(x*x + y*y)
mu = 0.1
init: x = 0.1; y = 0
run: 60, dt = 0.01, method = rk4
"""
    found = kernels.bifurcation(kernels.parse(text), parameter="mu", min=-1.0, max=1.0, steps=9)
    assert found.up is not None
    radius = np.sqrt(np.maximum(found.up.values, 0.0))
    grown = found.up.values > 0.1
    assert found.up.high[grown] == pytest.approx(radius[grown], rel=1e-3)
    assert found.up.low[grown] == pytest.approx(-radius[grown], rel=1e-3)
    assert found.up.period[grown] == pytest.approx(np.pi, rel=1e-3)
    assert found.up.rests.tolist() == [True] * 4 + [False] * 5 or found.up.rests.tolist() == [True] * 5 + [False] * 4
    assert found.bistable.size == 0
    assert not found.up.jumps


def test_a_closed_branch_has_two_folds() -> None:
    text = "dx/dt = 1 - x*x - p*p\np = 0.5\ninit: x = 0.8\nrun: 20, dt = 0.01"
    found = kernels.bifurcation(kernels.parse(text), parameter="p", min=-2.0, max=2.0, steps=2)
    (branch,) = found.branches
    assert branch.ends == ("closed", "closed")
    assert branch.states["x"] ** 2 + branch.values**2 == pytest.approx(np.ones(len(branch.values)), abs=1e-9)
    assert [point.value for point in points(found, "fold")] == pytest.approx([-1.0, 1.0], abs=1e-9)
    assert np.array_equal(branch.stable[5:-5], (branch.states["x"] > 0.0)[5:-5])


# -- maps ----------------------------------------------------------------------------------------------------------

LOGISTIC = "time: step\nx[n+1] = r*x*(1 - x)\nr = 2.5\ninit: x = 0.3\nrun: 2000"


def test_the_logistic_maps_period_doublings() -> None:
    found = kernels.bifurcation(kernels.parse(LOGISTIC), parameter="r", min=2.4, max=3.56, steps=117)
    (flip,) = points(found, "flip")
    assert flip.value == pytest.approx(3.0, abs=1e-9)
    assert found.up is not None
    returns = found.up.returns
    second = 1.0 + np.sqrt(6.0)
    assert (returns[(found.up.values > 3.01) & (found.up.values < second - 0.01)] == 2).all()
    assert (returns[(found.up.values > second + 0.01) & (found.up.values < 3.54)] == 4).all()
    assert found.up.rests[found.up.values < 2.99].all()
    two = np.abs(found.up.values - 3.2) < 1e-9
    r = 3.2
    cycle = sorted(((r + 1) + s * np.sqrt((r - 3) * (r + 1))) / (2 * r) for s in (-1, 1))
    assert (found.up.low[two][0], found.up.high[two][0]) == pytest.approx(cycle, abs=1e-9)


def test_the_delayed_logistic_map_turns_at_a_sixth() -> None:
    text = "time: step\nx[n+1] = r*x*(1 - y)\ny[n+1] = x\nr = 1.5\ninit: x = 0.4; y = 0.4\nrun: 400"
    found = kernels.bifurcation(kernels.parse(text), parameter="r", min=1.5, max=2.1, steps=4)
    (point,) = points(found, "neimark_sacker")
    assert point.value == pytest.approx(2.0, abs=1e-9)
    assert point.frequency == pytest.approx(1 / 6, abs=1e-6)


# -- what else ------------------------------------------------------------------------------------------------------

LIF = "dv/dt = (I - v)/tau\ntau = 10\nI : 1\nthreshold: v > 1\nreset: v = 0\nrun: 200, dt = 0.01"


def test_each_branch_is_found_once_though_a_state_has_decayed_to_nothing() -> None:
    found = kernels.bifurcation(kernels.load("wong_wang"), steps=2, direction="up", duration=1000.0)
    # the symmetric states, the one-sided memory that folds back through them, and the low one that splits off
    assert len(found.branches) == 3
    assert [point.kind for point in found.points] == ["branch_point", "branch_point", "fold", "fold"]


def test_what_is_looked_at_is_what_the_model_plots_first() -> None:
    found = kernels.bifurcation(kernels.load("cuba_lif"), steps=2, direction="up")
    assert (found.variable, found.section) == ("v", "I")
    assert found.up is not None
    assert found.up.rests.tolist() == [True, False]


def test_an_equilibrium_beyond_the_threshold_is_marked() -> None:
    found = kernels.bifurcation(kernels.parse(LIF), min=0.0, max=2.0, steps=9)
    (branch,) = found.branches
    assert np.array_equal(branch.firing, branch.values > 1.0)
    assert found.up is not None
    at = found.up.values == 1.5
    assert found.up.period[at] == pytest.approx(10 * np.log(3.0), rel=2e-3)
    assert jumps(found)["up", "begins"] == pytest.approx(1.0, abs=0.01)


def test_the_result_is_plain_json(hodgkin_huxley: Bifurcation) -> None:
    read = json.loads(json.dumps(plain(hodgkin_huxley), allow_nan=False))
    assert read["points"][0]["kind"] == "hopf"


def test_a_model_that_depends_on_time_has_no_equilibria() -> None:
    found = kernels.bifurcation(kernels.parse("dx/dt = -x + p*sin(t)\np = 1"), parameter="p", min=0, max=1, steps=2)
    assert found.branches == ()
    assert "time" in found.why_none


def test_time_since_the_last_spike_is_no_dependence_on_time() -> None:
    text = "dx/dt = (p - x)/10 + {0}\np = 1\nthreshold: x > 5\nreset: x = 0\nrun: 20, dt = 0.1"
    for term in ("where(t - t_spike < 2, 3, 0)", "0*p*sin(t)"):
        found = kernels.bifurcation(kernels.parse(text.format(term)), parameter="p", min=0, max=1, steps=2)
        (branch,) = found.branches
        assert branch.states["x"] == pytest.approx(branch.values)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"parameter": "tauu"}, "parameter"),
        ({"min": 3.0, "max": 1.0}, "max"),
        ({}, "min"),
        ({"min": 0.0, "max": 1.0, "protocol": "sine"}, "protocol"),
        ({"min": 0.0, "max": 1.0, "current": 1.0}, "current"),
        ({"min": 0.0, "max": 1.0, "variable": "w"}, "variable"),
        ({"min": 0.0, "max": 1.0, "section": "w"}, "section"),
        ({"min": 0.0, "max": 1.0, "direction": "left"}, "direction"),
        ({"parameter": "tau", "min": 1.0, "max": 2.0, "params": {"tau": 3.0}}, "parameter"),
        ({"min": 0.0, "max": 1.0, "duration": 1e9}, "duration"),
        ({"min": 0.0, "max": 1.0, "steps": 2000, "duration": 2e4}, "steps"),
    ],
)
def test_what_is_wrong_names_its_field(request_: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.bifurcation(kernels.parse(LIF), **request_)
    assert caught.value.field == field


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        kernels.bifurcation(kernels.load("hodgkin_huxley"), min=0, max=20, cancelled=lambda: True)


def test_the_progress_only_grows() -> None:
    shares: list[float] = []
    kernels.bifurcation(
        kernels.parse(LIF), min=0.0, max=2.0, steps=5, progress=lambda share, values=None: shares.append(share)
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
