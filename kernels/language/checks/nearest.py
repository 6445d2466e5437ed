"""Which known word did the writer mean? Edit distance with swaps of neighbours, bounded work."""

from __future__ import annotations

from collections.abc import Iterable

from kernels.language.diagnostic import Edit, Fix

_LONGEST = 40  # longer words are not compared: nobody misspells a known name into one


def distance(a: str, b: str, limit: int = 2) -> int:
    """Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`; limit + 1 where it takes more."""
    if a == b:
        return 0
    if abs(len(a) - len(b)) > limit or len(a) > _LONGEST or len(b) > _LONGEST:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to `word`, case aside: within 1 edit for up to 4 letters, else 2; None if none is."""
    limit = 1 if len(word) <= 4 else 2
    lowered = word.lower()
    best: str | None = None
    fewest = limit + 1
    for candidate in known:
        # Few misspell both the first and the last letter; the check spares most comparisons.
        if lowered[:1] != candidate[:1].lower() and lowered[-1:] != candidate[-1:].lower():
            continue
        edits = distance(lowered, candidate.lower(), limit)
        if edits < fewest and edits < len(candidate):
            best, fewest = candidate, edits
    return best


def listed(words: Iterable[str]) -> str:
    """The words as an enumeration, `a, b, c`."""
    return ", ".join(words)


def unknown_word(what: str, word: str, start: int, end: int, known: Iterable[str]) -> tuple[str, tuple[Fix, ...]]:
    """Message and fix for a word at [start, end) that is in no table: the nearest known one, or all of them."""
    choices = tuple(known)
    close = nearest(word, choices)
    if close is None:
        return f"`{word}` is no {what}; known are {listed(choices)}", ()
    fix = Fix(f"Replace by {close}", (Edit(start, end, close),))
    return f"`{word}` is no {what}; did you mean `{close}`?", (fix,)
