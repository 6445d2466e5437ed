"""Single runs: recording, chunks, progress, cancelling, and what a request may not say."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import kernels
from kernels.errors import Cancelled, KernelsError, NumericalError, RequestError
from kernels.running import lanes as lanes_module
from kernels.running import simulate as simulate_module

NOISY = "dv/dt = -v/10 + xi\n# threshold: v > 2\n# reset: v = 0\n# run: 500, dt = 0.1\n"


def test_hodgkin_huxley_fires_at_68_hz() -> None:
    model = kernels.load("hodgkin_huxley")
    run = kernels.simulate(model, current=10, duration=1000)
    assert len(run.spikes) in (68, 69)
    assert run.time[0] == 0
    assert run.time[-1] == pytest.approx(1000)
    assert len(run.time) == run.n_steps + 1 == len(run.states["v"]) == len(run.inputs["I"])


def test_every_nth_sample_is_every_nth_sample() -> None:
    model = kernels.load("adex")
    full = kernels.simulate(model, duration=73.3)
    for every in (2, 7, 100):
        part = kernels.simulate(model, duration=73.3, record_every=every)
        for state in ("v", "w"):
            assert np.array_equal(part.states[state], full.states[state][::every])
        assert np.array_equal(part.time, full.time[::every])
        assert np.array_equal(part.spikes, full.spikes)


def test_recorded_inputs_are_those_of_the_samples() -> None:
    model = kernels.load("hodgkin_huxley")
    ramp = {"protocol": "ramp", "amplitude": 5.0}
    full = kernels.simulate(model, protocol=ramp, duration=10, dt=0.01)
    assert full.inputs["I"][:-1] == pytest.approx(5 * full.time[:-1] / 10)
    part = kernels.simulate(model, protocol=ramp, duration=10, dt=0.01, record_every=7)
    assert np.array_equal(part.inputs["I"][:-1], full.inputs["I"][::7][: len(part.time) - 1])


@pytest.mark.parametrize("call_steps", [16, 37, 1000])
def test_a_run_does_not_depend_on_how_it_is_cut_into_calls(call_steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model = kernels.parse(NOISY.replace("xi", "xi + I") + "# input: I = ou(0, 1, 5)\n")
    whole = kernels.simulate(model, seed=3)
    monkeypatch.setattr(lanes_module, "FIRST_CALL", call_steps)
    monkeypatch.setattr(lanes_module.Lanes, "_pace", lambda self, steps, seconds: None)
    cut = kernels.simulate(model, seed=3)
    assert np.array_equal(whole.states["v"], cut.states["v"])
    assert np.array_equal(whole.spikes, cut.spikes)


def test_long_runs_keep_the_minimum_and_maximum_of_each_bin(monkeypatch: pytest.MonkeyPatch) -> None:
    model = kernels.load("hodgkin_huxley")
    full = kernels.simulate(model, current=10, duration=200)
    monkeypatch.setattr(simulate_module, "MOST_SAMPLES", 1000)
    monkeypatch.setattr(simulate_module, "BINS", 300)
    binned = kernels.simulate(model, current=10, duration=200)
    assert binned.minmax
    assert not full.minmax
    every = binned.record_every
    v = full.states["v"]
    for j in range(0, len(binned.time), 2):
        k = j // 2 * every
        part = v[k + 1 : k + every + 1] if k else v[: every + 1]
        assert binned.states["v"][j] == part.min()
        assert binned.states["v"][j + 1] == part.max()
    assert np.array_equal(binned.spikes, full.spikes)


def test_more_spikes_than_the_first_buffer_holds() -> None:
    run = kernels.simulate(
        kernels.parse("dv/dt = 1\n# threshold: v > 0.95\n# reset: v = 0\n# run: 1000, dt = 0.1, method = euler")
    )
    assert len(run.spikes) == 1000
    assert np.diff(run.spikes) == pytest.approx(np.full(999, 1.0))


def test_same_seed_same_bits_and_another_seed_another_run() -> None:
    model = kernels.parse(NOISY)
    first, again, other = (kernels.simulate(model, seed=s).states["v"] for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_parameters_do_not_compile_again() -> None:
    from kernels.codegen import native

    model = kernels.load("hodgkin_huxley")
    kernels.simulate(model, duration=5)
    before = len(native._loaded)
    for value in (100, 110, 130):
        kernels.simulate(model, params={"g_Na": value}, current=value / 10, duration=5, init={"v": -60.0})
    assert len(native._loaded) == before


def test_progress_reaches_one_and_grows() -> None:
    seen: list[float] = []
    kernels.simulate(kernels.load("hodgkin_huxley"), duration=2000, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 2


def test_cancelling_stops_the_run() -> None:
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        kernels.simulate(kernels.load("hodgkin_huxley"), duration=1e6, cancelled=stop)
    assert len(asked) == 4


def test_the_answer_is_plain_json() -> None:
    run = kernels.simulate(kernels.load("adex"), duration=50)
    data = json.loads(json.dumps(run.to_dict(), allow_nan=False))
    assert data["spike_count"] == len(run.spikes) == len(data["spikes"])
    assert len(data["states"]["v"]) == len(data["time"])


WRONG = [
    ({"dt": -0.1}, "dt: "), ({"dt": 0.0}, "dt: "), ({"dt": float("nan")}, "dt: "), ({"duration": 0}, "duration: "),
    ({"duration": 1e12, "dt": 1e-3}, "duration: "),
    ({"method": "rk5"}, "method: unknown method 'rk5'; did you mean 'rk4'?"),
    ({"params": {"g_na": 1}}, "params.g_na: unknown parameter 'g_na'; did you mean 'g_Na'?"),
    ({"params": {"g_Na": float("inf")}}, "params.g_Na: is not a finite number"),
    ({"params": {"g_Na": "much"}}, "params.g_Na: needs a number"), ({"params": {"g_Na": [1, 2]}}, "params.g_Na: "),
    ({"init": {"w": 1}}, "init.w: unknown state"), ({"seed": -1}, "seed: "), ({"seed": 1.5}, "seed: "),
    ({"preset": "no"}, "preset: "), ({"record_every": 0}, "record_every: "), ({"record_every": True}, "record_every: "),
    ({"spike_times": "exactly"}, "spike_times: "),
    ({"protocol": "stp"}, "protocol: unknown protocol 'stp'; did you mean 'step'?"),
    ({"current": float("nan")}, "current: "), ({"inputs": {"J": 1}}, "inputs.J: "),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "message"), WRONG, ids=[m for _, m in WRONG])
def test_what_is_wrong_in_a_request_is_named(settings: dict, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.simulate(kernels.load("hodgkin_huxley"), **settings)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_text_with_an_error_raises_with_its_line() -> None:
    with pytest.raises(KernelsError, match=r"^line 2: .*\[ODE\d+\]"):
        kernels.parse("dv/dt = -v/tau\ntau = = 3")


def test_steady_initial_state_is_where_the_model_rests() -> None:
    text = kernels.load("hodgkin_huxley").source
    lines = [line for line in text.splitlines() if not line.replace(" ", "").startswith(("#init:", "#input:"))]
    model = kernels.parse("\n".join([*lines, "# init: steady"]))
    run = kernels.simulate(model, current=0, duration=100)
    for state, values in run.states.items():
        assert np.ptp(values) < 1e-9, state
    assert run.states["v"][0] == pytest.approx(-65, abs=0.1)
    swept = kernels.sweep(model, {"E_L": np.array([-60.0, -54.387, -50.0])}, current=0, duration=50)
    assert swept.final["v"][1] == pytest.approx(run.states["v"][0], abs=1e-8)
    assert swept.final["v"][0] < swept.final["v"][1] < swept.final["v"][2]


def test_assignments_beside_steady_say_where_the_search_begins() -> None:
    text = "dv/dt = v - v**3\n# init: steady; v = {start}\n# run: 1, dt = 0.01"
    for start, rest in ((0.5, 1.0), (-0.2, -1.0)):
        run = kernels.simulate(kernels.parse(text.format(start=start)))
        assert run.states["v"][0] == pytest.approx(rest)


@pytest.mark.parametrize(
    "text",
    [
        "dv/dt = exp(-(t - t_spike)) - v", "dv/dt = -v\n# refractory: 5",
        "dv/dt = -v : 1 (unless refractory)\n# refractory: v < 3",
    ],
)  # fmt: skip
def test_a_model_without_spikes_was_never_refractory(text: str) -> None:
    run = kernels.simulate(kernels.parse(text + "\n# init: v = 1\n# run: 2, dt = 0.01, method = heun\n"))
    assert run.states["v"][-1] == pytest.approx(np.exp(-2.0), rel=1e-4)


@pytest.mark.parametrize(
    ("model", "params", "told"),
    [
        ("lif", {"tau_m": 0}, "tau_m = 0 ms makes a divisor zero (its range is 1 to 100)"),
        (
            "lif",
            {"tau_m": -0.1, "t_ref": 500},
            "tau_m = -0.1 ms is outside of its range, 1 to 100; t_ref = 500 ms is outside",
        ),
        ("adex", {"D_T": 0}, "D_T = 0 mV makes a divisor zero (its range is 0.1 to 10)"),
    ],
)
def test_a_run_that_leaves_the_finite_numbers_names_the_parameter_behind_it(
    model: str, params: dict[str, float], told: str
) -> None:
    with pytest.raises(NumericalError, match=re.escape(told)) as caught:
        kernels.simulate(kernels.load(model), params=params, method="euler")
    assert "shorter dt" not in str(caught.value)  # which would not help


def test_parameters_whose_difference_divides_are_both_named() -> None:
    text = "dv/dt = (I - v)/gap\ngap = tau_1 - tau_2\ntau_1 = 10\ntau_2 = 5\n# input: I = constant(1)\n"
    with pytest.raises(NumericalError, match=r"tau_1 = 5 makes a divisor zero; tau_2 = 5 makes a divisor zero$"):
        kernels.simulate(kernels.parse(text), params={"tau_1": 5}, method="euler")


def test_a_run_of_a_sweep_that_failed_names_its_own_parameter() -> None:
    model = kernels.load("morris_lecar")
    failed = kernels.sweep(model, {"C": [20.0, 0.0, 21.0]}, duration=100).failed
    assert list(failed) == [1]
    assert "C = 0 uF/cm**2 makes a divisor zero" in failed[1]
