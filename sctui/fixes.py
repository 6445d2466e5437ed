"""Apply the fixes that diagnostics offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kernels.language.diagnostic import Diagnostic, Edit

MOST_PASSES = 10  # one fix can uncover the next problem


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text after all edits; those that overlap an earlier one are left out."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.new_text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def fix_all(text: str, diagnose: Callable[[str], Sequence[Diagnostic]]) -> tuple[str, int]:
    """Apply the first fix of every diagnostic until none is left; returns the text and how many were applied.

    A pass whose result has more errors than before is undone and ends the work.
    """
    applied = 0
    found = diagnose(text)
    for _ in range(MOST_PASSES):
        chosen: list[Edit] = []
        count = 0
        for diagnostic in found:
            if diagnostic.fixes and not _overlap(chosen, diagnostic.fixes[0].edits):
                chosen += diagnostic.fixes[0].edits
                count += 1
        if not count:
            break
        fixed = apply_edits(text, chosen)
        remaining = diagnose(fixed)
        if fixed == text or _errors(remaining) > _errors(found):
            break
        text, found, applied = fixed, remaining, applied + count
    return text, applied


def _overlap(chosen: Sequence[Edit], more: Sequence[Edit]) -> bool:
    """Whether an edit touches text that another one changes; a fix is applied whole or not at all."""
    return any(one.start <= two.end and two.start <= one.end for one in chosen for two in more)


def _errors(diagnostics: Sequence[Diagnostic]) -> int:
    return sum(diagnostic.severity == "error" for diagnostic in diagnostics)
