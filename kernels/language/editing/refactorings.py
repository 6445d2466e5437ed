"""What a text can be rewritten into at a selection, beyond the fixes of its problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from kernels.language.analysis import Analysis, analyse
from kernels.language.diagnostic import Edit
from kernels.language.editing.annotate_units import annotate_units
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.extract_expression import extract_expression
from kernels.language.editing.inline_expression import inline_expression
from kernels.language.editing.literal_parameter import literal_parameter
from kernels.language.xppaut.xppaut import looks_like_xppaut
from kernels.language.xppaut.xppaut_conversion import from_xppaut


class Refactoring(NamedTuple):
    """A titled rewriting. `kind` is extract, inline or rewrite."""

    title: str
    kind: str
    edits: tuple[Edit, ...]


def refactorings(analysis: Analysis, start: int, end: int) -> list[Refactoring]:
    """What can be done at a selection of the text; nothing that would give the text more errors than it has."""
    if looks_like_xppaut(analysis.document.text):
        return _from_xppaut(analysis)
    return [
        Refactoring(title, kind, edits)
        for title, kind, make in _TABLE
        if (edits := make(analysis, start, end)) and not _worse(analysis, edits)
    ]


def _from_xppaut(analysis: Analysis) -> list[Refactoring]:
    text = analysis.document.text
    converted = from_xppaut(text)
    if converted is None:
        return []
    return [Refactoring("Convert from XPPAUT", "rewrite", (Edit(0, len(text), converted),))]


def _worse(analysis: Analysis, edits: tuple[Edit, ...]) -> bool:
    """Whether the edits bring errors that the text does not have."""
    changed = analyse(apply_edits(analysis.document.text, edits))
    return bool(_errors(changed) - _errors(analysis))


def _errors(analysis: Analysis) -> Counter[str]:
    return Counter(problem.code for problem in analysis.diagnostics if problem.severity == "error")


_TABLE: tuple[tuple[str, str, Callable[[Analysis, int, int], tuple[Edit, ...]]], ...] = (
    ("Name this expression", "extract", extract_expression),
    ("Make this number a parameter", "extract", literal_parameter),
    ("Put the expression in the place of its name", "inline", lambda analysis, start, _: inline_expression(
        analysis, start
    )),
    ("Annotate all units", "rewrite", lambda analysis, _, __: annotate_units(analysis)),
)  # fmt: skip
