"""Sweeps: every lane is the single run it stands for, whatever the threads, groups and neighbours."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.errors import Cancelled, RequestError
from kernels.running import sweep as sweep_module

NOISY = (
    "dv/dt = -v/tau + s*xi + 0.1*rand()\ntau = 10\ns = 1\n# threshold: v > 2\n# reset: v = 0\n# run: 200, dt = 0.1\n"
)


def test_a_lane_is_its_single_run() -> None:
    model = kernels.load("hodgkin_huxley")
    currents = np.linspace(0, 20, 9)
    swept = kernels.sweep(model, {"I": currents}, duration=150)
    for i, current in enumerate(currents):
        alone = kernels.simulate(model, current=current, duration=150)
        assert len(swept.spikes(i)) == len(alone.spikes)
        assert swept.spikes(i) == pytest.approx(alone.spikes, abs=2 * swept.dt)


def test_results_do_not_depend_on_threads_or_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    model = kernels.parse(NOISY)
    values = np.linspace(5, 20, 150)
    one = kernels.sweep(model, {"tau": values}, seed=7, threads=1)
    for threads, group in ((2, 1024), (2, 16), (3, 64)):
        monkeypatch.setattr(sweep_module, "MOST_GROUP", group)
        other = kernels.sweep(model, {"tau": values}, seed=7, threads=threads)
        assert np.array_equal(one.final["v"], other.final["v"])
        assert np.array_equal(one.spike_times, other.spike_times)
        assert np.array_equal(one.offsets, other.offsets)


def test_a_lane_does_not_depend_on_how_many_run_beside_it() -> None:
    model = kernels.parse(NOISY)
    many = kernels.sweep(model, {"tau": np.full(100, 10.0)}, seed=7)
    for count in (1, 5, 33):
        few = kernels.sweep(model, {"tau": np.full(count, 10.0)}, seed=7)
        assert np.array_equal(few.final["v"], many.final["v"][:count])
    assert len(set(many.final["v"])) == 100  # and every lane has random numbers of its own


def test_noise_of_stimuli_is_a_lanes_own_and_reproducible() -> None:
    model = kernels.load("lif")
    noise = {"protocol": "ou", "mean": 0.3, "sigma": 0.2, "tau": 5.0}
    first = kernels.sweep(model, {"v": np.full(40, -65.0)}, protocol=noise, duration=200, seed=1, threads=1)
    again = kernels.sweep(model, {"v": np.full(40, -65.0)}, protocol=noise, duration=200, seed=1, threads=2)
    assert np.array_equal(first.final["v"], again.final["v"])
    assert len(set(first.final["v"])) > 30


def test_grid_runs_every_combination() -> None:
    model = kernels.load("adex")
    a, b = np.array([0.0, 4.0]), np.array([0.0, 40.0, 80.0])
    swept = kernels.sweep(model, {"a": a, "b": b}, grid=True, duration=300)
    assert swept.shape == (2, 3)
    assert swept.counts()[1, 2] == len(kernels.simulate(model, params={"a": 4.0, "b": 80.0}, duration=300).spikes)
    assert (np.diff(swept.counts(), axis=1) <= 0).all()  # more adaptation, fewer spikes


def test_arrays_are_broadcast() -> None:
    model = kernels.load("adex")
    swept = kernels.sweep(model, {"a": [[0.0], [4.0]], "b": [0.0, 40.0, 80.0]}, duration=100)
    assert swept.shape == (2, 3)
    assert swept.rates().shape == (2, 3)


def test_a_lane_that_blows_up_does_not_stop_the_others() -> None:
    model = kernels.parse("dv/dt = k*v**2 - v\nk = 1\n# init: v = 2\n# run: 20, dt = 0.01, method = euler")
    swept = kernels.sweep(model, {"k": np.array([0.1, 5.0, 0.2])})
    assert list(swept.failed) == [1]
    assert "v left the finite numbers" in swept.failed[1]
    assert np.isnan(swept.rates()[1])
    assert not np.isnan(swept.rates()[[0, 2]]).any()
    assert swept.final["v"][0] == pytest.approx(kernels.simulate(model, params={"k": 0.1}).states["v"][-1], rel=1e-12)


def test_a_step_too_long_for_some_lanes_is_said_of_those() -> None:
    swept = kernels.sweep(kernels.load("hodgkin_huxley"), {"I": [0.0, 10.0]}, duration=200, dt=0.09)
    assert list(swept.failed) == [1]
    assert "dt = 0.09" in swept.failed[1]


def test_rates_leave_out_the_transient() -> None:
    swept = kernels.sweep(kernels.load("hodgkin_huxley"), {"I": [6.2, 10.0]}, duration=1000)
    assert swept.rates(start=500.0) == pytest.approx([0, 68], abs=2)


def test_rates_of_maps_are_spikes_a_step() -> None:
    model = kernels.parse(
        "x[n+1] = mod(x + w)\nw = 0.1\n# time: step\n# run: 1000\n# spike: x crosses 0.5 upward".replace(
            "mod(x + w)", "(x + w) % 1"
        )
    )
    assert kernels.sweep(model, {"w": [0.1, 0.3]}).rates() == pytest.approx([0.1, 0.3], abs=0.002)


def test_the_level_of_a_protocol_can_be_swept() -> None:
    model = kernels.load("hodgkin_huxley")
    swept = kernels.sweep(model, {"I": [0.0, 10.0]}, protocol="step", duration=100)
    assert len(swept.spikes(0)) == 0
    assert swept.spikes(1)[0] > 20


def test_cancelling_and_progress() -> None:
    model = kernels.load("hodgkin_huxley")
    seen: list[float] = []
    kernels.sweep(model, {"I": np.linspace(0, 20, 64)}, duration=300, progress=seen.append)
    assert seen[-1] == 1.0
    assert seen == sorted(seen)
    with pytest.raises(Cancelled):
        kernels.sweep(model, {"I": np.linspace(0, 20, 64)}, duration=1e6, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("varied", "settings", "message"),
    [
        ({"g_na": [1]}, {}, "varied.g_na: unknown parameter, input or state"),
        ({"g_Na": [1.0], "g_K": [1.0, 2.0, 3.0], "E_K": [1.0, 2.0]}, {}, "varied: the arrays do not fit"),
        ({"g_Na": []}, {}, "varied: is empty"),
        ({"g_Na": [1.0, float("nan")]}, {}, "varied.g_Na: is not a finite number"),
        ({"g_Na": [1.0]}, {"params": {"g_Na": 3.0}}, "varied.g_Na: is set a second time"),
        ({"g_Na": ["a"]}, {}, "varied.g_Na: needs a number"),
        ({"g_Na": [[1.0]]}, {"grid": True}, "varied.g_Na: a grid needs one list"),
        ({"g_Na": np.ones(5_000_000)}, {}, "varied: 5,000,000 runs"),
        ({"g_Na": np.ones((4000, 1)), "g_K": np.ones(4000)}, {}, "varied: 16,000,000 runs"),
        ({"g_Na": np.ones(10_000_000), "g_K": np.ones(10_000_000)}, {"grid": True}, "varied: 100,000,000,000,000 runs"),
        ([1, 2], {}, "varied: needs a mapping"),
        ({"g_Na": [10**400]}, {}, "varied.g_Na: needs a number"),
        ({"g_Na": [1.0]}, {"grid": "yes"}, "grid: needs true or false"),
        ({}, {"threads": 0}, "threads: "),
        ({}, {"threads": "2"}, "threads: needs a whole number"),
    ],
)
def test_what_is_wrong_in_a_sweep_is_named(varied: dict, settings: dict, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.sweep(kernels.load("hodgkin_huxley"), varied, duration=1, **settings)
    assert str(caught.value).startswith(message)


def test_systems_that_cannot_say_which_cores_are_free_sweep_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity", raising=False)  # macOS
    assert kernels.sweep(kernels.load("lif"), {"tau_m": [10.0, 20.0]}, duration=5).shape == (2,)
