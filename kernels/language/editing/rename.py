"""Give a name of a text another one, everywhere, or say why that cannot be done.

A renaming is checked twice: the new name has to be free and allowed, and the analysis of the new text has to find
the same model and the same problems as that of the old one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kernels.language.analysis import Analysis, analyse
from kernels.language.checks.declarations import is_reserved
from kernels.language.diagnostic import Edit
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.occurrences import Occurrence, alike, occurrence_at, occurrences
from kernels.language.editing.references import defined_at
from kernels.language.syntax.settings import RUN_NAMES
from kernels.language.syntax.tokens import RESERVED

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 100
# An unknown name is reported as misspelt or as undefined depending on what names are near it.
_SAME_CODE = {"ODE201": "ODE202"}


class Refusal(NamedTuple):
    """Why something cannot be done, in one line for the user."""

    message: str


def renamable(analysis: Analysis, offset: int) -> Occurrence | Refusal:
    """The occurrence at an offset, if it can be renamed: a name that the text itself defines."""
    one = occurrence_at(occurrences(analysis.document), offset)
    if one is None:
        return Refusal("there is no name here")
    if defined_at(analysis, one) is None:
        why = is_reserved(one.name) if one.kind == "name" else None
        return Refusal(f"`{one.name}` is {why}" if why is not None else f"`{one.name}` is not defined in this text")
    return one


def rename(analysis: Analysis, offset: int, new_name: str) -> tuple[Edit, ...] | Refusal:
    """The edits that rename what stands at an offset; none of them where the name stays the same."""
    one = renamable(analysis, offset)
    if isinstance(one, Refusal):
        return one
    if new_name == one.name:
        return ()
    found = occurrences(analysis.document)
    refusal = _refused(new_name, one, found, analysis)
    if refusal is not None:
        return Refusal(refusal)
    edits = tuple(Edit(other.start, other.end, new_name) for other in alike(found, one))
    renamed = analyse(apply_edits(analysis.document.text, edits))
    if _meaning(analysis, found, one, new_name) != _meaning(renamed, occurrences(renamed.document), None, new_name):
        return Refusal(f"with `{new_name}` for `{one.name}` the text would mean something else")
    return edits


def _refused(new_name: str, one: Occurrence, found: list[Occurrence], analysis: Analysis) -> str | None:
    """Why the new name cannot be taken; None where it can."""
    if _NAME.fullmatch(new_name) is None or len(new_name) > _LONGEST:
        return "a name is made of letters, digits and _, and does not begin with a digit"
    if new_name in RESERVED:
        return f"`{new_name}` is a word of the language"
    if one.kind in ("preset", "event"):
        taken = any(other.name == new_name and other.kind == one.kind for other in found)
        return f"there is already `{new_name}`" if taken else None
    reserved = is_reserved(new_name)
    if reserved is not None:
        return f"`{new_name}` is {reserved}"
    if new_name in RUN_NAMES:
        return f"`{new_name}` is a setting of a run: presets could not tell them apart"
    if new_name in analysis.names:
        return f"`{new_name}` is already the name of a {analysis.names[new_name].kind}"
    for other in found:
        if other.name == new_name and other.kind in ("name", "argument"):
            what = "an argument of a function" if other.kind == "argument" else "a name"
            return f"`{new_name}` already stands in this text as {what}"
    return None


def _meaning(analysis: Analysis, found: list[Occurrence], one: Occurrence | None, new_name: str) -> object:
    """What has to stay: problems, kinds and units of names, and what stands where; the name at `one` as the new one."""
    subject = None if one is None else one.subject
    global_name = one.name if one is not None and one.kind == "name" else None
    return (
        [_SAME_CODE.get(problem.code, problem.code) for problem in analysis.diagnostics],
        [
            (new_name if name == global_name else name, info.kind, info.dimension, info.unit)
            for name, info in analysis.names.items()
        ],
        [(new_name if other.subject == subject else other.name, other.kind, other.writes) for other in found],
    )
