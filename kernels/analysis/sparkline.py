"""A run as a row of a few small numbers, for lists that show what a model does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.bursts import find_bursts
from kernels.analysis.observe import observe
from kernels.analysis.runs import Measured
from kernels.errors import KernelsError
from kernels.running.result import Run

Array = NDArray[np.float64]

BINS = 32
LEVELS = 8
MOST_EVENTS = 5  # bursts, spikes or swings that are told apart in so few bins
LEAD = 0.12  # of the time shown: what goes before the drive


def sparkline(measured: Measured) -> str:
    """Two digits a bin of time, the lowest and the highest level (0-7) that the trace has in it, BINS bins.

    The trace is the first one of the model's `plot` line that is not an input, else the first state. It is shown from
    a little before the drive until MOST_EVENTS bursts or spikes are over; a run with fewer is shown whole. A trace that
    never moves stands at 0, with the bins that hold spikes reaching to 7.
    """
    run = measured.run
    trace = _trace(run)
    edges = np.linspace(*_shown(measured, trace), BINS + 1)
    begins = np.searchsorted(run.time, edges[:-1], side="left").clip(max=len(run.time) - 1)
    # a bin also holds the first sample of the next one, so that neighbours touch
    ends = np.maximum(np.searchsorted(run.time, edges[1:], side="left"), begins) + 1
    lows = np.array([trace[a:b].min() for a, b in zip(begins, ends, strict=True)])
    highs = np.array([trace[a:b].max() for a, b in zip(begins, ends, strict=True)])
    floor, top = float(lows.min()), float(highs.max())
    if not top - floor > 1e-9 * max(abs(top), abs(floor)):
        fired = np.histogram(run.spikes, edges)[0] > 0
        return "".join(f"0{LEVELS - 1 if one else 0}" for one in fired)
    levels = np.minimum((np.stack([lows, highs], 1) - floor) / (top - floor) * LEVELS, LEVELS - 1).astype(int)
    return "".join(map(str, levels.ravel()))


def _shown(measured: Measured, trace: Array) -> tuple[float, float]:
    """From when to when the run is shown."""
    run, onset = measured.run, measured.driven.onset
    events = _events(run, onset, trace)
    if len(events) <= MOST_EVENTS:
        return 0.0, run.duration
    stop = float(events[MOST_EVENTS])
    return max(0.0, onset - LEAD * (stop - onset)), stop


def _events(run: Run, onset: float, trace: Array) -> Array:
    """The times since the onset at which something begins: bursts, else spikes, else swings across the middle."""
    spikes = run.spikes[run.spikes >= onset]
    if len(spikes):
        bursts = find_bursts(spikes)
        return spikes if bursts is None else bursts.begins
    late = trace[len(trace) // 2 :]
    above = trace > 0.5 * (float(late.min()) + float(late.max()))
    rises = run.time[1:][above[1:] & ~above[:-1]]
    return np.asarray(rises[rises >= onset])


def _trace(run: Run) -> Array:
    for name in run.model.plot:
        if name in run.inputs:
            continue
        try:
            trace = observe(run, name)
        except KernelsError:  # needs what was not recorded: the next one will do
            continue
        if len(trace) == len(run.time) and np.isfinite(trace).all():
            return trace
    return np.asarray(run.states[run.model.states[0].name])
