"""What simulations have found out about the texts, as problems of them: runs that fail, expectations that are unmet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from kernels.language.analysis import Analysis
from kernels.language.diagnostic import Diagnostic
from kernels.language.syntax.tree import Definition, Directive
from lsp.documents import Document

RUN, EXPECT = "run", "expect"  # codes of problems that no analysis finds
MOST_KEPT = 32  # texts whose verdicts are remembered


class Verdict(NamedTuple):
    """What came of one `expect`: `start` and `end` are its place in the text, None for the default run."""

    text: str
    holds: bool
    measured: str
    problem: str
    start: int | None
    end: int | None


class Findings:
    """Findings by document and text; `number` rises with each, so that diagnostics made before are known as such."""

    def __init__(self) -> None:
        self.number = 0
        self._runs: dict[str, tuple[int, Diagnostic]] = {}
        self._verdicts: OrderedDict[tuple[str, str], tuple[Verdict, ...]] = OrderedDict()
        self._steady: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._hardware: dict[str, tuple[str, Diagnostic]] = {}

    def of(self, document: Document) -> list[Diagnostic]:
        """The problems that hold for the text as it is."""
        found = []
        revision, problem = self._runs.get(document.uri, (0, None))
        if problem is not None and revision == document.revision:
            found.append(problem)
        for verdict in self.verdicts(document) or ():
            if verdict.holds:
                continue
            if verdict.start is not None and verdict.end is not None:
                said = f"measured {verdict.measured}" if verdict.measured else verdict.problem
                found.append(Diagnostic(EXPECT, "error", verdict.start, verdict.end, f"{verdict.text}: {said}"))
            elif not found:  # else it is the run that has been reported
                found.append(run_problem(document.analysis, verdict.problem, None))
        text, refusal = self._hardware.get(document.uri, ("", None))
        if refusal is not None and text == document.text:
            found.append(refusal)
        return found

    def refused(self, uri: str, text: str, problem: Diagnostic | None) -> bool:
        """Note why a text cannot become hardware, or that it can; whether that is news."""
        before = self._hardware.pop(uri, None)
        if problem is not None:
            self._hardware[uri] = text, problem
        if before == self._hardware.get(uri):
            return False
        self.number += 1
        return True

    def run_failed(self, uri: str, revision: int, problem: Diagnostic | None) -> bool:
        """Note why the run of a text fails, or that it does not; whether that is news."""
        before = self._runs.pop(uri, None)
        if problem is not None:
            self._runs[uri] = (revision, problem)
        if before == self._runs.get(uri):
            return False
        self.number += 1
        return True

    def verdicts(self, document: Document) -> tuple[Verdict, ...] | None:
        """What came of the expectations of the text as it is, None while that is not known."""
        return self._verdicts.get((document.uri, document.text))

    def judged(self, uri: str, text: str, verdicts: tuple[Verdict, ...]) -> None:
        """Note what came of the expectations of a text."""
        self._verdicts[uri, text] = verdicts
        self._verdicts.move_to_end((uri, text))
        while len(self._verdicts) > MOST_KEPT:
            self._verdicts.popitem(last=False)
        self.number += 1

    def steady(self, document: Document) -> Mapping[str, Any] | None:
        """Where the states stand still, as the worker says it; None while that is not known of the text as it is."""
        text, found = self._steady.get(document.uri, ("", None))
        return found if text == document.text else None

    def stands(self, uri: str, text: str, found: Mapping[str, Any]) -> None:
        """Note where the states of a text stand still."""
        self._steady[uri] = text, found

    def forget(self, uri: str) -> None:
        """The document is closed."""
        self._runs.pop(uri, None)
        self._steady.pop(uri, None)
        self._hardware.pop(uri, None)
        for key in [key for key in self._verdicts if key[0] == uri]:
            del self._verdicts[key]


def run_problem(analysis: Analysis, message: str, state: str | None) -> Diagnostic:
    """An error of the run as a problem of the text: at the state, else the `run` line, else the first equation."""
    info = analysis.names.get(state or "")
    if info is not None:
        return Diagnostic(RUN, "error", info.span.start, info.span.end, message)
    for one in analysis.document.statements:
        if isinstance(one, Directive) and one.key == "run":
            return Diagnostic(RUN, "error", one.key_span.start, one.key_span.end, message)
    for one in analysis.document.statements:
        if isinstance(one, Definition) and one.kind in ("ode", "map"):
            return Diagnostic(RUN, "error", one.name_span.start, one.name_span.end, message)
    return Diagnostic(RUN, "error", 0, 0, message)
