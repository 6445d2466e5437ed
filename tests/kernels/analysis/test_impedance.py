"""Subthreshold impedance and resonance, against circuits, and against a small sine that is really injected."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from kernels.analysis.impedance import impedance, resonance
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.runs import Runs

FREQUENCIES = np.array([0.0, 1.0, 7.0, 30.0, 200.0])

# a membrane with an inductive branch: Z = 1/(g + i w C + g_w/(1 + i w tau))
RESONATOR = """
dv/dt = (I - g*v - g_w*w)/C
dw/dt = (v - w)/tau
g = 1
g_w = {slow}
C = 5
tau = 40
# run: 200, dt = 0.05, method = rk4
"""


def circuit(frequency: np.ndarray, slow: float) -> np.ndarray:
    omega = 2.0 * np.pi * frequency / 1000.0
    return 1.0 / (1.0 + 1j * omega * 5.0 + slow / (1.0 + 1j * omega * 40.0))


def parameters(model: kernels.Model) -> dict[str, float]:
    return Runs(model).parameters()


def test_passive_membrane_is_a_low_pass_filter() -> None:
    model = kernels.load("lif")
    expected = 10.0 / (1.0 + 2j * np.pi * FREQUENCIES * 0.010)
    np.testing.assert_allclose(impedance(model, parameters(model), FREQUENCIES), expected, rtol=1e-10)


@pytest.mark.parametrize("slow", [0.5, 3.0, 20.0])
def test_resonator_is_its_circuit(slow: float) -> None:
    model = kernels.parse(RESONATOR.format(slow=slow))
    np.testing.assert_allclose(impedance(model, parameters(model), FREQUENCIES), circuit(FREQUENCIES, slow), rtol=1e-9)
    fine = np.linspace(0.01, 100.0, 2_000_000)
    assert resonance(model, parameters(model)) == pytest.approx(fine[np.argmax(np.abs(circuit(fine, slow)))], rel=1e-3)


def test_damped_harmonic_oscillator_peaks_at_the_closed_form() -> None:
    # x'' + 2 zeta w0 x' + w0^2 x = I: |x| is largest at w0 sqrt(1 - 2 zeta^2); here x is not the driven state, y is,
    # whose velocity resonates at w0 itself
    model = kernels.parse("dx/dt = y\ndy/dt = I - 2*z*w0*y - w0**2*x\nz = 0.1\nw0 = 0.3\n# run: 200, dt = 0.05\n")
    assert resonance(model, parameters(model)) == pytest.approx(1000.0 * 0.3 / (2.0 * math.pi), rel=1e-6)


@pytest.mark.parametrize("frequency", [20.0, 67.0, 150.0])
def test_hodgkin_huxley_answers_a_small_sine_as_the_linear_theory_says(frequency: float) -> None:
    model = kernels.load("hodgkin_huxley")
    run = kernels.simulate(
        model, current=0.01, protocol={"protocol": "sine", "frequency": frequency}, duration=400.0, dt=0.01
    )
    late = run.time >= 200.0
    wave = np.exp(-2j * np.pi * frequency / 1000.0 * run.time[late])
    whole = int(int(200.0 * frequency / 1000.0) * 1000.0 / frequency / run.dt)
    v, current = run.states["v"][late], run.inputs["I"][late]
    answer = ((v - v[:whole].mean()) * wave)[:whole].mean() / (current * wave)[:whole].mean()
    expected = impedance(model, parameters(model), [frequency])[0]
    assert abs(answer) == pytest.approx(abs(expected), rel=0.01)


def test_hodgkin_huxley_resonates() -> None:
    model = kernels.load("hodgkin_huxley")
    assert resonance(model, parameters(model)) == pytest.approx(66.7, abs=0.5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dv/dt = (I - v)/10\n", "largest at 0 Hz"),
        ("dv/dt = -v/10\n", "no input"),
        ("dv/dt = 1 + I\n# threshold: v > 10\n# reset: v = 0\n", "come to rest"),
        ("dv/dt = -v/10 + I*v\n", "drives no state"),
    ],
)
def test_what_does_not_resonate_says_why(text: str, reason: str) -> None:
    model = kernels.parse(text)
    with pytest.raises(NotMeasurable, match=reason):
        resonance(model, parameters(model))
