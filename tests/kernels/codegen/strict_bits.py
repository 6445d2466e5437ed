"""Has a strict run the bits of the plain-Python reference evaluation of its own step graph?"""

from __future__ import annotations

import numpy as np

from kernels.codegen.equations import build_equations
from kernels.codegen.kernel import step_graph
from kernels.codegen.reference import run_reference
from kernels.running.result import Run


def assert_bits_of_the_reference(run: Run) -> None:
    """Runs the reference as the run was made, with its inputs, initial states and seed; compares traces and spikes."""
    traces, spikes = run_reference(
        step_graph(build_equations(run.model), run.method),
        n_steps=run.n_steps,
        dt=run.dt,
        parameters=run.parameters,
        inputs={name: values.tolist() for name, values in run.inputs.items()},
        init={name: float(values[0]) for name, values in run.states.items()},
        seed=run.seed,
    )
    for state, values in run.states.items():
        np.testing.assert_array_equal(values, traces[state], err_msg=state)
    np.testing.assert_array_equal(run.spikes, spikes)
