"""Brunel's four states against NEST, and the COBA network against Brian 2, by their statistics.

Their numbers are stored; the scripts in reference/ made them and say how. Connections and noise are drawn anew, and the
mean rate of 2500 inhibitory neurons with different numbers of connections is not the same in any two networks: rates
differ from one network to the next by some 5 %, in the slow state by 10 %.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kernels
from kernels.network.ei import EiNetwork, ei_network

REFERENCE = Path(__file__).parent / "reference"
NEST = json.loads((REFERENCE / "nest_brunel.json").read_text())["states"]
BRIAN = json.loads((REFERENCE / "brian2_coba.json").read_text())
COBA = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v))/C : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
C = 200*pF : farad
g_L = 10*nS : siemens
E_L = -60*mV : volt
E_e = 0*mV : volt
E_i = -80*mV : volt
tau_e = 5*ms : second
tau_i = 10*ms : second
# threshold: v > -50*mV
# reset: v = -60*mV
# refractory: 5*ms
# run: 1000 ms, dt = 0.1 ms, method = exponential_euler
"""


State = tuple[str, list[EiNetwork], list[dict[str, float]]]


@pytest.fixture(scope="module", params=sorted(NEST))
def state(request: pytest.FixtureRequest) -> State:
    """A state's name, two runs of ours (of the long one, one), and NEST's measures of its runs."""
    settings = NEST[request.param]["settings"]
    runs = [
        ei_network(
            n_excitatory=10_000, n_inhibitory=2500, w_ee=0.1, w_ei=0.1, w_ie=-0.1 * settings["g"],
            w_ii=-0.1 * settings["g"], external_weight=0.1, external_rate=settings["external_rate"],
            connection_probability=0.1, duration=settings["duration"], transient=settings["transient"],
            bin_width=0.5, seed=seed,
        )
        for seed in ((1,) if request.param == "synchronous_regular" else (1, 2))
    ]  # fmt: skip
    return request.param, runs, NEST[request.param]["runs"]


@pytest.mark.parametrize(
    ("measure", "ours", "beyond"),
    [
        ("excitatory_rate", lambda run: run.excitatory.rate, 0.1),
        ("inhibitory_rate", lambda run: run.inhibitory.rate, 0.1),
        ("cv", lambda run: run.excitatory.cv, 0.1),
        ("fano", lambda run: run.excitatory.fano, 0.25),
    ],
)
def test_brunels_states_are_nests(
    state: State, measure: str, ours: Callable[[EiNetwork], float], beyond: float
) -> None:
    """The mean of our runs lies in the range of NEST's, or that much beyond it."""
    _, runs, theirs = state
    values = [run[measure] for run in theirs]
    assert min(values) * (1 - beyond) < np.mean([ours(run) for run in runs]) < max(values) * (1 + beyond)


def test_brunels_states_are_those_of_his_figure_8(state: State) -> None:
    """Regular or irregular, synchronous or not, and the frequency of the rhythm."""
    name, runs, _ = state
    activity = runs[0].excitatory
    if name == "synchronous_regular":
        assert activity.cv < 0.1
        assert activity.synchrony > 0.4
        assert activity.rate > 200  # nearly at saturation
    elif name == "synchronous_irregular_fast":
        assert 150 < activity.peak_frequency < 210  # far above the neurons' own rate
        assert 45 < activity.rate < 70
        assert activity.cv > 0.4
    elif name == "synchronous_irregular_slow":
        assert 15 < activity.peak_frequency < 40
        assert activity.rate < 10
        assert activity.rate_cv > 1.5
    else:
        assert name == "asynchronous_irregular"
        assert 30 < activity.rate < 45
        assert activity.synchrony < 0.1
        assert activity.rate_cv < 0.7


def coba(model: kernels.Model, excitatory: str, inhibitory: str, seed: int, **settings: Any) -> EiNetwork:
    return ei_network(
        model, w_ee=6.0, w_ei=6.0, w_ie=67.0, w_ii=67.0, connection_probability=0.02, external_rate=0.0, delay=0.1,
        excitatory_target=excitatory, inhibitory_target=inhibitory, dt=0.1, seed=seed, duration=BRIAN["duration"],
        transient=BRIAN["transient"],
        first_values={"v": [-80.0, -55.0], excitatory: [14.0, 66.0], inhibitory: [0.0, 400.0]}, **settings,
    )  # fmt: skip


def test_the_coba_network_is_brians() -> None:
    runs = [coba(kernels.parse(COBA), "g_e", "g_i", seed) for seed in range(4)]
    runs = [run for run in runs if run.excitatory.spikes]
    rates = [run.excitatory.rate for run in runs]
    theirs = [run["excitatory_rate"] for run in BRIAN["runs"]]
    assert len(runs) >= 3  # activity can die out, as it can in theirs
    assert all(16 < rate < 25 for rate in rates)  # as Brette et al (2007) show it
    assert np.mean(rates) == pytest.approx(np.mean(theirs), rel=0.1)
    assert np.mean([run.excitatory.cv for run in runs]) == pytest.approx(
        np.mean([run["cv"] for run in BRIAN["runs"]]), rel=0.1
    )


def test_the_librarys_conductance_neuron_makes_the_coba_network() -> None:
    quiet = {"nu_ex": 0.0, "nu_in": 0.0}
    run = coba(kernels.load("lif_conductance"), "g_ex", "g_in", 0, params=quiet, method="exponential_euler")
    assert run.excitatory.rate == pytest.approx(np.mean([run["excitatory_rate"] for run in BRIAN["runs"]]), rel=0.15)
