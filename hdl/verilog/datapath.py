"""The wires and registers around one multiplier and one accumulator, and what they do in each slot.

A slot's control word says which operands the multiplier takes, what is added, and which registers take over something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit, signed_width
from hdl.verilog.expressions import Printer, Wires
from hdl.verilog.registers import Registers
from hdl.verilog.schedule import Schedule, schedule

MOST_SINGLE = 40  # sources that have a bit each in the control word
AT_ONCE = 8  # sources that are chosen from in one slot


@dataclass(slots=True)
class Choice:
    """Something with several sources, one a slot: the wires, and in which slots the later ones are wanted."""

    name: str
    sources: list[str] = field(default_factory=list)
    slots: dict[int, int] = field(default_factory=dict)

    def want(self, text: str, slot: int) -> None:
        """This source in that slot."""
        if text not in self.sources:
            self.sources.append(text)
        self.slots[slot] = self.sources.index(text)

    @property
    def is_single(self) -> bool:
        """Whether each source has a bit of its own in the control word, and not a number."""
        return len(self.sources) <= MOST_SINGLE

    @property
    def bits(self) -> int:
        """Of the control word."""
        if len(self.sources) < 2:
            return 0
        return len(self.sources) if self.is_single else (len(self.sources) - 1).bit_length()

    @property
    def groups(self) -> list[list[int]]:
        """The sources, as many at once as are chosen from in one slot."""
        return [list(range(k, min(k + AT_ONCE, len(self.sources)))) for k in range(0, len(self.sources), AT_ONCE)]

    def code(self, source: int) -> int:
        """What stands in the control word for a source."""
        return 1 << source if self.is_single else source

    def wanted(self, source: int) -> str:
        """Whether the control word asks for a source."""
        return f"{self.name}[{source}]" if self.is_single else f"{self.name} == {self.bits}'d{source}"


@dataclass(slots=True)
class Datapath:
    """What the module is printed from."""

    wires: Wires
    registers: Registers
    port_a: int
    port_b: int
    width: int  # of the accumulator
    choices: list[Choice]
    constants: dict[int, int]  # slot -> second factor
    strobes: dict[str, set[int]]  # name -> slots in which it is 1
    lookups: list[dict[str, object]]
    schedule: Schedule

    def choice(self, name: str) -> Choice:
        """The choice of a name."""
        return next(c for c in self.choices if c.name == name)


class _Printer(Printer):
    def __init__(self, c: Circuit, read: Mapping[tuple[str, str], str], s: Schedule) -> None:
        super().__init__(c, read)
        self.s = s
        self.registers = Registers()
        self.sums = {chain.root for chain in s.chains.values()}
        self.hidden, self.behind = self._hidden()
        self.acc = max((signed_width(*c.bounds[i]) for i in self.sums), default=2)
        self.addresses: dict[str, Choice] = {}
        self.several = {n.table for i, n in enumerate(c.nodes) if isinstance(n, ir.Rom) and i in s.take}

    def _hidden(self) -> tuple[set[int], set[int]]:
        """What stands in the accumulator alone: the nodes of the chains before their sums, and those behind them."""
        hidden, behind = set(), set()
        for chain in self.s.chains.values():
            leaves = {a.node for a in chain.addends if not a.product}
            stack = [chain.root]
            while stack:
                i = stack.pop()
                if i != chain.root:
                    hidden.add(i)
                if not isinstance(self.c.nodes[i], ir.Mul):
                    stack += [x for x in ir.operands(self.c.nodes[i]) if x not in leaves]
            i, floored = chain.taken, self._floored(chain.taken) is not None
            while i != chain.root:
                behind.add(i)
                (i,) = ir.operands(self.c.nodes[i])
                if floored and i != chain.root:
                    hidden.add(i)
        return hidden, behind

    def show(self, i: int) -> None:
        node = self.c.nodes[i]
        if i in self.hidden:
            self.put(1, "")
            return
        if i in self.sums and i in self.s.take:
            self._slice(i, 0)
        elif i in self.sums:
            self.put(self.acc, "acc")
        elif isinstance(node, ir.Rom):
            self._lookup(i, node)
        elif i in self.s.take and self._floored(i) is not None:
            self._slice(i, self._floored(i) or 0)
        else:
            super().show(i)
            if i in self.s.take and i in self.behind and not isinstance(node, ir.Saturate):
                self._narrowed(i)
        if i in self.s.take:
            text = self.text[i]
            register = self.registers.place(
                text, self.width[i], self.truth[i], self.s.take[i], self.s.until.get(i, self.s.take[i] + 1)
            )
            self.text[i] = register.name

    def _floored(self, i: int) -> int | None:
        """By how much in all a sum is cut, where nothing else is done to it."""
        shift = 0
        while i not in self.sums:
            node = self.c.nodes[i]
            if not isinstance(node, ir.Floor):
                return None
            i, shift = node.a, shift + node.shift
        return shift

    def _narrowed(self, i: int) -> None:
        """A rounded sum without the bits above its bounds."""
        width, text = signed_width(*self.c.bounds[i]), self.text[i]
        if width < self.width[i]:
            spare = f"wire [{self.width[i] - width - 1}:0] {text}_unused_above = {text}[{self.width[i] - 1}:{width}];"
            if spare not in self.lines:
                self.lines.append(spare)
            self.width[i], self.text[i] = width, f"$signed({text}[{width - 1}:0])"

    def _slice(self, i: int, shift: int) -> None:
        """What is taken without being saturated: it is inside of its bounds."""
        width = signed_width(*self.c.bounds[i])
        whole = shift == 0 and width == self.acc
        self.put(width, "acc" if whole else f"$signed(acc[{shift + width - 1}:{shift}])")

    def reach(self, i: int) -> tuple[int, int]:
        """What stands in the accumulator can be anything, so that all sums are cut and saturated in the same way."""
        if i in self.sums or i in self.behind:
            return -(1 << (self.width[i] - 1)), (1 << (self.width[i] - 1)) - 1
        return self.c.bounds[i]

    def _lookup(self, i: int, n: ir.Rom) -> None:
        """A table's entry in the register behind it; the address is cut to the table's size."""
        table = self.c.table(n.table)
        own, bits = self.width[n.index], max(1, (len(table.values) - 1).bit_length())
        at = f"{self.text[n.index]}_at"
        if f"wire [{bits - 1}:0] {at};" not in self.lines:
            self.lines.append(f"wire [{bits - 1}:0] {at};")
            self.lines.append(f"wire [{own - bits - 1}:0] {at}_unused;")
            self.lines.append(f"assign {{{at}_unused, {at}}} = {self.text[n.index]};")
        choice = self.addresses.setdefault(n.table, Choice(f"sel_{n.table}"))
        choice.want(at, self.s.read[i])
        width = signed_width(min(table.values), max(table.values))
        self.put(width, f"{n.table}_q")


def datapath(c: Circuit, read: Mapping[tuple[str, str], str], s: Schedule) -> Datapath:
    """The datapath of a scheduled circuit."""
    p = _Printer(c, read, s)
    w = p.run()
    first, second, addend = Choice("sel_a"), Choice("sel_b"), Choice("sel_add")
    products = {i: _operands(c, w, i) for i in s.issue}
    port_a = max((w.width[a] for a, _ in products.values()), default=2)
    port_b = max((w.width[b] for _, b in products.values()), default=2)
    constants: dict[int, int] = {}
    strobes: dict[str, set[int]] = {"add": set(), "clear": {0} if s.issue else set(), "negate": set()}
    for i, slot in sorted(s.issue.items(), key=lambda item: item[1]):
        a, b = products[i]
        node = c.nodes[b]
        if not isinstance(node, ir.Const) and not isinstance(c.nodes[a], ir.Const):
            a, b = _turned(w, a, b, first, second, port_a, port_b)
        first.want(w.extended(a, port_a), slot)
        if isinstance(node, ir.Const):
            constants[slot] = node.value
            second.want("constant", slot)
        else:
            second.want(w.extended(b, port_b), slot)
    width = p.acc
    beyond: dict[str, str] = {}  # wires of which an accumulator needs the lower bits alone
    for chain in s.chains.values():
        for part in chain.addends:
            own, text = w.width[part.node], w.text[part.node]
            if not part.product and own > width and text.isidentifier():
                beyond[text] = f"wire [{own - width - 1}:0] {text}_unused_beyond = {text}[{own - 1}:{width}];"
            slot = s.add[chain.root, part.node]
            product = _shifted(part.shift, width, port_a + port_b) if part.product else ""
            addend.want(product or _cut(w, part.node, width), slot)
            strobes["add"].add(slot + 1 + s.addends_twice)
            if part.negative:
                strobes["negate"].add(slot + s.addends_twice)
        strobes["clear"].add(s.take[chain.taken])
    for register in p.registers.all:
        strobes[f"take_{register.name}"] = {taken for taken, _ in register.spans}
    lookups = []
    for table, choice in p.addresses.items():
        strobes[f"read_{table}"] = set(choice.slots)
        values = c.table(table).values
        lookups.append({"table": table, "width": signed_width(min(values), max(values)), "choice": choice,
                        "bits": max(1, (len(values) - 1).bit_length())})  # fmt: skip
    strobes["finish"] = {s.last}
    w = replace(w, lines=(*w.lines, *beyond.values()))
    return Datapath(w, p.registers, port_a, port_b, width, [first, second, addend, *p.addresses.values()], constants,
                    strobes, lookups, s)  # fmt: skip


def planned(c: Circuit, read: Mapping[tuple[str, str], str]) -> Datapath:
    """The datapath of a circuit, with choices in two slots where there is too much to choose from for one."""
    d = datapath(c, read, schedule(c))
    twice = [len(choice.sources) > AT_ONCE for choice in d.choices[:3]]
    if any(twice):
        d = datapath(c, read, schedule(c, twice[0] or twice[1], twice[2]))
    return d


def _operands(c: Circuit, w: Wires, i: int) -> tuple[int, int]:
    """The factors of a product, a constant second."""
    node = c.nodes[i]
    assert isinstance(node, ir.Mul)
    swap = isinstance(c.nodes[node.a], ir.Const) and not isinstance(c.nodes[node.b], ir.Const)
    return (node.b, node.a) if swap else (node.a, node.b)


def _turned(w: Wires, a: int, b: int, first: Choice, second: Choice, port_a: int, port_b: int) -> tuple[int, int]:
    """Two changing factors in the order that needs fewer new sources."""
    def new(x: int, y: int) -> int:
        return (w.extended(x, port_a) not in first.sources) + (w.extended(y, port_b) not in second.sources)

    fits = w.width[b] <= port_a and w.width[a] <= port_b
    return (b, a) if fits and new(b, a) < new(a, b) else (a, b)


def _shifted(shift: int, width: int, product: int) -> str:
    """The product as it is added to an accumulator of a width."""
    own, zeros = product - shift, max(0, -shift)
    if own >= width:
        bits = f"product[{shift + width - 1}:{max(0, shift)}]"
        return f"{{{bits}, {zeros}'d0}}" if zeros else bits
    bits = f"product[{product - 1}:{max(0, shift)}]"
    return f"{{{{{width - own}{{product[{product - 1}]}}}}, {bits}{f', {zeros}' + chr(39) + 'd0' if zeros else ''}}}"


def _cut(w: Wires, node: int, width: int) -> str:
    """A node as it is added to an accumulator of a width."""
    return w.extended(node, width) if w.width[node] <= width else f"{w.text[node]}[{width - 1}:0]"
