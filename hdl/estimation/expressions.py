"""Expressions of the Verilog that this package prints, as single bits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hdl.estimation.compare import compared
from hdl.estimation.graph import Bits, Graph, Op, Register, Write, number_of, resized

BINARY: dict[str, int] = {
    "|": 1, "||": 1, "^": 2, "&": 3, "&&": 3, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6,
    "*": 7, "/": 7,
}  # fmt: skip


class Unread(ValueError):
    """A text that is not what this package prints."""


@dataclass(frozen=True, slots=True)
class Value:
    """A word and whether it has a sign; `sized` is False for a number without a width."""

    bits: Bits
    signed: bool = False
    sized: bool = True

    def to(self, width: int) -> Bits:
        """The bits in another width."""
        return resized(self.bits if self.signed else (*self.bits, 0), width)


@dataclass(slots=True)
class Table:
    """A memory: the bits of its words, and its contents where it is never written."""

    depth: int
    width: int
    values: list[int] = field(default_factory=list)
    case: bool = False  # from a case statement


@dataclass(slots=True)
class Netlist:
    """A module as bits: registers by name and bit, memories, and the bits that its outputs show."""

    graph: Graph
    registers: dict[tuple[str, int], Register] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    least: int = 0  # adders up to so many bits are made of gates


class Expressions:
    """Reads expressions from tokens. `states`: the numbers of registers that are state machines."""

    def __init__(
        self, tokens: list[str], least: int, lookup: int, chained: int, states: dict[str, list[int]] | None = None
    ) -> None:
        self.tokens, self.at, self.least, self.comparing = tokens, 0, least, (least, lookup, chained)
        self.net = Netlist(Graph(), least=least)
        self.g = self.net.graph
        self.values: dict[str, Value] = {}
        self.shapes: dict[str, tuple[int, bool]] = {}
        self.outputs: list[str] = []
        self.next: dict[str, Bits] = {}
        self.guard = 1  # under which a memory is written
        self.states = states or {}  # the numbers of a state machine
        self.taken: dict[str, set[int]] = {}  # the numbers that a register takes
        self.looked_at: set[str] = set()  # registers that are not a state machine's

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise Unread(f"expected {expected or 'more'}, found {token or 'the end'} at token {self.at}")
        self.at += 1
        return token

    def has(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def number(self) -> int:
        total, sign = 0, 1
        while self.peek() not in ("]", ":"):
            word = self.take()
            if word in "+-":
                sign = 1 if word == "+" else -1
            elif word.isdigit():
                total += sign * int(word)
            else:
                raise Unread(f"{word} is no number")
        return total

    def range(self) -> int:
        """The bits of an optional [high:low]."""
        if not self.has("["):
            return 1
        high = self.number()
        self.take(":")
        low = self.number()
        self.take("]")
        return abs(high - low) + 1

    def expression(self, width: int = 0) -> Value:
        first = self.binary(0, width)
        if not self.has("?"):
            return first
        condition, a = self.truth(first), self.expression(width)
        self.take(":")
        b = self.expression(width)
        wide = max(len(a.bits), len(b.bits))
        bits = tuple(self.g.choose(condition, x, y) for x, y in zip(a.to(wide), b.to(wide), strict=True))
        return Value(bits, a.signed and b.signed)

    def truth(self, value: Value) -> int:
        return self.g.any_of(value.bits)

    def binary(self, level: int, width: int) -> Value:
        left = self.unary(width)
        while BINARY.get(self.peek(), -1) > level:
            sign = self.take()
            left = self.combined(sign, left, self.binary(BINARY[sign], width), width)
        return left

    def combined(self, sign: str, a: Value, b: Value, width: int) -> Value:
        wide = max(len(x.bits) for x in (a, b) if x.sized or not (a.sized or b.sized))
        signed = a.signed and b.signed
        x, y = (replace(one, signed=one.signed and (signed or not one.sized)).to(wide) for one in (a, b))
        if sign in ("<", "<=", ">", ">=", "==", "!="):
            return Value((compared(self.g, sign, x, y, signed, *self.comparing),))
        if sign in ("+", "-"):
            wide = max(wide, width)
            x, y = (replace(one, signed=signed).to(wide) for one in (a, b))
            return Value(self.g.sum(x, y, sign == "-", wide, self.least), signed)
        if sign == "*":
            return Value(self.g.product(x, y, max(wide, width)), signed)
        if sign == "/":
            return Value(self.g.word(Op("divide", (x, y), wide)), signed)
        if sign in ("&&", "||"):
            x, y = (self.truth(a),), (self.truth(b),)
        gate = {"&": self.g.both, "&&": self.g.both, "|": self.g.either, "||": self.g.either, "^": self.g.differ}[sign]
        return Value(tuple(gate(p, q) for p, q in zip(x, y, strict=True)), signed)

    def unary(self, width: int) -> Value:
        if self.has("-"):
            value = self.unary(width)
            zero = (0,) * len(value.bits)
            number = number_of(value.bits)
            if number is not None:
                return replace(value, bits=tuple((-number >> i) & 1 for i in range(len(value.bits))))
            return replace(value, bits=self.g.sum(zero, value.bits, True, len(zero), self.least))
        if self.has("~"):
            value = self.unary(width)
            return replace(value, bits=tuple(bit ^ 1 for bit in value.bits))
        if self.has("!"):
            return Value((self.truth(self.unary(width)) ^ 1,))
        return self.primary()

    def primary(self) -> Value:
        word = self.take()
        if word == "(":
            value = self.expression()
            self.take(")")
            return value
        if word == "$signed":
            return replace(self.primary(), signed=True)
        if word == "{":
            return self.joined()
        if "'" in word:
            return _literal(word)
        if word.isdigit():
            return Value(tuple((int(word) >> i) & 1 for i in range(32)), True, sized=False)
        return self.indexed(word)

    def joined(self) -> Value:
        """{a, b} or {n{a}}."""
        if self.peek().isdigit() and self.tokens[self.at + 1] == "{":
            count = int(self.take())
            self.take("{")
            value = self.expression()
            self.take("}")
            self.take("}")
            return Value(value.bits * count)
        bits = self.expression().bits
        while self.has(","):
            bits = self.expression().bits + bits
        self.take("}")
        return Value(bits)

    def named(self, name: str) -> Value:
        if name not in self.values:
            raise Unread(f"{name} is not declared")
        return self.values[name]

    def state(self, name: str, number: int, bits: Bits) -> int:
        """Whether a register has a number."""
        if name in self.states:
            return bits[self.states[name].index(number)]
        return self.g.equal(bits, tuple((number >> i) & 1 for i in range(len(bits))))

    def indexed(self, name: str) -> Value:
        if name in self.net.tables:
            self.take("[")
            address = self.expression().bits
            self.take("]")
            table = self.net.tables[name]
            used = max(1, (table.depth - 1).bit_length())
            return Value(self.g.word(Op("read", (address[:used],), table.width, name)), self.shapes[name][1])
        value = self.named(name)
        if self.peek() == "==" and name in self.states:
            self.take()
            number = number_of(self.primary().bits)
            return Value((self.state(name, number or 0, value.bits),))
        if self.peek() != "==" and self.tokens[self.at - 3 : self.at - 1] != ["case", "("]:
            self.looked_at.add(name)
        if not self.has("["):
            return value
        high = low = self.number()
        if self.has(":"):
            low = self.number()
        self.take("]")
        return Value(value.bits[low : high + 1])


def _literal(word: str) -> Value:
    width, _, digits = word.partition("'")
    signed = digits[0] == "s"
    digits = digits.lstrip("s")
    number = int(digits[1:].replace("_", "").replace("x", "0"), {"b": 2, "d": 10, "h": 16}[digits[0]])
    return Value(tuple((number >> i) & 1 for i in range(int(width))), signed)
