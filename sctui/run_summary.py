"""A run in a line: how many spikes, how often, how regularly, and how that was computed."""

from __future__ import annotations

import math

from kernels.running.result import Run

EXTREMES = "traces hold the minimum and maximum of every {every:,} steps"


def summary(run: Run, seconds: float) -> str:
    """Two lines; `seconds` is what the computation took."""
    unit = "steps" if run.model.time_unit == "step" else run.model.time_unit
    statistics = run.statistics
    found = [f"{len(run.spikes)} spike{'' if len(run.spikes) == 1 else 's'} in {run.duration:g} {unit}"]
    if len(run.spikes):
        found.append(f"{statistics.rate:.4g} {statistics.rate_unit}")
    if math.isfinite(statistics.isi_mean):
        found.append(f"ISI {statistics.isi_mean:.4g} {unit}")
    if math.isfinite(statistics.isi_cv):
        found.append(f"CV {statistics.isi_cv:.2g}" if statistics.isi_cv > 1e-6 else "CV 0")
    how = [] if unit == "steps" else [run.method, f"dt {run.dt:g} {unit}"]  # a map has neither
    how.append(f"{run.n_steps:,} steps in {duration(seconds)}")
    if run.minmax:
        how.append(EXTREMES.format(every=run.record_every))
    if math.isfinite(run.local_error):
        how.append(f"error of a step {run.local_error:.0e}")
    return ", ".join(found) + "\n" + ", ".join(how)


def duration(seconds: float) -> str:
    """A time for people: `0.8 ms`, `34 ms`, `1.2 s`."""
    if seconds >= 1.0:
        return f"{seconds:.1f} s"
    return f"{seconds * 1e3:.0f} ms" if seconds >= 0.01 else f"{seconds * 1e3:.1f} ms"
