"""Frequency responses against closed forms: RC membrane, linear resonator, perfect integrator, and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

import kernels
from kernels.analysis.chirp_response import subthreshold
from kernels.errors import RequestError

RC = "time: ms\ndv/dt = (-60 - v + R*I)/tau : 1\nR = 50\ntau = 20\nI : 1\nrun: 200, dt=0.05\n"
RESONATOR = """
time: ms
dv/dt = (I - g*(v + 60) - w)/C : 1
dw/dt = (k*(v + 60) - w)/s : 1
g = 1
C = 10
k = 4
s = 60
I : 1
run: 200, dt=0.05
"""
PERFECT = """
time: ms
dv/dt = I : 1
I : 1
threshold: v > 1
reset: v -= 1
run: 4000, dt=0.05
"""


def test_the_impedance_of_an_rc_membrane() -> None:
    found = kernels.freq_response(kernels.parse(RC), current=0.3)
    angle = 2.0 * np.pi * found.frequencies / 1000.0 * 20.0
    assert found.impedance == pytest.approx(50.0 / np.sqrt(1.0 + angle**2), rel=1e-9)
    assert found.impedance_phase == pytest.approx(-np.degrees(np.arctan(angle)), abs=1e-7)
    assert found.chirp_impedance == pytest.approx(found.impedance, rel=2e-3)
    assert found.chirp_phase == pytest.approx(found.impedance_phase, abs=0.2)
    assert found.disagreement < 3e-3
    assert found.resistance == pytest.approx(50.0)
    assert np.isnan(found.resonance)
    assert "no spikes" in found.why_no_gain
    assert found.drive == 0.3


def test_the_impedance_of_a_linear_resonator() -> None:
    found = kernels.freq_response(kernels.parse(RESONATOR), f_max=100.0)
    # the same circuit as SciPy solves it
    system = signal.TransferFunction([0.1, 0.1 / 60], [1.0, 0.1 + 1 / 60, 0.5 / 60])
    _, z = signal.freqresp(system, 2.0 * np.pi * found.frequencies / 1000.0)
    assert found.impedance == pytest.approx(np.abs(z), rel=1e-8)
    assert found.chirp_impedance == pytest.approx(np.abs(z), rel=2e-3)
    assert found.frequencies[np.argmax(np.abs(z))] == pytest.approx(found.resonance, rel=0.15)


def test_chirp_and_linearisation_agree_for_hodgkin_huxley() -> None:
    found = kernels.freq_response(kernels.load("hodgkin_huxley"), f_min=5.0, current=2.0, trials=2, n=12)
    assert found.disagreement < 0.01
    assert 40.0 < found.resonance < 100.0


def test_a_sharp_resonance_does_not_leak_into_low_frequencies() -> None:
    # what the swing at 23 Hz rectifies would be seen in the answer at 4 Hz
    text = "dx/dt = I - a*x - w*y + 20*x*x\ndy/dt = w*x - a*y\na = 0.003\nw = 0.1445\nI : 1\nrun: 500, dt = 0.05"
    found = subthreshold(kernels.parse(text), 0.0, np.array([4.0, 8.0, 23.0]), {})
    assert found.resonance == pytest.approx(23.0, abs=0.1)
    assert abs(found.linear[2]) > 100.0 * abs(found.linear[0])
    assert found.measured == pytest.approx(found.linear, rel=1e-3)


def test_noise_is_no_part_of_the_impedance() -> None:
    found = kernels.freq_response(kernels.load("ornstein_uhlenbeck"), f_max=20.0, n=3, trials=2, dt=0.1)
    angle = 2.0 * np.pi * found.frequencies / 1000.0 * 10.0  # a low-pass filter of 10 ms
    assert found.impedance == pytest.approx(1.0 / np.sqrt(1.0 + angle**2), rel=0.01)
    assert found.disagreement < 0.01


def test_the_highest_frequency_is_one_that_the_time_step_shows() -> None:
    found = kernels.freq_response(kernels.load("liquid_time_constant"), n=3, trials=2)  # steps of 5 ms
    assert found.frequencies[-1] == pytest.approx(10.0)
    assert found.why_no_impedance == ""
    assert found.disagreement < 0.02


def test_the_rate_of_a_perfect_integrator_follows_its_drive() -> None:
    # the rate is the drive itself (Knight 1972), at any frequency that the firing does not lock to
    found = kernels.freq_response(
        kernels.parse(PERFECT), current=0.1234, amplitude=0.01, f_min=3.0, f_max=40.0, n=4, sigma=0.05, trials=16
    )
    assert found.rate == pytest.approx(np.full(4, 123.4), rel=0.03)
    assert found.gain == pytest.approx(np.full(4, 1000.0), rel=0.2)
    assert (np.abs(found.phase) < 4.0 * found.phase_error).all()
    assert (np.abs(found.gain - 1000.0) < 4.0 * found.gain_error).all()
    assert (found.gain_error < 150.0).all()
    assert found.why_no_impedance


def test_a_firing_neuron_has_no_subthreshold_impedance_and_a_silent_one_no_gain() -> None:
    model = kernels.load("lif")
    firing = kernels.freq_response(model, current=3.0, f_min=10.0, n=3, trials=4)
    assert firing.impedance.size == 0
    assert "fires" in firing.why_no_impedance
    assert firing.gain.min() > 0.0
    silent = kernels.freq_response(model, current=0.5, f_min=10.0, n=3, trials=4)
    assert np.isnan(silent.gain).all()
    assert "does not fire" in silent.why_no_gain
    assert silent.disagreement < 0.01


def test_a_map_has_an_impedance_too() -> None:
    model = kernels.parse("time: step\nx[n+1] = 0.8*x + I : 1\nI : 1\n")
    found = kernels.freq_response(model)
    z = 1.0 / (np.exp(2j * np.pi * found.frequencies) - 0.8)
    assert found.impedance == pytest.approx(np.abs(z), rel=1e-9)
    assert found.disagreement < 1e-6


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"f_max": 0.5}, "f_max"), ({"protocol": "step"}, "protocol"), ({"f_min": 1e-6}, "f_min")],
)
def test_what_is_wrong_names_its_field(asked: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.freq_response(kernels.load("lif"), **asked)
    assert caught.value.field == field
