"""The worker's own operations: the same numbers as the functions behind them, from another process."""

import numpy as np
import pytest

from kernels.errors import Cancelled, ModelError, RequestError
from kernels.library import load
from kernels.running.simulate import simulate
from kernels.running.sweep import sweep
from kernels.worker import Worker

TIMEOUT = 60.0


@pytest.fixture(scope="module")
def worker():
    with Worker() as worker:
        yield worker


def ask(worker, operation, **request):
    return worker.submit("test", operation, request).wait(TIMEOUT)


def test_simulate_gives_the_bits_of_simulate(worker):
    result = ask(worker, "simulate", model="hodgkin_huxley", current=10, duration=100)
    run = simulate(load("hodgkin_huxley"), current=10, duration=100)
    assert result.arrays["time"].tobytes() == run.time.tobytes()
    assert result.arrays["states.v"].tobytes() == run.states["v"].tobytes()
    assert result.arrays["inputs.I"].tobytes() == run.inputs["I"].tobytes()
    assert result.arrays["spikes"].tolist() == run.spikes.tolist()
    assert result.values["spike_count"] == len(run.spikes) > 0
    assert result.values["stats"] == run.statistics.to_dict()
    known = run.to_dict()
    assert {name: known[name] for name in ("dt", "n_steps", "method", "seed", "units", "params", "warnings")} == {
        name: result.values[name] for name in ("dt", "n_steps", "method", "seed", "units", "params", "warnings")
    }


def test_sweep_gives_the_runs_of_sweep(worker):
    varied = {"I": [5.0, 10.0, 15.0]}
    result = ask(worker, "sweep", model="hodgkin_huxley", varied=varied, duration=100)
    found = sweep(load("hodgkin_huxley"), varied, duration=100)
    assert result.arrays["counts"].tolist() == found.counts().tolist()
    assert result.arrays["rates"].tolist() == found.rates().tolist()
    first = result.arrays["first_spike"]
    for number, spikes in enumerate(found.spikes(i) for i in range(len(found))):
        assert result.arrays["spikes"][first[number] : first[number + 1]].tolist() == spikes.tolist()
    assert result.arrays["final.v"].tolist() == found.final["v"].tolist()
    assert result.arrays["varied.I"].tolist() == varied["I"]
    assert result.values["failed"] == {}


def test_a_subject_inline_runs_without_a_file(worker):
    result = ask(
        worker,
        "simulate",
        equations=["dv/dt = -(v - E_L) / tau_m + I / C"],
        threshold="v > -50",
        reset="v = -65",
        params={"E_L": -65.0, "tau_m": 10.0, "C": 1.0},
        init={"v": -65.0},
        current=3.0,
        duration=200,
    )
    assert np.diff(result.arrays["spikes"]) == pytest.approx(10.0 * np.log(2.0), abs=0.05)


def test_check_reports_the_diagnostics_of_a_text(worker):
    assert ask(worker, "check", source="dx/dt = -x/10\n").values == {"ok": True, "diagnostics": []}
    text = "dx/dt = -x/tau\n"
    values = ask(worker, "check", source=text).values
    assert values["ok"] is False
    (found,) = values["diagnostics"]
    assert text[found["start"] : found["end"]] == "tau"
    assert found["fixes"][0]["edits"][0]["new_text"]


@pytest.mark.parametrize(
    ("operation", "request_", "kind", "says"),
    [
        ("simulate", {"model": "hodgkin_huxley", "params": {"g_na": 1}}, RequestError, "did you mean"),
        ("simulate", {"model": "hodgkin_huxley", "curent": 1}, RequestError, "did you mean 'current'"),
        ("simulate", {"source": "dx/dt = (\n"}, ModelError, "line 1"),
        ("sweep", {"model": "hodgkin_huxley", "varied": [1, 2]}, RequestError, "varied: needs a mapping"),
        ("check", {"source": 3}, RequestError, "source: needs the text"),
        ("check", ["dx/dt = -x"], RequestError, "a request is a mapping"),
        ("simulate", {"model": "lif", "method": ["rk4"]}, RequestError, "method: needs a text"),
    ],
)
def test_a_mistake_in_a_request_is_the_error_it_is_without_a_worker(worker, operation, request_, kind, says):
    with pytest.raises(kind, match=says):
        worker.submit("test", operation, request_).wait(TIMEOUT)


def test_a_long_run_reports_progress_and_stops_on_request(worker):
    shares = []

    def note(progress):
        shares.append(progress.fraction)
        job.cancel()

    # two hours of model time; it ends as soon as it has said that it runs
    job = worker.submit("test", "simulate", {"model": "hodgkin_huxley", "duration": 7.2e6}, on_progress=note)
    with pytest.raises(Cancelled):
        job.wait(TIMEOUT)
    assert 0.0 < shares[0] < 1.0
    assert ask(worker, "check", source="dx/dt = -x/10\n").values["ok"]
