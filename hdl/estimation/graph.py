"""A module as single bits: gates, registers and the words that a device has blocks for.

A literal is twice the number of a node, and one more where it is inverted; 0 and 1 are the constants. Equal gates are
one node, and gates with a constant or twice the same input are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Bits = tuple[int, ...]  # literals, the lowest bit first


GATES = ("and", "xor", "mux")


class Node(NamedTuple):
    """A gate (`kind` is and, xor, mux; `inputs` are literals) or a leaf: a bit of a port, of a register, of a word.

    `name`: of the port or register. `at`: the place of the word among the words.
    """

    kind: str
    inputs: tuple[int, ...] = ()
    name: str = ""
    at: int = 0
    bit: int = 0


class Op(NamedTuple):
    """A word: `kind` is add, subtract, multiply, part (of a product), divide, read, carry or stages (of a comparison).

    `name`: the memory that is read, or "whole" for a sum or product not looked through again. `width`: the bits of the
    result.
    """

    kind: str
    operands: tuple[Bits, ...]
    width: int
    name: str = ""


@dataclass(slots=True)
class Register:
    """A flip-flop: what it takes, when (`enable`), and what sets it to `value` first (`reset`); all literals.

    `gated`: the reset needs the enable too.
    """

    data: int
    enable: int = 1
    reset: int = 0
    value: int = 0
    gated: bool = False


@dataclass(slots=True)
class Write:
    """What a memory takes at a clock edge."""

    memory: str
    address: Bits
    data: Bits
    enable: int


@dataclass(slots=True)
class Graph:
    """The nodes; `strips`: whether the lowest bits of a sum that need no adder are taken out of it.

    The first node is the constant.
    """

    nodes: list[Node] = field(default_factory=lambda: [Node("constant")])
    place: dict[Node, int] = field(default_factory=dict)
    ops: list[Op] = field(default_factory=list)
    op_place: dict[Op, int] = field(default_factory=dict)
    strips: bool = False

    def node(self, key: Node) -> int:
        """The literal of a node, the same for the same node."""
        found = self.place.get(key)
        if found is None:
            found = self.place[key] = len(self.nodes)
            self.nodes.append(key)
        return 2 * found

    def port(self, name: str, bit: int) -> int:
        """A bit of an input."""
        return self.node(Node("port", name=name, bit=bit))

    def register(self, name: str, bit: int) -> int:
        """A bit of a register."""
        return self.node(Node("register", name=name, bit=bit))

    def word(self, op: Op) -> Bits:
        """The bits of a word."""
        at = self.op_place.get(op)
        if at is None:
            at = self.op_place[op] = len(self.ops)
            self.ops.append(op)
        return tuple(self.node(Node("word", at=at, bit=bit)) for bit in range(op.width))

    # -- gates ----------------------------------------------------------------------------------

    def both(self, a: int, b: int) -> int:
        """a and b."""
        if a > b:
            a, b = b, a
        if a == 0 or a == b ^ 1:
            return 0
        return b if a in (1, b) else self.node(Node("and", (a, b)))

    def either(self, a: int, b: int) -> int:
        """a or b."""
        return self.both(a ^ 1, b ^ 1) ^ 1

    def differ(self, a: int, b: int) -> int:
        """a exclusive-or b."""
        flip = (a ^ b) & 1
        a, b = sorted((a & ~1, b & ~1))
        if a == b:
            return flip
        return (b if a == 0 else self.node(Node("xor", (a, b)))) ^ flip

    def choose(self, condition: int, yes: int, no: int) -> int:
        """condition ? yes : no."""
        if condition & 1:
            condition, yes, no = condition ^ 1, no, yes
        if condition == 0:
            return no
        if yes == no:
            return yes
        if (yes, no) in ((0, 1), (1, 0)):
            return condition ^ (yes == 0)
        return self.node(Node("mux", (condition, yes, no)))

    def all_of(self, bits: Sequence[int]) -> int:
        """Whether all bits are 1, as a tree."""
        work = list(bits)
        while len(work) > 1:
            work = [self.both(*work[i : i + 2]) if i + 1 < len(work) else work[i] for i in range(0, len(work), 2)]
        return work[0] if work else 1

    def any_of(self, bits: Sequence[int]) -> int:
        """Whether a bit is 1."""
        return self.all_of([bit ^ 1 for bit in bits]) ^ 1

    def equal(self, a: Bits, b: Bits) -> int:
        """Whether two words of the same width are equal."""
        return self.all_of([self.differ(x, y) ^ 1 for x, y in zip(a, b, strict=True)])

    def majority(self, a: int, b: int, c: int) -> int:
        """Whether two of three bits are 1: a carry."""
        return self.choose(self.differ(a, b), c, a)

    # -- words ----------------------------------------------------------------------------------

    def sum(self, a: Bits, b: Bits, subtract: bool, width: int, least: int = 0) -> Bits:
        """a + b or a - b in `width` bits, without the parts that need no adder.

        Those are the lowest bits in which one operand is 0, and copies of the sign above. An adder of `least` bits or
        fewer is made of gates.
        """
        a, b = resized(a, width), resized(b, width)
        low = 0
        while self.strips and low < width and (b[low] == 0 or (a[low] == 0 and not subtract)):
            low += 1
        if low == width:
            return tuple(x if y == 0 else y for x, y in zip(a, b, strict=True))
        lower = tuple(x if y == 0 else y for x, y in zip(a[:low], b[:low], strict=True))
        a, b = a[low:], b[low:]
        used = min(width - low, max(own_width(a), own_width(b)) + 1)
        if used <= least:
            done = self.gates(a[:used], b[:used], subtract)
        elif not subtract and a > b:
            done = self.word(Op("add", (b[:used], a[:used]), used))
        else:
            done = self.word(Op("subtract" if subtract else "add", (a[:used], b[:used]), used))
        return lower + resized(done, width - low)

    def gates(self, a: Bits, b: Bits, subtract: bool) -> Bits:
        """A sum without a carry chain."""
        carry, done = int(subtract), []
        for x, y in zip(a, b, strict=True):
            half = self.differ(x, y ^ subtract)
            done.append(self.differ(half, carry))
            carry = self.choose(half, carry, x)
        return tuple(done)

    def again(self, op: Op, least: int) -> Bits:
        """A word whose operands or width may have changed."""
        a = op.operands[0]
        if op.name == "whole":
            return self.word(op._replace(operands=tuple(x[: op.width] for x in op.operands)))
        if op.kind in ("add", "subtract"):
            return self.sum(a, op.operands[1], op.kind == "subtract", op.width, least)
        if op.kind == "carry":  # the lowest bits of what is compared decide nothing where those of the other are 0
            low = _zeros(op.operands[1])
            return self.word(op._replace(operands=tuple(x[low:] for x in op.operands)))
        if op.kind == "multiply":
            return self.product(a, op.operands[1], op.width)
        return self.word(op)

    def product(self, a: Bits, b: Bits, width: int) -> Bits:
        """a * b of signed words; with a power of two it is a shift."""
        a, b = a[: own_width(a)], b[: own_width(b)]
        if any(all(bit < 2 for bit in x) for x in (a, b)):
            number, other = (a, b) if all(bit < 2 for bit in a) else (b, a)
            if sum(number) == 1 and number[-1] == 0:
                return resized((0,) * number.index(1) + other, width)
            if not any(number):
                return (0,) * width
        zeros = _zeros(a) + _zeros(b)
        a, b = a[_zeros(a) :], b[_zeros(b) :]
        used = min(width - zeros, len(a) + len(b))
        if used <= 0:
            return (0,) * width
        done = self.word(Op("multiply", (a, b) if len(a) >= len(b) else (b, a), used))
        return resized((0,) * zeros + done, width)


def _zeros(bits: Bits) -> int:
    """How many of the lowest bits are 0, without the sign."""
    return next((i for i, bit in enumerate(bits) if bit), len(bits) - 1)


def resized(bits: Bits, width: int) -> Bits:
    """A signed word in another width."""
    return bits[:width] if len(bits) >= width else bits + (bits[-1],) * (width - len(bits))


def own_width(bits: Bits) -> int:
    """The bits of a signed word without copies of its sign."""
    n = len(bits)
    while n > 1 and bits[n - 1] == bits[n - 2]:
        n -= 1
    return n


def number_of(bits: Bits) -> int | None:
    """The number of a word of constants, without a sign; None where a bit is not constant."""
    return sum(bit << i for i, bit in enumerate(bits)) if all(bit < 2 for bit in bits) else None
