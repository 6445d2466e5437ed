"""A module on a device: what is a multiplier's, what a memory's, and what is left for flip-flops and LUTs."""

from __future__ import annotations

from dataclasses import dataclass

from hdl.estimation.blocks import BLOCKS, Blocks
from hdl.estimation.cover import cover
from hdl.estimation.factor import factored
from hdl.estimation.graph import Bits, Graph, Op
from hdl.estimation.multipliers import cut, fits, packed, parts
from hdl.estimation.reader import Netlist, read
from hdl.estimation.simplify import Name, rebuilt, simplified
from hdl.estimation.tables import blocks_of, looked_up


@dataclass(frozen=True, slots=True)
class Mapped:
    """The module's cells of a device. `luts` before any fitting."""

    luts: int
    flip_flops: int
    multipliers: int
    memories: int


def mapped(text: str, target: str) -> Mapped:
    """The cells of a printed module on a device. Unread for a text of another form."""
    kind = BLOCKS[target]
    net = simplified(read(text, kind.least, kind.lookup, kind.chained))
    inside = packed(net) if kind.packs else set()
    found = blocks_of(net, kind)
    inside |= {name for _, names in found.values() for name in names}

    def made(at: int, g: Graph, op: Op) -> Bits:
        if op.kind == "read" and at not in found and net.tables[op.name].values:
            return looked_up(g, net.tables[op.name], op.operands[0])[: op.width]
        if op.kind == "multiply":
            return cut(g, op, kind) if fits(op, kind) else g.word(op)
        return g.again(op, net.least)

    net = rebuilt(net, {}, made)
    net = factored(merged(net, inside))
    return Mapped(
        luts=gate_luts(net, kind, inside) + chain_luts(net, kind),
        flip_flops=sum(name not in inside for name in net.registers),
        multipliers=parts(net.graph, kind),
        memories=sum(taken for taken, _ in found.values()),
    )


def merged(net: Netlist, inside: set[Name]) -> Netlist:
    """The same, simplified again, but for the registers that are inside of something."""
    return simplified(net, frozenset(inside))


def gate_luts(net: Netlist, kind: Blocks, inside: set[Name]) -> int:
    """LUTs of gates, with those that invert what may not be inverted where it goes."""
    g = net.graph
    wanted = list(net.outputs)
    controls: set[int] = set()
    for name, r in net.registers.items():
        wanted.append(r.data)
        controls |= {r.reset, r.enable & ~1 if kind.either_enable and r.enable > 1 else r.enable}
        if r.reset and r.enable > 1 and r.gated == kind.reset_over_enable and name not in inside:
            controls.add(g.both(r.reset, r.enable) if r.gated else g.either(r.reset, r.enable))
    for w in net.writes:
        wanted += [*w.address, *w.data, w.enable]
    for op in g.ops:
        wanted += [x for operand in op.operands for x in operand]
        if kind.propagated and op.kind in ("add", "subtract"):
            wanted += [g.differ(a, b) for a, b in zip(*op.operands, strict=True)]
    wanted = [x for x in (*wanted, *controls) if x > 1]
    found = cover(g, wanted, kind.costs)
    both = {x >> 1 for x in wanted if x & 1} & {x >> 1 for x in wanted if not x & 1 and g.nodes[x >> 1][0] in _GATES}
    leaves = {x for x in wanted if x & 1 and g.nodes[x >> 1][0] not in _GATES}
    return sum(kind.costs[len(cut)] for cut in found.values()) + len(both) + len(leaves)


_GATES = ("and", "xor", "mux")


def chain_luts(net: Netlist, kind: Blocks) -> int:
    """LUTs that carry chains sit in, and those of words that the device has no block for."""
    total = 0
    for op in net.graph.ops:
        width = len(op.operands[0])
        if op.kind in ("add", "subtract"):
            total += kind.adder(width)
        elif op.kind == "carry":
            total += kind.comparison(width)
        elif op.kind == "divide":
            total += width * (kind.adder(width) + width)
        elif op.kind == "multiply" and not fits(op, kind):
            total += width * len(op.operands[1])
    return total
