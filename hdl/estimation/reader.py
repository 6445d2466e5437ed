"""Reads the Verilog that this package prints, no more than that, into single bits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from hdl.estimation.compare import compared
from hdl.estimation.graph import Bits, Graph, Op, Register, Write, number_of, resized

TOKEN = re.compile(
    r"\d+'s?[bdh][0-9a-fA-FxX_]+|\d+|[A-Za-z_$][\w$]*|<<<|>>>|<=|>=|==|!=|&&|\|\||[-+*/&|^~!?:;,(){}\[\]=<>@.]"
)
DROPPED = re.compile(r"//[^\n]*|/\*.*?\*/|^`[^\n]*|\(\*[^)]*?\*\)", re.DOTALL | re.MULTILINE)
BINARY: dict[str, int] = {
    "|": 1, "||": 1, "^": 2, "&": 3, "&&": 3, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6,
    "*": 7, "/": 7,
}  # fmt: skip
LEAST_ROM = 8  # values of a case that becomes a table
SPARSEST = 4  # entries of such a table for each value


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


def read(text: str, least: int, lookup: int = 0, chained: int = 0) -> Netlist:
    """The bits of a printed module. Unread for a text of another form.

    `least`: adders up to so many bits are made of gates. `lookup`, `chained`: see `compared`.
    """
    tokens = TOKEN.findall(DROPPED.sub(" ", text))
    first = _Reader(tokens, least, lookup, chained)
    found = first.run()
    # Yosys gives each state of a state machine a flip-flop of its own
    states = {
        name: sorted(taken) for name, taken in first.taken.items() if len(taken) > 2 and name not in first.looked_at
    }
    return _Reader(tokens, least, lookup, chained, states).run() if states else found


class _Reader:
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

    # -- tokens ---------------------------------------------------------------------------------

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

    # -- the module -----------------------------------------------------------------------------

    def run(self) -> Netlist:
        while self.peek() != "module":
            self.take()
        self.take()
        self.take()
        self.take("(")
        while not self.has(")"):
            self.port()
        self.take(";")
        items = {
            "wire": self.declaration, "reg": self.declaration, "localparam": self.parameter,
            "assign": self.assignment, "always": self.always, "initial": self.initial,
        }  # fmt: skip
        while not self.has("endmodule"):
            word = self.take()
            if word not in items:
                raise Unread(f"cannot read an item that begins with {word}")
            items[word]()
        self.net.outputs = [bit for name in self.outputs for bit in self.named(name).bits]
        return self.net

    def port(self) -> None:
        way, kind = self.take(), self.take()
        signed = self.has("signed")
        width, name = self.range(), self.take()
        self.has(",")
        if way == "output":
            self.outputs.append(name)
        if kind == "reg":
            self.register(name, width, signed)
        elif way == "input":
            self.values[name] = Value(tuple(self.g.port(name, i) for i in range(width)), signed)
        else:
            self.shapes[name] = width, signed

    def register(self, name: str, width: int, signed: bool) -> None:
        width = len(self.states[name]) if name in self.states else width
        self.values[name] = Value(tuple(self.g.register(name, i) for i in range(width)), signed)
        self.next[name] = self.values[name].bits

    def declaration(self) -> None:
        kind = self.tokens[self.at - 1]
        signed = self.has("signed")
        width, name = self.range(), self.take()
        if self.peek() == "[":
            self.net.tables[name] = Table(self.range(), width)
            self.shapes[name] = width, signed
        elif self.has("="):
            self.values[name] = Value(self.expression(width).to(width), signed)
        elif kind == "reg":
            self.register(name, width, signed)
        else:
            self.shapes[name] = width, signed
        self.take(";")

    def parameter(self) -> None:
        width = self.range()
        name = self.take()
        self.take("=")
        self.values[name] = replace(self.expression(width), sized=True)
        self.take(";")

    def assignment(self) -> None:
        names = self.target()
        self.take("=")
        widths = [self.shape(name)[0] for name in names]
        bits = self.expression(sum(widths)).to(sum(widths))
        self.take(";")
        for name, width in zip(reversed(names), reversed(widths), strict=True):
            self.values[name] = Value(bits[:width], self.shapes[name][1])
            bits = bits[width:]

    def shape(self, name: str) -> tuple[int, bool]:
        if name not in self.shapes:
            raise Unread(f"{name} is not declared")
        return self.shapes[name]

    def target(self) -> list[str]:
        """The names on the left of an assignment."""
        if not self.has("{"):
            return [self.take()]
        names = [self.take()]
        while self.has(","):
            names.append(self.take())
        self.take("}")
        return names

    def initial(self) -> None:
        """The contents of a memory."""
        self.take("begin")
        while not self.has("end"):
            table = self.net.tables.get(self.take())
            if table is None:
                raise Unread("only memories have contents")
            self.take("[")
            at = self.number()
            self.take("]")
            self.take("=")
            value = number_of(self.expression(table.width).to(table.width))
            self.take(";")
            if value is None or at != len(table.values):
                raise Unread("contents of a memory are numbers in order")
            table.values.append(value)

    # -- what happens at a clock edge -----------------------------------------------------------

    def always(self) -> None:
        for word in ("@", "(", "posedge", "clk", ")"):
            self.take(word)
        before = dict(self.next)
        self.statement()
        for name, bits in self.next.items():
            if before[name] is not bits:
                for i, data in enumerate(bits):
                    self.net.registers[name, i] = Register(data)

    def statement(self) -> None:
        if self.has("begin"):
            while not self.has("end"):
                self.statement()
        elif self.has("if"):
            self.take("(")
            self.choice(self.truth(self.expression()))
        elif self.has("case"):
            self.case()
        elif not self.has(";"):
            self.transfer()

    def choice(self, condition: int) -> None:
        """What follows an `if`."""
        self.take(")")
        before, guard = dict(self.next), self.guard
        self.guard = self.g.both(guard, condition)
        self.statement()
        yes, self.next = self.next, before
        if self.has("else"):
            self.guard = self.g.both(guard, condition ^ 1)
            self.statement()
        self.guard = guard
        self.next = self.merged(condition, yes, self.next)

    def merged(self, condition: int, yes: dict[str, Bits], no: dict[str, Bits]) -> dict[str, Bits]:
        return {
            name: a if a is no[name] else tuple(self.g.choose(condition, x, y) for x, y in zip(a, no[name], strict=True))
            for name, a in yes.items()
        }

    def case(self) -> None:
        self.take("(")
        machine = self.peek()
        selector = self.expression()
        self.take(")")
        before = dict(self.next)
        branches: list[tuple[int, int, dict[str, Bits]]] = []  # number, condition, what is taken
        last = before
        while not self.has("endcase"):
            found = None
            if not self.has("default"):
                label = self.expression().to(32)
                number = number_of(label)
                if number is None:
                    raise Unread("labels of a case are numbers")
                found = number, self.state(machine, number, selector.bits)
            self.take(":")
            self.next = dict(before)
            self.statement()
            if found is None:
                last = self.next
            else:
                branches.append((*found, self.next))
        self.next = last
        changed = [name for name in before if any(taken[name] is not before[name] for _, _, taken in branches)]
        if self.is_table(changed, branches, last):
            self.tabled(changed[0], selector.bits, branches, last)
        else:
            for _, condition, taken in reversed(branches):
                self.next = self.merged(condition, taken, self.next)

    def state(self, name: str, number: int, bits: Bits) -> int:
        """Whether a register has a number."""
        if name in self.states:
            return bits[self.states[name].index(number)]
        return self.g.equal(bits, tuple((number >> i) & 1 for i in range(len(bits))))

    @staticmethod
    def is_table(changed: list[str], branches: list[tuple[int, int, dict[str, Bits]]], last: dict[str, Bits]) -> bool:
        """Whether a case only tells constants apart: Yosys makes a memory of such a one."""
        if len(changed) != 1 or len(branches) < LEAST_ROM:
            return False
        words = [taken[changed[0]] for _, _, taken in branches] + [last[changed[0]]]
        entries = 1 << max(number for number, _, _ in branches).bit_length()
        return all(number_of(word) is not None for word in words) and entries // len(branches) <= SPARSEST

    def tabled(
        self, name: str, selector: Bits, branches: list[tuple[int, int, dict[str, Bits]]], last: dict[str, Bits]
    ) -> None:
        address = max(number for number, _, _ in branches).bit_length()
        other = number_of(last[name]) or 0
        values = [other] * (1 << address)
        for number, _, taken in branches:
            values[number] = number_of(taken[name]) or 0
        self.net.tables[f"case {name}"] = Table(len(values), len(last[name]), values, case=True)
        found = self.g.word(Op("read", (selector[:address],), len(last[name]), f"case {name}"))
        above = self.g.any_of(selector[address:])
        self.next = self.next | {name: tuple(self.g.choose(above, x, y) for x, y in zip(last[name], found, strict=True))}

    def transfer(self) -> None:
        name = self.take()
        if name in self.net.tables:
            self.take("[")
            address = self.expression().bits
            self.take("]")
            self.take("<=")
            data = self.expression().to(self.net.tables[name].width)
            self.net.writes.append(Write(name, address, data, self.guard))
        elif name in self.next:
            self.take("<=")
            width = len(self.next[name])
            value = self.expression(width)
            number = number_of(value.bits)
            if number is None:
                self.looked_at.add(name)
            else:
                self.taken.setdefault(name, set()).add(number)
            bits = value.to(width)
            if name in self.states and number is not None:
                bits = tuple(int(number == one) for one in self.states[name])
            self.next = self.next | {name: bits}
        else:
            raise Unread(f"{name} is no register")
        self.take(";")

    # -- expressions ----------------------------------------------------------------------------

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
