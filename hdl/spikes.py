"""How well do the spikes of a circuit agree with those of float64, and what helps where they do not?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hdl.compile import Compiled
from hdl.lowering.tables import MOST_SEGMENTS
from hdl.options import HARDWARE, MOST_BITS, MOST_GUARD, MOST_OPERANDS, CircuitOptions
from kernels.analysis.train_distance import coincidence_factor
from kernels.language.model import Model

Array = NDArray[np.float64]

WINDOW = {"ms": 1.0, "s": 1e-3, "step": 1.0}  # within which two spikes coincide
RATE_ERROR, COINCIDENCE = HARDWARE.rate_error, HARDWARE.coincidence  # what a warning is given beyond
STANDARD_ERRORS = 4.0  # of a count, by which two runs with other random numbers may differ
TAU = {"ms": 10.0, "s": 1e-2, "step": 10.0}  # of the van Rossum distance


def agree(model: Model, reference: Array, spikes: Array, duration: float) -> tuple[float, float]:
    """(relative error of the rate, coincidence factor) of spikes against a reference; NaN where there are none.

    The factor's windows are 1 ms, or an eighth of the mean interval where spikes are denser.
    """
    if len(reference) == 0 and len(spikes) == 0:
        return math.nan, math.nan
    rate_error = abs(len(spikes) - len(reference)) / max(1, len(reference))
    window = min(WINDOW[model.time_unit], duration / 8.0 / max(1, len(reference)))
    return rate_error, coincidence_factor(reference, spikes, window, duration)


def rate_allowed(count: int, noisy: bool, wanted: float = RATE_ERROR) -> float:
    """The relative error of the rate that is none: what is `wanted`, and for a model that draws random numbers four
    standard errors of the `count` of spikes on top.
    """
    return wanted + (STANDARD_ERRORS / math.sqrt(max(1, count)) if noisy else 0.0)


def disagreement(
    compiled: Compiled, spikes: Array, agreement: tuple[float, float], given: CircuitOptions
) -> tuple[str, ...]:
    """What has to be said where the spikes of a circuit are not those of its model's own run; `given` are the settings
    that it was asked for with.

    Those of a model that draws random numbers are compared by their rate alone.
    """
    rate, coincidence = agreement
    reference, noisy = compiled.measured.run.spikes, bool(compiled.circuit.sources)
    few = rate <= rate_allowed(len(reference), noisy)
    if math.isnan(rate) or (few and (noisy or not coincidence < COINCIDENCE)):
        return ()
    found = differ(len(spikes), "in fixed point", len(reference), rate, math.nan if noisy else coincidence)
    if not noisy:
        return (f"{found}; {what_helps(compiled, given)}",)
    chance = 100.0 * rate_allowed(len(reference), noisy, 0.0)
    return (
        f"{found}, four standard errors of the count are {chance:.1f} %; if it is so with other seeds (--seed) "
        f"as well, {what_helps(compiled, given)}",
    )


def differ(count: int, how: str, reference: int, rate: float, coincidence: float) -> str:
    """The numbers of two trains of spikes that differ; without the factor where that is NaN."""
    factor = "" if math.isnan(coincidence) else f", the coincidence factor is {coincidence:.2f}"
    return f"{count} spikes {how}, {reference} in float64: the rate is off by {100.0 * rate:.1f} %{factor}"


def what_helps(compiled: Compiled, given: CircuitOptions) -> str:
    """What may bring a circuit nearer to its equations: more of what was given, as long as there is more. What was left
    open has been tried.

    A table that has half of the segments it may have, or more, was not allowed as many as its precision wants.
    """
    states, precision = compiled.layout.states.values(), compiled.layout.precision
    coarse = any(2 * table.segments > precision.segments for table in compiled.lowered.tables)
    more = {
        "segments": ("segments of its tables (--segments)", precision.segments < MOST_SEGMENTS and coarse),
        "format": ("bits (--format)", any(kept.port.width < MOST_BITS for kept in states)),
        "guard": ("guard bits (--guard)", any(kept.point - kept.port.n < MOST_GUARD for kept in states)),
        "operands": ("bits of operands (--operands)", precision.port < MOST_OPERANDS),
    }
    tried = {name for name in more if name != "format" and given.get(name) is None}
    ways = [f"more {what}" for name, (what, possible) in more.items() if possible and name not in tried]
    said = f"{_listed(ways, 'or')} may help" if ways else "there is no more of what was given"
    if not compiled.lowered.tables:
        tried.discard("segments")
    in_vain = _listed([what.partition(" (")[0] for name, (what, _) in more.items() if name in tried], "and")
    return f"{said}; more {in_vain} did not" if in_vain else said


def _listed(words: list[str], last: str) -> str:
    """Words with commas between them, and `last` before the last one."""
    *first, end = words or [""]
    return f"{', '.join(first)} {last} {end}" if first else end
