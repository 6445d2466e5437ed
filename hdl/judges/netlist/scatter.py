"""Single steps from registers at random, each within its range: states that no run of the model may ever reach.

Some of them are such that every entry of the tables is read that can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from hdl.compile import Compiled
from hdl.files import Printed
from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit, Output
from hdl.ir.evaluate import run_exact
from hdl.ir.prune import reached
from hdl.judges.netlist.play import MOST_SAID, Played, Simulation, observed_names
from hdl.verilog.frame import frame
from kernels.analysis.options import Question
from kernels.errors import Cancelled

READS = 2  # of each entry of a table
ENDS = 0.1  # how often a number is the lowest, and how often the highest, it may be
FORCED = 0.4  # the same where an entry of a table is looked into


@dataclass(frozen=True, slots=True)
class Case:
    """Registers and inputs by their nets, and what registers and the spike are a step later."""

    registers: Mapping[str, int]
    inputs: Mapping[str, int]
    after: Mapping[str, int]


def cases_of(compiled: Compiled, made: Printed, count: int, seed: int = 0) -> tuple[Case, ...]:
    """So many random steps of a circuit, and those that read its tables from end to end; in plain integers."""
    free: list[dict[str, int]] = [{} for _ in range(count)]
    return _drawn(compiled, made, free + table_sweep(compiled.circuit), ENDS, seed)


def entry_cases(
    compiled: Compiled, made: Printed, table: str, entry: int, count: int, seed: int = 0
) -> tuple[Case, ...]:
    """So many random steps that read an entry of a table, most numbers at an end of their range; none where what is
    swept does not read it.
    """
    c = compiled.circuit
    index = next(node.index for node in c.nodes if isinstance(node, ir.Rom) and node.table == table)
    shown = replace(c, outputs=(Output("place", index, 0),))
    values: dict[str, list[int]] = {}
    for swept in table_sweep(c):
        at = replace(shown, registers=tuple(replace(r, initial=swept.get(r.name, r.initial)) for r in c.registers))
        if run_exact(at, {p.name: swept.get(p.name, p.low) for p in c.inputs}, 1).outputs["place"][0] == entry:
            values.setdefault(next(iter(swept)), []).append(next(iter(swept.values())))
    draw = Random(seed)  # noqa: S311  no secret
    name, near = next(iter(values.items()), ("", [0]))
    pinned = [{name: draw.randint(min(near), max(near))} for _ in range(count if values else 0)]
    return _drawn(compiled, made, pinned, FORCED, seed)


def _drawn(
    compiled: Compiled, made: Printed, fixed: Sequence[Mapping[str, int]], ends: float, seed: int
) -> tuple[Case, ...]:
    """A step for each of `fixed`: numbers by the names of registers and inputs; the others are drawn."""
    c, module, draw = compiled.circuit, made.module, Random(seed)  # noqa: S311  no secret

    def drawn(low: int, high: int) -> int:
        chance = draw.random()
        return low if chance < ends else high if chance > 1.0 - ends else draw.randint(low, high)

    sources = frame(compiled).sources
    pins = dict(zip((p.name for p in c.inputs), (pin for pin, _ in made.bench.inputs), strict=True))
    found = []
    for given in fixed:
        registers = tuple(replace(r, initial=given.get(r.name, drawn(r.low, r.high))) for r in c.registers)
        seeds = tuple(replace(s, seed=draw.randint(1, (1 << s.length) - 1)) for s in c.sources)
        inputs = {p.name: given.get(p.name, drawn(p.low, p.high)) for p in c.inputs}
        trace = run_exact(replace(c, registers=registers, sources=seeds), inputs, 1)
        before = {module.registers[r.name]: r.initial for r in registers} | {sources[s.name]: s.seed for s in seeds}
        after = {module.registers[r.name]: int(trace.registers[r.name][0]) for r in registers}
        after |= {"spike": int(trace.outputs["spike"][0])} if "spike" in trace.outputs else {}
        found.append(Case(before, {pins[name]: value for name, value in inputs.items()}, after))
    return tuple(found)


def table_sweep(circuit: Circuit) -> list[dict[str, int]]:
    """For each register or input that alone decides where a table is read: values from end to end of its range, so
    close that each entry that can be read is read twice. Where several decide they share as many values.
    """
    readers: dict[str, list[set[str]]] = {}
    for node in circuit.nodes:
        if isinstance(node, ir.Rom):
            readers.setdefault(node.table, []).append(_behind(circuit, node.index))
    wanted: dict[str, int] = {}
    for table in circuit.tables:
        names = min(readers.get(table.name, []), key=len, default=set())
        for name in names:
            wanted[name] = max(wanted.get(name, 0), READS * len(table.values) // len(names))
    ends = {r.name: (r.low, r.high) for r in circuit.registers} | {p.name: (p.low, p.high) for p in circuit.inputs}
    found = []
    for name, (low, high) in ends.items():
        steps = min(high - low, wanted.get(name, 0))
        found += [{name: low + (high - low) * k // steps} for k in range(steps + 1)] if steps else []
    return found


def _behind(circuit: Circuit, index: int) -> set[str]:
    """The registers and inputs that a node is computed from."""
    nodes = [circuit.nodes[at] for at in reached(circuit, [index])]
    return {n.register for n in nodes if isinstance(n, ir.Read)} | {n.port for n in nodes if isinstance(n, ir.Input)}


def scatter_names(made: Printed, cases: tuple[Case, ...]) -> tuple[str, ...]:
    """The nets that a simulation has to observe for these cases."""
    return tuple(dict.fromkeys((*observed_names(made), *(cases[0].registers if cases else ()))))


def scatter(
    simulation: Simulation, made: Printed, cases: tuple[Case, ...], cancelled: Question | None = None
) -> Played:
    """Makes each step on a simulated netlist. Not for an array, whose registers are a memory."""
    widths = {r.name: r.width for r in (*made.bench.registers, *made.bench.writable)} | {"spike": 1}
    for pin in ("cfg_we",) if made.bench.writable else ():
        simulation.set(pin, 0)
    wrong = 0
    said: list[str] = []
    for k, case in enumerate(cases):
        if cancelled is not None and cancelled():
            raise Cancelled
        simulation.set("rst", 1)
        simulation.set("step", 0)
        simulation.clock()
        simulation.set("rst", 0)
        for name, value in case.registers.items():
            simulation.put(name, value)
        for pin, value in case.inputs.items():
            simulation.set(pin, value)
        simulation.set("step", 1)
        simulation.clock()
        simulation.set("step", 0)
        for _ in range(made.module.latency - 1):
            simulation.clock()
        different = [
            name
            for name, value in case.after.items()
            if simulation.get(name) != value & ((1 << widths[name]) - 1)
        ]
        if different or not simulation.get("valid"):
            wrong += 1
            if len(said) < MOST_SAID:
                said.append(f"from state {k}: {', '.join(different) or 'valid'} differs")
    return Played(len(cases), wrong, "\n".join(said))


