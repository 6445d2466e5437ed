"""A module on a device: what is a multiplier's, what a memory's, and what is left for flip-flops and LUTs."""

from __future__ import annotations

from dataclasses import dataclass

from hdl.estimation.blocks import BLOCKS, Blocks
from hdl.estimation.compress import compressed
from hdl.estimation.cover import cover
from hdl.estimation.expressions import Netlist
from hdl.estimation.factor import factored
from hdl.estimation.graph import GATES, Bits, Graph, Op
from hdl.estimation.multipliers import cut, fits, packed, parts, soft
from hdl.estimation.reader import read
from hdl.estimation.settled import settled
from hdl.estimation.simplify import Name, rebuilt, simplified, used_bits
from hdl.estimation.tables import blocks_of, looked_up, written
from kernels.analysis.options import Question
from kernels.errors import Cancelled

SUMS = ("add", "subtract")


@dataclass(frozen=True, slots=True)
class Mapped:
    """The module's cells of a device."""

    lut: int
    ff: int
    dsp: int
    bram: int


def mapped(text: str, target: str, cancelled: Question | None = None) -> Mapped:
    """The cells of a printed module on a device. Unread for a text of another form; Cancelled between two passes."""
    kind = BLOCKS[target]
    net = simplified(read(text, kind.least, kind.lookup, kind.chained))
    _go_on(cancelled)
    net = compressed(rebuilt(net, {}, lambda at, g, op: _soft(g, op, kind)), kind.packs)
    _go_on(cancelled)
    inside = packed(net) if kind.packs else set()
    net, own, in_luts = written(net, kind)
    net = simplified(net, frozenset(inside)) if own else net
    found = blocks_of(net, kind)
    inside |= {name for _, names in found.values() for name in names}

    def made(at: int, g: Graph, op: Op) -> Bits:
        if op.kind == "read" and at not in found and net.tables[op.name].values:
            return looked_up(g, net.tables[op.name], op.operands[0])[: op.width]
        if op.kind == "multiply":
            return cut(g, op, kind)
        return g.again(op, net.least)

    done = simplified(rebuilt(net, {}, made), frozenset(inside))
    _go_on(cancelled)
    if kind.settles:
        done = settled(done, frozenset(inside))
    done = factored(done)
    _go_on(cancelled)
    return Mapped(
        lut=gates(done, kind, inside) + chains(done, kind) + in_luts,
        ff=sum(name not in inside for name in done.registers),
        dsp=parts(done.graph, kind),
        bram=own + sum(taken for taken, _ in found.values()),
    )


def _go_on(cancelled: Question | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


def _soft(g: Graph, op: Op, kind: Blocks) -> Bits:
    """A word, or the sum that it is where its product is too narrow for a multiplier."""
    return soft(g, op, kind.least) if op.kind == "multiply" and not fits(op, kind) else g.again(op, kind.least)


def gates(net: Netlist, kind: Blocks, inside: set[Name]) -> int:
    """LUTs of gates, with those that invert what cannot be inverted where it goes."""
    g = net.graph
    wanted = {*net.outputs, *_controls(net, kind, inside)}
    wanted |= {r.data for r in net.registers.values()}
    for w in net.writes:
        wanted |= {*w.address, *w.data, w.enable}
    for op in list(g.ops):
        wanted |= _operands(g, op, kind)
    wanted -= {0, 1}
    found = cover(g, sorted(wanted), kind.costs)
    leaves = {x for x in wanted if g.nodes[x >> 1].kind not in GATES}
    # one that is wanted both ways takes two LUTs; a leaf takes one only where it is wanted inverted
    again = sum(x & 1 and (x in leaves or x ^ 1 in wanted) for x in wanted)
    return sum(kind.costs[len(cone)] for cone in found.values()) + again


def _controls(net: Netlist, kind: Blocks, inside: set[Name]) -> set[int]:
    """What enables and resets flip-flops, as the device has them."""
    found: set[int] = set()
    for name, r in net.registers.items():
        enable, reset = r.enable, r.reset
        if reset and enable != 1 and r.gated == kind.reset_over_enable and name not in inside:
            if r.gated:
                reset = net.graph.both(reset, enable)
            else:
                enable = net.graph.either(reset, enable)
        found |= {reset, enable & ~1 if kind.either_enable and enable > 1 else enable}
    return found


def _operands(g: Graph, op: Op, kind: Blocks) -> set[int]:
    """What goes into the block of a word."""
    if op.kind not in (*SUMS, "carry"):
        return {x for operand in op.operands for x in operand}
    a, b = op.operands
    if kind.propagated and op.kind in SUMS:  # their difference, and one of them
        flip = op.kind == "subtract"
        simple = min((a, b), key=lambda word: (flip and word is b, sum(g.nodes[x >> 1].kind in GATES for x in word)))
        return {*simple, *(g.differ(x, y) ^ flip for x, y in zip(a, b, strict=True))}
    return {*a, *(x ^ (op.kind != "add" and kind.inverts) for x in b)}


def chains(net: Netlist, kind: Blocks) -> int:
    """LUTs that carry chains sit in, and those of words that the device has no block for."""
    count, _ = used_bits(net)
    total = 0
    for op in list(net.graph.ops):
        width = len(op.operands[0])
        if op.kind in SUMS:
            # where the carry is a cell of its own, the LUT is only there for a bit that is read
            used = sum(count[bit >> 1] > 0 for bit in net.graph.word(op)) if kind.lone_carry else width
            total += kind.adder(used)
        elif op.kind == "carry":
            total += kind.comparison(width)
        elif op.kind == "divide":
            total += width * (kind.adder(width) + width)
    return total
