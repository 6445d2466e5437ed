"""The heat map of c/adex_heatmap.c in Brian 2: AdEx, 64 currents x 64 values of b, 1 s in Euler steps of 0.05 ms."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.peers.standalone import standalone

ADEX = """
dv/dt = (g_L*(E_L - v) + g_L*D_T*exp((v - V_T)/D_T) - w + I)/C : volt
dw/dt = (a*(v - E_L) - w)/tau_w : amp
I : amp (constant)
b : amp (constant)
"""


def parts(brian2: Any) -> list[Any]:
    """A monitor that counts, and the neurons."""
    pF, nS, mV, ms = brian2.pF, brian2.nS, brian2.mV, brian2.ms
    constants = {
        "C": 281 * pF, "g_L": 30 * nS, "E_L": -70.6 * mV, "V_T": -50.4 * mV, "D_T": 2 * mV, "tau_w": 144 * ms,
        "a": 4 * nS, "V_r": -70.6 * mV,
    }  # fmt: skip
    group = brian2.NeuronGroup(
        64 * 64, ADEX, threshold="v > 20*mV", reset="v = V_r; w += b", method="euler", namespace=constants
    )
    group.I = "2000*pA*(i % 64)/63"
    group.b = "500*pA*(i // 64)/63"
    group.v = -70.6 * mV
    return [brian2.SpikeMonitor(group, record=False), group]


if __name__ == "__main__":
    standalone(__doc__, 0.05, parts)
