"""Reference spike times and voltages of five NEST models (Gewaltig and Diesmann 2007, Scholarpedia 2:1430).

Run it in an environment of its own, since nothing of the project needs NEST:

    pip install nest-simulator==3.10.0
    python tests/reference/nest_traces.py

It writes nest_traces.npz beside itself: for each case of CASES the spike times `<case>/spikes` in ms, the voltage
`<case>/v` at 0, 1, 2 ... 500 ms, and for the conductance model `<case>/crossings`, where its voltage first stood at
0 mV or above; and `record`, a JSON text with NEST's version, the date, and every case with its parameters. All
parameters a model's equations have are set, none is left to NEST's defaults.

How NEST's clock goes, measured here and written in its documentation:

- Step k goes from t = k*dt to (k+1)*dt. A spike found after it is stamped with its end, as ours is, and the neuron is
  held for exactly the refractory time from that stamp, as ours is.
- What a device sends at time s arrives at s + delay, and the smallest delay is one step. A synaptic current that
  arrives at t stands in the state at t and moves the voltage from t on; an injected current that arrives at t flows
  from t on. Times below are *arrivals*, so that each device is told one step less.
- A multimeter's sample at t is the state after the step that ends at t and after its reset; ours is before the
  reset. So samples that coincide with a spike are not to be compared.
- iaf_psc_exp and iaf_psc_alpha go exactly from step to step, Izhikevich by Euler's method. aeif_cond_exp and
  hh_psc_alpha are integrated by GSL's RKF45 with steps of its own inside of dt. aeif_cond_exp resets within the
  step, at the time the voltage passed V_peak, and only its stamp is rounded up to the end of the step.
- hh_psc_alpha stamps the first step on which the voltage falls again while it is at or above 0 mV: the peak, not the
  rise through 0 mV, and for t_ref after it does not look.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nest
import numpy as np

HERE = Path(__file__).parent
DURATION_MS = 500.0
BETWEEN_SAMPLES_MS = 1.0

Train = list[tuple[float, float]]  # (time of arrival in ms, weight: pA, nS)


@dataclass(frozen=True)
class Case:
    """One run of one NEST neuron, in NEST's names and units (mV, pF, nS, pA, ms)."""

    model: str
    dt: float
    params: dict[str, float | bool]
    initial: dict[str, float]
    arrivals: Train = field(default_factory=list)
    step: tuple[float, float, float] | None = None  # (pA, from, to) of a current that arrives


def train(dt: float, excitatory: tuple[float, float], inhibitory: tuple[float, float], seed: int) -> Train:
    """Two irregular trains, each (spikes a second, weight), on the grid of dt and never in neighbouring steps."""
    rng = np.random.default_rng(seed)
    arrivals: Train = []
    for rate, weight in (excitatory, inhibitory):
        step = 10
        while step * dt < DURATION_MS:
            arrivals.append((round(step * dt, 6), weight))
            step += 2 + round(rng.exponential(1000.0 / rate) / dt)
    return sorted(arrivals)


# The constants of our lif_exponential_synapses (Potjans and Diesmann 2014); the rheobase is 375 pA.
PSC_EXP = {
    "C_m": 250.0, "tau_m": 10.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0, "t_ref": 2.0,
    "tau_syn_ex": 0.5, "tau_syn_in": 0.5, "delta": 0.0,
}  # fmt: skip
# Those of our lif_alpha_synapses (after Brunel 2000); the rheobase is 250 pA.
PSC_ALPHA = {
    "C_m": 250.0, "tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_reset": 0.0, "t_ref": 2.0,
    "tau_syn_ex": 0.5, "tau_syn_in": 0.5,
}  # fmt: skip
# Brette and Gerstner (2005), and two patterns of Naud et al. (2008). The tolerance is tighter than NEST's 1e-6.
AEIF = {
    "C_m": 281.0, "g_L": 30.0, "E_L": -70.6, "V_th": -50.4, "Delta_T": 2.0, "tau_w": 144.0, "a": 4.0, "b": 80.5,
    "V_reset": -70.6, "V_peak": 0.0, "t_ref": 0.0, "E_ex": 0.0, "E_in": -85.0, "tau_syn_ex": 0.2, "tau_syn_in": 2.0,
    "gsl_error_tol": 1e-9,
}  # fmt: skip
ADAPTING = AEIF | {
    "C_m": 200.0, "g_L": 12.0, "E_L": -70.0, "V_th": -50.0, "a": 2.0, "tau_w": 300.0, "b": 60.0, "V_reset": -58.0,
}  # fmt: skip
INITIAL_BURST = AEIF | {
    "C_m": 130.0, "g_L": 18.0, "E_L": -58.0, "V_th": -50.0, "a": 4.0, "tau_w": 150.0, "b": 120.0, "V_reset": -50.0,
}  # fmt: skip
# NEST's own: a squid axon of 1e-4 cm2, so that 100 pA are 1 uA/cm2.
HH = {
    "C_m": 100.0, "g_Na": 12000.0, "g_K": 3600.0, "g_L": 30.0, "E_Na": 50.0, "E_K": -77.0, "E_L": -54.402,
    "t_ref": 2.0, "tau_syn_ex": 0.2, "tau_syn_in": 2.0,
}  # fmt: skip
REGULAR = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0, "V_th": 30.0, "consistent_integration": True}
CHATTERING = REGULAR | {"c": -50.0, "d": 2.0}
FAST = REGULAR | {"a": 0.1, "d": 2.0}


def psc_exp(current: float, arrivals: Train | None = None, step: tuple[float, float, float] | None = None) -> Case:
    return Case("iaf_psc_exp", 0.05, PSC_EXP | {"I_e": current}, {"V_m": -65.0}, arrivals or [], step)


def psc_alpha(current: float, arrivals: Train | None = None) -> Case:
    return Case("iaf_psc_alpha", 0.05, PSC_ALPHA | {"I_e": current}, {"V_m": 0.0}, arrivals or [])


def aeif(current: float, cell: dict[str, float] = AEIF, arrivals: Train | None = None) -> Case:
    return Case("aeif_cond_exp", 0.05, cell | {"I_e": current}, {"V_m": cell["E_L"], "w": 0.0}, arrivals or [])


def hh(current: float, arrivals: Train | None = None) -> Case:
    """From -65 mV with the gates steady there, which is NEST's initial state."""
    return Case("hh_psc_alpha", 0.01, HH | {"I_e": current}, {"V_m": -65.0}, arrivals or [])


def izhikevich(current: float, cell: dict[str, float], as_published: bool = False) -> Case:
    """Euler's method in steps of 0.1 ms, or the paper's program: 1 ms, of v in two halves and then of u."""
    params = cell | {"I_e": current, "consistent_integration": not as_published}
    start = {"V_m": -65.0, "U_m": cell["b"] * -65.0}
    return Case("izhikevich", 1.0 if as_published else 0.1, params, start)


CASES = {
    "iaf_psc_exp/silent": psc_exp(374.0),
    "iaf_psc_exp/near_threshold": psc_exp(375.5),
    "iaf_psc_exp/strong": psc_exp(1500.0),
    "iaf_psc_exp/current_step": psc_exp(0.0, step=(600.0, 100.0, 333.0)),
    "iaf_psc_exp/trains": psc_exp(150.0, train(0.05, (220.0, 2000.0), (60.0, -1500.0), seed=1)),
    "iaf_psc_alpha/silent": psc_alpha(249.0),
    "iaf_psc_alpha/near_threshold": psc_alpha(250.5),
    "iaf_psc_alpha/strong": psc_alpha(1500.0),
    "iaf_psc_alpha/trains": psc_alpha(100.0, train(0.05, (220.0, 1000.0), (60.0, -800.0), seed=2)),
    "aeif_cond_exp/silent": aeif(570.0),
    "aeif_cond_exp/near_threshold": aeif(580.0),
    "aeif_cond_exp/template": aeif(800.0),
    "aeif_cond_exp/strong": aeif(2000.0),
    "aeif_cond_exp/adapting": aeif(500.0, ADAPTING),
    "aeif_cond_exp/initial_burst": aeif(500.0, INITIAL_BURST),
    "aeif_cond_exp/trains": aeif(400.0, AEIF, train(0.05, (50.0, 350.0), (25.0, -60.0), seed=3)),
    "hh_psc_alpha/silent": hh(220.0),
    "hh_psc_alpha/single_spike": hh(230.0),
    "hh_psc_alpha/near_threshold": hh(630.0),
    "hh_psc_alpha/template": hh(1000.0),
    "hh_psc_alpha/strong": hh(5000.0),
    "hh_psc_alpha/depolarisation_block": hh(20000.0),
    "hh_psc_alpha/trains": hh(200.0, train(0.01, (150.0, 2500.0), (50.0, -400.0), seed=4)),
    "izhikevich/silent": izhikevich(3.4, REGULAR),
    "izhikevich/near_threshold": izhikevich(3.8, REGULAR),
    "izhikevich/template": izhikevich(10.0, REGULAR),
    "izhikevich/strong": izhikevich(40.0, REGULAR),
    "izhikevich/chattering": izhikevich(10.0, CHATTERING),
    "izhikevich/fast_spiking": izhikevich(15.0, FAST),
    # Here the step makes the cell chaotic: a relative change of u by 1e-13 at the start moves later spikes of NEST's
    # by up to 0.9 ms. At 12, 15, 20, 25 and 30 it moves none.
    "izhikevich/fast_spiking_chaotic": izhikevich(10.0, FAST),
    "izhikevich/as_published": izhikevich(10.0, REGULAR, as_published=True),
    "izhikevich/chattering_as_published": izhikevich(10.0, CHATTERING, as_published=True),
}


def run(case: Case) -> dict[str, np.ndarray]:
    """Spike times in ms, the voltage every millisecond in mV, and for hh_psc_alpha the rises through 0 mV in ms."""
    nest.ResetKernel()
    nest.resolution = case.dt
    neuron = nest.Create(case.model, params=case.params | case.initial)
    arrive = {"delay": case.dt}
    if case.arrivals:
        times = [round(t - case.dt, 6) for t, _ in case.arrivals]
        # one device a sign, since two trains may arrive in one step
        for sign in (1, -1):
            chosen = [(t, w) for t, (_, w) in zip(times, case.arrivals, strict=True) if w * sign > 0]
            device = nest.Create(
                "spike_generator",
                params={"spike_times": [t for t, _ in chosen], "spike_weights": [w for _, w in chosen]},
            )
            nest.Connect(device, neuron, syn_spec=arrive)
    if case.step is not None:
        amplitude, start, stop = case.step
        device = nest.Create(
            "dc_generator", params={"amplitude": amplitude, "start": start - case.dt, "stop": stop - case.dt}
        )
        nest.Connect(device, neuron, syn_spec=arrive)
    voltmeter = nest.Create("voltmeter", params={"interval": case.dt})
    recorder = nest.Create("spike_recorder")
    nest.Connect(voltmeter, neuron, syn_spec=arrive)
    nest.Connect(neuron, recorder, syn_spec=arrive)
    nest.Simulate(DURATION_MS + 2.0)  # devices hand over the last steps only later

    n_steps = round(DURATION_MS / case.dt)
    v = np.concatenate(([case.initial["V_m"]], voltmeter.events["V_m"]))[: n_steps + 1]
    assert np.allclose(voltmeter.events["times"][:n_steps], case.dt * np.arange(1, n_steps + 1))
    steps = np.rint(recorder.events["times"] / case.dt)
    found = {"spikes": (steps * case.dt)[steps <= n_steps], "v": v[:: round(BETWEEN_SAMPLES_MS / case.dt)]}
    if case.model == "hh_psc_alpha":
        found["crossings"] = case.dt * (1 + np.flatnonzero((v[:-1] < 0.0) & (v[1:] >= 0.0)))
    return found


def main() -> None:
    """Run all cases and write the file."""
    nest.verbosity = nest.VerbosityLevel.ERROR
    arrays: dict[str, np.ndarray] = {}
    for name, case in CASES.items():
        found = run(case)
        arrays |= {f"{name}/{key}": value for key, value in found.items()}
        print(f"{name}: {len(found['spikes'])} spikes, v from {found['v'].min():.6g} to {found['v'].max():.6g}")
    record = {
        "nest": nest.__version__,
        "numpy": np.__version__,
        "date": datetime.date.today().isoformat(),
        "duration": DURATION_MS,
        "between_samples": BETWEEN_SAMPLES_MS,
        "cases": {name: asdict(case) for name, case in CASES.items()},
    }
    target = HERE / "nest_traces.npz"
    np.savez_compressed(target, record=np.array(json.dumps(record)), **arrays)
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
