"""What there is to say about the word at an offset: hovers for the studio's editor and for the language server."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kernels.language.analysis import Analysis, NameInfo, analyse
from kernels.language.constants import builtin
from kernels.language.editing.context import (
    ARGUMENT,
    EXPRESSION,
    KEY,
    NOTHING,
    START,
    UNIT,
    VALUE,
    Context,
    context_at,
    inside,
)
from kernels.language.functions import FUNCTIONS, signature
from kernels.language.measures import MEASURES, measure_signature
from kernels.language.model import Input, Parameter
from kernels.language.protocols import PROTOCOLS, protocol_signature
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.settings import METHODS, RUN_SETTINGS, TIME_UNITS
from kernels.language.syntax.tree import Definition, Directive
from kernels.language.typeset import typeset
from kernels.language.units.dimensions import si_name
from kernels.language.units.unit_table import unit

WIDTH = 72  # columns that a typeset equation may take
_LONGEST = 400  # characters of a definition that are shown
_LARGEST = 2_000  # characters of an expression that is typeset: a longer one is no help to anybody


class Hover(NamedTuple):
    """What a word is: `text[start:end]`.

    `kind` as in `Completion`; `unit` is its display unit or, of a unit, what it is in SI; `doc` a line about it;
    `definition` the text that defines it, `equation` the same as it stands in papers, line by line, `facts` further
    lines. Any of them may be empty. `typeset_from` is what `equation` was made from.
    """

    name: str
    kind: str
    unit: str
    doc: str
    definition: str
    equation: tuple[str, ...]
    facts: tuple[str, ...]
    start: int
    end: int
    typeset_from: Definition | None = None


def hover(text: str, offset: int, analysis: Analysis | None = None, width: int = WIDTH) -> Hover | None:
    """What is known about the word at an offset; None where there is nothing to say. Never raises.

    `analysis` is that of the same text, for callers who have it; `width` the columns an equation may take.
    """
    context = context_at(text, offset)
    analysis = analyse(text) if analysis is None else analysis
    if context.part in (NOTHING, START) and not context.key:
        context = _on_the_left(text, offset, context, analysis)
    name = text[context.start : context.end]
    if not name or context.part == NOTHING:
        return None
    for look in _LOOKS.get(context.part, ()):
        found = look(name, context, analysis, width)
        if found is not None:
            return found._replace(start=context.start, end=context.end)
    return None


def _on_the_left(text: str, offset: int, context: Context, analysis: Analysis) -> Context:
    """The name that a definition defines: the `v` of `dv/dt`, the `f` of `f(x)`."""
    for one in analysis.document.statements:
        if isinstance(one, Definition):
            start, end = one.name_span
            if start - (one.kind == "ode") <= offset <= end:
                return context._replace(part=EXPRESSION, start=start, end=end)
    return context


def _made(name: str, kind: str, unit: str = "", doc: str = "", facts: tuple[str, ...] = ()) -> Hover:
    return Hover(name, kind, unit, doc, "", (), facts, 0, 0)


# -- where a word may come from -----------------------------------------------------------------------------------


def _argument_of_function(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    return _made(name, "argument", "", "an argument of this function") if name in context.local else None


def _own(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    info = analysis.names.get(name)
    if info is None:
        return None
    definition = _definition(info, analysis)
    if definition is None:
        return _made(name, info.kind, info.unit, info.doc or "an input, by custom")
    text = analysis.document.text
    shown = " ".join(text[definition.span.start : definition.span.end].split())
    shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    equation: tuple[str, ...] = ()
    expr = definition.expr
    if expr is not None and info.kind != "parameter" and expr.end - expr.start <= _LARGEST:
        equation = tuple(typeset(text, definition, width))
    source = definition if equation else None
    return Hover(name, info.kind, info.unit, info.doc, shown, equation, _facts(name, analysis), 0, 0, source)


def _definition(info: NameInfo, analysis: Analysis) -> Definition | None:
    return next(
        (
            one
            for one in analysis.document.statements
            if isinstance(one, Definition) and one.name_span == info.span and one.name == info.name
        ),
        None,
    )


def _facts(name: str, analysis: Analysis) -> tuple[str, ...]:
    """Default and range of a parameter, range of an input, in display units."""
    model = analysis.model
    if model is None:
        return ()
    facts = []
    items: tuple[Parameter | Input, ...] = (*model.parameters, *model.inputs)
    for item in items:
        if item.name == name and isinstance(item, Parameter):
            facts.append(f"default {item.default:g} {item.unit}".rstrip())
        if item.name == name and item.low is not None and item.high is not None:
            facts.append(f"range {item.low:g} to {item.high:g} {item.unit}".rstrip())
    return tuple(facts)


def _function(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    row = FUNCTIONS.get(name)
    return None if row is None else _made(name, "function", "", row.doc, (f"{signature(row)} = {row.definition}",))


def _constant(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    row = builtin(name)
    return None if row is None else _made(name, "constant", "" if row.unit == "1" else row.unit, row.doc)


def _unit(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    found = unit(name)
    if found is None:
        return None
    scale = "" if found.exponent == 0 else f"1e{found.exponent} "
    return _made(name, "unit", scale + si_name(found.dimension), "a unit")


def _directive(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    row = DIRECTIVES.get(name)
    return None if row is None else _made(name, "directive", "", row.doc, (row.example,))


def _preset(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    for one in analysis.document.statements:
        if isinstance(one, Directive) and one.key == "preset" and one.argument == name and context.key != "on":
            return _made(name, "preset", "", "", (one.value[:_LONGEST],))
    return None


def _protocol(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    if context.key not in ("input", "preset"):
        return None
    row = PROTOCOLS.get(name)
    if row is not None:
        return _made(name, "protocol", "", row.doc, (protocol_signature(row), row.example))
    around = PROTOCOLS.get(inside(context.before).call or "")
    for item in around.arguments if around is not None else ():
        if item.name == name:
            default = () if item.default is None else (f"default {item.default}",)
            return _made(name, "argument", item.quantity, item.doc, default)
    return None


def _measure(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    row = MEASURES.get(name) if context.key == "expect" and inside(context.before).call is None else None
    return None if row is None else _made(name, "measure", "", row.doc, (measure_signature(row),))


def _setting(name: str, context: Context, analysis: Analysis, width: int) -> Hover | None:
    if context.key == "time" and name in TIME_UNITS:
        return _made(name, "unit", "", TIME_UNITS[name])
    if context.key in ("run", "preset") and name in RUN_SETTINGS:
        return _made(name, "setting", "", RUN_SETTINGS[name])
    if context.key == "run" and name in METHODS:
        return _made(name, "method", "", METHODS[name])
    return None


Look = Callable[[str, Context, Analysis, int], Hover | None]

_LOOKS: dict[str, tuple[Look, ...]] = {
    KEY: (_directive,),
    START: (_own, _directive),
    ARGUMENT: (_preset,),
    VALUE: (_protocol, _measure, _setting, _own, _function, _constant, _unit),
    EXPRESSION: (_argument_of_function, _own, _function, _constant, _unit),
    UNIT: (_unit,),
}
