"""Words whose bits are known or symbols, and sums of unknown numbers with whole coefficients."""

from __future__ import annotations

from typing import NamedTuple

Word = tuple[int, ...]  # lowest bit first; a bit is 0, 1, or the number of a symbol from 2 on
Bounds = tuple[int, int]


class Form(NamedTuple):
    """constant + the sum of coefficient * atom."""

    constant: int
    parts: tuple[tuple[int, int], ...] = ()  # (atom, coefficient), by atom

    def plus(self, other: Form, times: int = 1) -> Form:
        """self + times * other."""
        parts = dict(self.parts)
        for atom, coefficient in other.parts:
            parts[atom] = parts.get(atom, 0) + times * coefficient
        return Form(self.constant + times * other.constant, tuple(sorted((a, c) for a, c in parts.items() if c)))

    def times(self, factor: int) -> Form:
        """factor * self."""
        return Form(0).plus(self, factor)


def constant(value: int, width: int) -> Word:
    """A known number."""
    return tuple(value >> k & 1 for k in range(width))


def known(word: Word) -> bool:
    """Whether no bit is a symbol."""
    return all(bit < 2 for bit in word)


def number(word: Word) -> int:
    """A known word as an unsigned number."""
    return sum(bit << k for k, bit in enumerate(word))


def resized(word: Word, width: int, signed: bool) -> Word:
    """A word at another width."""
    if len(word) >= width:
        return word[:width]
    return word + (word[-1] if signed and word else 0,) * (width - len(word))


def shortest(word: Word) -> Word:
    """A signed word without the copies of its sign."""
    end = len(word)
    while end > 1 and word[end - 1] == word[end - 2]:
        end -= 1
    return word[:end]
