"""A run as a program in another language or package: which targets there are, and the operation that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

from kernels.analysis.options import RunOptions, asked
from kernels.export.brian2_script import brian2_script
from kernels.export.c_program import c_program
from kernels.export.job import Job, Program, read_job
from kernels.export.latex import latex
from kernels.export.nestml import nestml
from kernels.export.python_script import one_liner, script
from kernels.language.model import Model
from kernels.request_values import choice

WRITERS: dict[str, Callable[[Job], Program]] = {
    "script": script,
    "one-liner": one_liner,
    "brian2": brian2_script,
    "c": c_program,
    "latex": latex,
    "nestml": nestml,
}
TARGETS = tuple(WRITERS)


@dataclass(frozen=True, slots=True)
class GenerateCodeRequest:
    """What a program is asked with, beside the model and the settings of its run."""

    target: str = asked("the language or package of the program", "script", choices=TARGETS)


def generate_code(model: Model, *, target: str = "script", **run: Unpack[RunOptions]) -> Program:
    """The program that runs a model with these settings and shows the same spikes.

    Targets: `script` and `one-liner` (Python on this package), `brian2` (a Brian 2 script), `c` (a C99 program on its
    own, bit for bit as strict mode), `latex` (the equations), `nestml`. Raises RequestError for settings that a run
    would refuse, ModelError in one line for what the target cannot express.
    """
    return WRITERS[choice("target", target, TARGETS)](read_job(model, run))
