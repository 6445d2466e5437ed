"""Numbers in symbols: each word is a sum of atoms with whole coefficients, and equal sums have equal bits.

A bit is 0, 1, or the number of a symbol from 2 on. Sums, differences and products with constants are exact integers
here (a word shows their lowest bits), so that it does not matter in which order and at which width something was added
up. A product of two unknown numbers, an entry of a table and a choice are atoms: nothing is said of them but what range
they are in, and that the same of the same is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, inf
from typing import Any

from hdl.ir.circuit import signed_width
from hdl.judges.netlist.words import Bounds, Form, Word, constant, known, number, resized, shortest

DEEPEST = 6  # choices within choices whose conditions are all used


@dataclass(frozen=True, slots=True)
class Atom:
    """Something unknown: how it came about, the range it is in, and its bits."""

    kind: str
    of: Any
    bounds: Bounds
    word: Word


class Space:
    """All symbols, what they stand for, and the values already made."""

    def __init__(self) -> None:
        self.symbols = 2
        self.atoms: list[Atom] = []
        self.numbers: dict[Any, int] = {}  # what an atom is of -> the atom
        self.sums: dict[Form, Word] = {}
        self.forms: dict[Word, Form] = {}
        self.owner: dict[int, Word] = {}  # a symbol -> the word it was made for
        self.inverse: dict[int, int] = {}
        self.truths: dict[Any, int] = {}
        self.tests: dict[int, Form] = {}  # bits that say that a number is not negative
        self.order: list[tuple[str, Any, Word]] = []  # everything in the order in which it was made
        self.made: dict[Word, tuple[str, Any]] = {}  # a word -> what it was made of

    def fresh(self, width: int) -> Word:
        """New symbols."""
        self.symbols += width
        word = tuple(range(self.symbols - width, self.symbols))
        self.owner |= dict.fromkeys(word, word)
        return word

    def unknown(self, width: int, bounds: Bounds | None = None) -> Word:
        """A new word that can be anything, or anything in a signed range."""
        word = self.fresh(width)
        self._keep("free", bounds, word)
        self._atom("free", word, bounds or (-(1 << (width - 1)), (1 << (width - 1)) - 1), word)
        return word

    def _keep(self, kind: str, of: Any, word: Word) -> None:
        self.order.append((kind, of, word))
        self.made[word] = (kind, of)

    def _atom(self, kind: str, of: Any, bounds: Bounds, word: Word = ()) -> Form:
        key = (kind, of)
        if key not in self.numbers:
            if not word:
                word = self.fresh(signed_width(*bounds))
                self._keep(kind, of, word)
            self.numbers[key] = len(self.atoms)
            self.atoms.append(Atom(kind, of, bounds, word))
            self.forms[word] = Form(0, ((len(self.atoms) - 1, 1),))
        return Form(0, ((self.numbers[key], 1),))

    def atom(self, kind: str, of: Any, bounds: Bounds) -> Form:
        """An atom, made once. One with a single possible value is a number."""
        return Form(bounds[0]) if bounds[0] == bounds[1] else self._atom(kind, of, bounds)

    # -- words and sums ---------------------------------------------------------------------------

    def form(self, word: Word, signed: bool = True) -> Form:
        """The number that a word stands for."""
        word = shortest(word if signed else (*word, 0))
        if known(word):
            return Form(number(word) - (word[-1] << len(word)))
        low = next(k for k, bit in enumerate(word) if bit > 1)
        if low:
            return Form(number(word[:low])).plus(self.form(word[low:]), 1 << low)
        if word in self.forms:
            return self.forms[word]
        if len(word) > 1 and all(bit < 2 or self.made[self.owner[bit]][0] == "not" for bit in word) and word[-1] > 1:
            return Form(-1).plus(self.form(tuple(self.invert(bit) for bit in word)), -1)  # of two's complement
        whole = self.owner[word[0]]
        if whole[-len(word) :] == word and whole in self.forms:
            shift, base = len(whole) - len(word), self.forms[whole]
            least, most = self.bounds(base)
            return self._atom("floor", (base, shift), (least >> shift, most >> shift), word)
        start = whole.index(word[0])
        if whole[start : start + len(word)] == word and whole in self.forms:
            size, rest = len(word) - 1, self.form(whole[start:])
            return self._atom("part", (rest, len(word)), (-(1 << size), (1 << size) - 1), word)
        size = len(word) - 1
        bounds = (-(1 << size), (1 << size) - 1) if word[-1] > 1 else (0, (1 << size) - 1)
        return self._atom("bits", word, bounds if word[-1] != 1 else (-(1 << size), -1), word)

    def bits(self, form: Form, width: int) -> Word:
        """The lowest bits of a number."""
        if not form.parts:
            return constant(form.constant, width)
        even = min(_zeros(coefficient) for _, coefficient in form.parts)
        if even:
            rest = Form(form.constant >> even, tuple((a, c >> even) for a, c in form.parts))
            return (constant(form.constant, even) + self.bits(rest, max(0, width - even)))[:width]
        if form.constant == 0 and len(form.parts) == 1 and form.parts[0][1] == 1:
            return resized(self.atoms[form.parts[0][0]].word, width, True)
        if form not in self.sums:
            word = self.sums[form] = self.fresh(signed_width(*self.bounds(form)))
            self.forms[word] = form
            self._keep("sum", form, word)
        return resized(self.sums[form], width, True)

    def bounds(self, form: Form) -> Bounds:
        """The range of a number."""
        low = high = form.constant
        for atom, coefficient in form.parts:
            ends = [coefficient * end for end in self.atoms[atom].bounds]
            low, high = low + min(ends), high + max(ends)
        return low, high

    def product(self, a: Form, b: Form) -> Form:
        """a * b: exact where one of them is known, otherwise an atom."""
        if not a.parts or not b.parts:
            return b.times(a.constant) if not a.parts else a.times(b.constant)
        (a, by_a), (b, by_b) = self._primitive(a), self._primitive(b)
        first, second = sorted((a, b))
        corners = [x * y for x in self.bounds(first) for y in self.bounds(second)]
        low = max(min(corners), 0) if first == second else min(corners)
        return self.atom("product", (first, second), (low, max(corners))).times(by_a * by_b)

    @staticmethod
    def _primitive(form: Form) -> tuple[Form, int]:
        """A number without the sign and the powers of two that all its parts have, and these."""
        sign = -1 if form.parts[0][1] < 0 else 1
        even = min(_zeros(x) for x in (form.constant, *(c for _, c in form.parts)) if x)
        factor = sign << even
        return Form(form.constant // factor, tuple((a, c // factor) for a, c in form.parts)), factor

    # -- truth values -----------------------------------------------------------------------------

    def truth(self, kind: str, of: Any) -> int:
        """A bit, made once."""
        key = (kind, of)
        if key not in self.truths:
            word = self.fresh(1)
            self.truths[key] = word[0]
            self._keep(kind, of, word)
        return self.truths[key]

    def invert(self, a: int) -> int:
        """not a."""
        if a < 2:
            return 1 - a
        if a not in self.inverse:
            self.inverse[a] = self.truth("not", a)
            self.inverse[self.inverse[a]] = a
        return self.inverse[a]

    def not_negative(self, form: Form) -> int:
        """Whether a number is 0 or more."""
        low, high = self.bounds(form)
        if low >= 0 or high < 0:
            return int(low >= 0)
        common = gcd(*(c for _, c in form.parts))
        form = Form(form.constant // common, tuple((a, c // common) for a, c in form.parts))
        if len(form.parts) == 1 and self.atoms[form.parts[0][0]].kind == "floor":
            base, shift = self.atoms[form.parts[0][0]].of
            moved = form.constant << shift
            if form.parts[0][1] > 0:
                return self.not_negative(Form(moved).plus(base))
            return self.not_negative(Form(moved + (1 << shift) - 1).plus(base, -1))
        if form.parts[0][1] < 0:
            return self.invert(self.not_negative(Form(-1).plus(form, -1)))
        bit = self.truth("not negative", form)
        self.tests[bit] = form
        return bit

    def is_zero(self, form: Form) -> int:
        """Whether a number is 0."""
        low, high = self.bounds(form)
        if low > 0 or high < 0:
            return 0
        if not form.parts:
            return int(form.constant == 0)
        common = gcd(*(c for _, c in form.parts))
        if form.constant % common:
            return 0
        sign = common if form.parts[0][1] > 0 else -common
        return self.truth("zero", Form(form.constant // sign, tuple((a, c // sign) for a, c in form.parts)))

    def both(self, a: int, b: int) -> int:
        """a and b."""
        if 0 in (a, b) or self.inverse.get(a) == b:
            return 0
        if a == b or b == 1:
            return a
        return b if a == 1 else self.truth("and", (min(a, b), max(a, b)))

    def either(self, a: int, b: int) -> int:
        """a or b."""
        return self.invert(self.both(self.invert(a), self.invert(b)))

    def differ(self, a: int, b: int) -> int:
        """a xor b."""
        if a == b:
            return 0
        if a < 2:
            return self.invert(b) if a else b
        if b < 2:
            return self.invert(a) if b else a
        return self.truth("xor", (min(a, b), max(a, b)))

    def choose(self, s: int, a: Word, b: Word) -> Word:
        """b where s, else a; words of one width."""
        if s < 2 or a == b:
            return b if s == 1 else a
        if s in self.inverse and self.inverse[s] < s:
            return self.choose(self.inverse[s], b, a)
        if len(a) == 1:
            chosen, other = self.both(s, b[0]), self.both(self.invert(s), a[0])
            return (self.either(chosen, other),)
        first, second = self.form(a), self.form(b)
        if first == second:
            return a
        ranges = [self._within(second, ((s, True),)), self._within(first, ((s, False),))]
        bounds = (min(low for low, _ in ranges), max(high for _, high in ranges))
        return self.bits(self.atom("choice", (s, first, second), bounds), len(a))

    def _within(self, form: Form, given: tuple[tuple[int, bool], ...]) -> tuple[Any, Any]:
        """The range of a number where these bits have these values."""
        low: Any
        high: Any
        low, high = self.bounds(form)
        for bit, holds in given:
            if bit not in self.tests and self.inverse.get(bit) in self.tests:
                bit, holds = self.inverse[bit], not holds
            if bit in self.tests and form.parts:
                least, most = _bounded(form, self.tests[bit], holds)
                low, high = max(low, least), min(high, most)
        if form.constant or len(form.parts) != 1 or form.parts[0][1] != 1:
            return low, high
        atom = self.atoms[form.parts[0][0]]
        if atom.kind == "floor":  # tests of it have become tests of what it is of
            least, most = self._within(atom.of[0], given)
            if least <= most:
                return max(low, least >> atom.of[1]), min(high, most >> atom.of[1])
        if atom.kind == "part":
            least, most = self._within(atom.of[0], given)
            if least <= most and signed_width(least, most) <= len(atom.word):
                return max(low, least), min(high, most)
        if atom.kind == "choice" and len(given) < DEEPEST:
            s, first, second = atom.of
            found = [self._within(branch, (*given, (s, taken))) for branch, taken in ((first, False), (second, True))]
            found = [(a, b) for a, b in found if a <= b]  # otherwise it is never taken
            if found:
                return max(low, min(a for a, _ in found)), min(high, max(b for _, b in found))
        return low, high

    def lookup(self, contents: tuple[int, ...], address: Word, width: int) -> Word:
        """The entry of a table that is never written."""
        if known(address):
            place = number(address)
            return constant(contents[place] if place < len(contents) else 0, width)
        values = tuple(value - (value >> (width - 1) << width) for value in contents)
        if len(values) < 1 << len(address):
            values = (*values, 0)  # beyond its end
        index = self.form(address, False)
        first, last = self.bounds(index)  # only what can be read of it counts
        values, index = values[max(0, first) : last + 1], index.plus(Form(-max(0, first)))
        return self.bits(self.atom("entry", (values, index), (min(values), max(values))), width)

    def opaque(
        self, kind: str, of: tuple[tuple[str, Word], ...], parameters: tuple[tuple[str, Any], ...], width: int
    ) -> Word:
        """What a cell gives of which nothing is known but its width."""
        form = self.atom("cell", (kind, of, parameters, width), (-(1 << (width - 1)), (1 << (width - 1)) - 1))
        return self.bits(form, width)


def _bounded(form: Form, tested: Form, holds: bool) -> tuple[float, float]:
    """What is known of a number where another one is not negative, or is: something if it is a multiple of it."""
    factor, rest = divmod(form.parts[0][1], tested.parts[0][1])
    offset = form.plus(tested, -factor)
    if rest or offset.parts or not factor:
        return -inf, inf
    end = offset.constant if holds else offset.constant - factor
    return (end, inf) if holds == (factor > 0) else (-inf, end)


def _zeros(value: int) -> int:
    return (value & -value).bit_length() - 1

