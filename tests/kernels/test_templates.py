"""The five templates show what their papers show, judged by closed forms and by SciPy's integrator."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import kernels
from kernels.language.analysis import analyse

TEMPLATES = ("lif", "izhikevich", "adex", "hodgkin_huxley", "fitzhugh_nagumo")

SEED_LINES = """
dv/dt = -(v - E_L) / tau_m + I / C
# threshold: v > -50
# reset: v = -65
E_L = -65
tau_m = 10
C = 1
# init: v = -65
"""


def constant(slug: str, current: float, duration: float, **settings: Any) -> kernels.Run:
    """A template at constant drive from t = 0 on, everything else as its file says."""
    return kernels.simulate(
        kernels.load(slug), current=current, protocol="constant", duration=duration, record_every=1, **settings
    )


# --- the files


@pytest.mark.parametrize("slug", TEMPLATES)
def test_file_is_complete(slug: str) -> None:
    model = kernels.load(slug)
    assert model.title
    assert model.category
    assert model.reference
    assert model.doi.startswith("10.")
    for parameter in model.parameters:
        assert parameter.doc, parameter.name
        assert parameter.low is not None, parameter.name
        assert parameter.high is not None, parameter.name
        assert parameter.low <= parameter.default <= parameter.high, parameter.name
    quantities: list[Any] = [*model.inputs, *model.states, *model.parameters]
    for quantity in quantities:
        assert quantity.unit or any("imensionless" in note for note in model.notes) or quantity.name in "mhn"
    assert model.stimuli
    assert None not in (model.run.duration, model.run.dt, model.run.method)
    assert len(model.presets) >= 1
    assert len(model.expects) >= 2


@pytest.mark.parametrize("slug", TEMPLATES)
def test_file_has_no_diagnostics(slug: str) -> None:
    assert analyse(kernels.load(slug).source).diagnostics == ()


@pytest.mark.parametrize("slug", TEMPLATES)
def test_preset_values_are_inside_the_ranges(slug: str) -> None:
    model = kernels.load(slug)
    quantities: list[Any] = [*model.parameters, *model.inputs]
    ranges = {item.name: (item.low, item.high) for item in quantities}
    for preset in model.presets:
        for name, value in preset.values.items():
            low, high = ranges.get(name, (None, None))
            assert low is None or low <= value, (preset.name, name)
            assert high is None or value <= high, (preset.name, name)


# --- leaky integrate-and-fire


def seed_neuron(current: float, duration: float, dt: float) -> kernels.Run:
    """The language's three seed lines, run with the exact method."""
    model = kernels.parse(SEED_LINES)
    return kernels.simulate(
        model, current=current, protocol="constant", duration=duration, dt=dt, method="exact", record_every=1
    )


@pytest.mark.parametrize("current", [1.6, 2.0, 3.0])
def test_lif_rate_is_the_closed_form(current: float) -> None:
    run = seed_neuron(current, duration=1000.0, dt=0.01)
    drive = 10.0 * current / 1.0  # tau*I/C, mV above rest
    expected = 1000.0 / (10.0 * math.log(drive / (drive - 15.0)))
    assert 1000.0 / np.diff(run.spikes).mean() == pytest.approx(expected, rel=0.005)


def test_lif_rate_at_strong_drive_is_the_closed_form_rounded_up_to_whole_steps() -> None:
    # At I = 30 the interval is 0.513 ms: a grid of 0.01 ms can only show 0.52 ms (1.4 % slower), one of 0.001 ms 0.513.
    interval = 10.0 * math.log(300.0 / 285.0)
    for dt in (0.01, 0.001):
        run = seed_neuron(30.0, duration=50.0, dt=dt)
        np.testing.assert_allclose(np.diff(run.spikes), math.ceil(interval / dt) * dt, rtol=1e-9)
    assert 1000.0 / np.diff(run.spikes).mean() == pytest.approx(1000.0 / interval, rel=0.005)


@pytest.mark.parametrize("current", [1.0, 2.0, 30.0])
def test_lif_exact_trace_is_the_closed_form(current: float) -> None:
    run = seed_neuron(current, duration=50.0, dt=0.01)
    last_reset = np.zeros(len(run.time))
    for spike in run.spikes:
        last_reset[run.time > spike + 1e-6] = spike  # the sample at the spike itself is still before the reset
    expected = -65.0 + 10.0 * current * -np.expm1(-(run.time - last_reset) / 10.0)
    assert np.abs(run.states["v"] - expected).max() < 1e-9
    assert (len(run.spikes) > 0) == (current > 1.5)


@pytest.mark.parametrize("current", [1.6, 2.0, 5.0])
def test_lif_template_adds_its_refractory_time(current: float) -> None:
    run = constant("lif", current, 2000.0, dt=0.01)
    interval = 2.0 + 10.0 * math.log(10.0 * current / (10.0 * current - 15.0))
    assert np.diff(run.spikes).mean() == pytest.approx(interval, rel=0.005)


def test_lif_rheobase_is_threshold_over_resistance() -> None:
    assert len(constant("lif", 1.499, 1000.0).spikes) == 0
    assert len(constant("lif", 1.501, 1000.0).spikes) > 0


# --- Hodgkin-Huxley


def hh_slope(_: float, state: np.ndarray, current: float) -> list[float]:
    """The equations once more, from the paper, for SciPy. Its rate functions have their hole at -40 and -55 mV."""
    v, m, h, n = state
    alpha_m = 0.1 * (v + 40.0) / -math.expm1(-(v + 40.0) / 10.0)
    alpha_n = 0.01 * (v + 55.0) / -math.expm1(-(v + 55.0) / 10.0)
    ionic = 120.0 * m**3 * h * (v - 50.0) + 36.0 * n**4 * (v + 77.0) + 0.3 * (v + 54.387)
    return [
        current - ionic,
        alpha_m * (1.0 - m) - 4.0 * math.exp(-(v + 65.0) / 18.0) * m,
        0.07 * math.exp(-(v + 65.0) / 20.0) * (1.0 - h) - h / (1.0 + math.exp(-(v + 35.0) / 10.0)),
        alpha_n * (1.0 - n) - 0.125 * math.exp(-(v + 65.0) / 80.0) * n,
    ]


def test_hodgkin_huxley_trace_is_scipys() -> None:
    run = constant("hodgkin_huxley", 10.0, 50.0)
    start = [run.states[name][0] for name in ("v", "m", "h", "n")]
    judge = solve_ivp(hh_slope, (0.0, 50.0), start, "DOP853", run.time, args=(10.0,), rtol=1e-12, atol=1e-12)
    assert len(run.spikes) == 4
    assert np.abs(run.states["v"] - judge.y[0]).max() < 5e-4  # 1.2e-4: the phase drifts a little


def test_hodgkin_huxley_rests_at_minus_65() -> None:
    run = constant("hodgkin_huxley", 0.0, 200.0)
    np.testing.assert_allclose(run.states["v"], -65.0, atol=0.01)


def test_hodgkin_huxley_fires_68_to_69_times_a_second_at_10() -> None:
    spikes = constant("hodgkin_huxley", 10.0, 1000.0).spikes
    assert len(spikes) in (68, 69)
    assert 68.0 <= 1000.0 / np.diff(spikes).mean() <= 69.0


def test_hodgkin_huxley_begins_to_fire_repetitively_between_6_2_and_6_4() -> None:
    below = constant("hodgkin_huxley", 6.2, 1000.0).spikes
    above = constant("hodgkin_huxley", 6.4, 1000.0).spikes
    assert below[-1] < 100.0  # the onset alone
    assert above[-1] > 950.0
    assert 1000.0 / np.diff(above).mean() > 50.0  # type II: the rate jumps


def test_hodgkin_huxley_passes_the_holes_of_its_rate_functions() -> None:
    # 0/0 at -40 mV (alpha_m) and at -55 mV (alpha_n) without exprel
    for v in (-40.0, -55.0):
        run = constant("hodgkin_huxley", 0.0, 0.1, init={"v": v})
        assert run.states["v"][0] == v
        assert np.isfinite(run.states["v"]).all()


# --- FitzHugh-Nagumo


def fhn_slope(_: float, state: np.ndarray, current: float) -> list[float]:
    """The equations once more, for SciPy."""
    v, w = state
    return [v - v**3 / 3.0 - w + current, 0.08 * (v + 0.7 - 0.8 * w)]


def test_fitzhugh_nagumo_trace_is_scipys() -> None:
    run = constant("fitzhugh_nagumo", 0.5, 100.0)
    start = [run.states[name][0] for name in ("v", "w")]
    judge = solve_ivp(fhn_slope, (0.0, 100.0), start, "DOP853", run.time, args=(0.5,), rtol=1e-12, atol=1e-12)
    assert np.abs(run.states["v"] - judge.y[0]).max() < 1e-5


def test_fitzhugh_nagumo_oscillates_from_about_0_33_on() -> None:
    assert len(constant("fitzhugh_nagumo", 0.32, 1000.0).spikes) == 1  # the answer to the step, then rest
    late = constant("fitzhugh_nagumo", 0.34, 1000.0).spikes
    assert late[-1] > 950.0


def test_fitzhugh_nagumo_rest_turns_unstable_where_the_jacobian_says() -> None:
    # trace of the Jacobian: 1 - v*v - eps*b = 0
    v = -math.sqrt(1.0 - 0.08 * 0.8)
    w = (v + 0.7) / 0.8
    onset = w - v + v**3 / 3.0
    assert onset == pytest.approx(0.3313, abs=1e-4)
    for current, grows in ((onset - 0.005, False), (onset + 0.005, True)):
        # a perturbation of the fixed point at this current, small enough to be linear
        roots = np.roots([1.0 / 3.0, 0.0, 1.0 / 0.8 - 1.0, 0.7 / 0.8 - current])
        rest = float(roots[np.abs(roots.imag) < 1e-9].real[0])
        run = constant("fitzhugh_nagumo", current, 300.0, init={"v": rest + 1e-4, "w": (rest + 0.7) / 0.8})
        distance = np.abs(run.states["v"] - rest)
        assert bool(distance[-2000:].max() > distance[:2000].max()) == grows


# --- AdEx and Izhikevich


def test_adex_adapts_at_14_to_18_hz() -> None:
    spikes = constant("adex", 800.0, 1000.0).spikes
    assert 14 <= len(spikes) <= 18
    intervals = np.diff(spikes)
    assert np.all(np.diff(intervals[:5]) > 0.0)
    assert intervals[-1] > 2.5 * intervals[0]


def test_adex_initial_burst() -> None:
    spikes = constant("adex", 500.0, 500.0, preset="initial_burst").spikes
    intervals = np.diff(spikes)
    assert intervals[0] < 5.0
    assert 45.0 <= intervals[-1] <= 52.0


def izhikevich_intervals(preset: str) -> np.ndarray:
    """Inter-spike intervals of a cell type of the paper at its current of 10."""
    return np.diff(constant("izhikevich", 10.0, 1000.0, preset=preset).spikes)


def test_izhikevich_regular_spiking_slows_down() -> None:
    intervals = izhikevich_intervals("RS")
    assert intervals[-1] > 1.8 * intervals[0]
    assert 43.0 < intervals[-1] < 47.0


def test_izhikevich_fast_spiking_is_fast_and_keeps_its_rate() -> None:
    intervals = izhikevich_intervals("FS")
    assert intervals[-1] < 8.0
    assert np.ptp(intervals[10:]) < 0.5


def test_izhikevich_chattering_fires_bursts() -> None:
    intervals = izhikevich_intervals("CH")
    within, between = intervals[intervals < 10.0], intervals[intervals > 30.0]
    assert len(within) + len(between) == len(intervals)  # nothing in the gap: bursts are set apart
    assert len(between) >= 10
    assert len(within) >= 2 * len(between)
