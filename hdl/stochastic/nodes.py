"""What a stochastic graph is made of: numbers, streams of bits between them, and a neuron's step.

Every step of the model takes as many clocks as its streams have bits. A number stands for raw * 2**-point. A stream
of `length` bits in which each is 1 with probability p stands for p (unipolar) or 2p - 1 (bipolar), and a product is
one gate: AND for unipolar, XNOR for bipolar streams (Gaines BR 1969, Stochastic computing systems, Advances in
Information Systems Science 2:37-172).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CODINGS = ("unipolar", "bipolar")
ENCODERS = {"lfsr": "seed", "sobol": "dimension"}  # a generator, and what its number is called


@dataclass(frozen=True, slots=True)
class Input:
    """A port, sampled at the start of a step and held through it."""

    port: str
    low: int
    high: int
    point: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that does not change."""

    value: int
    point: int


@dataclass(frozen=True, slots=True)
class Encode:
    """A number in 0 .. 2**width (bipolar: -2**(width-1) .. 2**(width-1)) as a stream.

    A bit is 1 where the generator's value of `width` bits lies below the number. `number` is the seed of an LFSR, or
    the dimension of a Sobol sequence, from 1.
    """

    a: int
    coding: str
    source: str
    width: int
    number: int
    length: int


@dataclass(frozen=True, slots=True)
class BitwiseAnd:
    """The product of unipolar streams."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class BitwiseXnor:
    """The product of bipolar streams."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Popcount:
    """How many bits of a stream are 1: the raw number of point log2(length), so that it stands for their share."""

    a: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A number times mantissa * 2**-shift; exact."""

    a: int
    mantissa: int
    shift: int


@dataclass(frozen=True, slots=True)
class Offset:
    """A number plus a raw constant of the same point."""

    a: int
    value: int


@dataclass(frozen=True, slots=True)
class Add:
    """The sum of two numbers of one point."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class LifStep:
    """One step of a neuron: v becomes v - leak * v + a, rounded to `point` (halves up) and cut to low .. high.

    `leak` stands for leak * 2**-shift. Where v then exceeds `threshold` there is a spike, and v becomes `reset`; not in
    the `refractory` steps after a spike, in which v stays as it is if `hold`. `low`, `high`, `threshold`, `reset` and
    `initial` are raw numbers of `point`.
    """

    a: int
    point: int
    low: int
    high: int
    leak: int
    shift: int
    threshold: int
    reset: int
    initial: int
    refractory: int
    hold: int


Node = Input | Constant | Encode | BitwiseAnd | BitwiseXnor | Popcount | Scale | Offset | Add | LifStep

WORDS: dict[str, type[Node]] = {
    "input": Input,
    "constant": Constant,
    "encode": Encode,
    "bitwise_and": BitwiseAnd,
    "bitwise_xnor": BitwiseXnor,
    "popcount": Popcount,
    "scale": Scale,
    "offset": Offset,
    "add": Add,
    "lif_step": LifStep,
}
OPERANDS: dict[type[Node], tuple[str, ...]] = {
    kind: tuple(name for name in ("a", "b") if name in kind.__slots__) for kind in WORDS.values()
}


@dataclass(frozen=True, slots=True)
class Number:
    """The type of a number: its range, raw, and its binary point."""

    low: int
    high: int
    point: int

    def __str__(self) -> str:
        return f"number {self.low}..{self.high} .{self.point}"


@dataclass(frozen=True, slots=True)
class Stream:
    """The type of a stream."""

    coding: str
    length: int

    def __str__(self) -> str:
        return f"{self.coding} {self.length}"


@dataclass(frozen=True, slots=True)
class Neuron:
    """The type of a neuron's step, whose parts `v` and `spike` only an output can show."""

    def __str__(self) -> str:
        return "neuron"


Type = Number | Stream | Neuron
PARTS = ("v", "spike")  # of a neuron


@dataclass(frozen=True, slots=True)
class Output:
    """What the outside sees after each step: a number, or with `part` that of a neuron."""

    name: str
    node: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in an order in which each reads only earlier ones; `types` go with them. `notes` say where it comes from,
    `names` give nodes the names of the model's quantities.
    """

    name: str
    nodes: tuple[Node, ...]
    types: tuple[Type, ...]
    outputs: tuple[Output, ...]
    notes: tuple[str, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The ports."""
        return tuple(node for node in self.nodes if isinstance(node, Input))

    @property
    def length(self) -> int:
        """Bits of its streams, which are clocks a step; 0 where it has none."""
        return max((node.length for node in self.nodes if isinstance(node, Encode)), default=0)


def operands(node: Node) -> tuple[int, ...]:
    """The nodes a node reads."""
    return tuple(getattr(node, name) for name in OPERANDS[type(node)])
