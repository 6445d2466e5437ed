"""When is what computed, with one multiplier and one accumulator for all sums of products? A slot is a clock.

The operands of a product are taken in a slot in which they can be read and the multiplier is free; they stand in its
registers a slot later, the product in the next, in which it is chosen to be added, which happens in the one after. When
the last addend of a chain has been added, the sum is read in the slot that follows, cut and saturated, and taken over
into a register; the accumulator is cleared with it. A table's entry is read into a register. Where choices and
comparisons follow each other too long for a clock, a register comes in between. Registers are shared: a value stands in
one from the slot after it was taken until the last slot in which it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit, signed_width
from hdl.verilog.chains import Addend, Chain, chains, ends, is_joined

ADDED = 2  # slots from a product's operands until it is chosen to be added, where they are chosen in one slot
SUMMED = 2  # slots from the choice of the last addend until the sum can be read, where it is made in one slot
DEEPEST = 14.5  # of a slot: roughly nanoseconds of a slow device
DEPTH: dict[type, float] = {
    ir.Add: 4.0, ir.Sub: 4.0, ir.Round: 4.0, ir.Saturate: 7.0, ir.Lt: 4.0, ir.Le: 4.0, ir.Eq: 4.0, ir.Select: 3.0,
    ir.And: 3.0, ir.Or: 3.0, ir.Div: 100.0,
}  # fmt: skip
CARRIES = (ir.Add, ir.Sub, ir.Round, ir.Lt, ir.Le)
CARRY = 0.28  # for every bit
FIXED = (ir.Const, ir.Truth, ir.Input, ir.Read, ir.Bits)  # there from the first slot to the last


@dataclass(slots=True)
class Schedule:
    """What happens in which slot; the step ends with slot `last`.

    `issue`: product -> slot in which its operands are taken. `add`: (chain, addend) -> slot in which it is chosen; it
    is added in the next. `take`: node -> slot at whose end it goes into a register. `read`: lookup -> slot at whose end
    the table's entry is there. `until`: node -> the last slot in which it is read.
    """

    issue: dict[int, int] = field(default_factory=dict)
    add: dict[tuple[int, int], int] = field(default_factory=dict)
    take: dict[int, int] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    until: dict[int, int] = field(default_factory=dict)
    chains: Mapping[int, Chain] = field(default_factory=dict)
    last: int = 0
    operands_twice: bool = False  # what the multiplier takes is chosen in two slots
    addends_twice: bool = False


def schedule(circuit: Circuit, operands_twice: bool = False, addends_twice: bool = False) -> Schedule:
    """The chain that can begin first, next; everything else as soon as it can."""
    return _Scheduler(circuit, operands_twice, addends_twice).run()


class _Scheduler:
    def __init__(self, c: Circuit, operands_twice: bool, addends_twice: bool) -> None:
        self.c = c
        self.s = Schedule(chains=chains(c), operands_twice=operands_twice, addends_twice=addends_twice)
        self.added, self.summed = ADDED + operands_twice, SUMMED + addends_twice
        self.of_taken = {chain.taken: chain for chain in self.s.chains.values()}
        self.inside = self._inside()
        self.cut = self._cuts()
        self.ready: dict[int, int] = {}  # the first slot in which a node can be read
        self.table_slots: set[tuple[str, int]] = set()
        self.several = {t.name for t in c.tables if sum(n == ir.Rom(t.name, n.index) for n in c.nodes
                        if isinstance(n, ir.Rom)) > 1}  # fmt: skip
        self.free = 0  # first slot of the accumulator
        self.next_issue = 0

    def _inside(self) -> set[int]:
        """Nodes that exist only between a chain's addends and what is taken of it."""
        found: set[int] = set()
        for chain in self.s.chains.values():
            leaves = {a.node for a in chain.addends if not a.product}
            stack = [chain.taken]
            while stack:
                i = stack.pop()
                if i in found or i in leaves:
                    continue
                found.add(i)
                if not isinstance(self.c.nodes[i], ir.Mul):
                    stack += ir.operands(self.c.nodes[i])
            found.discard(chain.taken)
        return found

    def run(self) -> Schedule:
        waiting = list(range(len(self.c.nodes)))
        left = dict(self.s.chains)
        while True:
            waiting = self._settle(waiting)
            if not left:
                break
            able = [(self._start(chain), root) for root, chain in left.items() if self._able(chain)]
            _, root = min(able)
            self._place(left.pop(root))
        shown, s = ends(self.c), self.s
        s.last = max([self.ready[i] for i in shown] + list(s.take.values()), default=0)
        self._lifetimes(shown)
        return s

    def _settle(self, waiting: list[int]) -> list[int]:
        """Makes everything whose operands are known readable; returns what still waits for a chain."""
        later = []
        for i in waiting:
            if i in self.ready or i in self.inside:
                continue
            node = self.c.nodes[i]
            read = ir.operands(node)
            if i in self.of_taken or not all(a in self.ready for a in read):
                later.append(i)
                continue
            when = max((self.ready[a] for a in read), default=0)
            if isinstance(node, ir.Rom):
                while (node.table, when) in self.table_slots:
                    when += 1
                self.table_slots.add((node.table, when))
                self.s.read[i] = when
                when += 1
                if node.table in self.several:
                    self.s.take[i] = when
                    when += 1
            elif i in self.cut:
                self.s.take[i] = when
                when += 1
            self.ready[i] = when
        return later

    def _cuts(self) -> set[int]:
        """Nodes that need a register behind them, so that no more follows in a slot than fits into it."""
        cut: set[int] = set()
        deep: list[float] = []
        for i, node in enumerate(self.c.nodes):
            own, read = self._depth(i), ir.operands(node)
            if i in self.of_taken or i in self.inside or isinstance(node, ir.Rom):
                own, read = 0.0, ()
            while max((deep[a] for a in read), default=0.0) > max(0.0, DEEPEST - own):
                latest = max(read, key=lambda a: deep[a])
                cut.add(latest)
                deep[latest] = 0.0
            deep.append(own + max((deep[a] for a in read), default=0.0))
        return cut

    def _depth(self, i: int) -> float:
        """How long a node's own logic takes."""
        node = self.c.nodes[i]
        if is_joined(self.c.nodes, i):
            return 0.0
        carried = signed_width(*self.c.bounds[ir.operands(node)[0]]) if isinstance(node, CARRIES) else 0
        return DEPTH.get(type(node), 0.0) + CARRY * carried

    def _reads(self, a: Addend) -> tuple[int, ...]:
        return ir.operands(self.c.nodes[a.node]) if a.product else (a.node,)

    def _able(self, chain: Chain) -> bool:
        return all(x in self.ready for a in chain.addends for x in self._reads(a))

    def _when(self, a: Addend) -> int:
        return max(self.ready[x] for x in self._reads(a))

    def _start(self, chain: Chain) -> int:
        """The slot in which a chain's last addend could be added, less their number."""
        return max(self._when(a) + self.added * a.product for a in chain.addends) - len(chain.addends)

    def _place(self, chain: Chain) -> None:
        s = self.s
        taken: set[int] = set()
        products = sorted((a for a in chain.addends if a.product), key=self._when)
        for a in products:
            slot = max(self.next_issue, self._when(a), self.free - self.added)
            self.next_issue = slot + 1
            s.issue[a.node] = slot
            s.add[chain.root, a.node] = slot + self.added
            taken.add(slot + self.added)
        for a in sorted((a for a in chain.addends if not a.product), key=self._when):
            slot = max(self.free, self._when(a))
            while slot in taken:
                slot += 1
            taken.add(slot)
            s.add[chain.root, a.node] = slot
        end = max(taken) + self.summed
        s.take[chain.taken] = end
        self.free = end - (self.summed - SUMMED)
        self.ready[chain.taken] = end + 1

    def _lifetimes(self, shown: list[int]) -> None:
        """Every event reads what it needs, through everything that is no register."""
        s = self.s
        events = [(i, s.last) for i in shown]
        for chain in s.chains.values():
            for a in chain.addends:
                if a.product:
                    events += [(x, s.issue[a.node]) for x in ir.operands(self.c.nodes[a.node])]
                else:
                    events.append((a.node, s.add[chain.root, a.node]))
        events += [(self.c.nodes[i].index, slot) for i, slot in s.read.items()]  # type: ignore[union-attr]
        events += [(x, slot) for i, slot in s.take.items() if i not in self.of_taken and i not in s.read
                   for x in ir.operands(self.c.nodes[i])]  # fmt: skip
        # latest first, so that everything is walked through once
        for start, slot in sorted(events, key=lambda e: -e[1]):
            stack = [start]
            while stack:
                i = stack.pop()
                if s.until.get(i, -1) >= slot:
                    continue
                s.until[i] = slot
                if i not in s.take and i not in s.read:
                    stack += ir.operands(self.c.nodes[i])
