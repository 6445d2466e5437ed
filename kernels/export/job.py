"""What is written out: a model with the settings of one run, checked and resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernels.analysis.options import RunOptions
from kernels.codegen.equations import Equations, build_equations
from kernels.codegen.methods import check_method, default_method
from kernels.language.model import Model
from kernels.library import entries, read_text
from kernels.running.request import RunRequest, read_request
from kernels.running.steady import steady_state


@dataclass(frozen=True, slots=True)
class Job:
    """A model, the settings as they were given (`options`) and as they come out (`run`), and the method's name."""

    model: Model
    options: RunOptions
    run: RunRequest
    method: str

    @property
    def init(self) -> dict[str, float]:
        """Initial values that the request, a preset or the rest state fixes; the others come from the model."""
        fixed: dict[str, float] = {}
        if self.model.init_steady:
            fixed = steady_state(self.model, self.run.parameters)
        return {name: float(value) for name, value in (fixed | dict(self.run.init)).items()}

    @property
    def unit(self) -> str:
        """The unit of time in the program."""
        return self.model.time_unit

    def equations(self) -> Equations:
        """A graph of its own for every program: building a step adds to it."""
        equations = build_equations(self.model)
        check_method(equations, self.method)
        return equations


@dataclass(frozen=True, slots=True)
class Program:
    """A program as text, and how to run it.

    `file_name` is a name to store it under, `command` what runs that file (empty where nothing does); `notes` say
    what in it differs from a run of ours.
    """

    target: str
    text: str
    file_name: str
    command: str
    notes: tuple[str, ...] = ()


def read_job(model: Model, options: RunOptions) -> Job:
    """Checks the settings as `kernels.simulate` does; raises RequestError and ModelError like it."""
    run = read_request(model, **options)
    equations = build_equations(model)
    method = run.method or model.run.method or default_method(equations)
    check_method(equations, method)
    return Job(model, options, run, method)


def slug_of(model: Model) -> str | None:
    """The library's name of a model, None where the text is not exactly one of the library's."""
    for entry in entries():
        if (
            entry.path.stat().st_size == len(model.source.encode(errors="replace"))
            and read_text(entry.path) == model.source
        ):
            return entry.slug
    return None


def file_stem(model: Model) -> str:
    """A name for the program's file: the model's in the library, else made of the letters of its title."""
    name = slug_of(model) or "".join(c if c.isascii() and c.isalnum() else "_" for c in model.title.lower())
    return "_".join(part for part in name.split("_") if part)[:40] or "model"


def one_line(text: str) -> str:
    """Prose of a model for a comment: printable, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def plain_value(value: Any) -> Any:
    """A setting as Python's own numbers, texts, lists and dictionaries."""
    if isinstance(value, Mapping):
        return {str(name): plain_value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value
