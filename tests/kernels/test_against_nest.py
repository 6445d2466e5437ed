"""Five models of the library against NEST: same equations, same constants, same drive, same spikes for 500 ms.

The traces are stored; tests/reference/nest_traces.py made them and says how NEST's clock goes. On our side:

- NEST's spike trains arrive at stated times. Our files have Poisson trains or no synapse there, so their text is taken
  with that one term exchanged: a train is an input that is 1 in the step that ends with an arrival and 0 else. Either
  an event adds the weight at the end of that step, which is NEST's jump, or the arrivals stand in the place of the
  Poisson counts, as the file integrates them: spread over the step.
- lif_exponential_synapses, lif_alpha_synapses and izhikevich run at NEST's dt, and the steps are the same numbers.
- NEST resets aeif_cond_exp within the step, so its spikes are those of the continuous model, rounded up to dt. Ours is
  reset at the end of a step: it runs with steps of dt/100, and its times are rounded up to NEST's dt.
- hodgkin_huxley runs at NEST's dt by RK4. NEST stamps the peak and we the rise through 0 mV: our times are compared
  with the rises in NEST's voltage, and NEST's rule, applied to our voltage, with NEST's stamps.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kernels
from kernels.library import path_of, read_text

REFERENCE = Path(__file__).parent.parent / "reference" / "nest_traces.npz"
STORED: dict[str, np.ndarray] = dict(np.load(REFERENCE))
RECORD: dict[str, Any] = json.loads(str(STORED["record"]))
DURATION = RECORD["duration"]

TRAINS = "\narrived_ex : 1\narrived_in : 1\n"
JUMP = "\n# on arrival_ex: arrived_ex > 0 -> {ex} += {w_ex}\n# on arrival_in: arrived_in > 0 -> {in_} += {w_in}\n"
# A current through one alpha function and conductances that decay, as NEST documents them, for files that have none.
ALPHA_CURRENTS = """
dI_ex/dt = y_ex - I_ex/tau_ex : amp/meter**2
dy_ex/dt = -y_ex/tau_ex : amp/meter**2/second
dI_in/dt = y_in - I_in/tau_in : amp/meter**2
dy_in/dt = -y_in/tau_in : amp/meter**2/second
tau_ex = 0.2*ms : second
tau_in = 2*ms : second
w_ex = 1*uA/cm**2 : amp/meter**2
w_in = -1*uA/cm**2 : amp/meter**2
"""
CONDUCTANCES = """
dg_ex/dt = -g_ex/tau_ex : siemens
dg_in/dt = -g_in/tau_in : siemens
E_ex = 0*mV : volt
E_in = -85*mV : volt
tau_ex = 0.2*ms : second
tau_in = 2*ms : second
w_ex = 1*nS : siemens
w_in = 1*nS : siemens
"""
# The program of Izhikevich (2003): v in two halves of a millisecond, then u from the new v.
AS_PUBLISHED = """
half(v, u) = v + 0.5*(0.04*v**2 + 5*v + 140 - u + I)
v[n+1] = half(half(v, u), u)
u[n+1] = u + a*(b*half(half(v, u), u) - u)
I : 1
a = 0.02
b = 0.2
c = -65
d = 8
# init: v = -65; u = b*v
# threshold: v >= 30
# reset: v = c; u += d
# time: step
"""


def exchanged(text: str, old: str, new: str) -> str:
    """`text` with its one `old` exchanged, so that a change of the file shows here and not as a wrong run."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def lif_text(slug: str, unit: str) -> str:
    """The file with jumps at the arrivals in the place of its Poisson trains; `unit` scales a weight to its state."""
    text = read_text(path_of(slug))
    for name in ("ex", "in"):
        text = exchanged(text, f" + {unit}w_{name}{'/tau_' + name if unit else ''}*poisson(nu_{name}*dt)/dt", "")
    return text + TRAINS


def lif_exponential_with_jumps() -> kernels.Model:
    return kernels.parse(
        lif_text("lif_exponential_synapses", "") + JUMP.format(ex="I_ex", in_="I_in", w_ex="w_ex", w_in="w_in")
    )


def lif_alpha_with_jumps() -> kernels.Model:
    weights = {"w_ex": "e*w_ex/tau_ex", "w_in": "e*w_in/tau_in"}
    return kernels.parse(lif_text("lif_alpha_synapses", "e*") + JUMP.format(ex="y_ex", in_="y_in", **weights))


def lif_with_spread_arrivals(slug: str) -> kernels.Model:
    """The file as it integrates its Poisson trains, but of given counts."""
    text = read_text(path_of(slug))
    for name in ("ex", "in"):
        text = exchanged(text, f"poisson(nu_{name}*dt)", f"arrived_{name}")
    return kernels.parse(text + TRAINS)


def adex_with_conductances() -> kernels.Model:
    text = exchanged(read_text(path_of("adex")), " - w + I)/C", " - g_ex*(v - E_ex) - g_in*(v - E_in) - w + I)/C")
    return kernels.parse(
        text + CONDUCTANCES + TRAINS + JUMP.format(ex="g_ex", in_="g_in", w_ex="w_ex", w_in="w_in")
    )


def hodgkin_huxley_with_alpha_currents() -> kernels.Model:
    text = exchanged(read_text(path_of("hodgkin_huxley")), "dv/dt = (I - ", "dv/dt = (I + I_ex + I_in - ")
    jump = JUMP.format(ex="y_ex", in_="y_in", w_ex="e*w_ex/tau_ex", w_in="e*w_in/tau_in")
    return kernels.parse(text + ALPHA_CURRENTS + TRAINS + jump)


# NEST's names of the constants, and ours.
LIF = {"C_m": "C", "tau_m": "tau_m", "E_L": "E_L", "V_th": "V_th", "V_reset": "V_r", "t_ref": "t_ref",
       "tau_syn_ex": "tau_ex", "tau_syn_in": "tau_in"}  # fmt: skip
ADEX = {"C_m": "C", "g_L": "g_L", "E_L": "E_L", "V_th": "V_T", "Delta_T": "D_T", "tau_w": "tau_w", "a": "a", "b": "b",
        "V_reset": "V_r"}  # fmt: skip
ADEX_SYNAPSES = ADEX | {"tau_syn_ex": "tau_ex", "tau_syn_in": "tau_in", "E_ex": "E_ex", "E_in": "E_in"}
SQUID = {"C_m": "C", "g_Na": "g_Na", "g_K": "g_K", "g_L": "g_L", "E_Na": "E_Na", "E_K": "E_K", "E_L": "E_L"}
SQUID_SYNAPSES = SQUID | {"tau_syn_ex": "tau_ex", "tau_syn_in": "tau_in"}
SIMPLE = {name: name for name in "abcd"}
# NEST's squid axon is a patch of 1e-4 cm2: from its pF, nS and pA to our uF/cm2, mS/cm2 and uA/cm2.
PER_AREA = 1e-6 / 1e-4
DENSITIES = ("C", "g_Na", "g_K", "g_L")


def our_run(
    name: str, model: kernels.Model, constants: dict[str, str], *, scale: float = 1.0, finer: int = 1, **settings: Any
) -> kernels.Run:
    """A stored case by our model at `finer` steps to NEST's one; `scale` takes NEST's extensive numbers to ours."""
    case = RECORD["cases"][name]
    params = {ours: case["params"][theirs] for theirs, ours in constants.items()}
    params |= {constant: params[constant] * scale for constant in DENSITIES if scale != 1.0}
    dt = 1.0 if model.time_unit == "step" else case["dt"] / finer
    inputs: dict[str, Any] = {"I": {"protocol": "constant", "amplitude": case["params"]["I_e"] * scale}}
    if case["step"] is not None:
        amplitude, start, stop = case["step"]
        inputs["I"] = {"protocol": "step", "amplitude": amplitude, "start": start, "stop": stop}
    if case["arrivals"]:
        for train, sign in (("ex", 1), ("in", -1)):
            chosen = [(t, w) for t, w in case["arrivals"] if w * sign > 0]
            params[f"w_{train}"] = (abs(chosen[0][1]) if "E_in" in params else chosen[0][1]) * scale
            inputs[f"arrived_{train}"] = [
                {"protocol": "step", "amplitude": 1.0, "start": t - dt, "stop": t} for t, _ in chosen
            ]
    current = model.inputs[0].name
    inputs[current] = inputs.pop("I")
    run_dt = None if model.time_unit == "step" else dt
    return kernels.simulate(model, inputs=inputs, params=params, dt=run_dt, duration=DURATION, **settings)


def in_steps(name: str, times: np.ndarray) -> np.ndarray:
    """Times as NEST stamps them: the number of the step of its dt at whose end they stand."""
    dt = RECORD["cases"][name]["dt"]
    return np.ceil(np.round(times / dt, 6)).astype(int)


def off_by(name: str, times: np.ndarray, key: str = "spikes") -> int:
    """The largest difference between our times and NEST's, in steps of NEST's; the counts have to agree."""
    expected, found = in_steps(name, STORED[f"{name}/{key}"]), in_steps(name, times)
    assert len(found) == len(expected)
    return int(np.abs(found - expected).max(initial=0))
