"""Which memories of a module become a device's, and which are gates?

Yosys compares what a memory costs with what its gates would (memory_libmap): a bit of a table that is only read counts
a sixteenth.
"""

from __future__ import annotations

import math

from hdl.estimation.blocks import Blocks
from hdl.estimation.expressions import Netlist, Table
from hdl.estimation.graph import Bits, Graph, Op, Register, Write
from hdl.estimation.simplify import Name, outside, used_bits

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
        if key.kind == "word" and not r.data & 1 and count[r.data >> 1] == 1:
            takes.setdefault(key.at, []).append((name, r.data, (r.enable, r.reset)))
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


def written(net: Netlist, kind: Blocks) -> tuple[Netlist, int, int]:
    """The module with the memory that it writes: the memories and the LUTs which that takes.

    Small ones are in LUTs where the device has such. A block is read and written at the same time here; where it does
    not say what comes out if both are at the same address, Yosys writes a clock later and lets what is written pass.
    """
    if not net.writes:
        return net, 0, 0
    (write,) = net.writes
    table = net.tables[write.memory]
    if kind.lut_memory is not None:
        entries, bits, taken = kind.lut_memory
        return net, 0, taken * math.ceil(table.depth / entries) * math.ceil(table.width / bits)
    names = {
        name: net.graph.nodes[r.data >> 1].bit
        for name, r in net.registers.items()
        if (op := _read_by(net, r.data)) is not None and op.name == write.memory
    }
    read = next(op for op in net.graph.ops if op.kind == "read" and op.name == write.memory)
    address = read.operands[0]

    def leaf(g: Graph, name: Name) -> int | None:
        if name not in names:
            return None
        at = names[name]
        return g.choose(g.register("pass", 0), g.register("passed", at), g.port(f"read {write.memory}", at))

    shown = len(net.outputs)
    net.outputs += address
    net = outside(net, leaf)
    address, net.outputs = tuple(net.outputs[shown:]), net.outputs[:shown]
    g = net.graph
    (write,) = net.writes
    late = {
        "late address": write.address,
        "late data": write.data,
        "late enable": (write.enable,),
    }
    for title, word in late.items():
        net.registers |= {(title, i): Register(x) for i, x in enumerate(word)}
    data, place = (
        tuple(g.register(title, i) for i in range(len(late[title]))) for title in ("late data", "late address")
    )
    enable = g.register("late enable", 0)
    net.registers |= {("passed", i): Register(x) for i, x in enumerate(data)}
    net.registers["pass", 0] = Register(g.both(enable, g.equal(place, address)))
    net.writes[0] = Write(write.memory, place, data, enable)
    return net, memories(table.depth, table.width, kind), 0


def _read_by(net: Netlist, literal: int) -> Op | None:
    """The word that a literal is a bit of."""
    key = net.graph.nodes[literal >> 1]
    return net.graph.ops[key.at] if key.kind == "word" else None
