"""The smallest drive with repetitive firing, against closed forms."""

from __future__ import annotations

import math
from typing import Any

import pytest

import kernels
from kernels.analysis import rheobase as rheobase_module
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rheobase import rheobase

LEAKY = """
dv/dt = (E - v + R*I)/10
E = -70
R = 8
I : 1  # [{low}, {high}]
# init: v = E
# threshold: v > -50
# reset: v = {reset}
# run: 400, dt = 0.05, method = exact
"""

PACEMAKER = (
    LEAKY.format(low=0, high=20, reset="-75").replace("E = -70", "E = -40").replace("init: v = E", "init: v = -75")
)


def leaky(low: float = 0.0, high: float = 20.0, reset: str = "E") -> kernels.Model:
    return kernels.parse(LEAKY.format(low=low, high=high, reset=reset))


@pytest.mark.parametrize("top", [2.6, 20.0, 1000.0, 0.4])
def test_leaky_neuron_needs_threshold_over_resistance_whatever_its_range(top: float) -> None:
    assert rheobase(leaky(high=top), duration=2000.0) == pytest.approx(20.0 / 8.0, rel=1.5e-3)


def test_parameters_and_presets_count() -> None:
    model = kernels.load("lif")
    assert rheobase(model, duration=2000.0, params={"R": 20.0}) == pytest.approx(0.75, rel=2e-3)
    # (V_th - E_L)/R with the preset's resistance
    assert rheobase(model, duration=4000.0, preset="slow_membrane") == pytest.approx(15.0 / 40.0, rel=2e-3)


def test_hodgkin_huxley_needs_repetition_not_one_spike() -> None:
    model = kernels.load("hodgkin_huxley")
    assert len(kernels.simulate(model, current=4.0).spikes) == 1
    assert rheobase(model, duration=400.0) == pytest.approx(6.26, abs=0.03)


def test_fitzhugh_nagumo_starts_where_its_rest_turns_unstable() -> None:
    v = -math.sqrt(1.0 - 0.08 * 0.8)
    onset = (v + 0.7) / 0.8 - v + v**3 / 3.0  # 0.3313; the cycle is there a little before, beside the rest
    assert 0.97 * onset < rheobase(kernels.load("fitzhugh_nagumo"), duration=2000.0) < 1.005 * onset


def test_a_pacemaker_has_a_negative_rheobase() -> None:
    text = PACEMAKER.replace("[0, 20]", "[-10, 20]")
    assert rheobase(kernels.parse(text), duration=2000.0) == pytest.approx(-10.0 / 8.0, rel=2e-3)


def test_a_range_that_begins_where_the_run_fails() -> None:
    text = """
dv/dt = (I + 2 - v)/10 - exp(1000*max(-I - 3, 0)) + 1
I : 1  # [-5, 5]
threshold: v > 1
reset: v = 0
run: 200, dt = 0.05
"""
    assert rheobase(kernels.parse(text), duration=400.0) == pytest.approx(-1.0, abs=2e-3)
    with pytest.raises(NotMeasurable, match="the run fails"):  # between silence and firing
        rheobase(kernels.parse(text.replace("1000*max(-I - 3, 0)", "1e6*max(1 - 2*abs(I + 1), 0)")), duration=400.0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PACEMAKER, "without drive"),
        (LEAKY.format(low=0, high=1, reset="E").replace("v > -50", "v > 1e9"), "no constant drive up to 64 makes it"),
        ("dv/dt = -v/10\n# threshold: v > 1\n# reset: v = 0\n", "no input"),
        ("dv/dt = (I - v)/10\n", "no spikes"),
        ("dv/dt = v**2 + I\n# spike: v crosses 1 upward\n# run: 100, dt = 0.1\n", "the run fails"),
    ],
)
def test_what_has_no_rheobase_says_why(text: str, reason: str) -> None:
    with pytest.raises(NotMeasurable, match=reason):
        rheobase(kernels.parse(text), duration=200.0)


def test_it_does_not_depend_on_threads() -> None:
    model = kernels.load("adex")
    values = {rheobase(model, duration=1000.0, threads=threads) for threads in (1, 2, 3)}
    assert len(values) == 1


@pytest.mark.parametrize(("noise", "lanes"), [("", [1, 32, 32]), (" + 0*xi", [33, 33, 32])])
def test_drives_that_cannot_matter_are_not_run(noise: str, lanes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = rheobase_module.sweep

    def counted(model: Any, varied: Any, **settings: Any) -> Any:
        made.append(len(next(iter(varied.values()))))
        return real(model, varied, **settings)

    monkeypatch.setattr(rheobase_module, "sweep", counted)
    text = PACEMAKER.replace("[0, 20]", "[-10, 20]").replace("/10", f"/10{noise}", 1)
    method = {"method": "euler"} if noise else {}
    assert rheobase(kernels.parse(text), duration=2000.0, **method) == pytest.approx(-10.0 / 8.0, rel=4e-3)
    assert made[:3] == lanes  # with noise a drive has its own random numbers in each lane
