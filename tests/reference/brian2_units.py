"""Writes brian2_units.json: Brian 2's units, and its right-hand sides at random points, to compare ours with.

    python tests/reference/brian2_units.py        # in an environment with Brian 2 (made with 2.9.0)

Numbers are in SI units. `units` maps a name to [value, exponents of length, mass, time, current, temperature,
amount, luminous intensity]; `systems` holds equation texts with samples of all names and of every derivative.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import brian2
from brian2.core.functions import DEFAULT_FUNCTIONS
from brian2.core.namespace import DEFAULT_UNITS
from brian2.units import allunits, fundamentalunits, stdunits

SAMPLES = 5
STANDARD_UNITS = {name: getattr(stdunits, name) for name in stdunits.__all__}

# Texts that Brian 2 and the ODE language both read; parameters with their values stand below, as `name = value : unit`
# lines are read by Brian 2 as sub-expressions.
SYSTEMS = {
    "adaptive exponential, mixed scales": """
dv/dt = (g_L*(E_L - v) + g_L*D_T*exp((v - V_T)/D_T) - w + I)/C : volt
dw/dt = (a*(v - E_L) - w)/tau_w : amp
I : amp
C = 0.281*nF : farad
g_L = 0.03*uS : siemens
E_L = -70.6*mV : volt
V_T = -0.0504*volt : volt
D_T = 2000*uvolt : volt
tau_w = 0.144*second : second
a = 4*nS : siemens
""",
    "Hodgkin-Huxley in densities": """
dv/dt = (I - g_Na*m**3*h*(v - E_Na) - g_K*n**4*(v - E_K) - i_L)/C : volt
dm/dt = 0.1/mV*(v + 40*mV)/(1 - exp(-(v + 40*mV)/(10*mV)))/ms*(1 - m) - 4*exp(-(v + 65*mV)/(18*mV))/ms*m : 1
dh/dt = a_h*(1 - h) - 1/(1 + exp(-(v + 35*mV)/(10*mV)))*h/ms : 1
dn/dt = 1/exprel(-(v + 55*mV)/(10*mV))*(1 - n)*100*Hz - 0.125*exp(-(v + 65*mV)/(80*mV))/ms*n : 1
a_h = 0.07*exp(-(v + 65*mV)/(20*mV))*kHz : hertz
i_L = g_L*(v - E_L) : amp/meter**2
I : amp/meter**2
C = 1*uF/cm**2 : farad/meter**2
g_Na = 1200*siemens/meter**2 : siemens/meter**2
g_K = 36*mS/cm**2 : siemens/meter**2
g_L = 30*uS/mm2 : siemens/meter**2
E_Na = 50*mV : volt
E_K = -77*mV : volt
E_L = -54.387*mV : volt
""",
    "calcium and resistance": """
dv/dt = (E - v + R*(I - k*ca))/tau : volt
dca/dt = -f*I/(2*F*vol) - ca/tau_ca : mole/meter**3
I : amp
E = -65*mV : volt
R = 0.1*Gohm : ohm
tau = 20*ms : second
k = 2*nA/mM : amp*meter**3/mole
f = 0.01 : 1
F = 96485*coulomb/mole : coulomb/mole
vol = 500*um3 : meter**3
tau_ca = 80000*us : second
""",
    "powers, roots and choices": """
dx/dt = sqrt(x**2 + s**2)/tau + clip(x - s, -s, 2*s)*rate : volt
dy/dt = (int(x > s)*2 - y)*rate + (x/volt)**2/tau - abs(y)/tau : 1
dz/dt = -z*sqrt(rate/tau) + q/tau : amp*second
s = 3*mV : volt
tau = 7*ms : second
rate = 50*Hz : hertz
q = 4*pA*ms : amp*second
""",
}

# Half the range of the random values, in SI units.
SPREAD = {"v": 0.1, "w": 1e-9, "I": 1e-9, "m": 1, "h": 1, "n": 1, "ca": 1e-3, "x": 0.01, "y": 2, "z": 1e-14}
DENSITY_CURRENT = 0.5


def units() -> dict[str, list[float]]:
    """All units of Brian 2 with a scale and dimension."""
    found = {}
    for table in (allunits.__dict__, DEFAULT_UNITS, STANDARD_UNITS):
        for name, unit in table.items():
            if isinstance(unit, fundamentalunits.Unit):
                dims = [float(part) for part in unit.dim._dims]
                found[name] = [
                    float(fundamentalunits.Quantity(unit)),
                    *(int(part) if part == int(part) else part for part in dims),
                ]
    return dict(sorted(found.items()))


def samples(name: str, text: str, rng: random.Random) -> list[dict[str, dict[str, float]]]:
    """Random points: the values of states and inputs, and each derivative."""
    equations = brian2.Equations(text)
    namespace = {**DEFAULT_UNITS, **STANDARD_UNITS}
    namespace.update({key: function.pyfunc for key, function in DEFAULT_FUNCTIONS.items() if function.pyfunc})
    found = []
    for _ in range(SAMPLES):
        values, point = dict(namespace), {}
        for key, equation in equations.items():
            if equation.type in ("differential equation", "parameter"):
                spread = DENSITY_CURRENT if name.startswith("Hodgkin") and key == "I" else SPREAD[key]
                point[key] = rng.uniform(-spread, spread)
                values[key] = brian2.Quantity(point[key], dim=equation.dim)
        waiting = sorted(equations.subexpr_names)
        while waiting:  # the texts are ours, so trusted; in an order in which each uses only earlier ones
            ready = [key for key in waiting if not equations[key].identifiers & set(waiting)]
            values.update({key: eval(equations[key].expr.code, values) for key in ready})
            waiting = [key for key in waiting if key not in ready]
        slopes = {
            key: float(brian2.Quantity(eval(equations[key].expr.code, values)))
            for key in sorted(equations.diff_eq_names)
        }
        found.append({"point": point, "slopes": slopes})
    return found


def main() -> None:
    rng = random.Random(1)
    systems = [{"name": name, "text": text, "samples": samples(name, text, rng)} for name, text in SYSTEMS.items()]
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps({"units": units(), "systems": systems}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
