"""Is a circuit well formed? Everything the printers and executors rely on, each fault as one line."""

from __future__ import annotations

import re

from hdl.ir import nodes as ir
from hdl.ir.bounds import bounds_of
from hdl.ir.circuit import Circuit
from kernels.errors import KernelsError

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class CircuitError(KernelsError):
    """A circuit that is none: the message says what is wrong and where."""


def verify(circuit: Circuit) -> None:
    """Raises CircuitError with the first fault: order, types, ports, registers, tables, sources, ranges."""
    _check_names(circuit)
    _check_sources(circuit)
    if not len(circuit.nodes) == len(circuit.bounds) == len(circuit.points):
        raise CircuitError("every node needs bounds and a binary point")
    truth = {r.name: r.truth for r in circuit.registers}
    outside = {("input", p.name): (p.low, p.high) for p in circuit.inputs}
    outside |= {("read", r.name): (r.low, r.high) for r in circuit.registers}
    outside |= {("rom", t.name): (min(t.values), max(t.values)) for t in circuit.tables}
    kinds: list[bool] = []
    for i, node in enumerate(circuit.nodes):
        _check_operands(i, node, kinds)
        _check_reference(i, node, circuit, outside)
        kinds.append(_kind(i, node, kinds, truth))
        expected = bounds_of(node, circuit.bounds[:i], outside)
        if expected != circuit.bounds[i]:
            raise CircuitError(f"%{i}: its bounds are {expected}, not {circuit.bounds[i]}")
    _check_ends(circuit, kinds)


def _check_names(circuit: Circuit) -> None:
    groups = [
        [p.name for p in circuit.inputs], [r.name for r in circuit.registers], [s.name for s in circuit.sources],
        [t.name for t in circuit.tables], [o.name for o in circuit.outputs],
    ]  # fmt: skip
    for names in groups:
        seen: set[str] = set()
        for name in names:
            if not NAME.fullmatch(name):
                raise CircuitError(f"{name!r} is no name")
            if name in seen:
                raise CircuitError(f"{name} is there twice")
            seen.add(name)
    ranges = [(p.name, p.low, p.high) for p in circuit.inputs] + [(r.name, r.low, r.high) for r in circuit.registers]
    for name, low, high in ranges:
        if low > high:
            raise CircuitError(f"{name}: its range {low} to {high} is empty")
    for table in circuit.tables:
        if not table.values:
            raise CircuitError(f"table {table.name} is empty")


def _check_sources(circuit: Circuit) -> None:
    seeds: set[tuple[int, int]] = set()
    for s in circuit.sources:
        if not 0 < s.seed < 1 << s.length:
            raise CircuitError(f"source {s.name}: a seed of {s.length} bits cannot be {s.seed}")
        if not 0 < s.leap <= s.length - s.tap:
            raise CircuitError(f"source {s.name}: it cannot make {s.leap} bits a step")
        if (s.length, s.seed) in seeds:
            raise CircuitError(f"source {s.name} has the seed of another, so their bits are the same")
        seeds.add((s.length, s.seed))


def _check_operands(i: int, node: ir.Node, kinds: list[bool]) -> None:
    truths = ir.TRUTH_OPERANDS.get(type(node), ())
    for name in ir.OPERANDS[type(node)]:
        operand = getattr(node, name)
        if not 0 <= operand < i:
            raise CircuitError(f"%{i}: it reads %{operand}, which is not before it")
        if isinstance(node, ir.Select) and name != "condition":
            continue
        if kinds[operand] != (name in truths):
            wanted = "a truth value" if name in truths else "a number"
            raise CircuitError(f"%{i}: {type(node).__name__.lower()} needs {wanted} in %{operand}")
    if isinstance(node, ir.Select) and kinds[node.a] != kinds[node.b]:
        raise CircuitError(f"%{i}: select needs two numbers or two truth values")
    if isinstance(node, ir.Scale | ir.Round | ir.Floor) and node.shift < 0:
        raise CircuitError(f"%{i}: a shift cannot be negative")
    if isinstance(node, ir.Saturate) and node.low > node.high:
        raise CircuitError(f"%{i}: saturates to an empty range")


def _check_reference(i: int, node: ir.Node, circuit: Circuit, outside: dict[tuple[str, str], tuple[int, int]]) -> None:
    place = {ir.Input: ("input", "port"), ir.Read: ("read", "register"), ir.Rom: ("rom", "table")}.get(type(node))
    if place is not None and (place[0], getattr(node, place[1])) not in outside:
        raise CircuitError(f"%{i}: there is no {place[1]} {getattr(node, place[1])}")
    if isinstance(node, ir.Rom):
        low, high = circuit.bounds[node.index]
        if low < 0 or high >= len(circuit.table(node.table).values):
            raise CircuitError(f"%{i}: its index {low} to {high} leaves table {node.table}")
    if isinstance(node, ir.Bits):
        leaps = {s.name: s.leap for s in circuit.sources}
        if node.source not in leaps:
            raise CircuitError(f"%{i}: there is no source {node.source}")
        if node.low < 0 or node.count < 1 or node.low + node.count > leaps[node.source]:
            raise CircuitError(f"%{i}: source {node.source} makes {leaps[node.source]} bits a step")


def _kind(i: int, node: ir.Node, kinds: list[bool], truth: dict[str, bool]) -> bool:
    if isinstance(node, ir.Read):
        return truth[node.register]
    if isinstance(node, ir.Select):
        return kinds[node.a]
    if isinstance(node, ir.Truth) and node.value not in (0, 1):
        raise CircuitError(f"%{i}: a truth value is 0 or 1")
    return isinstance(node, ir.TRUTH_RESULTS)


def _check_ends(circuit: Circuit, kinds: list[bool]) -> None:
    if not circuit.outputs:
        raise CircuitError("the circuit has no output")
    for r in circuit.registers:
        if not 0 <= r.next < len(kinds):
            raise CircuitError(f"register {r.name} takes over %{r.next}, which is not there")
        if kinds[r.next] != r.truth:
            raise CircuitError(f"register {r.name} and %{r.next}: one is a truth value, the other a number")
        low, high = circuit.bounds[r.next]
        if low < r.low or high > r.high or not r.low <= r.initial <= r.high:
            raise CircuitError(f"register {r.name} holds {r.low} to {r.high}, and is given {low} to {high}")
        if not r.truth and circuit.points[r.next] != r.point:
            raise CircuitError(f"register {r.name}: %{r.next} has another binary point")
    for o in circuit.outputs:
        if not 0 <= o.node < len(kinds):
            raise CircuitError(f"output {o.name} shows %{o.node}, which is not there")
        if kinds[o.node] != (o.point is None):
            raise CircuitError(f"output {o.name}: only truth values have no binary point")
