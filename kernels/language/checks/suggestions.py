"""The nearest known name for an unknown one, with bounded work for a whole file."""

from __future__ import annotations

from collections.abc import Collection

from kernels.language.checks.nearest import nearest
from kernels.language.diagnostic import Edit, Fix
from kernels.language.syntax.tree import Span

_COMPARISONS = 1_500  # in one file: about 20 ms; a file with that many unknown names has other worries
_SHORT = 3


def _letters(name: str) -> str:
    return name.replace("_", "").lower()


class Suggestions:
    """Finds nearest names until the file's share of comparisons is used up."""

    def __init__(self) -> None:
        self._left = _COMPARISONS

    def nearest(self, word: str, *known: Collection[str]) -> str | None:
        """The name of the collections closest to `word`, None where none is close or too many would be compared."""
        count = sum(len(names) for names in known)
        if count > self._left:
            return None
        self._left -= count
        candidates = [name for names in known for name in names]
        letters = _letters(word)
        for name in candidates:  # E_L for EL, tau_m for tauM
            if _letters(name) == letters and name != word:
                return name
        if len(word) < _SHORT:  # one edit makes two letters of any other two
            return None
        return nearest(word, candidates)

    def hint(self, word: str, span: Span, *known: Collection[str]) -> tuple[str, tuple[Fix, ...]]:
        """The end of a message, "; did you mean `v`?" or nothing, and the fix that belongs to it."""
        close = self.nearest(word, *known)
        if close is None:
            return "", ()
        return f"; did you mean `{close}`?", (Fix(f"replace by {close}", (Edit(*span, close),)),)
