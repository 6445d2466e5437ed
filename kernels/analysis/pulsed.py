"""Whose bursts are they? A train under inputs that are switched on and off again, looked at while they are on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kernels.analysis.classify import Pattern, classify
from kernels.running.result import Run

PULSES = 3  # at least: fewer are steps


def within_pulses(run: Run, onset: float, stop: float) -> Pattern | None:
    """The pattern of the time in which all pulsed inputs are on, where the spikes of a bursting run all lie in it.

    The time between pulses is cut out. None where no input is pulsed, where spikes come between the pulses, and where
    the neuron bursts within them: then the bursts are its own.
    """
    if run.minmax or run.record_every != 1:
        return None
    before = np.rint(run.spikes / run.dt).astype(np.int64) - 1  # the step that makes the spike
    before = before[before >= 0]
    on = np.ones(run.n_steps, dtype=bool)
    names = []
    for name, trace in run.inputs.items():
        level = np.asarray(trace)[: run.n_steps] != 0.0
        pulses = np.count_nonzero(level[1:] & ~level[:-1]) + int(level[0])
        if pulses >= PULSES and not level.all() and level[before].all():
            on &= level
            names.append(name)
    if not names:
        return None
    elapsed = np.concatenate([[0.0], np.cumsum(on) * run.dt])
    begin, end = (float(elapsed[min(round(time / run.dt), run.n_steps)]) for time in (onset, stop))
    found = classify(elapsed[before + 1], begin, end)
    if found.label == "bursting":
        return None
    verb = "is" if len(names) == 1 else "are"
    return replace(found, reason=f"{found.reason}, while {' and '.join(names)} {verb} on")
