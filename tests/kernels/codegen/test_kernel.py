"""What is compiled, and what is refused before the compiler starts."""

from __future__ import annotations

import pytest

from kernels.errors import ModelError
from kernels.library import parse
from kernels.running.simulate import simulate


def test_a_step_that_would_take_minutes_to_compile_is_refused_at_once() -> None:
    lines = [f"dv{i}/dt = exp(-v{i}) - v{(i + 1) % 700} + sin(v{i})*cos(v{i})" for i in range(700)]
    model = parse("\n".join(lines) + "\n# run: 1 ms, dt = 0.1 ms, method = rk4\n")
    with pytest.raises(ModelError, match="operations, and at most 30,000 can be compiled"):
        simulate(model)
