"""Comparisons as bits: gates where they are few, a carry chain where not."""

from __future__ import annotations

from hdl.estimation.graph import Bits, Graph, Op, number_of, own_width


def compared(g: Graph, sign: str, a: Bits, b: Bits, signed: bool, least: int, lookup: int, chained: int) -> int:
    """The literal of a comparison of two words of the same width.

    Chains of `least` bits or fewer are made of gates. `lookup`: a comparison with a constant of so many bits is a
    table of its own; `chained`: how many bits with a constant go into one stage of a chain, 0 for one.
    """
    if sign in ("==", "!="):
        return g.equal(a, b) ^ (sign == "!=")
    if sign in (">", "<=") and not chained:  # Yosys has "less" from the chain, and looks for equality beside it
        less = compared(g, "<", a, b, signed, least, lookup, chained)
        return g.either(less, g.equal(a, b)) ^ (sign == ">")
    if sign in (">", "<="):  # a > b is b < a
        return compared(g, "<" if sign == ">" else ">=", b, a, signed, least, lookup, chained)
    if signed:
        used = max(own_width(a), own_width(b))
        a, b = a[:used], b[:used]
    at_least = _at_least(g, a, b, signed, least, lookup, chained)
    return at_least ^ (sign == "<")


def _at_least(g: Graph, a: Bits, b: Bits, signed: bool, least: int, lookup: int, chained: int) -> int:
    """a >= b."""
    if signed and number_of(b) == 0:
        return a[-1] ^ 1
    fixed = all(bit < 2 for bit in b) or all(bit < 2 for bit in a)
    if len(a) <= lookup and fixed:
        return _gates(g, *(_unsigned(a, b) if signed else (a, b)))
    while b[0] == 0 and len(b) > 1:  # the lowest bits of a decide nothing
        a, b = a[1:], b[1:]
    if signed:  # as numbers without a sign, from the lowest on
        a, b = _unsigned(a, b)
    if len(a) <= least:
        return _gates(g, a, b)
    if chained:
        return _stages(g, a, b, chained)
    return g.word(Op("carry", (a, b), 1))[0]


def _unsigned(a: Bits, b: Bits) -> tuple[Bits, Bits]:
    return (*a[:-1], a[-1] ^ 1), (*b[:-1], b[-1] ^ 1)


def _gates(g: Graph, a: Bits, b: Bits) -> int:
    found = 1
    for x, y in zip(a, b, strict=True):
        found = g.choose(g.differ(x, y), x, found)
    return found


def _stages(g: Graph, a: Bits, b: Bits, budget: int) -> int:
    """A chain in which each stage looks at as many bits as fit in a LUT: both of them, or one beside a constant."""
    stages: list[tuple[int, int]] = []
    bits: list[tuple[int, int]] = []
    room = budget
    for x, y in zip(reversed(a), reversed(b), strict=True):
        cost = (x > 1) + (y > 1)
        if cost > room:
            stages.append(_stage(g, bits))
            bits, room = [], budget
        room -= cost
        bits.append((x, y))
    stages.append(_stage(g, bits))
    if len(stages) <= 2:
        found = 1
        for same, more in reversed(stages):
            found = g.choose(same, found, more)
        return found
    stages.reverse()
    return g.word(Op("stages", (tuple(p for p, _ in stages), tuple(m for _, m in stages)), 1))[0]


def _stage(g: Graph, bits: list[tuple[int, int]]) -> tuple[int, int]:
    """Whether these bits, from the highest down, are equal, and whether those of a are more."""
    same, more = 1, 0
    for x, y in bits:
        more = g.either(more, g.both(same, g.both(x, y ^ 1)))
        same = g.both(same, g.differ(x, y) ^ 1)
    return same, more
