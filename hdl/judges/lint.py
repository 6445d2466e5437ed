"""Lint: what verilator -Wall and iverilog -Wall say of a printed file. Nothing is what they should say."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hdl.files import Printed
from hdl.judges.process import run_tool
from hdl.judges.tools import find_tool, has_tool
from kernels.analysis.options import Question

TIMEOUT = 120.0
LINTERS = {
    "verilator": ("--lint-only", "-Wall"),
    "iverilog": ("-g2005", "-Wall", "-t", "null"),
}


@dataclass(frozen=True, slots=True)
class Lint:
    """A linter's messages, a line each; none is a pass."""

    tool: str
    messages: tuple[str, ...]


def lint(made: Printed, cancelled: Question | None = None) -> tuple[Lint, ...]:
    """The verdict of every linter that is installed."""
    found = []
    with tempfile.TemporaryDirectory(prefix="sctui-lint-") as name:
        folder = Path(name)
        (folder / made.source).write_text(made.module.text, encoding="ascii")
        for linter, options in LINTERS.items():
            if not has_tool(linter):
                continue
            command = [*find_tool(linter).command, *options, made.source]
            done = run_tool(command, folder, timeout=TIMEOUT, cancelled=cancelled)
            said = [line for line in (done.errors + done.output).splitlines() if line.strip()]
            if done.code != 0 and not said:
                said = [f"{linter} ended with {done.code}"]
            found.append(Lint(linter, tuple(said)))
    return tuple(found)
