"""A model's equations, dataflow and Verilog side by side, with what belongs together in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.compile import Compiled
from hdl.files import ARCHITECTURES, NEURONS, module_of
from hdl.ir import nodes as ir
from hdl.ir.text import to_text
from hdl.links import Inspection, Link, Span
from hdl.options import HARDWARE
from hdl.provenance.circuit import places
from hdl.provenance.equations import defined
from hdl.rtl import circuit_of
from hdl.verilog.module import Module
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.language.model import Model
from kernels.language.tree import Expr

_NODE = re.compile(r"\b[np](\d+)(?:_\w+)?\b")  # a wire, a product's register, and what hangs on them
_WORD = re.compile(r"[A-Za-z_]\w*")
_DEFINES = re.compile(r"\s*(?:wire\b|reg\b|assign\b|always @\(posedge clk\) n|p\d+ <=)")


@dataclass(frozen=True, slots=True)
class InspectRequest:
    """Which circuit is inspected, and in which architecture it is printed."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture of the Verilog", "single", choices=ARCHITECTURES)
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    neurons: int = asked("neurons of an array", NEURONS, low=2, high=4096)


def inspection(
    model: Model,
    *,
    format: str = "16",
    arch: str = "single",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    neurons: int = NEURONS,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Inspection:
    """The three texts and the links between them. RequestError where a format does not hold a value, Refused (a
    ModelError) with the reason where the model cannot become hardware.
    """
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    found = inspected(compiled, module_of(compiled, arch, neurons))
    if progress is not None:
        progress(1.0)
    return found


def inspected(compiled: Compiled, module: Module) -> Inspection:
    """The inspection of a circuit and one of its modules."""
    circuit = compiled.circuit
    lines = tuple(to_text(circuit).splitlines())
    described = _described(lines, compiled)
    verilog = tuple(module.text.splitlines())
    called = _names(compiled, module)
    printed: dict[int, list[int]] = {}
    for number, line in enumerate(verilog):
        for node in _nodes_of(line, called):
            printed.setdefault(node, []).append(number)
    links = tuple(
        Link(tuple(sorted(spans)), tuple(described.get(i, ())), tuple(printed.get(i, ())))
        for i, spans in enumerate(places(compiled))
    )
    model = compiled.model
    expressions = tuple(sorted(set(defined(model)) | {(e.start, e.end) for e in _expressions(model)}))
    return Inspection(model.source, lines, verilog, links, expressions, _uses(model))


def _names(compiled: Compiled, module: Module) -> dict[str, list[int]]:
    """The nodes that read a register, a port or a table, by its name in the Verilog."""
    found: dict[str, list[int]] = {}
    for i, node in enumerate(compiled.circuit.nodes):
        if isinstance(node, ir.Read):
            found.setdefault(module.registers.get(node.register, ""), []).append(i)
            found.setdefault(module.ports.get(node.register, ""), []).append(i)
        elif isinstance(node, ir.Input):
            port = module.ports.get(node.port, "")
            found.setdefault(port, []).append(i)
            found.setdefault(f"{port}_now", []).append(i)
        elif isinstance(node, ir.Rom):
            found.setdefault(node.table, []).append(i)
    found.pop("", None)
    return found


def _described(lines: Sequence[str], compiled: Compiled) -> dict[int, list[int]]:
    """The lines of the dataflow about each node: its own, and those of the register, port or table that it reads."""
    called: dict[tuple[str, str], list[int]] = {}
    for i, node in enumerate(compiled.circuit.nodes):
        for kind, field in (("register", "register"), ("input", "port"), ("table", "table")):
            if hasattr(node, field):
                called.setdefault((kind, getattr(node, field)), []).append(i)
    found: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        words = line.split(" ", 3)
        about = [int(words[0][1:])] if line.startswith("%") else called.get((words[0], words[1]), [])
        about = [int(words[2][1:])] if words[0] == "output" else about
        for i in about:
            found.setdefault(i, []).append(number)
    return found


def _nodes_of(line: str, called: Mapping[str, list[int]]) -> set[int]:
    """The nodes a line of Verilog is about: the one it defines, else those whose values it names."""
    code = line.partition("//")[0]
    if not code.strip():
        return set()
    found = [int(m[1]) for m in _NODE.finditer(code)]
    if found and _DEFINES.match(code):
        return set(found[:1])
    return set(found).union(*(called[word] for word in set(_WORD.findall(code)) & called.keys()))


def _uses(model: Model) -> tuple[tuple[Span, tuple[Span, ...]], ...]:
    """Where parameters and sub-expressions are used."""
    names = [p.name for p in model.parameters] + [e.name for e in model.subexpressions]
    used: dict[str, set[Span]] = {name: set() for name in names}
    for expr in _expressions(model):
        if expr.op == "name" and str(expr.value) in used:
            used[str(expr.value)].add((expr.start, expr.end))
    return tuple((span, tuple(sorted(used[name]))) for span, name in defined(model).items() if name in used)


def _expressions(model: Model) -> Iterator[Expr]:
    """All expressions that run."""
    roots = [s.rhs for s in model.states] + [s.expr for s in model.subexpressions]
    roots += [u.expr for u in (*model.reset, *(u for event in model.events for u in event.updates))]
    roots += [one for one in (model.threshold, model.spike, model.refractory) if one is not None]
    roots += [event.condition for event in model.events]
    stack: list[Expr] = list(roots)
    while stack:
        expr = stack.pop()
        yield expr
        stack += expr.args
