"""A program and its formats -> the circuit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Circuit, Output
from hdl.ir.verify import verify
from hdl.lowering.emit import Emitter
from hdl.lowering.intervals import Range
from hdl.lowering.layout import Layout
from hdl.lowering.leaves import COUNTERS, flag_name, leaf
from hdl.lowering.plan import Plan, leaf_of, make_plan
from hdl.lowering.program import Definition, Program
from hdl.lowering.regroup import regrouped
from hdl.lowering.tabulate import KnownTables, Steep, TableNote, tabulate
from hdl.refusal import Refused
from kernels.codegen.graph import Graph

EXTRA_BITS = 1.0  # behind a state's last bit, so that roundings inside do not add up to it

# operations that can stand without a table: their costly parts get one each, or are computed
DIVISIBLE = frozenset("div mul add sub neg select log".split())


# what is computed where its table would be poor, in the order in which it is tried
INSTEAD_OF_STEEP = (frozenset({"log", "plain div"}), frozenset[str]())


@dataclass(frozen=True, slots=True)
class Lowered:
    """The circuit of a program, and the tables in it.

    For `hdl.provenance`: `graph` is the program's after regrouping, `roots` its node for each definition and each value
    carried on, by (role, name), and `origins` the nodes of it that each node of the circuit was made for.
    """

    circuit: Circuit
    tables: tuple[TableNote, ...]
    graph: Graph = field(repr=False)
    roots: Mapping[tuple[str, str], int] = field(repr=False)
    origins: tuple[frozenset[int], ...] = field(repr=False)


def lower(program: Program, layout: Layout, name: str) -> Lowered:
    """The verified circuit. Refused with the reason where a part of the model has no bounded integer form."""
    roots = [d.root for d in program.definitions] + list(program.next.values()) + list(program.recorded.values())
    roots += [program.spike] if program.spike is not None else []
    g, new = regrouped(program.graph, roots)
    work = _Lowering(program, layout, name, g, new)
    for computed in INSTEAD_OF_STEEP[:-1]:
        try:
            return _lowered(work, computed)
        except Refused:
            continue  # what is computed instead of a steep table may have no range: then rather the table
    return _lowered(work, INSTEAD_OF_STEEP[-1])


def _lowered(work: _Lowering, computed: frozenset[str]) -> Lowered:
    """The circuit after as many attempts as tables fail; each failure takes a table apart or joins a choice."""
    split: set[int] = set()
    joined: set[int] = set()
    while True:
        try:
            return work.run(frozenset(split), frozenset(joined), computed)
        except _NoTable as problem:
            if problem.choice is not None and not isinstance(problem.why, Steep):
                joined.add(problem.choice)
            elif problem.node in split or not problem.divisible:
                raise problem.why from None
            else:
                split.add(problem.node)


class _NoTable(Exception):
    """A node that could not be made a table, and what to try instead."""

    def __init__(self, node: int, choice: int | None, divisible: bool, why: Refused) -> None:
        super().__init__(str(why))
        self.node, self.choice, self.divisible, self.why = node, choice, divisible, why


class _Lowering:
    def __init__(self, program: Program, layout: Layout, name: str, g: Graph, new: list[int]) -> None:
        self.program, self.layout, self.name, self.g = program, layout, name, g
        self.tables = KnownTables()
        count = len(program.definitions)
        self.roots = new[:count]
        carried = list(program.next)
        self.next = dict(zip(carried, new[count : count + len(carried)], strict=True))
        rest = new[count + len(carried) :]
        self.recorded = dict(zip(program.recorded, rest, strict=False))
        self.spike = rest[len(program.recorded)] if program.spike is not None else None

    def run(self, split: frozenset[int], joined: frozenset[int], computed: frozenset[str]) -> Lowered:
        fine, seen, kept, truths = self._ends()
        plan = make_plan(self.g, self.layout, fine, seen, kept, truths, split, joined)
        b = Builder(self.name)
        precision = self.layout.precision
        e = Emitter(plan, b, precision.width, precision.port)
        names = {self.g.leaf("kept", d.name): (d, root) for d, root in
                 zip(self.program.definitions, self.roots, strict=True)}  # fmt: skip
        notes: list[TableNote] = []
        # definitions are leaves of what follows them: each is made when its leaf is met, after all its nodes
        made_for: dict[int, set[int]] = {}
        for n in self._order(plan, names):
            op, before = self.g.nodes[n].op, len(b.nodes)
            if n in names:
                d, root = names[n]
                e.made[n] = self._kept(e, root, d.state)
                b.names[e.made[n]] = d.name
            elif op == "leaf":
                e.made[n] = leaf(b, self.layout, *leaf_of(self.g, n))
            elif n in plan.tables:
                notes.append(self._table(e, n, plan, len(notes), joined, computed))
            else:
                e.make(n)
            for i in (*range(before, len(b.nodes)), *([e.made[n]] if n in e.made else [])):
                made_for.setdefault(i, set()).add(n)
        self._finish(e)
        for i, n in e.also:
            made_for.setdefault(i, set()).add(n)
        circuit = b.finish()
        verify(circuit)
        used = {t.name for t in circuit.tables}
        roots = {("kept", d.name): root for d, root in names.values()} | self.next
        roots |= {("spike", ""): self.spike} if self.spike is not None else {}
        return Lowered(
            circuit, tuple(note for note in notes if note.name in used), self.g, roots,
            tuple(frozenset(made_for.get(i, ())) for i in b.kept),
        )  # fmt: skip

    def _ends(self) -> tuple[dict[int, float], dict[int, float], dict[int, Range], list[int]]:
        """What has to be known how finely: everything that becomes a state."""
        fine: dict[int, float] = {}
        seen: dict[int, float] = {}
        kept: dict[int, Range] = {}
        ends = [(d.state, root) for d, root in zip(self.program.definitions, self.roots, strict=True)]
        ends += [(name, n) for (role, name), n in self.next.items() if role == "state"]
        ends += list(self.recorded.items())
        for state, n in ends:
            k = self.layout.states[state]
            fine[n] = max(fine.get(n, -1000.0), k.point + EXTRA_BITS)
            sight = self.layout.precision.share - math.log2(k.step) if k.step > 0.0 else float(k.port.n)
            seen[n] = max(seen.get(n, -1000.0), min(sight, k.point))
            low, high = kept.get(n, (0.0, 0.0))
            kept[n] = min(low, k.range[0]), max(high, k.range[1])
        truths = [n for (role, _), n in self.next.items() if role != "state"]
        return fine, seen, kept, truths + ([self.spike] if self.spike is not None else [])

    def _order(self, plan: Plan, names: Mapping[int, tuple[Definition, int]]) -> list[int]:
        """The nodes so that a definition's leaf comes after its root."""
        done: set[int] = set()
        order: list[int] = []
        active = set(plan.nodes)

        def visit(first: int) -> None:
            stack = [(first, False)]
            while stack:
                n, ready = stack.pop()
                if n in done:
                    continue
                if ready:
                    done.add(n)
                    order.append(n)
                    continue
                stack.append((n, True))
                if n in names:
                    needed: tuple[int, ...] = (names[n][1],)
                elif n in plan.tables:
                    needed = (plan.tables[n],)
                else:
                    needed = self.g.nodes[n].args
                stack.extend((a, False) for a in needed if a not in done)

        for n in sorted(active):
            visit(n)
        return order

    def _kept(self, e: Emitter, root: int, state: str) -> int:
        """A value at a state's binary point, saturated as it is."""
        k = self.layout.states[state]
        return e.b.limited(e.at_point(root, k.point), k.low, k.high)

    def _table(
        self, e: Emitter, n: int, plan: Plan, number: int, joined: frozenset[int], computed: frozenset[str]
    ) -> TableNote:
        try:
            return tabulate(e, n, plan.tables[n], number, self.layout.precision.segments, computed, self.tables)
        except Refused as why:
            regions = plan.regions
            below = {m: regions.choice_source(m) for m in plan.nodes if m > n and m not in joined}
            choice = next(
                (m for m, source in below.items() if source is not None and n in self.g.reachable([m])
                 and source in self.g.reachable([n])),
                None,
            )  # fmt: skip
            op = self.g.nodes[n].op
            raise _NoTable(n, choice, op in DIVISIBLE, why) from None

    def _finish(self, e: Emitter) -> None:
        """Registers take over their next values; the states after the step and the spike go out."""
        b = e.b
        for (role, name), n in self.next.items():
            if role == "state":
                # a state that nothing reads is still kept: it is what the outside looks at
                leaf(b, self.layout, role, name)
                b.drive(name, self._kept(e, n, name))
            elif flag_name(role, name) in b.registers:
                b.drive(flag_name(role, name), e.made[n])
        for role, counter in COUNTERS.items():
            if counter in b.registers:
                steps = leaf(b, self.layout, role, "")
                more = b.limited(b.plus(steps, b.const(1, 0)), 0, self.layout.age_limit)
                spike = e.made[self.spike] if self.spike is not None and role == "age" else b.add(ir.Truth(0))
                b.drive(counter, b.choose(spike, b.const(0, 0), more))
        for state, n in self.recorded.items():
            b.outputs.append(Output(state, self._kept(e, n, state), self.layout.states[state].point))
        if self.spike is not None:
            b.outputs.append(Output("spike", e.made[self.spike], None))
