"""Is this comment a misspelt directive? `# treshold: v > -50` is, `# Note that: ...` is prose."""

from __future__ import annotations

from kernels.language.checks.nearest import distance
from kernels.language.syntax.directives import DIRECTIVES, TEXT_KEYS, DirectiveKind

# What other people call our directives.
_SYNONYMS = {"thresh": "threshold", "ref": "reference", "refs": "reference", "tag": "tags", "refrac": "refractory",
             "inits": "init", "initial": "init", "expected": "expect", "stimulus": "input"}  # fmt: skip


def meant_directive(key: str, argument: str | None, value: str) -> DirectiveKind | None:
    """The directive a line `key [argument]: value` was probably meant to be, if `key` itself is none; else None.

    It has to be within one edit (two for keys of six letters or more; case is free), take or not take
    an argument alike, and its value has to look like that directive's.
    """
    lowered = key.lower()
    best: DirectiveKind | None = None
    fewest = 3
    if lowered in _SYNONYMS:
        best = DIRECTIVES[_SYNONYMS[lowered]]
    else:
        for row in DIRECTIVES.values():
            if lowered[0] != row.key[0] and lowered[-1] != row.key[-1]:
                continue
            limit = 1 if len(row.key) < 6 else 2
            edits = distance(lowered, row.key, limit)
            if edits <= limit and edits < fewest and _likely(row, edits):
                best, fewest = row, edits
    if best is None or (argument is None) == (best.argument == "required") or (argument and best.argument == "no"):
        return None
    return best if best.plausible.match(value) else None


def _likely(row: DirectiveKind, edits: int) -> bool:
    """Prose often begins with `Note:` or a short word, so short text keys are matched exactly or not at all."""
    if row.key == "note":
        return False
    return edits == 0 or row.key not in TEXT_KEYS or len(row.key) > 4
