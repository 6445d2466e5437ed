"""Apply the fixes that diagnostics offer, where they can be applied without asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.editing.apply_edits import apply_edits, overlap

MOST_PASSES = 10  # one fix can uncover the next problem

Diagnose = Callable[[str], Sequence[Diagnostic]]


class Applied(NamedTuple):
    """A fix that was applied, and the diagnostic it answered, with offsets into the text of that moment."""

    diagnostic: Diagnostic
    fix: Fix
    text: str


def fix_all(text: str, diagnose: Diagnose) -> tuple[str, list[Applied]]:
    """Apply the first fix of every error until none is left, then those of warnings and hints.

    Errors come first because their repair often answers a warning: a misspelt name leaves the right one unused.
    What only takes words away is left to the reader. If the text has more errors in the end, nothing is changed.
    """
    applied: list[Applied] = []
    for severities in (("error",), ("error", "warning", "hint")):
        fixed, done = _fix_severities(text, diagnose, severities)
        if _errors(diagnose(fixed)) <= _errors(diagnose(text)):
            text = fixed
            applied += done
    return text, applied


def automatic(fix: Fix, text: str) -> bool:
    """Whether a fix may be applied unasked: it does more than take words away."""
    removed = "".join(text[edit.start : edit.end] for edit in fix.edits)
    return any(edit.new_text for edit in fix.edits) or not any(c.isalnum() for c in removed)


def _fix_severities(text: str, diagnose: Diagnose, severities: Sequence[str]) -> tuple[str, list[Applied]]:
    """The text after passes over the diagnostics of these severities, and what was done."""
    applied: list[Applied] = []
    for _ in range(MOST_PASSES):
        chosen: list[Edit] = []
        answered: list[Applied] = []
        for diagnostic in diagnose(text):
            if diagnostic.severity not in severities or not diagnostic.fixes:
                continue
            fix = diagnostic.fixes[0]
            if automatic(fix, text) and not overlap(chosen, fix.edits):
                chosen += fix.edits
                answered.append(Applied(diagnostic, fix, text))
        fixed = apply_edits(text, chosen)
        if fixed == text:
            break
        text = fixed
        applied += answered
    return text, applied


def _errors(diagnostics: Sequence[Diagnostic]) -> int:
    return sum(diagnostic.severity == "error" for diagnostic in diagnostics)
