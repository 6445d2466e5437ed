"""What came of a claim, in words: for `sctui verify` and `sctui show`."""

from __future__ import annotations

from kernels.verify import Verdict
from sctui.console import printable


def measured(verdict: Verdict) -> str:
    """What was measured, with its unit."""
    if verdict.measured is None:
        return "-"
    if isinstance(verdict.measured, str):
        return verdict.measured
    return f"{verdict.measured:.6g} {verdict.unit}".rstrip()


def judgement(verdict: Verdict) -> str:
    """Whether it holds, and why not where that could not be measured."""
    if verdict.holds:
        return "holds"
    return f"fails: {printable(verdict.problem)}" if verdict.problem else "fails"
