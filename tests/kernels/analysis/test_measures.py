"""Every measure an expect line can name: on runs whose answer is known, and on runs that have none."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from kernels.analysis.measures import FUNCTIONS, measured_unit, measured_value
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.runs import Runs
from kernels.language.measures import MEASURES
from kernels.language.model import Claim

# fires every 20 ms by the clock; x swings around 1 with 8 Hz; the drive is on from 100 to 500 ms
CLOCK = """
dp/dt = 0.05*where(I > 0, 1, 0)
dx/dt = 0.001*(s - s)
dtheta/dt = 2*pi*0.008
s = sin(theta)
twice = 2*s
# init: x = 3
# threshold: p > 0.9999
# reset: p = 0
# input: I = step(1, start=100)
# run: 500, dt = 0.05, method = euler
"""
BURSTS = """
dp/dt = 1
# init: p = 0
# spike: (p % 50 > 1 and p % 50 < 2) or (p % 50 > 5 and p % 50 < 6) or (p % 50 > 9 and p % 50 < 10)
# run: 1000, dt = 0.1, method = euler
"""
SILENT = "dv/dt = (I - v)/10\n# threshold: v > 1\n# reset: v = 0\n# run: 200, dt = 0.1\n# input: I = constant(0)\n"
NO_SPIKES = "dv/dt = -v/10\ndw/dt = -w/5\n# init: v = 1\n# run: 100, dt = 0.1\n"


def value(text: str, measure: str, *arguments: float | str) -> float | str:
    return measured_value(Runs(kernels.parse(text)), Claim(measure, arguments, ">", 0.0, None, None))


def test_every_measure_of_the_language_is_measured() -> None:
    assert sorted(FUNCTIONS) == sorted(MEASURES)


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("rate", (), 50.0),
        ("rate", (2.0,), 50.0),
        ("rate", (-1.0,), 0.0),
        ("spikes", (), 20.0),
        ("latency", (), 20.0),
        ("isi", (1.0,), 20.0),
        ("isi", ("last",), 20.0),
        ("isi_ratio", (), 1.0),
        ("cv", (), 0.0),
        ("cv2", (), 0.0),
        ("lv", (), 0.0),
        ("pattern", (), "tonic"),
        ("period", (), 20.0),
        ("frequency", (), 50.0),
        ("peak", ("p",), 1.0),
        ("peak", ("twice",), 2.0),
        ("trough", ("s",), -1.0),
        ("amplitude", ("twice",), 4.0),
        ("mean", ("x",), 3.0),
        ("final", ("theta",), 8.0 * math.pi),
        ("crossings", ("s", 0.5), 4.0),
        ("crossings", ("s", 2.0), 0.0),
        ("period", ("s",), 125.0),
        ("frequency", ("s",), 8.0),
        ("std", ("s",), None),
        ("rheobase", (), None),
    ],
)
def test_a_neuron_like_a_clock(measure: str, arguments: tuple[float | str, ...], expected: float | str | None) -> None:
    found = value(CLOCK, measure, *arguments)
    if measure == "std":  # of the second half of 100 ... 500 ms, which is not a whole number of periods
        time = np.arange(300.0, 500.01, 0.05)
        expected = float(np.sin(2.0 * np.pi * 0.008 * time).std())
    if measure == "rheobase":  # any drive above 0 makes it fire
        assert 0.0 < found <= 2e-3  # type: ignore[operator]
    elif isinstance(expected, str):
        assert found == expected
    else:
        assert found == pytest.approx(expected, rel=3e-3, abs=1e-9)


def test_bursts() -> None:
    assert value(BURSTS, "pattern") == "bursting"
    assert value(BURSTS, "burst_period") == pytest.approx(50.0)
    assert value(BURSTS, "spikes_per_burst") == pytest.approx(3.0)
    assert value(BURSTS, "rate") == pytest.approx(60.0)


def test_a_poisson_neuron_is_poisson() -> None:
    # a hazard of 0.02 a step of 0.1 ms: 200 Hz less the dead step
    text = (
        "dx/dt = 0*x\n# threshold: rand() < 0.02\n# reset: x = 0\n# run: 300000, dt = 0.1, seed = 3, method = euler\n"
    )
    assert value(text, "rate") == pytest.approx(200.0, rel=0.04)
    for measure in ("cv", "cv2", "lv", "fano"):
        assert value(text, measure) == pytest.approx(1.0, abs=0.12)
    assert value(text, "pattern") == "irregular"
    with pytest.raises(NotMeasurable, match=r"rand\(\)"):
        value(text, "lyapunov")


@pytest.mark.parametrize(
    ("measure", "arguments", "reason"),
    [
        ("latency", (), "no spike: no latency"),
        ("isi", (1.0,), "no spikes: no interval"),
        ("isi", (1.5,), "numbered 1, 2"),
        ("isi_ratio", (), "no spikes"),
        ("cv", (), "no spikes in the second half"),
        ("fano", (), "at least 100 are needed"),
        ("period", (), "no spikes in the second half"),
        ("frequency", (), "no spikes in the second half"),
        ("period", ("v",), "v does not oscillate"),
        ("burst_period", (), "no spikes, which do not come in bursts"),
        ("spikes_per_burst", (), "do not come in bursts"),
        ("resonance", (), "no resonance"),
    ],
)
def test_a_silent_neuron_says_what_it_lacks(measure: str, arguments: tuple[float | str, ...], reason: str) -> None:
    assert value(SILENT, "rate") == 0.0
    assert value(SILENT, "pattern") == "silent"
    with pytest.raises(NotMeasurable, match=reason) as caught:
        value(SILENT, measure, *arguments)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "measure", ["rate", "spikes", "latency", "cv", "pattern", "period", "rheobase", "burst_period"]
)
def test_a_model_without_spikes_says_so(measure: str) -> None:
    reason = "no input" if measure == "rheobase" else "has no spikes"
    with pytest.raises(NotMeasurable, match=reason):
        value(NO_SPIKES, measure)


def test_a_state_has_to_be_named_where_there_are_several() -> None:
    assert value(SILENT, "rest") == pytest.approx(0.0)
    with pytest.raises(NotMeasurable, match="name a state, such as v"):
        value(NO_SPIKES, "rest")


@pytest.mark.parametrize(
    ("measure", "arguments", "unit"),
    [
        ("rate", (), "Hz"),
        ("latency", (), "ms"),
        ("rheobase", (), "nA"),
        ("rest", (), "mV"),
        ("peak", ("v",), "mV"),
        ("cv", (), ""),
        ("lyapunov", (), "1/ms"),
        ("pattern", (), ""),
    ],
)
def test_units(measure: str, arguments: tuple[str, ...], unit: str) -> None:
    assert measured_unit(kernels.load("lif"), Claim(measure, arguments, ">", 0.0, None, None)) == unit


def test_long_runs_are_thinned_not_reduced_to_extremes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernels.analysis.runs.MOST_SAMPLES", 1000)
    assert value(CLOCK, "mean", "x") == 3.0
    assert value(CLOCK, "amplitude", "twice") == pytest.approx(4.0, rel=1e-3)
    assert value(CLOCK, "period", "s") == pytest.approx(125.0, rel=1e-3)
