"""How well does a word that somebody types fit a text, and which letters of the text are meant?

The kinds of fit, best first: the whole text, its beginning, the initials of its words, the beginning of a word,
letters in a row anywhere; then a word with a slip of the fingers, and letters in the right order with gaps. Costs are
bounded: queries are cut to MOST_LETTERS, and a slip is looked for only in words of about the right length.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MOST_LETTERS = 64  # of a query
MOST_TERMS = 8
LONGEST_WORD = 24  # in which slips are looked for
_WORD = re.compile(r"[^\W_]+")


class Fit(NamedTuple):
    """A fit: the higher the score the better (0 to 1); `places` are the offsets of the meant letters, rising."""

    score: float
    places: tuple[int, ...]


def terms(query: str) -> list[str]:
    """The words of a query, folded; what is more than a query may hold is left out."""
    return fold(query[:MOST_LETTERS]).split()[:MOST_TERMS]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents, of the same length, so that offsets stay what they are."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(maxsize=1024)
def _folded(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].lower()
    return base if len(base) == 1 else letter


def fit(term: str, text: str) -> Fit | None:
    """How a folded term fits a folded text where its letters stand in a row, or are its initials; None: not at all."""
    at = text.find(term) if term else -1
    by_initials = _initials(term, text) if len(term) > 1 else None
    if at < 0:
        return by_initials
    share = len(term) / len(text)  # of two texts that begin alike the shorter one is meant
    if at == 0:
        score = 1.0 if share == 1.0 else 0.85 + 0.1 * share
    elif by_initials is not None and by_initials.score > 0.8:
        return by_initials
    else:
        start = _word_start(term, text, at)
        at = at if start < 0 else start
        score = (0.55 if start < 0 else 0.7) + 0.1 * share
    return Fit(score, tuple(range(at, at + len(term))))


def _word_start(term: str, text: str, at: int) -> int:
    """Where the term begins a word of the text, from `at` on; -1 for nowhere."""
    while at >= 0 and at > 0 and text[at - 1].isalnum():
        at = text.find(term, at + 1)
    return at


def _initials(term: str, text: str) -> Fit | None:
    if term[0] != text[:1]:  # most texts, at little cost
        return None
    begins = [word.start() for word in words(text)]
    if len(begins) < len(term) or any(text[at] != letter for at, letter in zip(begins, term, strict=False)):
        return None
    return Fit(0.82 if len(begins) == len(term) else 0.6, tuple(begins[: len(term)]))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[re.Match[str], ...]:
    """The words of a text; an underscore ends one."""
    return tuple(_WORD.finditer(text))


def loose_fit(term: str, text: str) -> Fit | None:
    """How a term fits a text that does not hold it: with a slip of the fingers, or with gaps; None: not at all."""
    return _slip(term, text) or _gaps(term, text)


def _slip(term: str, text: str) -> Fit | None:
    """The term is nearly the beginning of a word: one slip in four letters, two in seven."""
    allowed = 0 if len(term) < 4 else 1 if len(term) < 7 else 2
    if not allowed or len(term) > LONGEST_WORD:
        return None
    best: Fit | None = None
    for word in words(text):
        if len(word[0]) < len(term) - allowed:
            continue
        begin = word[0][: len(term) + allowed]
        if sum(letter not in begin for letter in term) > allowed:
            continue
        slips, length = _distance(term, begin, allowed)
        score = 0.45 - 0.1 * slips + 0.05 * length / len(word[0])
        if slips <= allowed and (best is None or score > best.score):
            best = Fit(score, tuple(range(word.start(), word.start() + length)))
    return best


def _distance(term: str, word: str, allowed: int) -> tuple[int, int]:
    """Slips (a letter wrong, missing, too many, two swapped) from the term to a beginning of the word, and its length.

    Damerau F (1964) A technique for computer detection and correction of spelling errors.
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(term, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            cost = min(before[j - 1] + (letter != other), before[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == word[j - 2] and term[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed and min(before) > allowed:
            return allowed + 1, 0
    slips = min(row)
    near = [length for length, cost in enumerate(row) if cost == slips]
    return slips, min(near, key=lambda length: abs(length - len(term)))


def _gaps(term: str, text: str) -> Fit | None:
    """The letters of the term in order, not far apart."""
    if len(term) < 3:
        return None
    at, places = -1, []
    for letter in term:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    # from the last letter back, the nearest ones: a shorter stretch with the same end
    for n in range(len(term) - 2, -1, -1):
        places[n] = text.rfind(term[n], 0, places[n + 1])
    stretch = places[-1] - places[0] + 1
    if stretch > 2 * len(term) + 2 or (places[0] > 0 and text[places[0] - 1].isalnum()):
        return None
    return Fit(0.2 * len(term) / stretch, tuple(places))
