"""A run as a table: one row a recorded sample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kernels.running.result import Run
from sctui.units import input_units, state_units

CHUNK = 10_000  # rows made at a time


def csv_lines(run: Run) -> Iterator[str]:
    """`time`, every state and input with its unit in the heading, and the spikes since the row before.

    Numbers have the digits that read back to the same number.
    """
    model = run.model
    units = state_units(model) | input_units(model)
    columns = {**run.states, **run.inputs}
    time_unit = "step" if model.time_unit == "step" else f"time ({model.time_unit})"
    yield ",".join([time_unit, *(_heading(name, units.get(name, "")) for name in columns), "spikes"]) + "\n"
    counts = np.diff(np.searchsorted(run.spikes, run.time, side="right"), prepend=0)
    for start in range(0, len(run.time), CHUNK):
        part = slice(start, start + CHUNK)
        rows = zip(
            run.time[part].tolist(),
            *(values[part].tolist() for values in columns.values()),
            counts[part].tolist(),
            strict=True,
        )
        yield "".join(",".join(map(repr, row)) + "\n" for row in rows)


def _heading(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name
