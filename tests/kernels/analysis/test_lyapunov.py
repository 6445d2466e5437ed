"""The largest Lyapunov exponent: textbook values, closed forms of driven and of reset neurons, cycles at 0."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from kernels.analysis.deterministic import without_noise
from kernels.analysis.lyapunov import Exponent, lyapunov
from kernels.analysis.problem import NotMeasurable

LOGISTIC = "x[n+1] = r*x*(1 - x)\nr = {r}\n# time: step\n# init: x = 0.3\n# run: 1000\n"
LORENZ = """
dx/dt = s*(y - x)
dy/dt = x*(rho - z) - y
dz/dt = x*y - b*z
s = 10
rho = 28
b = 2.6666666666666665
# time: s
# init: x = 1; y = 1; z = 20
# run: 200, dt = 0.005, method = rk4
"""
LEAKY = """
dv/dt = (I - v)/10 {held}
# init: v = 0.2
# threshold: v > 1
# reset: v = 0.1
{refractory}
# input: I = sine(0.6, 90, offset=1.6)
# run: 1000, dt = 0.01, method = rk4
"""


def exponent(text: str, **settings: object) -> Exponent:
    model = kernels.parse(text)
    given = {"duration": model.run.duration, "dt": model.run.dt or 1.0} | settings
    return lyapunov(model, **given)  # type: ignore[arg-type]


def test_logistic_map_at_4() -> None:
    assert exponent(LOGISTIC.format(r=4)).value == pytest.approx(math.log(2.0), abs=1e-3)


def test_logistic_map_on_a_cycle_of_four() -> None:
    x = 0.3
    for _ in range(10_000):
        x = 3.5 * x * (1.0 - x)
    slopes = []
    for _ in range(4):
        slopes.append(math.log(abs(3.5 * (1.0 - 2.0 * x))))
        x = 3.5 * x * (1.0 - x)
    assert exponent(LOGISTIC.format(r=3.5)).value == pytest.approx(sum(slopes) / 4.0, abs=1e-6)


def test_lorenz() -> None:
    found = exponent(LORENZ, duration=600.0)
    assert found.value == pytest.approx(0.906, abs=0.02)
    assert found.error < 0.02
    assert found.significant == found.value


def test_two_trajectories_part_at_this_rate() -> None:
    model = kernels.parse(LORENZ)
    start = {name: float(trace[-1]) for name, trace in kernels.simulate(model, duration=50.0).states.items()}
    rates = []
    for _ in range(20):
        pair = [
            kernels.simulate(model, duration=8.0, init=start | {"x": start["x"] + shift}).states
            for shift in (0.0, 1e-9)
        ]
        apart = np.sqrt(sum((pair[0][name] - pair[1][name]) ** 2 for name in start))
        rates.append(math.log(apart[-1] / apart[400]) / 6.0)
        start = {name: float(trace[-1]) for name, trace in pair[0].items()}
    found = exponent(LORENZ)
    assert np.mean(rates) == pytest.approx(found.value, abs=3.0 * np.std(rates) / math.sqrt(20) + 3.0 * found.error)


def test_a_stable_fixed_point_has_the_largest_eigenvalue() -> None:
    found = exponent("dx/dt = -x/5 + y\ndy/dt = -y/20\n# init: x = 1; y = 1\n# run: 200, dt = 0.1, method = rk4\n")
    assert found.value == pytest.approx(-1.0 / 20.0, rel=1e-3)


@pytest.mark.parametrize(
    ("slug", "preset"),
    [("fitzhugh_nagumo", None), ("hodgkin_huxley", None), ("lif", None), ("adex", "tonic"), ("izhikevich", "FS")],
)
def test_a_limit_cycle_has_none(slug: str, preset: str | None) -> None:
    model = kernels.load(slug)
    found = lyapunov(model, duration=2.0 * (model.run.duration or 0.0), dt=model.run.dt or 0.0, preset=preset)
    assert abs(found.value) < 0.002
    assert found.significant == 0.0


@pytest.mark.parametrize("refractory", [0.0, 3.0])
def test_a_driven_leaky_neuron_has_the_exponent_of_its_firing_times(refractory: float) -> None:
    text = LEAKY.format(
        held="(unless refractory)" if refractory else "", refractory=f"# refractory: {refractory}" if refractory else ""
    ).replace(" (unless", " : 1 (unless")
    found = exponent(text, duration=4000.0)
    # dT'/dT = exp(-free/tau) (I(T + t_ref) - v_r)/(I(T') - v_th) for neighbouring spikes T and T'
    run = kernels.simulate(kernels.parse(text), duration=20_000.0, spike_times="interpolated")
    spikes = run.spikes[len(run.spikes) // 2 :]

    def drive(time: np.ndarray) -> np.ndarray:
        return 1.6 + 0.6 * np.sin(2.0 * np.pi * 0.09 * time)

    free = np.diff(spikes) - refractory
    slopes = np.log((drive(spikes[:-1] + refractory) - 0.1) / (drive(spikes[1:]) - 1.0)) - free / 10.0
    expected = slopes.mean() / np.diff(spikes).mean()
    assert expected < -0.005
    assert found.value == pytest.approx(expected, rel=0.05)


def test_a_reset_that_stretches_stretches() -> None:
    # once a unit of time y becomes 1.9 y modulo 1
    text = """
dx/dt = 1
dy/dt = 0*y
# init: y = 0.3
# threshold: x > 0.99999
# reset: x = 0; y = (1.9*y) % 1
# time: s
# run: 500, dt = 0.05, method = euler
"""
    assert exponent(text).value == pytest.approx(math.log(1.9), rel=0.01)


def test_an_event_that_stretches_stretches() -> None:
    text = """
dx/dt = 1
dy/dt = 0*y
# init: y = 0.3
# on turn: x > 0.99999 -> x = 0; y = (1.9*y) % 1
# time: s
# run: 500, dt = 0.05, method = euler
"""
    assert exponent(text).value == pytest.approx(math.log(1.9), rel=0.01)


def test_noise_does_not_count() -> None:
    noisy = "dv/dt = (0.5 - v)/10 + xi\n# run: 200, dt = 0.1, method = euler\n"
    assert exponent(noisy).value == pytest.approx(-0.1, rel=0.01)
    driven = "dv/dt = (I - v)/10\n# input: I = ou(1, 2, 5)\n# run: 200, dt = 0.1, method = rk4\n"
    assert exponent(driven).value == pytest.approx(-0.1, rel=0.01)


@pytest.mark.parametrize("draw", ["rand()", "poisson(0.1)"])
def test_what_is_random_by_itself_has_no_exponent(draw: str) -> None:
    with pytest.raises(NotMeasurable, match="no form without noise"):
        exponent(f"dv/dt = -v/10 + {draw}\n# run: 100, dt = 0.1\n")


def test_a_reset_of_everything_leaves_nothing_to_grow() -> None:
    text = "x[n+1] = 0.5*x + 0.4 + 0*y\ny[n+1] = 0*y\n# threshold: x > 0.7\n# reset: x = 0\n# time: step\n# run: 100\n"
    with pytest.raises(NotMeasurable, match="deviations vanish"):
        exponent(text)


def test_a_model_without_noise_is_itself() -> None:
    model = kernels.load("adex")
    assert without_noise(model) is model
    preset = kernels.parse("dv/dt = (I - v)/10\n# input: I = constant(1)\n# preset noisy: I = ou(3, 1, 5)\n")
    quiet = without_noise(preset)
    assert quiet.presets[0].stimuli["I"][0].protocol == "constant"
    assert quiet.presets[0].stimuli["I"][0].numbers == {"amplitude": 3.0}
