"""Values for symbols: what they stand for once those that are free have been drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from hdl.judges.netlist.cells import CELLS
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.words import Form, Word

CORNERS = (0.0, 0.15, 0.3)  # how often a drawn number is one end of its range, or the other, or near 0


def sampled(space: Space, seed: int, fixed: Mapping[Word, int] | None = None) -> dict[int, int]:
    """A bit for every symbol; the words in `fixed` have these values."""
    draw = Random(seed)  # noqa: S311  no secret
    bits: dict[int, int] = {0: 0, 1: 1}
    atoms: dict[Word, int] = {}

    def unsigned(word: Word) -> int:
        return sum(bits[bit] << k for k, bit in enumerate(word))

    def of(form: Form) -> int:
        total = form.constant
        for atom, coefficient in form.parts:
            word = space.atoms[atom].word
            if word not in atoms:
                value = unsigned(word)
                atoms[word] = value - (value >> (len(word) - 1) << len(word))
            total += coefficient * atoms[word]
        return total

    for kind, what, word in space.order:
        if fixed is not None and word in fixed:
            value = fixed[word]
        elif kind == "free":
            value = _drawn(draw, what, len(word))
        else:
            value = _computed(kind, what, of, unsigned, bits)
        bits.update((bit, value >> k & 1) for k, bit in enumerate(word))
    return bits


def _drawn(draw: Random, bounds: tuple[int, int] | None, width: int) -> int:
    low, high = bounds or (-(1 << (width - 1)), (1 << (width - 1)) - 1)
    chance = draw.random()
    if chance < CORNERS[1]:
        return low
    if chance < CORNERS[2]:
        return high
    return draw.randint(low, high)


def _computed(kind: str, what: Any, of: Any, unsigned: Any, bits: Mapping[int, int]) -> int:
    if kind == "sum":
        return int(of(what))
    if kind == "product":
        return int(of(what[0]) * of(what[1]))
    if kind == "quotient":
        a, b = of(what[0]), of(what[1])
        return -1 if b == 0 else abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    if kind == "choice":
        return int(of(what[2] if bits[what[0]] else what[1]))
    if kind == "entry":
        return int(what[0][min(of(what[1]), len(what[0]) - 1)])
    if kind == "not negative":
        return int(of(what) >= 0)
    if kind == "zero":
        return int(of(what) == 0)
    if kind == "not":
        return 1 - bits[what]
    if kind == "and":
        return bits[what[0]] & bits[what[1]]
    if kind == "xor":
        return bits[what[0]] ^ bits[what[1]]
    assert kind == "cell"
    name, operands, parameters, width = what
    values = {port: unsigned(word) for port, word in operands}
    sizes = {port: len(word) for port, word in operands} | {"Y": width}
    return CELLS[name](dict(parameters), values, sizes)
