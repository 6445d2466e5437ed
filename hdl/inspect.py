"""A model's equations, dataflow and Verilog side by side, with what belongs together in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Unpack

from hdl.compile import Compiled
from hdl.files import NEURONS, module_of
from hdl.ir.text import to_text
from hdl.links import Inspection, Link, Span
from hdl.options import CircuitOptions, ModuleRequest
from hdl.provenance.circuit import places
from hdl.provenance.equations import defined
from hdl.provenance.printed import text_lines, verilog_lines
from hdl.provenance.rewritten import stands_for
from hdl.rtl import circuit_of
from hdl.verilog.shared import factorised, shared_schedule
from kernels.analysis.options import Progress, Question
from kernels.language.model import Model
from kernels.language.syntax.tree import Expr


@dataclass(frozen=True, slots=True)
class InspectRequest(ModuleRequest):
    """Which circuit is inspected, and in which architecture it is printed."""


def inspection(
    model: Model,
    *,
    arch: str = "single",
    neurons: int = NEURONS,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Inspection:
    """The three texts and the links between them. RequestError where a format does not hold a value, Refused (a
    ModelError) with the reason where the model cannot become hardware.
    """
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    found = inspected(compiled, arch, neurons)
    if progress is not None:
        progress(1.0)
    return found


def inspected(compiled: Compiled, arch: str, neurons: int = NEURONS) -> Inspection:
    """The inspection of a circuit in an architecture; of `shared` the circuit as it is rewritten for it."""
    module = module_of(compiled, arch, neurons)
    circuit, plan, spans = compiled.circuit, None, places(compiled)
    if arch == "shared":
        circuit = factorised(compiled).circuit
        plan, origin = shared_schedule(compiled), stands_for(circuit, compiled.circuit)
        spans = tuple(spans[origin[i]] if i in origin else frozenset() for i in range(len(circuit.nodes)))
    lines, verilog = tuple(to_text(circuit).splitlines()), tuple(module.text.splitlines())
    described = text_lines(lines, circuit)
    printed = verilog_lines(verilog, circuit, module, plan)
    links = tuple(
        Link(tuple(sorted(own)), tuple(described.get(i, ())), tuple(printed.get(i, ()))) for i, own in enumerate(spans)
    )
    model = compiled.model
    expressions = tuple(sorted(set(defined(model)) | {(e.start, e.end) for e in _expressions(model)}))
    return Inspection(model.source, lines, verilog, links, expressions, _uses(model))


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
