"""A text after its edits."""

from __future__ import annotations

from collections.abc import Sequence

from kernels.language.diagnostic import Edit


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text after all edits; those that overlap an earlier one are left out."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.new_text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def overlap(chosen: Sequence[Edit], more: Sequence[Edit]) -> bool:
    """Whether an edit touches text that another one changes; a fix is applied whole or not at all."""
    return any(one.start <= two.end and two.start <= one.end for one in chosen for two in more)
