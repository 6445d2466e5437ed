"""Which traces of a run are shown, and the values of those that are expressions of the recorded ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kernels.analysis.observe import observe
from kernels.errors import KernelsError
from kernels.running.result import Run


def shown_traces(run: Run, names: Sequence[str] | None = None) -> tuple[dict[str, np.ndarray], list[str]]:
    """The traces `names`, else of the model's `plot` line (else its first state), and what cannot be shown and why.

    Inputs are left out: they have panels of their own.
    """
    model = run.model
    traces: dict[str, np.ndarray] = {}
    problems: list[str] = []
    for name in model.plot if names is None else names:
        if name in run.inputs:
            continue
        if name not in run.states and run.minmax:
            problems.append(f"plot: {name} needs every sample, and of a run this long only minima and maxima are kept")
            continue
        try:
            traces[name] = observe(run, name)
        except KernelsError as error:
            problems.append(f"plot: {error}")
    if not traces:
        traces[model.states[0].name] = run.states[model.states[0].name]
    return traces, problems
