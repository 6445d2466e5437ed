"""The f-I curve of c/hh_fi.c in Brian 2: 64 Hodgkin-Huxley neurons, 0 to 20 uA/cm2, 1 s in RK4 steps of 0.01 ms.

Per square centimetre of membrane. A spike is an upward crossing of 0 mV. The rates are written as quotients, which have
holes at -40 and -55 mV that no step meets: with Brian's exprel, without the holes, the program takes about 10 % longer.
"""

from __future__ import annotations

from typing import Any

from tests.benchmarks.peers.standalone import standalone

MEMBRANE = """
dv/dt = (I - g_Na*m**3*h*(v - E_Na) - g_K*n**4*(v - E_K) - g_L*(v - E_L))/C : volt
dm/dt = alpha_m*(1 - m) - beta_m*m : 1
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
dn/dt = alpha_n*(1 - n) - beta_n*n : 1
alpha_m = 0.1*(v/mV + 40)/(1 - exp(-(v + 40*mV)/(10*mV)))/ms : Hz
beta_m = 4*exp(-(v + 65*mV)/(18*mV))/ms : Hz
alpha_h = 0.07*exp(-(v + 65*mV)/(20*mV))/ms : Hz
beta_h = 1/(1 + exp(-(v + 35*mV)/(10*mV)))/ms : Hz
alpha_n = 0.01*(v/mV + 55)/(1 - exp(-(v + 55*mV)/(10*mV)))/ms : Hz
beta_n = 0.125*exp(-(v + 65*mV)/(80*mV))/ms : Hz
I : amp (constant)
"""


def parts(brian2: Any) -> list[Any]:
    """A monitor that counts, and the neurons."""
    uF, mS, mV = brian2.uF, brian2.mS, brian2.mV
    constants = {
        "C": 1 * uF, "g_Na": 120 * mS, "g_K": 36 * mS, "g_L": 0.3 * mS,
        "E_Na": 50 * mV, "E_K": -77 * mV, "E_L": -54.387 * mV,
    }  # fmt: skip
    group = brian2.NeuronGroup(
        64, MEMBRANE, threshold="v > 0*mV", refractory="v > 0*mV", method="rk4", namespace=constants
    )
    group.I = "20*uA*i/63"
    group.v = -65 * mV
    for gate in ("m", "h", "n"):
        setattr(group, gate, f"alpha_{gate}/(alpha_{gate} + beta_{gate})")
    return [brian2.SpikeMonitor(group, record=False), group]


if __name__ == "__main__":
    standalone(__doc__, 0.01, parts)
