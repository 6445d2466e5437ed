"""What a document defines: its states, inputs, parameters, sub-expressions, functions and directives, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kernels.language.codes import diagnose
from kernels.language.constants import builtin
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.functions import FUNCTIONS
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.tree import Definition, Directive, Document, Expr, Span
from kernels.language.units.unit_table import is_unit

INPUT_BY_CUSTOM = "I"  # a free I in a file without an input is one


class Mentions(NamedTuple):
    """The names and the calls in an expression, in no particular order."""

    names: tuple[Expr, ...]
    calls: tuple[Expr, ...]


class Declarations(NamedTuple):
    """Everything a document defines, by name, in the order of the text."""

    states: dict[str, Definition]
    inputs: dict[str, Definition]
    parameters: dict[str, Definition]
    subexpressions: dict[str, Definition]
    functions: dict[str, Definition]
    directives: dict[str, Directive]  # those that stand once, by key
    presets: dict[str, Directive]
    events: dict[str, Directive]
    stimuli: tuple[Directive, ...]
    expects: tuple[Directive, ...]
    tags: tuple[Directive, ...]
    texts: dict[str, tuple[Directive, ...]]  # title, category, reference, doi, note
    mentions: dict[int, Mentions]  # by id of the expression of a definition, so that it is walked once

    def kind(self, name: str) -> str | None:
        """What a name is defined as: "state", "input", "parameter", "sub-expression", "function", or None."""
        for kind, table in (
            ("state", self.states), ("parameter", self.parameters), ("input", self.inputs),
            ("sub-expression", self.subexpressions), ("function", self.functions),
        ):  # fmt: skip
            if name in table:
                return kind
        return None

    def quantities(self) -> Iterator[Definition]:
        """The definitions that stand for a number: all but functions."""
        for table in (self.states, self.inputs, self.parameters, self.subexpressions):
            yield from table.values()


def mentions(expr: Expr) -> Mentions:
    """The names and calls of an expression, found without recursion."""
    names: list[Expr] = []
    calls: list[Expr] = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        op = node.op
        if op == "name":
            names.append(node)
        elif op != "num":
            if op == "call":
                calls.append(node)
            waiting.extend(node.args)
    return Mentions(tuple(names), tuple(calls))


def is_reserved(name: str) -> str | None:
    """Why a file may not define `name`: "a unit", "a function", "a built-in name"; None where it may."""
    if name in FUNCTIONS:
        return "a built-in function"
    if builtin(name) is not None:
        return "a built-in name"
    if is_unit(name):
        return "a unit"
    return None


def declare(document: Document, given: Mapping[str, float], problems: list[Diagnostic]) -> Declarations:
    """Sort a document's statements by what they define; report duplicates and reserved names.

    `given` names parameters whose values come from outside the text: those that the text leaves undefined are
    added with these values.
    """
    found = Declarations({}, {}, {}, {}, {}, {}, {}, {}, (), (), (), {}, {})
    seen: dict[str, Span] = {}
    rest: dict[str, list[Directive]] = {}
    for statement in document.statements:
        if isinstance(statement, Definition):
            _define(statement, found, seen, document.text, problems)
        elif isinstance(statement, Directive):
            key, argument = statement.key, statement.argument
            if key in ("preset", "on"):
                if argument is not None:
                    table = found.presets if key == "preset" else found.events
                    _once(argument, f"{key} {argument}", statement, table, document.text, problems)
            elif DIRECTIVES[key].repeatable:
                rest.setdefault(key, []).append(statement)
            else:
                _once(key, key, statement, found.directives, document.text, problems)
    for name, value in given.items():
        if name not in seen and is_reserved(name) is None:
            expr = Expr("num", (), float(value), 0, 0, 0)
            found.mentions[id(expr)] = Mentions((), ())
            found.parameters[name] = Definition("value", name, Span(0, 0), (), expr, None, (), None, Span(0, 0))
    stimuli, expects = tuple(rest.get("input", ())), tuple(rest.get("expect", ()))
    texts = {key: tuple(rest.get(key, ())) for key in ("reference", "doi", "note")}
    for key in ("title", "category"):
        texts[key] = (found.directives[key],) if key in found.directives else ()
    tags = (found.directives["tags"],) if "tags" in found.directives else tuple(rest.get("tags", ()))
    return found._replace(stimuli=stimuli, expects=expects, tags=tags, texts=texts)


def _define(
    definition: Definition, found: Declarations, seen: dict[str, Span], text: str, problems: list[Diagnostic]
) -> None:
    name, span = definition.name, definition.name_span
    reserved = is_reserved(name)
    if reserved is not None:
        problems.append(diagnose("ODE205", *span, f"`{name}` is {reserved}: choose another name"))
        return
    if name in seen:
        line = text.count("\n", 0, seen[name].start) + 1
        problems.append(
            diagnose(
                "ODE204",
                *span,
                f"`{name}` is already defined in line {line}",
                (Fix("remove this definition", (_without_line(definition.span, text),)),),
            )
        )
        return
    seen[name] = span
    if definition.expr is not None:
        found.mentions[id(definition.expr)] = mentions(definition.expr)
    _table(definition, found)[name] = definition


def _table(definition: Definition, found: Declarations) -> dict[str, Definition]:
    if definition.kind in ("ode", "map"):
        return found.states
    if definition.kind == "input":
        return found.inputs
    if definition.kind == "function":
        return found.functions
    return found.parameters if _is_constant(definition, found) else found.subexpressions


def _is_constant(definition: Definition, found: Declarations) -> bool:
    """Whether a value is made of numbers, units and constants alone, and so is a parameter."""
    if definition.expr is None:
        return True
    inside = found.mentions[id(definition.expr)]
    for node in inside.names:
        known = builtin(str(node.value))
        if (known is None or known.value is None) and not is_unit(str(node.value)):
            return False
    return all(str(node.value) in FUNCTIONS and not FUNCTIONS[str(node.value)].stochastic for node in inside.calls)


def _once(
    name: str, shown: str, directive: Directive, table: dict[str, Directive], text: str, problems: list[Diagnostic]
) -> None:
    if name in table:
        line = text.count("\n", 0, table[name].span.start) + 1
        problems.append(
            diagnose(
                "ODE204",
                *directive.key_span,
                f"`{shown}` already stands in line {line}; only that one counts",
                (Fix("remove this line", (_without_line(directive.span, text),)),),
            )
        )
        return
    table[name] = directive


def _without_line(span: Span, text: str) -> Edit:
    """The edit that removes the lines of a statement."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Edit(start, len(text) if end < 0 else end + 1, "")
