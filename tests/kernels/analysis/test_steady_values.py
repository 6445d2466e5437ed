"""Rest and driven equilibrium, held against what the equations give by hand and against the phase plane."""

from __future__ import annotations

import pytest

from kernels.analysis.nullclines import nullclines
from kernels.analysis.steady_values import steady_values
from kernels.errors import RequestError
from kernels.library import load, parse

LEAKY = """\
dv/dt = (E - v + R*I)/tau : volt
du/dt = (v - E - u)/(5*ms) : volt
I : amp
E   = -70*mV
R   = 10*Mohm
tau = 10*ms
# threshold: v > -50*mV
# reset: v = -65*mV
# input: I = constant(1*nA)
# preset strong: I = 3 nA
"""


def test_a_leaky_neuron_stands_where_its_current_holds_it() -> None:
    found = steady_values(parse(LEAKY))
    assert found.rest is not None
    assert found.driven is not None
    assert found.rest.states == pytest.approx({"v": -70, "u": 0}, abs=1e-6)
    assert found.driven.states == pytest.approx({"v": -60, "u": 10}, abs=1e-6)
    assert (found.levels, found.driven.stable, found.driven.firing) == ({"I": 1.0}, True, False)
    strong = steady_values(parse(LEAKY), preset="strong").driven
    assert strong is not None
    assert strong.states == pytest.approx({"v": -40, "u": 30}, abs=1e-6)
    assert strong.firing
    with pytest.raises(RequestError, match="weak"):
        steady_values(parse(LEAKY), preset="weak")


def test_it_is_the_fixed_point_of_the_phase_plane() -> None:
    model = load("hodgkin_huxley")
    found = steady_values(model)
    (point,) = nullclines(model).fixed_points
    assert found.rest is not None
    assert found.driven is not None
    assert found.rest.stable
    assert found.driven.states == pytest.approx(dict(point.states), rel=1e-6)
    assert found.driven.stable == point.stable


@pytest.mark.parametrize(
    ("text", "rest", "driven"),
    [
        ("dv/dt = -v + I\n# input: I = poisson(10 Hz, 1, 2*ms)\n", {"v": 0.0}, None),
        ("dv/dt = (-v + I)/ms + 0.1*xi*ms**-0.5\n# input: I = constant(2)\n", {"v": 0.0}, {"v": 2.0}),
        ("dv/dt = sin(t/ms)/ms\n", None, None),
        ("x[n+1] = 0.5*x + I\n# input: I = constant(1)\n", {"x": 0.0}, {"x": 2.0}),
        ("dv/dt = rand()/ms\n", None, None),
    ],
)  # fmt: skip
def test_noise_is_off_and_what_has_no_rest_has_none(text: str, rest: object, driven: object) -> None:
    found = steady_values(parse(text))
    for shown, wanted in ((found.rest, rest), (found.driven, driven)):
        assert (None if shown is None else shown.states) == (wanted and pytest.approx(wanted, abs=1e-6))


def test_a_point_at_which_an_oscillation_turns_is_not_stable() -> None:
    found = steady_values(load("butera_ii"))
    assert found.rest is not None
    assert not found.rest.stable
