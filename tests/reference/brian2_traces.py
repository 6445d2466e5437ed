"""Reference traces of the five template models, computed by Brian 2 (Stimberg, Brette, Goodman 2019, eLife 8:e47314).

Run it in an environment of its own, since nothing of the project needs Brian 2:

    pip install brian2 "numpy<2.4"
    python tests/reference/brian2_traces.py

It writes brian2_traces.npz beside itself: for each case of CASES the voltage `<case>/v` (in mV, or plain numbers),
one sample every `every` steps, and `<case>/spikes` in ms; and `record`, a JSON text with versions, date, settings and
the check that lif.ode and adex.ode are legal Brian 2 equations as they stand.

The equations below are written for Brian 2 from the papers, not taken from our files, so that a slip in one shows.

Two clocks are brought together here, exactly:

- Brian 2 advances step k from t = k*dt and stamps a spike found after it with k*dt; we stamp it with the end of the
  step, (k+1)*dt. So dt is added to Brian's spike times.
- Brian 2's StateMonitor by default samples at the start of a step, after the last step's reset. Our sample k is the
  state after k steps *before* that step's reset. So the monitor runs in the slot `before_resets`, where what it sees in
  step k is our sample k+1, and the initial state is put in front.
- Brian 2 counts the refractory time from its stamp, so a neuron is held one step less than the time given; we count
  it from ours. So Brian is given the refractory time plus dt.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brian2
import numpy as np
from brian2 import ms, mV, nA, nS, pA, pF

HERE = Path(__file__).parent
MODELS = HERE.parent.parent / "kernels" / "models"
VERBATIM = ("integrate-and-fire/lif.ode", "integrate-and-fire/adex.ode")
DURATION_MS = 200.0

LIF = "dv/dt = (E_rest - v + R*I_stim)/tau : volt (unless refractory)"

IZHIKEVICH = """
dv/dt = (0.04*v**2 + 5*v + 140 - u + I_stim)/ms : 1
du/dt = rate*(sensitivity*v - u)/ms : 1
"""

ADEX = """
dv/dt = (gL*(EL - v) + gL*DeltaT*exp((v - VT)/DeltaT) + I_stim - w)/Cm : volt
dw/dt = (coupling*(v - EL) - w)/tau_w : amp
"""

HODGKIN_HUXLEY = """
dv/dt = (I_stim - I_Na - I_K - I_leak)/Cm : volt
I_Na = gNa*m**3*h*(v - ENa) : amp/meter**2
I_K = gK*n**4*(v - EK) : amp/meter**2
I_leak = gL*(v - EL) : amp/meter**2
dm/dt = am*(1 - m) - bm*m : 1
dh/dt = ah*(1 - h) - bh*h : 1
dn/dt = an*(1 - n) - bn*n : 1
am = 0.1/mV*10*mV/exprel(-(v + 40*mV)/(10*mV))/ms : Hz
bm = 4*exp(-(v + 65*mV)/(18*mV))/ms : Hz
ah = 0.07*exp(-(v + 65*mV)/(20*mV))/ms : Hz
bh = 1/(exp(-(v + 35*mV)/(10*mV)) + 1)/ms : Hz
an = 0.01/mV*10*mV/exprel(-(v + 55*mV)/(10*mV))/ms : Hz
bn = 0.125*exp(-(v + 65*mV)/(80*mV))/ms : Hz
"""

FITZHUGH_NAGUMO = """
dv/dt = (v - v**3/3 - w + I_stim)/ms : 1
dw/dt = 0.08*(v + 0.7 - 0.8*w)/ms : 1
"""

CM2 = brian2.cm**2
SQUID = {
    "Cm": 1 * brian2.uF / CM2,
    "gNa": 120 * brian2.msiemens / CM2,
    "gK": 36 * brian2.msiemens / CM2,
    "gL": 0.3 * brian2.msiemens / CM2,
    "ENa": 50 * mV,
    "EK": -77 * mV,
    "EL": -54.387 * mV,
    "I_stim": 10 * brian2.uA / CM2,
}
# The paper's steady gates at rest: alpha/(alpha + beta) at v = -65 mV.
AT_REST = {"v": -65 * mV, "m": "am/(am + bm)", "h": "ah/(ah + bh)", "n": "an/(an + bn)"}


@dataclass(frozen=True)
class Case:
    """One run of one model, with the same method, step and current as ours."""

    model: str  # slug of our library
    equations: str
    method: str  # the same name there and here
    dt: float  # ms
    initial: dict[str, Any]
    constants: dict[str, Any]
    current: float  # in the model's display unit, from t = 0 on
    threshold: str
    reset: str | None
    refractory: Any
    unit: Any = 1.0  # of v
    every: int = 1  # steps between two stored samples


CASES = {
    "lif": Case(
        model="lif", equations=LIF, method="exact", dt=0.05, initial={"v": -65 * mV},
        constants={"tau": 10 * ms, "R": 10 * brian2.Mohm, "E_rest": -65 * mV, "I_stim": 2 * nA}, current=2.0,
        threshold="v > -50*mV", reset="v = -65*mV", refractory=2.05 * ms, unit=mV,
    ),
    "izhikevich": Case(
        model="izhikevich", equations=IZHIKEVICH, method="euler", dt=0.1, initial={"v": -65.0, "u": -13.0},
        constants={"rate": 0.02, "sensitivity": 0.2, "I_stim": 10.0}, current=10.0,
        threshold="v >= 30", reset="v = -65; u += 8", refractory=False,
    ),
    "adex": Case(
        model="adex", equations=ADEX, method="euler", dt=0.05, initial={"v": -70.6 * mV, "w": 0 * pA},
        constants={"Cm": 281 * pF, "gL": 30 * nS, "EL": -70.6 * mV, "VT": -50.4 * mV, "DeltaT": 2 * mV,
                   "tau_w": 144 * ms, "coupling": 4 * nS, "I_stim": 800 * pA}, current=800.0,
        threshold="v > 20*mV", reset="v = -70.6*mV; w += 80.5*pA", refractory=False, unit=mV,
    ),
    "hodgkin_huxley": Case(
        model="hodgkin_huxley", equations=HODGKIN_HUXLEY, method="rk4", dt=0.01, initial=AT_REST, constants=SQUID,
        current=10.0, threshold="v > 0*mV", reset=None, refractory="v > 0*mV", unit=mV, every=5,
    ),
    "hodgkin_huxley_exponential_euler": Case(
        model="hodgkin_huxley", equations=HODGKIN_HUXLEY, method="exponential_euler", dt=0.01, initial=AT_REST,
        constants=SQUID, current=10.0, threshold="v > 0*mV", reset=None, refractory="v > 0*mV", unit=mV, every=5,
    ),
    "fitzhugh_nagumo": Case(
        model="fitzhugh_nagumo", equations=FITZHUGH_NAGUMO, method="rk4", dt=0.05,
        initial={"v": -1.19941, "w": -0.62426}, constants={"I_stim": 0.5}, current=0.5,
        threshold="v > 0", reset=None, refractory="v > 0",
    ),
}  # fmt: skip


def run(case: Case, equations: Any = None, namespace: dict[str, Any] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """v (n_steps + 1,) in our convention and spike times (n_spikes,) in ms, of one neuron."""
    brian2.start_scope()
    dt = case.dt * ms
    neuron = brian2.NeuronGroup(
        1, equations or case.equations, method=case.method, dt=dt, threshold=case.threshold, reset=case.reset,
        refractory=case.refractory, namespace=case.constants if namespace is None else namespace,
    )  # fmt: skip
    for name, value in case.initial.items():
        setattr(neuron, name, value)
    if "I" in neuron.variables:
        neuron.I = case.constants["I_stim"]
    first = np.asarray(neuron.v / case.unit)
    voltage = brian2.StateMonitor(neuron, "v", record=0, when="before_resets")
    spikes = brian2.SpikeMonitor(neuron)
    network = brian2.Network(neuron, voltage, spikes)
    network.run(DURATION_MS * ms)
    v = np.concatenate((first, np.asarray(voltage.v[0] / case.unit)))
    return v, np.asarray(spikes.t / ms) + case.dt


def code_lines(text: str) -> str:
    """The lines Brian 2 reads of an .ode file: without comments and empty lines."""
    stripped = (line.partition("#")[0].rstrip() for line in text.splitlines())
    return "\n".join(line for line in stripped if line)


def verbatim_check() -> dict[str, Any]:
    """Load our annotated files as Brian 2 equations, run them, and compare with Brian's own text."""
    results = {}
    for path in VERBATIM:
        text = (MODELS / path).read_text(encoding="utf-8")
        equations = brian2.Equations(text)
        case = CASES[Path(path).stem]
        expected, _ = run(case)
        found, _ = run(case, equations, namespace={})
        below = expected < 1e3  # the sample at an AdEx spike stands at 1e10 mV
        results[path] = {
            "states": sorted(equations.diff_eq_names),
            "sha256_of_code": hashlib.sha256(code_lines(text).encode()).hexdigest(),
            "largest_difference_mV": float(np.abs(found[below] - expected[below]).max()),
        }
    return results


def main() -> None:
    """Run all cases and write the file."""
    brian2.prefs.codegen.target = "numpy"
    arrays: dict[str, np.ndarray] = {}
    settings = {}
    for name, case in CASES.items():
        v, spikes = run(case)
        arrays[f"{name}/v"] = v[:: case.every]
        arrays[f"{name}/spikes"] = spikes
        settings[name] = {
            key: getattr(case, key) for key in ("model", "equations", "method", "dt", "current", "every")
        } | {"duration": DURATION_MS, "spike_count": len(spikes)}
        print(f"{name}: {len(spikes)} spikes, v from {v.min():.6g} to {v.max():.6g}")
    record = {
        "brian2": brian2.__version__,
        "numpy": np.__version__,
        "date": datetime.date.today().isoformat(),
        "cases": settings,
        "verbatim": verbatim_check(),
    }
    target = HERE / "brian2_traces.npz"
    np.savez_compressed(target, record=np.array(json.dumps(record)), **arrays)
    print(f"{target.name}: {target.stat().st_size} bytes")
    print(json.dumps(record["verbatim"], indent=1))


if __name__ == "__main__":
    main()
