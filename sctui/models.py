"""The model a command is about: a name of the library, a file, or standard input."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kernels.language import analyse
from kernels.language.model import Model
from kernels.library import SUFFIX, entries, path_of
from sctui.console import screen
from sctui.diagnostic_text import Lines, render
from sctui.failure import Failure
from sctui.sources import Source, read_source

MOST_SHOWN = 5  # diagnostics printed of a model that cannot be run


def source_of(name: str) -> Source:
    """The text that `name` stands for: a path if it has a slash or the suffix, else the library before a file.

    Raises UsageError where a file cannot be read, KernelsError for an unknown library name.
    """
    if name == "-" or name.endswith(SUFFIX) or os.sep in name:
        return read_source(name)
    if os.path.isfile(name) and name not in {entry.slug for entry in entries()}:
        return read_source(name)
    return read_source(str(path_of(name)))


def model_of(name: str) -> tuple[Model, Path]:
    """The checked model, and the folder that file names in it are relative to.

    Of a text with errors the first are printed with their places, and Failure is raised.
    """
    source = source_of(name)
    analysis = analyse(source.text)
    errors = [item for item in analysis.diagnostics if item.severity == "error"]
    if analysis.model is not None and not errors:
        return analysis.model, source.path.absolute().parent if source.path else Path.cwd()
    lines = Lines(source.text)
    colour = screen(sys.stderr).colours > 0
    for diagnostic in errors[:MOST_SHOWN]:
        print(render(diagnostic, source.name, lines, colour), end="\n\n", file=sys.stderr)
    more = f"; sctui check {source.name} shows all" if len(errors) > MOST_SHOWN else ""
    raise Failure(f"{source.name} has {len(errors)} error{'' if len(errors) == 1 else 's'} and cannot be run{more}")
