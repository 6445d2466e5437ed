"""The network of c/brunel_network.c in NEST: 10,000 neurons, 10 million synapses, 1 s in steps of 0.1 ms."""

from __future__ import annotations

import time
from argparse import Namespace

from tests.benchmarks.peers.adapter import Prepared, Run, main

NEURON = {"C_m": 1.0, "tau_m": 20.0, "t_ref": 2.0, "E_L": 0.0, "V_reset": 10.0, "V_m": 0.0, "V_th": 20.0}
EXCITATORY, INHIBITORY = 8000, 2000
DURATION = 1000.0  # ms


def prepare(_: Namespace) -> Prepared:
    """The network is wired anew in each run; synapses of a population share their weight and delay."""
    import nest  # here, so that --help needs no NEST

    def run(seed: int) -> Run:
        began = time.process_time()
        nest.ResetKernel()
        nest.set(resolution=0.1, rng_seed=seed + 1, local_num_threads=1, print_time=False)
        populations = [nest.Create("iaf_psc_delta", n, params=NEURON) for n in (EXCITATORY, INHIBITORY)]
        everyone = populations[0] + populations[1]
        everyone.V_m = nest.random.uniform(0.0, 20.0)
        noise = nest.Create("poisson_generator", params={"rate": 16_000.0})
        nest.Connect(noise, everyone, syn_spec={"weight": 0.125, "delay": 1.5})
        rule = {"rule": "pairwise_bernoulli", "p": 0.1, "allow_autapses": False}
        for name, population, weight in zip(("excitatory", "inhibitory"), populations, (0.125, -0.625), strict=True):
            nest.CopyModel("static_synapse_hom_w", name, {"weight": weight, "delay": 1.5})
            nest.Connect(population, everyone, rule, {"synapse_model": name})
        recorder = nest.Create("spike_recorder")
        nest.Connect(everyone, recorder)
        nest.Prepare()
        nest.Run(0.1)  # NEST builds its tables at the first step: not of the simulation proper
        before = recorder.n_events
        built = time.process_time()
        nest.Run(DURATION)
        seconds = time.process_time() - built
        spikes = recorder.n_events - before
        nest.Cleanup()
        return Run(seconds, built - began, spikes)

    return Prepared(f"NEST {nest.__version__}", EXCITATORY + INHIBITORY, DURATION / 1000.0, run)


if __name__ == "__main__":
    main(__doc__, prepare)
