"""The E-I network of the reference studio's Rust engine, as its operation network/ei runs it: 1 s in steps of 0.1 ms.

LIF neurons (20 ms, 15 mV from rest to threshold, 2 ms refractory), four fifths excitatory, in Euler steps. The function
draws the connections and runs in one call, so its seconds hold the build. A weight w moves a potential by w dt, an
external event by 5 mV/ms dt; spikes arrive in the next step.
"""

from __future__ import annotations

import time
from argparse import Namespace
from importlib.metadata import version

from tests.benchmarks.peers.adapter import Prepared, Run, main

DURATION = 1000.0  # ms


def prepare(options: Namespace) -> Prepared:
    """The engine's own function: the studio's turns its arrays into lists beside, which is not timed."""
    from sc_neurocore_engine.studio import get_ei_network_simulator  # here, so that --help needs no engine

    simulate = get_ei_network_simulator()
    inhibitory = options.neurons // 5
    connected = options.permille / 1000.0

    def run(seed: int) -> Run:
        began = time.process_time()
        result = simulate(
            n_exc=options.neurons - inhibitory, n_inh=inhibitory, w_ee=0.1, w_ei=0.4, w_ie=0.1, w_ii=0.4,
            p_conn=connected, ext_rate=2000.0, duration=DURATION, dt=0.1, seed=seed,
        )  # fmt: skip
        return Run(time.process_time() - began, 0.0, int(result["n_spikes"]))

    named = f"sc-neurocore {version('sc-neurocore')}, engine {version('sc-neurocore-engine')}"
    return Prepared(named, options.neurons, DURATION / 1000.0, run)


if __name__ == "__main__":
    connection = ("--permille", 200, "connection probability in thousandths")
    main(__doc__, prepare, ("--neurons", 500, "neurons together"), connection)
