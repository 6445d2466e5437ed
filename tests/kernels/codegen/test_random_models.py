"""Properties of every model, on random ones: strict bits, the fast mode beside them, and a second opinion."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.codegen.methods import METHODS
from kernels.errors import ModelError
from tests.kernels.codegen.plain_interpreter import run_plainly
from tests.kernels.codegen.random_models import random_model
from tests.kernels.codegen.strict_bits import assert_bits_of_the_reference

MODELS = 40


def method_of(model: kernels.Model, seed: int) -> str | None:
    """One of the methods that fit the model, in turn; None for maps."""
    if model.time_unit == "step":
        return None
    for turn in range(len(METHODS)):
        method = list(METHODS)[(seed + turn) % len(METHODS)]
        try:
            kernels.simulate(model, method=method, duration=model.run.dt)
        except ModelError:
            continue
        return method
    raise AssertionError("Euler's method fits every model")


@pytest.mark.parametrize("seed", range(MODELS))
def test_native_code_gives_the_bits_of_the_reference_and_the_fast_mode_nearly_so(seed: int) -> None:
    model = kernels.parse(random_model(seed))
    method = method_of(model, seed)
    run = kernels.simulate(model, method=method, strict=True, seed=seed)
    assert_bits_of_the_reference(run)
    fast = kernels.simulate(model, method=method, seed=seed)
    np.testing.assert_array_equal(run.spikes, fast.spikes)
    for name, values in run.states.items():
        np.testing.assert_allclose(fast.states[name], values, rtol=1e-5, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("seed", range(1000, 1000 + MODELS))
def test_a_run_is_what_the_description_of_a_step_says(seed: int) -> None:
    model = kernels.parse(random_model(seed, draws=False))
    run = kernels.simulate(model, method=None if model.time_unit == "step" else "euler", strict=True)
    traces, spikes = run_plainly(
        model,
        {name: values.tolist() for name, values in run.inputs.items()},
        {name: float(values[0]) for name, values in run.states.items()},
        run.n_steps,
        run.dt,
    )
    np.testing.assert_allclose(run.spikes, spikes)
    for name, values in run.states.items():
        np.testing.assert_allclose(values, traces[name], rtol=1e-6, atol=1e-6, err_msg=name)
