"""A neuron and the ranges of its inputs -> the stochastic graph.

Every input is a stream of its place in its range. A term of the drive is a product of such streams with one that
stands for its weight, in (1/2, 1]; the power of two that is left is a shift behind the counter. Sums are made of
counts, exactly: a multiplexer would halve the resolution with every summand (Gaines 1969; Alaghband A, Hayes JP 2013,
Survey of stochastic computing, ACM Trans Embed Comput Syst 12:92).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hdl.fixed.formats import whole_bits
from hdl.refusal import Refused
from hdl.stochastic import lfsr, sobol
from hdl.stochastic.neuron import Lif
from hdl.stochastic.node_types import MOST_BITS, Unfit, type_of
from hdl.stochastic.nodes import (
    Add,
    BitwiseAnd,
    BitwiseXnor,
    Constant,
    Encode,
    Graph,
    Input,
    LifStep,
    Node,
    Offset,
    Output,
    Popcount,
    Scale,
    Type,
)  # fmt: skip
from hdl.stochastic.polynomial import Monomial, in_unit
from hdl.stochastic.text import is_name
from hdl.verilog.header import plain_line
from kernels.errors import RequestError

LEAK_BITS = 15  # of the leak, so that it is one factor of a 16-bit multiplier
GUARD = 8  # bits of the drive behind those of the potential
LEAST_WAY = 4  # steps of the potential from reset to threshold
MOST_SHIFT = 60  # size of a power of two that an input's span or a weight may need


@dataclass(frozen=True, slots=True)
class Choices:
    """How a neuron becomes a graph: encoder, coding, bits a stream, bits of generators, bits of the potential, seed."""

    encoder: str
    coding: str
    length: int
    width: int
    bits: int
    seed: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an input lies: its port's raw ends, and the number = low + span * x of what its stream stands for."""

    port: str
    point: int
    low_raw: int
    high_raw: int
    middle: int  # raw number that x = 0 stands for
    power: int  # span is 2**power

    @property
    def number(self) -> tuple[float, float]:
        """(number at x = 0, span)."""
        return math.ldexp(self.middle, -self.point), math.ldexp(1.0, self.power)


def assemble(name: str, lif: Lif, ranges: Mapping[str, tuple[float, float]], choices: Choices,
             head: tuple[str, ...] = ()) -> Graph:  # fmt: skip
    """The graph of a neuron, verified by its types. Refused, or RequestError, where the numbers do not fit."""
    return _Assembler(lif, ranges, choices).run(name, head)


class _Assembler:
    def __init__(self, lif: Lif, ranges: Mapping[str, tuple[float, float]], choices: Choices) -> None:
        self.lif, self.choices = lif, choices
        self.nodes: list[Node] = []
        self.types: list[Type] = []
        self.names: dict[int, str] = {}
        self.notes: list[str] = []
        self.places = {i: self.place(i, port, *ranges[i]) for i, port in port_names(lif.inputs).items()}
        self.drive = in_unit(lif.drive, {("input", i): p.number for i, p in self.places.items()})
        self.encoders = self.generators()

    def run(self, name: str, head: tuple[str, ...]) -> Graph:
        lif, c = self.lif, self.choices
        point = c.bits - whole_bits(lif.low, lif.high)
        weights = {m: self.weight(m) for m in self.drive if m}
        count_bits = c.length.bit_length() - 1
        # a bipolar count is worth twice as much, and 1 less
        twice = int(c.coding == "bipolar")
        drive_point = max([point + GUARD] + [count_bits - power - twice for _, power, _ in weights.values()])
        base = self.drive.get((), 0.0)
        values = {name: self.input(name) for name in self.places}
        streams: dict[tuple[str, int], int] = {}
        total = None
        for m, (raw, power, sign) in weights.items():
            product = self.product(m, raw, values, streams)
            count = self.add(Popcount(product))
            shift = drive_point - count_bits
            grown = shift + power + twice
            summand = self.add(Scale(count, sign << grown, shift))
            total = summand if total is None else self.add(Add(total, summand))
            base -= twice * sign * math.ldexp(1.0, power)
            self.notes.append(self.said(m, raw, power, sign))
        assert total is not None
        offset = round(math.ldexp(base, drive_point))
        if offset:
            total = self.add(Offset(total, offset))
        self.names[total] = "drive"
        step = self.add(self.step(total, point), lif.state)
        shown = port_names([lif.state], [p.port for p in self.places.values()] + ["spike"])[lif.state]
        outputs = (Output(shown, step, "v"), Output("spike", step, "spike"))
        notes = tuple(plain_line(line)[:200] for line in (*head, *self.notes))
        return Graph(name, tuple(self.nodes), tuple(self.types), outputs, notes, self.names)

    def add(self, node: Node, name: str = "") -> int:
        """Adds a node with its type, and its name if it has one."""
        try:
            self.types.append(type_of(node, self.types.__getitem__))
        except Unfit as problem:
            raise Refused(
                "range", f"{type(node).__name__} cannot be made: {problem}; other bits, width or length may fit"
            ) from None
        self.nodes.append(node)
        if name:
            self.names[len(self.nodes) - 1] = plain_line(name)[:60]
        return len(self.nodes) - 1

    # -- inputs and their streams ------------------------------------------------------------------

    def place(self, name: str, port: str, low: float, high: float) -> Place:
        """Where a stream of the generators' width places an input; its span is a power of two."""
        if not low < high or not math.isfinite(high - low):
            raise Refused(
                "range", f"the input {name} stays at {low:g}, so it has no range to encode; give it one in its "
                "comment, as in: I : amp # [0 nA, 5 nA]"
            )  # fmt: skip
        bipolar = self.choices.coding == "bipolar"
        bits = self.choices.width - bipolar
        power = math.ceil(math.log2((high - low) / (1 + bipolar)) - 1e-12)
        while True:
            if abs(power) > MOST_SHIFT:
                raise Refused("range", f"the input {name} spans {high - low:g}, which no binary point places")
            point = bits - power
            ends = round(math.ldexp(low, point)), round(math.ldexp(high, point))
            middle = (ends[0] + ends[1]) // 2 if bipolar else ends[0]
            if ends[1] - middle <= 1 << bits and (not bipolar or middle - ends[0] <= 1 << bits):
                break
            power += 1
        self.notes.append(
            f"input {name}: {low:g} to {high:g}, a {self.choices.coding} stream of "
            f"({name} - {math.ldexp(middle, -point):g}) / {math.ldexp(1.0, power):g}; {point} bits behind the point"
        )
        return Place(port, point, *ends, middle, power)

    def input(self, name: str) -> int:
        """The node of an input's place in its range."""
        p = self.places[name]
        a = self.add(Input(p.port, p.low_raw, p.high_raw, p.point), name)
        if p.middle:
            a = self.add(Offset(a, -p.middle))
        return self.add(Scale(a, 1, p.power)) if p.power else a

    def product(self, m: Monomial, raw: int, values: Mapping[str, int], streams: dict[tuple[str, int], int]) -> int:
        """The stream of a term: its inputs, each power of one by another encoder, and its weight unless that is 1."""
        c = self.choices
        factors = []
        for k, (_, name) in enumerate(m):
            key = name, [factor[1] for factor in m[:k]].count(name)
            if key not in streams:
                streams[key] = self.add(self.encode(values[name], key), f"stream of {name}")
            factors.append(streams[key])
        if raw < self.one:
            shown = "*".join(name for _, name in m)
            weight = self.add(Constant(raw, c.width - (c.coding == "bipolar")), f"weight of {shown}")
            factors.append(self.add(self.encode(weight, m)))
        stream = factors[0]
        for other in factors[1:]:
            stream = self.add((BitwiseXnor if c.coding == "bipolar" else BitwiseAnd)(stream, other))
        return stream

    def encode(self, a: int, key: object) -> Encode:
        """The encoder of an input or a weight."""
        c = self.choices
        return Encode(a, c.coding, c.encoder, c.width, self.encoders[key], c.length)

    def generators(self) -> dict[object, int]:
        """A seed or dimension of its own for every stream."""
        keys: dict[object, None] = {}
        for m in self.drive:
            for k, (_, name) in enumerate(m):
                keys[name, [factor[1] for factor in m[:k]].count(name)] = None
            if m and self.weight(m)[0] < self.one:
                keys[m] = None
        c = self.choices
        if c.encoder == "sobol":
            if len(keys) > sobol.DIMENSIONS:
                raise RequestError(
                    "encoder", f"{len(keys)} streams, and there are {sobol.DIMENSIONS} Sobol dimensions; take lfsr"
                )
            return {key: i for i, key in enumerate(keys, 1)}
        if len(keys) * (c.width + 1) > lfsr.period(c.width):
            raise RequestError("width", f"{c.width} bits; {len(keys)} streams would share their random bits")
        return dict(zip(keys, lfsr.spread_seeds(c.width, len(keys), c.seed), strict=True))

    # -- numbers -------------------------------------------------------------------------------------

    @property
    def one(self) -> int:
        """The raw number of a weight of 1."""
        return 1 << (self.choices.width - (self.choices.coding == "bipolar"))

    def weight(self, m: Monomial) -> tuple[int, int, int]:
        """(raw weight, power, sign): the coefficient is sign * weight * 2**power, the weight in (1/2, 1]."""
        c = self.drive[m]
        mantissa, power = math.frexp(abs(c))
        raw = round(mantissa * self.one)
        if raw * 2 == self.one:
            raw, power = self.one, power - 1
        if abs(power) > MOST_SHIFT:
            raise Refused("range", f"a coefficient of {c:g} of the drive: no shift reaches it")
        return raw, power, 1 if c > 0.0 else -1

    def said(self, m: Monomial, raw: int, power: int, sign: int) -> str:
        """A note about a term."""
        factors = " * ".join(name for _, name in m)
        return (
            f"term {factors}: weight {sign * raw / self.one:.6g} * 2**{power} of the streams "
            f"({sign * math.ldexp(raw / self.one, power):.6g} for {self.drive[m]:.6g})"
        )

    def step(self, a: int, point: int) -> LifStep:
        """The neuron, its numbers rounded to the potential's binary point."""
        lif = self.lif

        def raw(value: float) -> int:
            return round(math.ldexp(value, point))

        exact = math.ldexp(lif.threshold, point)
        threshold = math.floor(exact) if lif.strict else math.ceil(exact) - 1
        if threshold - raw(lif.reset) < LEAST_WAY or raw(lif.initial) > threshold:
            raise RequestError(
                "bits", f"{self.choices.bits}; in steps of {math.ldexp(1.0, -point):g} the threshold of {lif.state}, "
                f"{lif.threshold:g}, is too near to its reset {lif.reset:g} or its start {lif.initial:g}"
            )  # fmt: skip
        shift = 0 if lif.leak == 0.0 else LEAK_BITS - math.frexp(lif.leak)[1]
        shift = max(0, min(shift, MOST_BITS - self.choices.bits - 2))
        leak = min(round(math.ldexp(lif.leak, shift)), 1 << shift)
        if lif.leak and abs(leak / math.ldexp(lif.leak, shift) - 1.0) > 1e-3:
            raise RequestError(
                "bits", f"{self.choices.bits}; beside them a leak of {lif.leak:.3g} a step has too few bits: take fewer"
            )
        self.notes.append(
            f"{lif.state}: leak {math.ldexp(leak, -shift):.9g} a step, {point} bits behind the point, "
            f"threshold {lif.threshold:g}, reset {lif.reset:g}, {lif.refractory} steps refractory"
        )
        return LifStep(
            a, point, math.floor(math.ldexp(lif.low, point)), math.ceil(math.ldexp(lif.high, point)), leak, shift,
            threshold, raw(lif.reset), raw(lif.initial), lif.refractory, int(lif.hold),
        )  # fmt: skip


def port_names(names: list[str], taken: list[str] | None = None) -> dict[str, str]:
    """A name that a graph takes for each: ASCII letters, digits and underscores."""
    used = set(taken or ())
    found = {}
    for name in names:
        legal = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)[:50]
        legal = legal if is_name(legal) else f"x{legal}"
        while legal in used:
            legal += "_"
        used.add(legal)
        found[name] = legal
    return found
