"""The Brunel network of c/ in NEST, on one thread: `python tests/benchmarks/peers/nest_brunel.py`.

Run it in an environment of its own (pip install nest-simulator==3.10.0). Prints what the C program prints: spikes, the
seconds of the steps (wiring left out), and neuron-steps.
"""

from __future__ import annotations

import time

import nest

NEURON = {"C_m": 1.0, "tau_m": 20.0, "t_ref": 2.0, "E_L": 0.0, "V_reset": 10.0, "V_m": 0.0, "V_th": 20.0}


def main() -> None:
    """Builds, runs, prints."""
    nest.set_verbosity("M_ERROR")
    nest.set(resolution=0.1, rng_seed=1, local_num_threads=1)
    populations = [nest.Create("iaf_psc_delta", n, params=NEURON) for n in (8000, 2000)]
    everyone = populations[0] + populations[1]
    everyone.V_m = nest.random.uniform(0.0, 20.0)
    noise = nest.Create("poisson_generator", params={"rate": 16_000.0})
    nest.Connect(noise, everyone, syn_spec={"weight": 0.125, "delay": 1.5})
    rule = {"rule": "pairwise_bernoulli", "p": 0.1, "allow_autapses": False}
    for population, weight in zip(populations, (0.125, -0.625), strict=True):
        nest.Connect(population, everyone, rule, {"weight": weight, "delay": 1.5})
    recorder = nest.Create("spike_recorder")
    nest.Connect(everyone, recorder)
    nest.Prepare()
    nest.Run(0.1)  # what is built at the first step is not timed
    began = time.perf_counter()
    nest.Run(1000.0)
    seconds = time.perf_counter() - began
    print(f"spikes {recorder.n_events} seconds {seconds:.6f} neuron_steps {10_000 * 10_000}")


if __name__ == "__main__":
    main()
