"""Multipliers of a device: into how many a product is cut, what adds the parts, and which registers go into them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hdl.estimation.blocks import Blocks
from hdl.estimation.compress import total
from hdl.estimation.expressions import Netlist
from hdl.estimation.graph import Bits, Graph, Op, resized
from hdl.estimation.simplify import Name, used_bits


def fits(op: Op, kind: Blocks) -> bool:
    """Whether a product goes to multipliers: one that is too narrow is made of gates."""
    a, b = (len(x) for x in op.operands)
    return min(a, b) >= kind.narrowest and op.width >= kind.product


def soft(g: Graph, op: Op, least: int) -> Bits:
    """A product of gates: one number for each bit of the narrower operand, the last subtracted, and their sum."""
    a, b = op.operands
    rows = [
        ((*(0,) * i, *(g.both(bit, x) for x in resized(a, op.width)))[: op.width], i == len(b) - 1)
        for i, bit in enumerate(b)
    ]
    rows = [row for row in rows if any(row[0])]
    return total(g, rows, op.width, least)


def cut(g: Graph, op: Op, kind: Blocks) -> Bits:
    """A product as a sum of products that fit in a multiplier each."""
    a, b = op.operands
    wide, narrow = kind.operand
    if len(a) > wide:
        return _summed(g, a, b, op.width, wide - kind.headroom, wide, kind)
    if len(b) > narrow:
        return _summed(g, b, a, op.width, narrow - kind.headroom, narrow, kind)
    return g.word(op._replace(name="whole"))


def _summed(g: Graph, long: Bits, other: Bits, width: int, step: int, most: int, kind: Blocks) -> Bits:
    """The products of the parts of a number, the lowest first, each shifted by its place."""
    parts = math.ceil((len(long) - most) / step)
    total: Bits = ()
    for i in range(parts + 1):
        part = (*long[i * step : (i + 1) * step], 0) if i < parts else long[i * step :]
        # the lower parts have no sign; the 0 on top of theirs takes no room in the multiplier
        room = len(part) + len(other) - (i < parts)
        pair = (part, other) if len(part) >= len(other) else (other, part)
        made = Op("part", pair, min(room, width))
        found = resized((0,) * (i * step) + g.word(made), width)
        total = found if not i else g.sum(found, total, False, width, kind.least)
    return total


def parts(g: Graph, kind: Blocks) -> int:
    """The multipliers of the words of a module in which the products are cut."""
    wide, narrow = kind.operand
    total = 0
    for op in g.ops:
        if op.kind == "part":
            a, b = sorted((len(x) - (x[-1] == 0) for x in op.operands), reverse=True)
            total += max(1, math.ceil(a / wide)) * max(1, math.ceil(b / narrow))
        elif op.kind == "multiply":
            total += 1
    return total


def packed(net: Netlist) -> set[Name]:
    """The registers in front of and behind products that the multiplier has itself, where nothing else reads them."""
    g = net.graph
    count, _ = used_bits(net)
    takes: dict[int, list[Name]] = {}
    for name, r in net.registers.items():
        takes.setdefault(r.data, []).append(name)
    found: set[Name] = set()
    for op in g.ops:
        if op.kind != "multiply":
            continue
        for operand in op.operands:
            names = _in_front(net, operand)
            if names and all(count[g.register(*name) >> 1] <= operand.count(g.register(*name)) for name in names):
                found.update(names)
        behind = [(bit, takes.get(bit, [])) for bit in g.word(op) if count[bit >> 1]]
        names = [name for _, some in behind for name in some]
        if all(len(some) == 1 and count[bit >> 1] == 1 for bit, some in behind) and _together(net, names):
            found.update(names)
    return found


def _in_front(net: Netlist, operand: Sequence[int]) -> list[Name]:
    """The registers that an operand is, all of it, with the same controls; none otherwise."""
    names: list[Name] = []
    for bit in operand:
        key = net.graph.nodes[bit >> 1]
        if bit & 1 or key.kind != "register":
            return []
        names.append((key.name, key.bit))
    return names if _together(net, names) else []


def _together(net: Netlist, names: Sequence[Name]) -> bool:
    return len({(net.registers[name].enable, net.registers[name].reset) for name in names}) == 1
