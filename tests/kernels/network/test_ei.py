"""The balanced network as a request: what it depends on, what it refuses, and that any model can be its neuron."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy import integrate, special

import kernels
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, ModelError, NumericalError, RequestError
from kernels.library import entries
from kernels.network.ei import EiNetwork, ei_network

SMALL: dict[str, Any] = {"n_excitatory": 300, "n_inhibitory": 75, "duration": 100.0}
CONDUCTANCE = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v) + I)/C + 0.3*mV*xi*ms**-0.5 : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
I : amp
C = 200*pF : farad
g_L = 10*nS : siemens
E_L = -60*mV : volt
E_e = 0*mV : volt
E_i = -80*mV : volt
tau_e = 5*ms : second
tau_i = 10*ms : second
# init: v = E_L
# threshold: v > -50*mV
# reset: v = -60*mV
# refractory: 5*ms
# run: 100 ms, dt = 0.1 ms, method = euler
"""


def same(one: EiNetwork, other: EiNetwork) -> bool:
    return np.array_equal(one.spike_times, other.spike_times) and np.array_equal(one.spike_neurons, other.spike_neurons)


def noisy(threads: int, seed: int = 4) -> EiNetwork:
    """Everything at once: noise in the equations, an input that varies, three targets, drawn initial values."""
    return ei_network(
        kernels.parse(CONDUCTANCE), n_excitatory=333, n_inhibitory=81, w_ee=6.0, w_ei=6.0, w_ie=67.0, w_ii=67.0,
        connection_probability=0.1, excitatory_target="g_e", inhibitory_target="g_i", external_target="v",
        external_rate=2000.0, external_weight=0.8, delay=1.1, first_values={"v": [-60.0, -50.0]}, threads=threads,
        protocol={"protocol": "sine", "amplitude": 100.0, "frequency": 20.0}, duration=200.0, seed=seed,
    )  # fmt: skip


def test_threads_do_not_matter() -> None:
    one = noisy(1)
    assert len(one.spike_times) > 500
    for threads in (2, 3, 7):
        assert same(one, noisy(threads))


def test_the_seed_matters() -> None:
    assert same(noisy(1), noisy(1))
    assert not same(noisy(1), noisy(1, seed=5))


def test_lists_that_fill_up_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ei_network(**SMALL, threads=1)
    monkeypatch.setattr("kernels.network.simulation.LIST_ROOM", 10)
    for threads in (1, 2):
        assert same(whole, ei_network(**SMALL, threads=threads))


def siegert(mean: float, spread: float, tau: float, refractory: float, threshold: float, reset: float) -> float:
    """The rate of a LIF neuron under white noise, in Hz; times in ms."""
    value, _ = integrate.quad(lambda u: special.erfcx(-u), (reset - mean) / spread, (threshold - mean) / spread)
    return 1000.0 / (refractory + tau * np.sqrt(np.pi) * value)


@pytest.mark.parametrize("mean", [19.0, 20.0, 26.0])
def test_unconnected_neurons_fire_at_siegerts_rate(mean: float) -> None:
    """Poisson events of small weight are white noise; a test on a grid of steps of 0.02 ms sees most crossings."""
    weight = 0.05
    found = ei_network(
        n_excitatory=400, n_inhibitory=100, w_ee=0.0, w_ei=0.0, w_ie=0.0, w_ii=0.0, delay=1.0, dt=0.02,
        external_weight=weight, external_rate=mean / weight / 0.020, duration=1500.0, seed=2,
    )  # fmt: skip
    expected = siegert(mean, np.sqrt(mean * weight), 20.0, 2.0, 20.0, 10.0)
    for population in (found.excitatory, found.inhibitory):
        assert population.rate == pytest.approx(expected, rel=0.06)
    # independent neurons have no rhythm
    assert found.excitatory.synchrony == pytest.approx(1 / np.sqrt(400), rel=0.25)


def test_the_step_does_not_matter() -> None:
    rates = [
        (run.excitatory.rate, run.inhibitory.rate, run.excitatory.cv)
        for run in (ei_network(dt=dt, delay=1.6, duration=600.0) for dt in (0.2, 0.1, 0.05))
    ]
    for run in rates[:2]:
        np.testing.assert_allclose(run, rates[2], rtol=0.05)


def test_a_charge_at_an_input_does_not_depend_on_the_step() -> None:
    """0.1 mV of jump in v, given as a charge of current."""
    rates = [
        ei_network(
            kernels.load("lif"), params={"E_L": 0, "V_th": 20, "V_r": 10, "tau_m": 20}, **SMALL, dt=dt, delay=1.6,
            w_ee=0.6, w_ei=0.6, w_ie=-3.6, w_ii=-3.6, external_weight=0.6, external_rate=6700.0,
            excitatory_target="I", inhibitory_target="I",
        ).excitatory.rate
        for dt in (0.2, 0.1, 0.05)
    ]  # fmt: skip
    assert rates[2] > 5.0
    np.testing.assert_allclose(rates[:2], rates[2], rtol=0.06)


def test_populations_can_differ() -> None:
    alike = ei_network(**SMALL)
    other = ei_network(**SMALL, inhibitory_params={"V_th": 400.0})
    assert alike.inhibitory.spikes > 0
    assert other.inhibitory.spikes == 0
    assert other.excitatory.rate > alike.excitatory.rate


def test_the_models_own_stimulus_is_not_used() -> None:
    silent = ei_network(kernels.load("lif"), **SMALL, external_rate=0.0, dt=0.1)
    assert len(silent.spike_times) == 0
    driven = ei_network(kernels.load("lif"), **SMALL, external_rate=0.0, dt=0.1, current=2.0, connection_probability=0)
    single = kernels.simulate(kernels.load("lif"), current=2.0, duration=100.0, dt=0.1)
    np.testing.assert_allclose(driven.spike_times[driven.spike_neurons == 7], single.spikes)


SPIKING = [e.slug for e in entries() if e.category == "integrate-and-fire" and kernels.load(e.slug).time_unit != "step"]


@pytest.mark.parametrize("slug", [s for s in SPIKING if kernels.load(s).threshold or kernels.load(s).spike])
def test_any_integrate_and_fire_model_can_be_the_neuron(slug: str) -> None:
    """Without connections and events each neuron of the network does what the model does alone."""
    model = kernels.load(slug)
    alone = {"w_ee": 0.0, "w_ei": 0.0, "w_ie": 0.0, "w_ii": 0.0, "external_rate": 0.0, "connection_probability": 0.1}
    level = {i.name: (i.high or 1.0) / 2 for i in model.inputs[:1]}
    dt = model.run.dt or 0.05
    common: dict[str, Any] = {"duration": 2000 * dt, "dt": dt, "seed": 3}
    network = ei_network(model, n_excitatory=20, n_inhibitory=5, inputs=level, delay=dt, **alone, **common)
    protocol = {i.name: {"protocol": "constant", "amplitude": level.get(i.name, 0.0)} for i in model.inputs}
    single = kernels.simulate(model, inputs=protocol, **common)
    np.testing.assert_allclose(network.spike_times[network.spike_neurons == 0], single.spikes)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "count": ({"n_excitatory": 0}, "n_excitatory"),
    "too many": ({"n_inhibitory": 999_999}, "n_inhibitory"),
    "synapses": ({"n_excitatory": 300_000}, "connection_probability"),
    "probability": ({"connection_probability": 1.5}, "connection_probability"),
    "weight": ({"w_ie": "big"}, "w_ie"),
    "infinite weight": ({"external_weight": float("inf")}, "external_weight"),
    "rate": ({"external_rate": -1.0}, "external_rate"),
    "events": ({"external_rate": 1e8}, "external_rate"),
    "delay of nothing": ({"delay": 0.0}, "delay"),
    "delay between steps": ({"delay": 0.17}, "delay"),
    "delay text": ({"delay": "long"}, "delay"),
    "target": ({"excitatory_target": "V"}, "excitatory_target"),
    "parameter as target": ({"inhibitory_target": "tau_m"}, "inhibitory_target"),
    "target of no kind": ({"external_target": 3}, "external_target"),
    "inhibitory parameter": ({"inhibitory_params": {"tau": 1.0}}, "inhibitory_params.tau"),
    "first value": ({"first_values": {"w": [0, 1]}}, "first_values.w"),
    "first range": ({"first_values": {"v": [1, 0]}}, "first_values.v"),
    "transient": ({"transient": 100.0}, "transient"),
    "bin": ({"bin_width": -1.0}, "bin_width"),
    "bin text": ({"bin_width": "wide"}, "bin_width"),
    "threads": ({"threads": 0}, "threads"),
    "array of parameters": ({"params": {"tau_m": [10.0] * 300}}, "params.tau_m"),
    "duration": ({"duration": 1e9}, "duration"),
}


@pytest.mark.parametrize("case", WRONG)
def test_errors_name_the_field(case: str) -> None:
    request, field = WRONG[case]
    with pytest.raises(RequestError) as caught:
        ei_network(**(SMALL | request))
    assert caught.value.field == field
    assert "\n" not in str(caught.value)


def test_models_that_cannot_spike_are_refused() -> None:
    with pytest.raises(RequestError, match="no threshold"):
        ei_network(kernels.parse("dv/dt = -v"), **SMALL)
    with pytest.raises(RequestError, match="map"):
        ei_network(kernels.load("rulkov"), **SMALL)
    with pytest.raises(ModelError):
        ei_network(kernels.parse(CONDUCTANCE), **SMALL, dt=0.1, method="exact")


def test_a_neuron_that_leaves_the_finite_numbers_is_named() -> None:
    model = kernels.parse("dv/dt = v*v\n# init: v = 1\n# threshold: v < 0\n# run: 10 ms, dt = 0.1 ms, method = euler")
    with pytest.raises(NumericalError, match=r"v of excitatory neuron 0 left the finite numbers"):
        ei_network(model, **SMALL, external_rate=0.0)


def test_a_run_reports_and_can_be_cancelled() -> None:
    shares: list[float] = []
    ei_network(**SMALL, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        ei_network(**SMALL, cancelled=lambda: True)


def test_the_result_is_json() -> None:
    found = json.loads(json.dumps(plain(ei_network(**SMALL))))
    assert found["settings"]["n_excitatory"] == 300
    assert found["targets"] == {"excitatory": "v", "inhibitory": "v", "external": "v"}
    assert len(found["rate_times"]) == len(found["excitatory"]["population_rate"]) == 100
    assert len(found["excitatory"]["rates"]) == 300
