"""A circuit as text, and back: one line an item, exactly.

    circuit lif
    input I 0..20480 .12
    register v -4505494..-3023532 .16 = -4259840 <- %27
    table table0 3 4 5
    %6 = mul a=%0 b=%5 : 253000087164..377006221438 .40
    output v %18 .16

Registers may be marked `truth` or `writable`; sources are `source NAME length=127 tap=1 leap=96 seed=5`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from hdl.ir.circuit import Circuit, Output, Port, Register, Source, Table
from hdl.ir.nodes import OPERANDS, TYPES, Node
from hdl.ir.verify import CircuitError

MOST_LINES = 200_000
LONGEST_LINE = 4_000_000
_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_INT = r"-?\d{1,40}"
_INPUT = re.compile(rf"input ({_WORD}) ({_INT})\.\.({_INT}) \.({_INT})")
_REGISTER = re.compile(
    rf"register ({_WORD})( truth)?( writable)? ({_INT})\.\.({_INT}) \.({_INT}) = ({_INT}) <- %(\d{{1,9}})"
)
_SOURCE = re.compile(rf"source ({_WORD}) length=(\d{{1,4}}) tap=(\d{{1,4}}) leap=(\d{{1,4}}) seed=(\d{{1,60}})")
_TABLE = re.compile(rf"table ({_WORD})((?: {_INT})+)")
_NODE = re.compile(rf"%(\d{{1,9}}) = ([a-z]+)((?: [a-z]+=\S+)*) : ({_INT})\.\.({_INT}) \.({_INT})(?: ; (.*))?")
_OUTPUT = re.compile(rf"output ({_WORD}) %(\d{{1,9}})(?: \.({_INT}))?")


def to_text(circuit: Circuit) -> str:
    """The text of a circuit."""
    lines = [f"circuit {circuit.name}"]
    lines += [f"input {p.name} {p.low}..{p.high} .{p.point}" for p in circuit.inputs]
    for r in circuit.registers:
        marks = " truth" * r.truth + " writable" * r.writable
        lines.append(f"register {r.name}{marks} {r.low}..{r.high} .{r.point} = {r.initial} <- %{r.next}")
    lines += [f"source {s.name} length={s.length} tap={s.tap} leap={s.leap} seed={s.seed}" for s in circuit.sources]
    lines += [f"table {t.name} {' '.join(map(str, t.values))}" for t in circuit.tables]
    for i, node in enumerate(circuit.nodes):
        low, high = circuit.bounds[i]
        name = f" ; {circuit.names[i]}" if i in circuit.names else ""
        lines.append(f"%{i} = {_shown(node)} : {low}..{high} .{circuit.points[i]}{name}")
    lines += [f"output {o.name} %{o.node}" + ("" if o.point is None else f" .{o.point}") for o in circuit.outputs]
    return "\n".join(lines) + "\n"


def _shown(node: Node) -> str:
    operands = OPERANDS[type(node)]
    parts = [type(node).__name__.lower()]
    for f in fields(node):
        value = getattr(node, f.name)
        parts.append(f"{f.name}={'%' if f.name in operands else ''}{value}")
    return " ".join(parts)


def from_text(text: str) -> Circuit:
    """The circuit of a text, not yet verified. CircuitError with the line for anything that is none."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise CircuitError(f"a circuit has at most {MOST_LINES} lines")
    found: dict[str, list[Any]] = {kind: [] for kind in ("input", "register", "source", "table", "output")}
    nodes: list[Node] = []
    bounds: list[tuple[int, int]] = []
    points: list[int] = []
    names: dict[int, str] = {}
    heading = re.fullmatch(rf"circuit ({_WORD})", lines[0]) if lines else None
    if heading is None:
        raise CircuitError("line 1: a circuit begins with its name, as in: circuit lif")
    for number, line in enumerate(lines[1:], 2):
        kind = line.split(" ", 1)[0]
        if kind in found:
            match = _PATTERNS[kind].fullmatch(line)
            if match is None:
                raise CircuitError(f"line {number}: no {kind}")
            found[kind].append(_MAKE[kind](match))
            continue
        match = _NODE.fullmatch(line)
        if match is None or int(match[1]) != len(nodes):
            raise CircuitError(f"line {number}: neither a part of a circuit nor node %{len(nodes)}")
        nodes.append(_node(number, match[2], match[3].split()))
        bounds.append((int(match[4]), int(match[5])))
        points.append(int(match[6]))
        if match[7] is not None:
            names[len(nodes) - 1] = match[7]
    return Circuit(
        name=heading[1],
        inputs=tuple(found["input"]),
        registers=tuple(found["register"]),
        sources=tuple(found["source"]),
        tables=tuple(found["table"]),
        nodes=tuple(nodes),
        bounds=tuple(bounds),
        points=tuple(points),
        outputs=tuple(found["output"]),
        names=names,
    )


def _node(number: int, kind: str, words: list[str]) -> Node:
    if kind not in TYPES:
        raise CircuitError(f"line {number}: there is no node {kind}")
    given = dict(word.split("=", 1) for word in words)
    wanted = [f.name for f in fields(TYPES[kind])]
    if list(given) != wanted:
        raise CircuitError(f"line {number}: {kind} has {', '.join(wanted)}")
    values: dict[str, Any] = {}
    for name, text in given.items():
        operand = name in OPERANDS[TYPES[kind]]
        if name in ("port", "register", "source", "table"):
            good = re.fullmatch(_WORD, text) is not None
            values[name] = text
        else:
            good = re.fullmatch(r"%\d{1,9}" if operand else _INT, text) is not None
            values[name] = int(text.lstrip("%")) if good else 0
        if not good:
            raise CircuitError(f"line {number}: {name} cannot be {text[:40]}")
    return TYPES[kind](**values)  # type: ignore[no-any-return]


_PATTERNS = {"input": _INPUT, "register": _REGISTER, "source": _SOURCE, "table": _TABLE, "output": _OUTPUT}
_MAKE: dict[str, Callable[[re.Match[str]], Any]] = {
    "input": lambda m: Port(m[1], int(m[2]), int(m[3]), int(m[4])),
    "register": lambda m: Register(
        m[1], int(m[4]), int(m[5]), int(m[6]), int(m[7]), int(m[8]), m[2] is not None, m[3] is not None
    ),
    "source": lambda m: Source(m[1], int(m[2]), int(m[3]), int(m[4]), int(m[5])),
    "table": lambda m: Table(m[1], tuple(map(int, m[2].split()))),
    "output": lambda m: Output(m[1], int(m[2]), None if m[3] is None else int(m[3])),
}
