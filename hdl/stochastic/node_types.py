"""Which type has a node: range and point of a number, coding and length of a stream? Or why it can have none."""

from __future__ import annotations

from collections.abc import Callable

from hdl.stochastic.lfsr import WIDTHS
from hdl.stochastic.nodes import (
    CODINGS,
    ENCODERS,
    Add,
    BitwiseAnd,
    BitwiseXnor,
    Constant,
    Encode,
    Input,
    LifStep,
    Neuron,
    Node,
    Number,
    Offset,
    Popcount,
    Scale,
    Stream,
    Type,
)  # fmt: skip
from hdl.stochastic.sobol import DIMENSIONS

MOST_BITS = 62  # of a number, also inside a neuron's step
MOST_POINT = 128
MOST_LENGTH = 1 << 16
MOST_REFRACTORY = 1 << 20


class Unfit(Exception):
    """A node that has no type; the message says why."""


def type_of(node: Node, at: Callable[[int], Type]) -> Type:
    """The type of a node, `at` giving those of the nodes it reads. Raises Unfit."""
    return _RULES[type(node)](node, at)


def _number(low: int, high: int, point: int) -> Number:
    if low > high:
        raise Unfit(f"its range {low} to {high} is empty")
    if max(high.bit_length(), low.bit_length()) > MOST_BITS:
        raise Unfit(f"{low} to {high} needs more than {MOST_BITS} bits and a sign")
    if abs(point) > MOST_POINT:
        raise Unfit(f"a binary point has to be from -{MOST_POINT} to {MOST_POINT}, not {point}")
    return Number(low, high, point)


def _read_number(at: Callable[[int], Type], i: int, what: str) -> Number:
    found = at(i)
    if not isinstance(found, Number):
        raise Unfit(f"{what} needs a number in %{i}, which is {_named(found)}")
    return found


def _read_stream(at: Callable[[int], Type], i: int, what: str) -> Stream:
    found = at(i)
    if not isinstance(found, Stream):
        raise Unfit(f"{what} needs a stream in %{i}, which is {_named(found)}")
    return found


def _named(found: Type) -> str:
    return {Neuron: "a neuron", Stream: "a stream", Number: "a number"}[type(found)]


def _input(node: Input, at: Callable[[int], Type]) -> Type:
    return _number(node.low, node.high, node.point)


def _constant(node: Constant, at: Callable[[int], Type]) -> Type:
    return _number(node.value, node.value, node.point)


def _encode(node: Encode, at: Callable[[int], Type]) -> Type:
    a = _read_number(at, node.a, "encode")
    if node.coding not in CODINGS:
        raise Unfit(f"a stream is {' or '.join(CODINGS)}, not {node.coding}")
    if node.source not in ENCODERS:
        raise Unfit(f"there is no encoder {node.source}, only {' and '.join(ENCODERS)}")
    if node.width not in WIDTHS:
        raise Unfit(f"a generator has {WIDTHS[0]} to {WIDTHS[-1]} bits, not {node.width}")
    if node.length < 2 or node.length & (node.length - 1) or node.length > MOST_LENGTH:
        raise Unfit(f"a stream has 2, 4, 8 ... {MOST_LENGTH} bits, not {node.length}")
    if node.length > 1 << node.width:
        raise Unfit(f"a generator of {node.width} bits repeats within a stream of {node.length}")
    if node.source == "lfsr" and not 0 < node.number < 1 << node.width:
        why = "stays at 0 for ever" if node.number == 0 else f"does not fit {node.width} bits"
        raise Unfit(f"an LFSR of seed {node.number} {why}")
    if node.source == "sobol" and not 0 < node.number <= DIMENSIONS:
        raise Unfit(f"there are Sobol dimensions 1 to {DIMENSIONS}, not {node.number}")
    one = 1 << (node.width - (node.coding == "bipolar"))
    lowest = -one if node.coding == "bipolar" else 0
    point = one.bit_length() - 1
    if a.point != point:
        raise Unfit(f"{node.coding} in {node.width} bits needs a number of point {point}, %{node.a} has {a.point}")
    if a.low < lowest or a.high > one:
        raise Unfit(f"%{node.a} is {a.low}..{a.high}; a {node.coding} stream holds {lowest}..{one}")
    return Stream(node.coding, node.length)


def _gate(coding: str) -> Callable[[BitwiseAnd | BitwiseXnor, Callable[[int], Type]], Type]:
    def rule(node: BitwiseAnd | BitwiseXnor, at: Callable[[int], Type]) -> Type:
        word = "bitwise_and" if coding == "unipolar" else "bitwise_xnor"
        a, b = _read_stream(at, node.a, word), _read_stream(at, node.b, word)
        if a.length != b.length:
            raise Unfit(f"%{node.a} has {a.length} bits and %{node.b} has {b.length}")
        for i, one in ((node.a, a), (node.b, b)):
            if one.coding != coding:
                raise Unfit(f"{word} multiplies {coding} streams, and %{i} is {one.coding}")
        return a

    return rule


def _popcount(node: Popcount, at: Callable[[int], Type]) -> Type:
    a = _read_stream(at, node.a, "popcount")
    return Number(0, a.length, a.length.bit_length() - 1)


def _scale(node: Scale, at: Callable[[int], Type]) -> Type:
    a = _read_number(at, node.a, "scale")
    ends = sorted((a.low * node.mantissa, a.high * node.mantissa))
    return _number(ends[0], ends[1], a.point + node.shift)


def _offset(node: Offset, at: Callable[[int], Type]) -> Type:
    a = _read_number(at, node.a, "offset")
    return _number(a.low + node.value, a.high + node.value, a.point)


def _add(node: Add, at: Callable[[int], Type]) -> Type:
    a, b = _read_number(at, node.a, "add"), _read_number(at, node.b, "add")
    if a.point != b.point:
        raise Unfit(f"%{node.a} has the point {a.point} and %{node.b} has {b.point}: scale one of them")
    return _number(a.low + b.low, a.high + b.high, a.point)


def _lif(node: LifStep, at: Callable[[int], Type]) -> Type:
    a = _read_number(at, node.a, "lif_step")
    _number(node.low, node.high, node.point)
    starts = {"reset": node.reset, "initial": node.initial}
    for name, value in starts.items():
        if not node.low <= value <= node.high:
            raise Unfit(f"{name} is {value}, outside of {node.low} to {node.high}")
    if not node.low <= node.threshold < node.high:
        raise Unfit(f"threshold is {node.threshold}; between {node.low} and {node.high} nothing can cross it")
    for name, value in starts.items():
        if value > node.threshold:
            raise Unfit(f"{name} is {value}, above the threshold {node.threshold}: it would spike at once")
    if not 0 <= node.shift <= MOST_BITS or not 0 <= node.leak <= 1 << node.shift:
        raise Unfit(f"a leak is from 0 to 1, not {node.leak} * 2**-{node.shift}")
    if not 0 <= node.refractory <= MOST_REFRACTORY:
        raise Unfit(f"a refractory time is 0 to {MOST_REFRACTORY} steps, not {node.refractory}")
    if node.hold not in (0, 1):
        raise Unfit(f"hold is 0 or 1, not {node.hold}")
    # the sum before it is rounded, at the finest point that occurs
    point = max(node.point + node.shift, a.point)
    if abs(point) > MOST_POINT or abs(a.point) > MOST_POINT:
        raise Unfit("its binary points are too far apart")
    largest = max(abs(node.low), abs(node.high)) << (point - node.point)
    largest = 2 * largest + (max(abs(a.low), abs(a.high)) << (point - a.point))
    if largest.bit_length() > MOST_BITS:
        raise Unfit(f"the sum inside needs {largest.bit_length() + 1} bits, more than {MOST_BITS + 1}")
    return Neuron()


_RULES: dict[type[Node], Callable[..., Type]] = {
    Input: _input,
    Constant: _constant,
    Encode: _encode,
    BitwiseAnd: _gate("unipolar"),
    BitwiseXnor: _gate("bipolar"),
    Popcount: _popcount,
    Scale: _scale,
    Offset: _offset,
    Add: _add,
    LifStep: _lif,
}
