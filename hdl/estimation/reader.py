"""Reads the Verilog that this package prints, no more than that, into single bits."""

from __future__ import annotations

import re
from dataclasses import replace

from hdl.estimation.expressions import Expressions, Netlist, Table, Unread, Value
from hdl.estimation.graph import Bits, Op, Register, Write, number_of

TOKEN = re.compile(
    r"\d+'s?[bdh][0-9a-fA-FxX_]+|\d+|[A-Za-z_$][\w$]*|<<<|>>>|<=|>=|==|!=|&&|\|\||[-+*/&|^~!?:;,(){}\[\]=<>@.]"
)
DROPPED = re.compile(r"//[^\n]*|/\*.*?\*/|^`[^\n]*|\(\*[^)]*?\*\)", re.DOTALL | re.MULTILINE)
LEAST_ROM = 8  # values of a case that becomes a table
SPARSEST = 4  # entries of such a table for each value


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


class _Reader(Expressions):
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
            name: a
            if a is no[name]
            else tuple(self.g.choose(condition, x, y) for x, y in zip(a, no[name], strict=True))
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
        self.next = self.next | {
            name: tuple(self.g.choose(above, x, y) for x, y in zip(last[name], found, strict=True))
        }

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
