"""Values of which some bits are known and the others are symbols: what a cell computes of them, as few cells as possible.

A bit is 0, 1, or the number of a symbol from 2 on. Equal cells of equal operands give the same symbols, so that what two
netlists compute in the same way is the same by its symbols alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hdl.judges.netlist.cells import CELLS, extended

Word = tuple[int, ...]  # lowest bit first
Row = tuple[str, tuple[bool, ...], tuple[Word, ...], Word]  # kind, signed operands, operands, result


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
    while len(word) > 1 and word[-1] == word[-2]:
        word = word[:-1]
    return word


class Space:
    """Symbols and the cells that define them, in the order in which they were made."""

    def __init__(self) -> None:
        self.symbols = 2
        self.rows: list[Row] = []
        self.tables: dict[tuple[int, ...], int] = {}  # contents -> a number
        self.made: dict[Any, Word] = {}

    def fresh(self, width: int) -> Word:
        """New symbols."""
        self.symbols += width
        return tuple(range(self.symbols - width, self.symbols))

    def cell(self, kind: str, signed: tuple[bool, ...], operands: tuple[Word, ...], width: int) -> Word:
        """The result of a cell, made once."""
        key = (kind, signed, operands, width)
        if key not in self.made:
            self.made[key] = self.fresh(width)
            self.rows.append((kind, signed, operands, self.made[key]))
        return self.made[key]

    def lookup(self, contents: tuple[int, ...], address: Word, width: int) -> Word:
        """The entry of a table that is never written."""
        if known(address):
            place = number(address)
            return constant(contents[place] if place < len(contents) else 0, width)
        index = self.tables.setdefault(contents, len(self.tables))
        return self.cell(f"table {index}", (), (address,), width)

    # -- single bits --------------------------------------------------------------------------------------------------

    def invert(self, a: int) -> int:
        return 1 - a if a < 2 else self.cell("$not", (False,), ((a,),), 1)[0]

    def both(self, a: int, b: int) -> int:
        if 0 in (a, b):
            return 0
        if a == b or b == 1:
            return a
        return b if a == 1 else self._pair("$and", a, b)

    def either(self, a: int, b: int) -> int:
        if 1 in (a, b):
            return 1
        if a == b or b == 0:
            return a
        return b if a == 0 else self._pair("$or", a, b)

    def differ(self, a: int, b: int) -> int:
        if a == b:
            return 0
        if a < 2 and b < 2:
            return a ^ b
        if a < 2 or b < 2:
            bit, symbol = (a, b) if a < 2 else (b, a)
            return self.invert(symbol) if bit else symbol
        return self._pair("$xor", a, b)

    def choose(self, s: int, a: int, b: int) -> int:
        """b where s, else a."""
        if s < 2:
            return b if s else a
        if a == b:
            return a
        if a == 0 and b == 1:
            return s
        return self.cell("$mux", (False, False), ((a,), (b,), (s,)), 1)[0]

    def _pair(self, kind: str, a: int, b: int) -> int:
        return self.cell(kind, (False, False), ((min(a, b),), (max(a, b),)), 1)[0]

    # -- words --------------------------------------------------------------------------------------------------------

    def any_of(self, word: Word) -> int:
        """Whether any bit is 1."""
        found = 0
        for bit in word:
            found = self.either(found, bit)
        return found

    def all_of(self, word: Word) -> int:
        """Whether every bit is 1."""
        found = 1
        for bit in word:
            found = self.both(found, bit)
        return found

    def equal(self, a: Word, b: Word) -> int:
        """Whether two words of one width are equal."""
        pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        if any(x < 2 and y < 2 for x, y in pairs):
            return 0
        if not pairs:
            return 1
        first, second = sorted((tuple(x for x, _ in pairs), tuple(y for _, y in pairs)))
        return self.cell("$eq", (False, False), (first, second), 1)[0]

    def product(self, a: Word, b: Word, width: int) -> Word:
        """A signed product of all its bits, of which `width` are taken."""
        first, second = sorted((shortest(a), shortest(b)))
        if known(first) and known(second):
            value = extended(number(first), len(first), True) * extended(number(second), len(second), True)
            return constant(value, width)
        return resized(self.cell("$mul", (True, True), (first, second), len(first) + len(second)), width, True)

    def result(self, kind: str, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
        """What a cell computes."""
        if all(known(word) for word in at.values()):
            values = {port: number(word) for port, word in at.items()}
            sizes = {port: len(word) for port, word in at.items()} | {"Y": width}
            return constant(CELLS[kind](p, values, sizes) & ((1 << width) - 1), width)
        if kind in SIMPLER:
            return SIMPLER[kind](self, p, at, width)
        signed = tuple(bool(p.get(f"{port}_SIGNED")) for port in sorted(at))
        return self.cell(kind, signed, tuple(at[port] for port in sorted(at)), width)


def _bitwise(f: Callable[[Space, int, int], int]) -> Callable[..., Word]:
    def result(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
        signed = bool(p.get("A_SIGNED") and p.get("B_SIGNED"))
        a, b = (resized(at[port], width, signed) for port in "AB")
        return tuple(f(space, x, y) for x, y in zip(a, b, strict=True))

    return result


def _one(f: Callable[[Space, int], int]) -> Callable[..., Word]:
    def result(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
        return tuple(f(space, bit) for bit in resized(at["A"], width, bool(p.get("A_SIGNED"))))

    return result


def _truth(f: Callable[[Space, Mapping[str, Word]], int]) -> Callable[..., Word]:
    return lambda space, p, at, width: resized((f(space, at),), width, False)


def _compared(turn: bool) -> Callable[..., Word]:
    def result(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
        signed, wide = bool(p["A_SIGNED"] and p["B_SIGNED"]), max(len(at["A"]), len(at["B"]))
        same = space.equal(resized(at["A"], wide, signed), resized(at["B"], wide, signed))
        return resized((space.invert(same) if turn else same,), width, False)

    return result


def _chosen(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
    return tuple(space.choose(at["S"][0], a, b) for a, b in zip(at["A"], at["B"], strict=True))


def _first_chosen(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
    found: Sequence[int] = at["A"]
    for k in reversed(range(len(at["S"]))):
        choice = at["B"][k * width : (k + 1) * width]
        found = [space.choose(at["S"][k], a, b) for a, b in zip(found, choice, strict=True)]
    return tuple(found)


def _product(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
    signed = bool(p["A_SIGNED"] and p["B_SIGNED"])
    # an unsigned operand is a signed one with a 0 before it
    a, b = (at[port] if signed else (*at[port], 0) for port in "AB")
    return space.product(a, b, width)


def _shifted(space: Space, p: Mapping[str, Any], at: Mapping[str, Word], width: int) -> Word:
    signed = bool(p["A_SIGNED"])
    wide = resized(at["A"], max(width, len(at["A"])), signed)
    if not known(at["B"]):
        return space.cell("$shr", (signed, False), (at["A"], at["B"]), width)
    return resized(wide[number(at["B"]) :] or (0,), width, False)


SIMPLER: dict[str, Callable[..., Word]] = {
    "$pos": _one(lambda space, a: a),
    "$concat_all": _one(lambda space, a: a),
    "$not": _one(lambda space, a: space.invert(a)),
    "$and": _bitwise(lambda space, a, b: space.both(a, b)),
    "$or": _bitwise(lambda space, a, b: space.either(a, b)),
    "$xor": _bitwise(lambda space, a, b: space.differ(a, b)),
    "$reduce_or": _truth(lambda space, at: space.any_of(at["A"])),
    "$reduce_bool": _truth(lambda space, at: space.any_of(at["A"])),
    "$reduce_and": _truth(lambda space, at: space.all_of(at["A"])),
    "$logic_not": _truth(lambda space, at: space.invert(space.any_of(at["A"]))),
    "$logic_and": _truth(lambda space, at: space.both(space.any_of(at["A"]), space.any_of(at["B"]))),
    "$logic_or": _truth(lambda space, at: space.either(space.any_of(at["A"]), space.any_of(at["B"]))),
    "$eq": _compared(False),
    "$ne": _compared(True),
    "$mux": _chosen,
    "$pmux": _first_chosen,
    "$mul": _product,
    "$shr": _shifted,
}
