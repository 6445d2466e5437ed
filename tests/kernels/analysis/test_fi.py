"""f-I curves against closed forms of integrate-and-fire neurons and the classes of textbook models."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import kernels
from kernels.errors import RequestError

ADAPTING = """
dv/dt = (I - v - w)/10
dw/dt = -w/100
I : 1  # [0, 3]
threshold: v > 1
reset: v = 0; w += 0.1
run: 2000, dt = 0.05, method = rk4
"""


def lif_rate(currents: np.ndarray) -> np.ndarray:
    """The library's leaky neuron: R = 10, threshold 15 mV above rest, where it is reset; tau_m = 10 ms, 2 ms dead."""
    driven = np.maximum(10.0 * currents, 15.0 + 1e-12)
    return np.where(10.0 * currents > 15.0, 1000.0 / (2.0 + 10.0 * np.log(driven / (driven - 15.0))), 0.0)


def test_the_leaky_neurons_curve_is_the_closed_form() -> None:
    found = kernels.fi_curve(kernels.load("lif"), i_min=0.0, i_max=5.0, i_steps=21, dt=0.005, duration=2000.0)
    assert found.rates == pytest.approx(lif_rate(found.currents), rel=2e-3)
    firing = found.rates > 0.0
    assert found.first_isi_rates[firing] == pytest.approx(found.rates[firing], rel=2e-3)  # it does not adapt
    assert np.isnan(found.first_isi_rates[~firing]).all()
    assert found.rheobase == pytest.approx(1.5, rel=1e-3)
    assert (found.type, found.unit, found.why_none, found.failed) == ("I", "nA", "", {})


def test_the_quadratic_neuron_fires_at_the_root_of_the_drive() -> None:
    text = "dv/dt = v**2 + I\nI : 1  # [-1, 1]\nthreshold: v > 1000\nreset: v = -1000\ninit: v = -1\n"
    model = kernels.parse(text + "run: 400, dt = 0.0005, method = rk4")
    found = kernels.fi_curve(model, i_min=0.04, i_max=0.36, i_steps=3, refine=False)
    # from -1000 to 1000 it takes 2*atan(1000/sqrt(I))/sqrt(I)
    roots = np.sqrt(found.currents)
    assert found.rates == pytest.approx(1000.0 * roots / (2.0 * np.arctan(1000.0 / roots)), rel=5e-3)
    assert (found.rheobase, found.why_none) == (None, "not asked for")


def test_adaptation_lowers_the_steady_rate_below_that_of_the_first_interval() -> None:
    found = kernels.fi_curve(kernels.parse(ADAPTING), i_min=2.0, i_max=3.0, i_steps=3, refine=False)
    first = 1000.0 / (10.0 * np.log(found.currents / (found.currents - 1.0)))  # w is still near 0.1 then
    assert (found.first_isi_rates < first).all()
    assert (found.rates < 0.8 * found.first_isi_rates).all()


@pytest.mark.parametrize(
    ("slug", "preset", "expected"),
    [("hodgkin_huxley", None, "II"), ("morris_lecar", None, "I"), ("morris_lecar", "hopf", "II")],
)
def test_the_classes_of_excitability(slug: str, preset: str | None, expected: str) -> None:
    settings: dict[str, Any] = {} if preset is None else {"preset": preset}
    assert kernels.fi_curve(kernels.load(slug), i_steps=2, **settings).type == expected


def test_the_exponent_at_a_saddle_node_on_a_circle_is_a_half() -> None:
    found = kernels.fi_curve(kernels.load("theta"), i_steps=2)
    assert found.type == "I"
    assert found.onset_exponent == pytest.approx(0.5, abs=0.05)


def test_a_drive_that_fails_costs_its_own_point_only() -> None:
    text = "dv/dt = (I - v)/10 - exp(1000*max(I - 2, 0)) + 1\nI : 1  # [0, 4]\nthreshold: v > 1\nreset: v = 0\n"
    found = kernels.fi_curve(kernels.parse(text + "run: 100, dt = 0.05"), i_steps=5, refine=False)
    assert list(found.failed) == [3, 4]
    assert np.isnan(found.rates[3:]).all()
    assert not np.isnan(found.rates[:3]).any()


def test_a_model_without_spikes_has_no_curve() -> None:
    with pytest.raises(RequestError, match="no spikes"):
        kernels.fi_curve(kernels.load("leaky_integrator"))


def test_the_rheobase_is_known_to_a_thousandth() -> None:
    found = kernels.fi_curve(kernels.load("lif"), i_steps=2)
    assert found.rheobase is not None
    # it fires at what is called the rheobase, and no longer a thousandth below
    runs = [kernels.simulate(kernels.load("lif"), current=found.rheobase * f, duration=4000.0) for f in (1.0, 0.999)]
    assert len(runs[0].spikes) > 1
    assert len(runs[1].spikes) == 0
    assert math.isclose(found.rheobase, 1.5, rel_tol=1e-3)
