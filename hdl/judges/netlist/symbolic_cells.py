"""What each kind of cell computes of words in symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hdl.judges.netlist.cells import CELLS
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.words import Form, Word, constant, known, number, resized

Parameters = Mapping[str, Any]
Words = Mapping[str, Word]


def result_of(space: Space, kind: str, p: Parameters, at: Words, width: int) -> Word:
    """The result of a cell."""
    if all(known(word) for word in at.values()):
        values = {port: number(word) for port, word in at.items()}
        sizes = {port: len(word) for port, word in at.items()} | {"Y": width}
        return constant(CELLS[kind](p, values, sizes) & ((1 << width) - 1), width)
    if kind in SYMBOLIC:
        found = SYMBOLIC[kind](space, p, at, width)
        if found is not None:
            return found
    return space.opaque(kind, tuple(sorted(at.items())), tuple(sorted(p.items())), width)


def _forms(space: Space, p: Parameters, at: Words) -> tuple[Form, Form]:
    signed = bool(p["A_SIGNED"] and p["B_SIGNED"])
    return space.form(at["A"], signed), space.form(at["B"], signed)


def _arithmetic(f: Callable[[Space, Form, Form], Form]) -> Callable[..., Word]:
    """Of what the lowest bits do not depend on the bits above: an operand that is not extended may have any sign."""

    def result(space: Space, p: Parameters, at: Words, width: int) -> Word:
        signed = bool(p["A_SIGNED"] and p["B_SIGNED"])
        a, b = (space.form(at[port][:width], signed or len(at[port]) >= width) for port in "AB")
        return space.bits(f(space, a, b), width)

    return result


def _test(f: Callable[[Space, Form, Form], int]) -> Callable[..., Word]:
    return lambda space, p, at, width: resized((f(space, *_forms(space, p, at)),), width, False)


def _bitwise(f: Callable[[Space, int, int], int]) -> Callable[..., Word]:
    def result(space: Space, p: Parameters, at: Words, width: int) -> Word:
        signed = bool(p.get("A_SIGNED") and p.get("B_SIGNED"))
        a, b = (resized(at[port], width, signed) for port in "AB")
        return tuple(f(space, x, y) for x, y in zip(a, b, strict=True))

    return result


def _one(f: Callable[[Space, int], int]) -> Callable[..., Word]:
    return lambda space, p, at, width: tuple(
        f(space, bit) for bit in resized(at["A"], width, bool(p.get("A_SIGNED")))
    )


def any_of(space: Space, word: Word) -> int:
    """Whether any bit is 1."""
    found = 0
    for bit in word:
        found = space.either(found, bit)
    return found


def _all_of(space: Space, word: Word) -> int:
    found = 1
    for bit in word:
        found = space.both(found, bit)
    return found


def _truth(f: Callable[[Space, Words], int]) -> Callable[..., Word]:
    return lambda space, p, at, width: resized((f(space, at),), width, False)


def _first_chosen(space: Space, p: Parameters, at: Words, width: int) -> Word:
    found = at["A"]
    for k in reversed(range(len(at["S"]))):
        found = space.choose(at["S"][k], found, at["B"][k * width : (k + 1) * width])
    return found


def _right(space: Space, p: Parameters, at: Words, width: int) -> Word | None:
    if not known(at["B"]):
        return None
    wide = resized(at["A"], max(width, len(at["A"])), bool(p["A_SIGNED"]))
    return resized(wide[number(at["B"]) :] or (0,), width, False)


def _quotient(space: Space, a: Form, b: Form) -> Form:
    """An atom; towards zero, so no larger in size than a (or than 1, for what a division by 0 gives)."""
    low, high = space.bounds(a)
    most = max(abs(low), abs(high), 1)
    return space.atom("quotient", (a, b), (-most, most))


SYMBOLIC: dict[str, Callable[..., Word | None]] = {
    "$pos": _one(lambda space, a: a),
    "$not": _one(lambda space, a: space.invert(a)),
    "$and": _bitwise(lambda space, a, b: space.both(a, b)),
    "$or": _bitwise(lambda space, a, b: space.either(a, b)),
    "$xor": _bitwise(lambda space, a, b: space.differ(a, b)),
    "$add": _arithmetic(lambda space, a, b: a.plus(b)),
    "$sub": _arithmetic(lambda space, a, b: a.plus(b, -1)),
    "$mul": _arithmetic(lambda space, a, b: space.product(a, b)),
    "$div": lambda space, p, at, width: space.bits(_quotient(space, *_forms(space, p, at)), width),
    "$neg": lambda space, p, at, width: space.bits(space.form(at["A"], bool(p["A_SIGNED"])).times(-1), width),
    "$lt": _test(lambda space, a, b: space.not_negative(b.plus(a, -1).plus(Form(-1)))),
    "$le": _test(lambda space, a, b: space.not_negative(b.plus(a, -1))),
    "$gt": _test(lambda space, a, b: space.not_negative(a.plus(b, -1).plus(Form(-1)))),
    "$ge": _test(lambda space, a, b: space.not_negative(a.plus(b, -1))),
    "$eq": _test(lambda space, a, b: space.is_zero(a.plus(b, -1))),
    "$ne": _test(lambda space, a, b: space.invert(space.is_zero(a.plus(b, -1)))),
    "$reduce_or": _truth(lambda space, at: any_of(space, at["A"])),
    "$reduce_bool": _truth(lambda space, at: any_of(space, at["A"])),
    "$reduce_and": _truth(lambda space, at: _all_of(space, at["A"])),
    "$logic_not": _truth(lambda space, at: space.invert(any_of(space, at["A"]))),
    "$logic_and": _truth(lambda space, at: space.both(any_of(space, at["A"]), any_of(space, at["B"]))),
    "$logic_or": _truth(lambda space, at: space.either(any_of(space, at["A"]), any_of(space, at["B"]))),
    "$mux": lambda space, p, at, width: space.choose(at["S"][0], at["A"], at["B"]),
    "$pmux": _first_chosen,
    "$shr": _right,
}
