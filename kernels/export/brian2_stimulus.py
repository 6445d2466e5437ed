"""An input's stimulus as numpy code of a Brian 2 script: its value at every step, for a TimedArray."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kernels.export.c_stimulus import stimulus_values
from kernels.stimulus import Stimulus
from kernels.stimulus.protocols import EDGE, Setting

A_LINE = 5
Number = Mapping[str, float]


def _step(n: Number, run: Setting) -> str:
    on, off = n["start"] / run.dt - EDGE, n["stop"] / run.dt - EDGE
    return f"np.where((step >= {on!r}) & (step < {_number(off)}), {n['amplitude']!r}, 0.0)"


def _ramp(n: Number, run: Setting) -> str:
    length = max(n["stop"] - n["start"], EDGE * run.dt)
    return f"{n['amplitude']!r}*np.clip((step*{run.dt!r} - {n['start']!r})/{length!r}, 0.0, 1.0)"


def _pulses(n: Number, run: Setting) -> str:
    cycles = f"((step + {EDGE!r})*{run.dt!r} - {n['start']!r})/{n['period']!r}"
    inside = f"({cycles} % 1.0 < {n['width'] / n['period']!r}) & ({cycles} >= 0.0)"
    return f"np.where({inside} & (step < {_number(n['stop'] / run.dt - EDGE)}), {n['amplitude']!r}, 0.0)"


def _sine(n: Number, run: Setting) -> str:
    cycles = f"{n['frequency'] / run.per_second!r}*step*{run.dt!r}"
    return f"{n['offset']!r} + {n['amplitude']!r}*np.sin(2*np.pi*{cycles} + {n['phase']!r})"


def _chirp(n: Number, run: Setting) -> str:
    first, last = n["f_start"] / run.per_second, n["f_stop"] / run.per_second
    time = f"(step*{run.dt!r})"
    cycles = f"{time}*({first!r} + {(last - first) / (2.0 * run.duration)!r}*{time})"
    return f"{n['offset']!r} + {n['amplitude']!r}*np.sin(2*np.pi*{cycles})"


def _number(value: float) -> str:
    return "np.inf" if value == float("inf") else repr(value)


WRITTEN: dict[str, Callable[[Number, Setting], str]] = {
    "constant": lambda n, run: f"np.full(n_steps, {n['amplitude']!r})",
    "step": _step,
    "ramp": _ramp,
    "pulses": _pulses,
    "sine": _sine,
    "chirp": _chirp,
}


def stimulus_array(stimulus: Stimulus, index: int, n_steps: int, seed: int, name: str) -> str:
    """The numpy expression of an input's values, one a step; noise and files as a table of at most 200,000."""
    if any(protocol not in WRITTEN for protocol, _, _ in stimulus.terms):
        values = [repr(v) for v in stimulus_values(stimulus, index, n_steps, seed, name).tolist()]
        rows = [f"    {', '.join(values[i : i + A_LINE])}," for i in range(0, len(values), A_LINE)]
        return "\n".join(["np.array([", *rows, "])"])
    terms = []
    for protocol, numbers, _ in stimulus.terms:
        terms.append(WRITTEN[protocol]({key: float(value[0]) for key, value in numbers.items()}, stimulus.setting))
    return " + ".join(terms)
