"""The integration methods: orders of convergence, exactness, noise, and what they refuse."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import kernels
from kernels.errors import ModelError, NumericalError

# Two coupled gates driven by a slow wave: smooth, non-linear together, each linear in itself.
SMOOTH = """
dx/dt = -(1 + y**2)*x + sin(t) + 1
dy/dt = (1 - y)*exp(0.3*x) - 0.5*y
# init: x = 0.3; y = 0.1
# run: 2, dt = 0.1
"""


def truth() -> np.ndarray:
    def f(t: float, s: np.ndarray) -> list[float]:
        x, y = s
        return [-(1 + y**2) * x + math.sin(t) + 1, (1 - y) * math.exp(0.3 * x) - 0.5 * y]

    return solve_ivp(f, (0, 2), [0.3, 0.1], method="DOP853", rtol=1e-13, atol=1e-14).y[:, -1]


@pytest.mark.parametrize(
    ("method", "order"), [("euler", 1), ("heun", 2), ("rk4", 4), ("exponential_euler", 1), ("rush_larsen", 2)]
)
def test_order_of_convergence(method: str, order: int) -> None:
    model, end = kernels.parse(SMOOTH), truth()
    steps = [0.02, 0.01, 0.005] if order < 4 else [0.1, 0.05, 0.025]
    errors = []
    for dt in steps:
        run = kernels.simulate(model, dt=dt, method=method)
        errors.append(np.hypot(run.states["x"][-1] - end[0], run.states["y"][-1] - end[1]))
    measured = [math.log2(a / b) for a, b in itertools.pairwise(errors)]
    assert measured == pytest.approx([order, order], abs=0.15)


LINEAR_IF = """
dv/dt = -(v - E_L)/tau_m + I/C
E_L = -65
tau_m = 10
C = 1
# threshold: v > -50
# reset: v = -65
# init: v = -65
"""


def test_exact_is_the_closed_form() -> None:
    run = kernels.simulate(kernels.parse(LINEAR_IF), current=1.4, duration=100, dt=0.01, method="exact")
    closed = -65 + 1.4 * 10 * -np.expm1(-run.time / 10)
    assert len(run.spikes) == 0
    assert np.abs(run.states["v"] - closed).max() < 1e-9


def test_exact_rate_of_the_leaky_integrator() -> None:
    run = kernels.simulate(kernels.parse(LINEAR_IF), current=30, duration=1000, dt=0.01, spike_times="interpolated")
    assert run.method == "exact"
    period = 10 * math.log(300 / (300 - 15))
    assert len(run.spikes) == pytest.approx(1000 / period, rel=0.02)  # the step rounds every interval up to dt


def test_exact_solves_a_chain_with_synapses() -> None:
    """v driven by an alpha synapse (two states) and a current, against SciPy's matrix exponential."""
    from scipy.linalg import expm

    model = kernels.parse(
        "dv/dt = -v/tau + s/C + I/C\ndr/dt = -r/tau_s\nds/dt = r - s/tau_s\ntau = 10\ntau_s = 2\nC = 3\n"
        "# init: v = 0.5; r = 1; s = 0"
    )
    run = kernels.simulate(model, current=0.7, duration=40, dt=0.5, method="exact")
    a = np.array([[-0.1, 0, 1 / 3, 0.7 / 3], [0, -0.5, 0, 0], [0, 1, -0.5, 0], [0, 0, 0, 0]])
    x = np.array([0.5, 1, 0, 1])
    for k, t in enumerate(run.time):
        assert run.states["v"][k] == pytest.approx((expm(a * t) @ x)[0], abs=1e-11)


def test_exact_refuses_what_is_not_linear() -> None:
    for equation in (
        "dv/dt = v*v + I",
        "dv/dt = -floor(v) + I",
        "dv/dt = (I if v > 0 else 0)",
        "dv/dt = -v*sin(t) + I",
    ):
        with pytest.raises(ModelError, match="method exact does not fit"):
            kernels.simulate(kernels.parse(equation), current=1, duration=1, method="exact")


def test_exponential_euler_refuses_what_is_not_linear_in_itself() -> None:
    with pytest.raises(ModelError, match="linear in v"):
        kernels.simulate(kernels.parse("dv/dt = v**2 + I"), current=1, duration=1, method="exponential_euler")


def test_methods_without_noise_refuse_noise() -> None:
    with pytest.raises(ModelError, match="noise"):
        kernels.simulate(kernels.parse("dv/dt = -v + xi"), duration=1, method="rk4")


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("dv/dt = -v/10", "exact"),
        ("dv/dt = -v/10 + xi", "euler"),
        ("dv/dt = v - v**3", "rk4"),
        ("dv/dt = v**2 + I\n# threshold: v > 30\n# reset: v = -65", "euler"),
    ],
)
def test_default_method_suits_the_model(text: str, method: str) -> None:
    assert kernels.simulate(kernels.parse(text), duration=1).method == method


def test_a_method_of_the_file_is_used_and_the_request_overrides_it() -> None:
    model = kernels.parse("dv/dt = -v/10\n# run: 10, dt = 0.1, method = heun")
    assert kernels.simulate(model).method == "heun"
    assert kernels.simulate(model, method="euler").method == "euler"


# -- steps that are too long ------------------------------------------------------------------------


def test_rk4_refuses_hodgkin_huxley_at_a_tenth_of_a_millisecond() -> None:
    """It would show 2 of 69 spikes."""
    model = kernels.load("hodgkin_huxley")
    with pytest.raises(NumericalError, match=r"dt"):
        kernels.simulate(model, current=10, duration=1000, dt=0.1)
    assert len(kernels.simulate(model, current=10, duration=1000, dt=0.05).spikes) in (68, 69)


def test_rk4_warns_before_it_refuses() -> None:
    run = kernels.simulate(kernels.load("hodgkin_huxley"), current=10, duration=200, dt=0.08)
    assert len(run.warnings) == 1
    assert "dt = 0.08" in run.warnings[0]


def test_rk4_refuses_adex_whose_last_step_throws_w_away() -> None:
    """It would show 1.5 Hz where the truth is 17: a stage evaluates the exponential far beyond the threshold."""
    with pytest.raises(NumericalError):
        kernels.simulate(kernels.load("adex"), current=800, duration=500, dt=0.05, method="rk4")


def test_a_jump_of_the_input_is_no_error_of_the_step() -> None:
    pulses = {"protocol": "pulses", "amplitude": 400.0, "width": 0.05, "period": 8.0}
    run = kernels.simulate(kernels.load("hodgkin_huxley"), protocol=pulses, duration=100, dt=0.01)
    assert run.local_error < 0.05


def test_a_run_that_leaves_the_finite_numbers_says_when_and_where() -> None:
    model = kernels.parse("dv/dt = v**2\ndu/dt = -u\n# init: v = 1; u = 1\n# run: 50, dt = 0.01, method = euler")
    with pytest.raises(NumericalError, match=r"^v left the finite numbers at t = 1\.\d+ ms") as caught:
        kernels.simulate(model)
    assert caught.value.state == "v"
    k = round(caught.value.time / 0.01)
    short = kernels.simulate(model, duration=(k - 1) * 0.01)  # the step before is still finite
    assert np.isfinite(short.states["v"]).all()


# -- noise ------------------------------------------------------------------------------------------

OU = """
dx/dt = -x/tau + sigma*sqrt(2/tau)*xi
tau = 5
sigma = 3
# run: 20000, dt = 0.1, method = euler
"""


@pytest.mark.parametrize("dt", [0.1, 0.05, 0.025])
def test_variance_of_an_ornstein_uhlenbeck_process(dt: float) -> None:
    swept = kernels.sweep(kernels.parse(OU), {"x": np.zeros(20000)}, duration=40, dt=dt, seed=11)
    assert np.var(swept.final["x"]) == pytest.approx(9, rel=0.03)  # one sample a lane: 1 % standard error
    assert np.mean(swept.final["x"]) == pytest.approx(0, abs=0.1)


def test_euler_and_milstein_agree_with_ito_for_multiplicative_noise() -> None:
    """Geometric Brownian motion: E[x] = x0 exp(mu t) in the sense of Ito, exp((mu + s^2/2) t) in Stratonovich's."""
    text = "dx/dt = mu*x + s*x*xi\nmu = 0.05\ns = 0.3\n# init: x = 1"
    for method, exponent in (("euler", 0.05), ("milstein", 0.05), ("heun", 0.05 + 0.045)):
        swept = kernels.sweep(kernels.parse(text), {"x": np.ones(40000)}, duration=4, dt=0.01, method=method, seed=2)
        assert np.mean(swept.final["x"]) == pytest.approx(math.exp(4 * exponent), rel=0.015), method


def test_milstein_is_of_strong_order_one_and_euler_of_one_half() -> None:
    """Against the closed form of geometric Brownian motion on the same increments, which a linear state records."""
    text = "dx/dt = 0.5*x + 0.8*x*xi_1\ndw/dt = xi_1\n# init: x = 1; w = 0"
    model = kernels.parse(text)
    slopes = {}
    for method in ("euler", "milstein"):
        errors = []
        for dt in (0.04, 0.02, 0.01):
            swept = kernels.sweep(model, {"x": np.ones(4000)}, duration=1, dt=dt, method=method, seed=4)
            exact = np.exp((0.5 - 0.32) * 1 + 0.8 * swept.final["w"])
            errors.append(np.mean(np.abs(swept.final["x"] - exact)))
        slopes[method] = np.polyfit(np.log2([0.04, 0.02, 0.01]), np.log2(errors), 1)[0]
    assert slopes["euler"] == pytest.approx(0.5, abs=0.15)
    assert slopes["milstein"] == pytest.approx(1.0, abs=0.15)


def test_unnamed_noise_is_independent_and_named_noise_is_shared() -> None:
    text = "da/dt = xi\ndb/dt = xi\ndc/dt = xi_s\ndd/dt = xi_s"
    swept = kernels.sweep(kernels.parse(text), {"a": np.zeros(5000)}, duration=10, dt=0.1, seed=1)
    correlation = np.corrcoef([swept.final[s] for s in "abcd"])
    assert abs(correlation[0, 1]) < 0.06
    assert correlation[2, 3] == pytest.approx(1)


@pytest.mark.parametrize(("mean", "draws"), [(0.3, 1), (5.0, 1), (20.0, 1), (60.0, 1)])
def test_poisson_counts_have_the_mean_and_variance_they_should(mean: float, draws: int) -> None:
    model = kernels.parse(f"n[n+1] = poisson({mean})\n# time: step".replace("n[n+1]", "c[n+1]"))
    swept = kernels.sweep(model, {"c": np.zeros(40000)}, duration=1, seed=8)
    counts = swept.final["c"]
    assert np.all(counts == np.round(counts))
    assert counts.min() >= 0
    assert counts.mean() == pytest.approx(mean, rel=0.03)
    assert counts.var() == pytest.approx(mean, rel=0.04)


def test_uniform_numbers_fill_the_unit_interval() -> None:
    model = kernels.parse("u[n+1] = rand()\nw[n+1] = rand()\n# time: step")
    swept = kernels.sweep(model, {"u": np.zeros(40000)}, duration=3, seed=8)
    for state in ("u", "w"):
        values = swept.final[state]
        assert values.min() > 0
        assert values.max() < 1
        assert np.histogram(values, 10, (0, 1))[0] == pytest.approx(np.full(10, 4000), rel=0.08)
    assert abs(np.corrcoef(swept.final["u"], swept.final["w"])[0, 1]) < 0.02


@pytest.mark.parametrize("current", [1.6, 3, 30])
def test_precise_spike_times_give_the_closed_form_rate_at_any_step(current: float) -> None:
    """At I = 30 an interval is 51 steps: resets on the grid would make it 1.4 % too long."""
    model = kernels.parse(LINEAR_IF)
    period = 10 * math.log(10 * current / (10 * current - 15))
    run = kernels.simulate(model, current=current, duration=1000, dt=0.01, spike_times="precise")
    assert np.diff(run.spikes).mean() == pytest.approx(period, rel=1e-4)
    assert len(run.spikes) * period == pytest.approx(1000, rel=0.005, abs=period)
    swept = kernels.sweep(model, {"I": [current] * 3}, duration=100, dt=0.01, spike_times="precise")
    assert swept.spikes(2) == pytest.approx(run.spikes[run.spikes <= 100], abs=1e-9)


def test_precise_spike_times_need_a_linear_model_that_resets_at_once() -> None:
    with pytest.raises(ModelError, match="precise spike times do not fit this model: it needs the method exact"):
        kernels.simulate(kernels.load("adex"), duration=1, spike_times="precise")
    with pytest.raises(ModelError, match="refractory"):
        kernels.simulate(kernels.parse(LINEAR_IF + "# refractory: 2\n"), current=1, duration=1, spike_times="precise")
