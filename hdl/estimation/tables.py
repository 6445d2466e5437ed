"""Which memories of a module become a device's, and which are gates?

Yosys compares what a memory costs with what its gates would (memory_libmap): a bit of a table that is only read counts
a sixteenth.
"""

from __future__ import annotations

import math

from hdl.estimation.blocks import Blocks
from hdl.estimation.graph import Bits, Graph
from hdl.estimation.reader import Netlist, Table
from hdl.estimation.simplify import Name, used_bits

ROM_BIT = 1.0 / 16.0


def memories(depth: int, width: int, kind: Blocks) -> int:
    """Memories of one table, in the shape that takes fewest."""
    return min(math.ceil(depth / entries) * math.ceil(width / bits) for entries, bits in kind.shapes)


def varying(table: Table) -> list[int]:
    """The bits of a table that are not the same everywhere."""
    ones, zeros = 0, 0
    for value in table.values:
        ones |= value
        zeros |= ~value
    return [bit for bit in range(table.width) if (ones >> bit) & 1 and (zeros >> bit) & 1]


def registered(net: Netlist) -> dict[int, list[Name]]:
    """Words that are read from a memory and all go into registers with the same controls, and nowhere else."""
    count, widths = used_bits(net)
    takes: dict[int, list[tuple[Name, int, tuple[int, ...]]]] = {}
    for name, r in net.registers.items():
        key = net.graph.nodes[r.data >> 1]
        if key[0] == "word" and not r.data & 1 and count[r.data >> 1] == 1:
            takes.setdefault(int(str(key[1])), []).append((name, r.data, (r.enable, r.reset)))
    found = {}
    for at, taken in takes.items():
        used = sum(1 for bit in range(net.graph.ops[at].width) if count[net.graph.word(net.graph.ops[at])[bit] >> 1])
        if net.graph.ops[at].kind == "read" and len(taken) == used and len({c for _, _, c in taken}) == 1:
            found[at] = [name for name, _, _ in taken]
    return found


def blocks_of(net: Netlist, kind: Blocks) -> dict[int, tuple[int, list[Name]]]:
    """The tables that become memories: how many each takes, and the registers that are in them then."""
    found = {}
    for at, names in registered(net).items():
        table = net.tables[net.graph.ops[at].name]
        if table.values:
            width = len(varying(table)) if table.case else table.width
            taken = memories(table.depth, width, kind)
            if taken * kind.cost < table.depth * width * ROM_BIT:
                found[at] = taken, names
    return found


def looked_up(g: Graph, table: Table, address: Bits) -> Bits:
    """A table as choices between its entries, by the highest bit of the address first."""
    place: dict[tuple[int, tuple[int, ...]], int] = {}

    def chosen(values: tuple[int, ...], level: int) -> int:
        if len(set(values)) == 1:
            return values[0]
        key = (level, values)
        if key not in place:
            half = len(values) // 2
            low, high = chosen(values[:half], level - 1), chosen(values[half:], level - 1)
            place[key] = g.choose(address[level - 1], high, low)
        return place[key]

    size = 1 << len(address)
    filled = table.values + [table.values[-1]] * (size - len(table.values))
    return tuple(chosen(tuple((v >> bit) & 1 for v in filled), len(address)) for bit in range(table.width))
