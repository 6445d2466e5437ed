"""Sums of more than two words: full adders bring them to two, and one carry chain adds those (Yosys' alumacc)."""

from __future__ import annotations

from collections import Counter

from hdl.estimation.expressions import Netlist
from hdl.estimation.graph import Bits, Graph, Node, Op, own_width, resized
from hdl.estimation.simplify import rebuilt, used_bits

SUMS = ("add", "subtract")


def compressed(net: Netlist, apart: bool = False) -> Netlist:
    """The same module with sums that only another sum reads made together with that.

    `apart`: a sum with a whole product in it stays a carry chain of its own, as the multiplier might have taken it.
    """
    inside = _inside(net, apart)
    parts: dict[Bits, list[tuple[Bits, bool]]] = {}  # the bits of a sum inside another -> its words, and their signs

    def made(at: int, g: Graph, op: Op) -> Bits:
        if op.kind not in SUMS:
            return g.again(op, net.least)
        words: list[tuple[Bits, bool]] = []
        for operand, negative in zip(op.operands, (False, op.kind == "subtract"), strict=True):
            inner = parts.get(operand[: own_width(operand)])
            words += [(word, sign != negative) for word, sign in inner] if inner else [(operand, negative)]
        if at in inside:
            # stands for the sum until that around it is made
            done = tuple(g.node(Node("inner", at=at, bit=bit)) for bit in range(op.width))
            parts[done] = parts[done[: own_width(done)]] = words
            return done
        if len(words) == 2:
            return g.again(op, net.least)
        return total(g, words, op.width, net.least)

    return rebuilt(net, {}, made, strips=True)


def _inside(net: Netlist, apart: bool) -> set[int]:
    """The sums of which every bit is read by one other sum, and by nothing else."""
    g = net.graph
    with_product = {at for at in range(len(g.ops)) if _has_product(net, at)} if apart else set()
    count, widths = used_bits(net)
    readers: dict[int, Counter[int]] = {}
    for at in widths:
        for operand in g.ops[at].operands:
            for x in operand if g.ops[at].kind not in SUMS else operand[: widths[at]]:
                readers.setdefault(x, Counter())[at] += 1
    found = set()
    for at, width in widths.items():
        if g.ops[at].kind not in SUMS:
            continue
        bits = g.word(g.ops[at])[:width]
        by = {reader for bit in bits for reader in readers.get(bit, ())}
        if len(by) != 1:
            continue
        reader = by.pop()
        alone = all(count[bit >> 1] == readers.get(bit, Counter())[reader] for bit in bits)
        if alone and g.ops[reader].kind in SUMS and not {at, reader} & with_product:
            cut = [operand[: widths[reader]] for operand in g.ops[reader].operands]
            if sum(x[: len(bits)] == bits and own_width(x) <= len(bits) for x in cut) == 1:
                found.add(at)
    return found


def _has_product(net: Netlist, at: int) -> bool:
    """Whether a sum adds a product as it is."""
    g = net.graph
    firsts = (g.nodes[operand[0] >> 1] for operand in g.ops[at].operands if g.ops[at].kind in SUMS)
    return any(node.kind == "word" and g.ops[node.at].kind == "multiply" and not node.bit for node in firsts)


def total(g: Graph, words: list[tuple[Bits, bool]], width: int, least: int) -> Bits:
    """The sum of several words: with three of them a full adder at each bit makes two, until two are left."""
    fixed = 0
    rows: list[Bits] = []
    for word, negative in words:
        if all(bit < 2 for bit in word):
            value = sum(bit << i for i, bit in enumerate(resized(word, width)))
            fixed += -value if negative else value
        elif negative:
            rows.append(tuple(bit ^ 1 for bit in resized(word, width)))
            fixed += 1
        else:
            rows.append(resized(word, width))
    fixed %= 1 << width
    if fixed:
        rows.insert(0, tuple((fixed >> i) & 1 for i in range(width)))
    if len(rows) <= 2:
        rows += [(0,) * width] * (2 - len(rows))
        return g.sum(rows[0], rows[1], False, width, least)
    while len(rows) > 2:
        a, b, c = rows[:3]
        half = [g.differ(x, y) for x, y in zip(a, b, strict=True)]
        total = tuple(g.differ(h, z) for h, z in zip(half, c, strict=True))
        carry = tuple(g.choose(h, z, x) for h, x, z in zip(half, a, c, strict=True))
        rows = [*rows[3:], total, (0, *carry[:-1])]
    # the chain behind full adders keeps its lowest bits, whatever they are
    return g.word(Op("add", (rows[0], rows[1]), width, "whole"))
