"""An input's stimulus as a C function of the step number, with the arithmetic of `kernels.stimulus.protocols`.

Waves, noise and files are tabulated: their values come from functions that C's library rounds in its own way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from kernels.errors import RequestError
from kernels.export.c_nodes import ATOM, double
from kernels.stimulus import Stimulus, stimulus_stream
from kernels.stimulus.protocols import EDGE, Setting

MOST_VALUES = 200_000  # of a table
A_LINE = 5

Number = Mapping[str, float]


def literal(value: float) -> str:
    """A number that can stand beside any operator."""
    text, level = double(value)
    return text if level == ATOM else f"({text})"


def _constant(n: Number, run: Setting) -> tuple[list[str], str]:
    return [], literal(n["amplitude"])


def _step(n: Number, run: Setting) -> tuple[list[str], str]:
    on, off = n["start"] / run.dt - EDGE, n["stop"] / run.dt - EDGE
    inside = f"step >= {literal(on)}{_before(off)}"
    return [], f"({inside} ? {literal(n['amplitude'])} : 0.0)"


def _ramp(n: Number, run: Setting) -> tuple[list[str], str]:
    length = max(n["stop"] - n["start"], EDGE * run.dt)
    risen = f"(step*{literal(run.dt)} - {literal(n['start'])})/{literal(length)}"
    return [f"const double NAME = {risen};"], f"{literal(n['amplitude'])}*(NAME < 0.0 ? 0.0 : NAME > 1.0 ? 1.0 : NAME)"


def _pulses(n: Number, run: Setting) -> tuple[list[str], str]:
    cycles = f"((step + {literal(EDGE)})*{literal(run.dt)} - {literal(n['start'])})/{literal(n['period'])}"
    inside = f"NAME - floor(NAME) < {literal(n['width'] / n['period'])} && NAME >= 0.0"
    inside += _before(n["stop"] / run.dt - EDGE)
    return [f"const double NAME = {cycles};"], f"({inside} ? {literal(n['amplitude'])} : 0.0)"


def _before(step: float) -> str:
    return "" if math.isinf(step) else f" && step < {literal(step)}"


WRITTEN: dict[str, Callable[[Number, Setting], tuple[list[str], str]]] = {
    "constant": _constant,
    "step": _step,
    "ramp": _ramp,
    "pulses": _pulses,
}


def stimulus_values(stimulus: Stimulus, index: int, n_steps: int, seed: int, name: str) -> NDArray[np.float64]:
    """The values of every step (n_steps,) of a model's input; RequestError where these are too many for a program."""
    if n_steps > MOST_VALUES:
        raise RequestError(
            "duration", f"the drive of {name} has to be tabulated: {n_steps:,} values, at most {MOST_VALUES:,}"
        )
    return stimulus.stream(seed=seed, stream=stimulus_stream(index)).next(n_steps)[:, 0]


def stimulus_function(stimulus: Stimulus, index: int, n_steps: int, seed: int, name: str, function: str) -> list[str]:
    """The lines of `static double FUNCTION(int64_t k)`: the input's value during step k."""
    head = ["", f"/* {name} during step k: {' + '.join(term for term, _, _ in stimulus.terms)} */"]
    declared = f"static double {function}(int64_t k)"
    if stimulus.constant:
        value = stimulus.stream().next(1)[0, 0]
        return [*head, declared, "{", "    (void)k;", f"    return {double(float(value))[0]};", "}"]
    if any(protocol not in WRITTEN for protocol, _, _ in stimulus.terms):
        values = [double(value)[0] for value in stimulus_values(stimulus, index, n_steps, seed, name).tolist()]
        rows = [f"    {', '.join(values[i : i + A_LINE])}," for i in range(0, len(values), A_LINE)]
        table = [f"static const double {function}_values[{len(values)}] = {{", *rows, "};"]
        return [*head, *table, declared, "{", f"    return {function}_values[k];", "}"]
    lines, terms = [], ["0.0"]
    for position, (protocol, numbers, _) in enumerate(stimulus.terms, start=1):
        plain = {key: float(value[0]) for key, value in numbers.items()}
        before, value = WRITTEN[protocol](plain, stimulus.setting)
        lines += ["    " + line.replace("NAME", f"x{position}") for line in before]
        terms.append(value.replace("NAME", f"x{position}"))
    return [*head, declared, "{", "    const double step = (double)k;", *lines, f"    return {' + '.join(terms)};", "}"]
