"""Lint: what verilator -Wall, iverilog -Wall and pyslang say of a printed file. Nothing is what they should say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hdl.files import Printed
from hdl.judges.process import run_tool
from hdl.judges.tools import find_tool, has_tool
from hdl.judges.work_folder import work_folder
from kernels.analysis.options import Question

TIMEOUT = 120.0
LINTERS = {
    "verilator": ("--lint-only", "-Wall"),
    "iverilog": ("-g2005", "-Wall", "-t", "null"),
}
# all of pyslang's but one: a part of a signed number is unsigned, and is said to be so by nothing but `$signed`
PYSLANG = ("everything", "no-sign-conversion")


@dataclass(frozen=True, slots=True)
class Lint:
    """A linter's messages, a line each; none is a pass."""

    tool: str
    messages: tuple[str, ...]


def lint(made: Printed, cancelled: Question | None = None) -> tuple[Lint, ...]:
    """The verdict of every linter that is installed, on the module alone."""
    found = []
    with work_folder("lint", {made.source: made.files[made.source]}) as folder:
        for linter, options in LINTERS.items():
            if not has_tool(linter):
                continue
            command = [*find_tool(linter).command, *options, made.source]
            done = run_tool(command, folder, timeout=TIMEOUT, cancelled=cancelled)
            said = [line for line in (done.errors + done.output).splitlines() if line.strip()]
            if done.code != 0 and not said:
                said = [f"{linter} ended with {done.code}"]
            found.append(Lint(linter, tuple(said)))
    if has_tool("pyslang"):
        found.append(Lint("pyslang", tuple(_pyslang(made.files[made.source], made.source))))
    return tuple(found)


def _pyslang(text: str, name: str) -> Iterator[str]:
    """Parses, elaborates and analyses a printed text, which includes no other file, in this process."""
    import pyslang  # of the extra `synth`

    slang: Any = pyslang
    sources = slang.SourceManager()
    compilation = slang.ast.Compilation()
    compilation.addSyntaxTree(slang.syntax.SyntaxTree.fromText(text, sources, name, name))
    found = list(compilation.getAllDiagnostics())
    if not any(one.isError() for one in found):
        analysis = slang.analysis.AnalysisManager()
        compilation.freeze()
        analysis.analyze(compilation)
        found += list(analysis.getDiagnostics())
    engine = slang.DiagnosticEngine(sources)
    engine.setWarningOptions(list(PYSLANG))
    for one in found:
        if engine.getSeverity(one.code, one.location) != slang.DiagnosticSeverity.Ignored:
            option = engine.getOptionName(one.code)
            rule = f" [-W{option}]" if option else ""
            yield f"{name}:{sources.getLineNumber(one.location)}: {engine.formatMessage(one)}{rule}"
