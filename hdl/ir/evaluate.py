"""The integer dataflow in plain Python integers, exact at any width: the definition the other kernels must match."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.ir import nodes as ir
from hdl.ir.bounds import rounded, towards_zero
from hdl.ir.circuit import Circuit, Source
from kernels.errors import RequestError

INNER: dict[type, Callable[..., int]] = {
    ir.Add: lambda n, at: at[n.a] + at[n.b],
    ir.Sub: lambda n, at: at[n.a] - at[n.b],
    ir.Mul: lambda n, at: at[n.a] * at[n.b],
    ir.Div: lambda n, at: towards_zero(at[n.a], at[n.b]),
    ir.Scale: lambda n, at: at[n.a] << n.shift,
    ir.Round: lambda n, at: rounded(at[n.a], n.shift),
    ir.Floor: lambda n, at: at[n.a] >> n.shift,
    ir.Low: lambda n, at: at[n.a] & ((1 << n.count) - 1),
    ir.Saturate: lambda n, at: min(max(at[n.a], n.low), n.high),
    ir.Lt: lambda n, at: int(at[n.a] < at[n.b]),
    ir.Le: lambda n, at: int(at[n.a] <= at[n.b]),
    ir.Eq: lambda n, at: int(at[n.a] == at[n.b]),
    ir.And: lambda n, at: at[n.a] & at[n.b],
    ir.Or: lambda n, at: at[n.a] | at[n.b],
    ir.Not: lambda n, at: 1 - at[n.a],
    ir.Select: lambda n, at: at[n.a] if at[n.condition] else at[n.b],
}


@dataclass(frozen=True, slots=True)
class Trace:
    """A run: every output after each step, every register after each step, and how often each state saturated.

    Arrays (n_steps,) of int64 (of Python integers where a value needs more).
    """

    outputs: Mapping[str, np.ndarray]
    registers: Mapping[str, np.ndarray]
    saturations: Mapping[int, int]  # by position of the Saturate node


def fresh_bits(source: Source, state: int) -> int:
    """The `leap` new bits of a step."""
    return (state ^ (state >> source.tap)) & ((1 << source.leap) - 1)


def advanced(source: Source, state: int) -> int:
    """The source's bits after a step."""
    return (state >> source.leap) | (fresh_bits(source, state) << (source.length - source.leap))


def input_rows(circuit: Circuit, inputs: Mapping[str, Any], n_steps: int) -> np.ndarray:
    """(n_steps, ports) from a number or an array (n_steps,) a port. RequestError outside a port's range."""
    rows = np.empty((n_steps, len(circuit.inputs)), dtype=np.int64)
    for j, port in enumerate(circuit.inputs):
        if port.name not in inputs:
            raise RequestError(f"inputs.{port.name}", "has no value")
        values = np.asarray(inputs[port.name])
        if values.min() < port.low or values.max() > port.high:
            raise RequestError(f"inputs.{port.name}", f"leaves the port's range {port.low} to {port.high}")
        rows[:, j] = values
    return rows


def run_exact(circuit: Circuit, inputs: Mapping[str, Any], n_steps: int) -> Trace:
    """Runs `n_steps` steps from reset; inputs are raw integers, one for all steps or an array (n_steps,)."""
    rows = input_rows(circuit, inputs, n_steps).tolist()
    ports = {port.name: j for j, port in enumerate(circuit.inputs)}
    tables = {t.name: t.values for t in circuit.tables}
    held = {r.name: r.initial for r in circuit.registers}
    sources = {s.name: s.seed for s in circuit.sources}
    outputs: dict[str, list[int]] = {o.name: [] for o in circuit.outputs}
    registers: dict[str, list[int]] = {r.name: [] for r in circuit.registers}
    saturations = {i: 0 for i, node in enumerate(circuit.nodes) if isinstance(node, ir.Saturate)}
    for row in rows:
        at: list[int] = []
        fresh = {s.name: fresh_bits(s, sources[s.name]) for s in circuit.sources}
        for i, node in enumerate(circuit.nodes):
            at.append(_value(node, at, row, ports, held, fresh, tables))
            if isinstance(node, ir.Saturate) and at[i] != at[node.a]:
                saturations[i] += 1
        for output in circuit.outputs:
            outputs[output.name].append(at[output.node])
        held = {r.name: at[r.next] for r in circuit.registers}
        sources = {s.name: advanced(s, sources[s.name]) for s in circuit.sources}
        for name, value in held.items():
            registers[name].append(value)
    return Trace(_arrays(outputs), _arrays(registers), saturations)


def _value(
    node: ir.Node,
    at: Sequence[int],
    row: Sequence[int],
    ports: Mapping[str, int],
    held: Mapping[str, int],
    fresh: Mapping[str, int],
    tables: Mapping[str, Sequence[int]],
) -> int:
    if isinstance(node, ir.Const | ir.Truth):
        return node.value
    if isinstance(node, ir.Input):
        return row[ports[node.port]]
    if isinstance(node, ir.Read):
        return held[node.register]
    if isinstance(node, ir.Bits):
        return (fresh[node.source] >> node.low) & ((1 << node.count) - 1)
    if isinstance(node, ir.Rom):
        return tables[node.table][at[node.index]]
    return INNER[type(node)](node, at)


def _arrays(values: Mapping[str, list[int]]) -> dict[str, np.ndarray]:
    return {name: np.array(v, dtype=np.int64) for name, v in values.items()}
