"""Where does each name of a text stand: definitions, uses and assignments, of quantities, presets and events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kernels.language.measures import MEASURES
from kernels.language.syntax.bodies import Claim, Event, Init, Run, Stimulus, Word
from kernels.language.syntax.tree import Assignment, Definition, Directive, Document, Expr

EVERYWHERE = -1


class Occurrence(NamedTuple):
    """`text[start:end]` is `name`.

    `kind` is name (a quantity or a function, the built-in ones and units included), argument (of a function of the
    text), preset or event; `writes` where it is defined or assigned; `scope` is where the line of an argument begins,
    EVERYWHERE for the others. Two occurrences mean the same thing if name, kind and scope agree.
    """

    name: str
    start: int
    end: int
    kind: str
    writes: bool
    scope: int

    @property
    def subject(self) -> tuple[str, str, int]:
        """What it stands for, equal for all its occurrences."""
        return self.name, self.kind, self.scope


def occurrences(document: Document) -> list[Occurrence]:
    """All names of a document in the order of the text, without those in comments and prose, and without units."""
    found: dict[int, Occurrence] = {}
    for statement in document.statements:
        source: Iterator[Occurrence] = iter(())
        if isinstance(statement, Definition):
            source = _in_definition(statement)
        elif isinstance(statement, Directive):
            source = _in_directive(statement)
        for one in source:
            # the middle of `a < b < c` stands twice in the tree; a name with a look-alike letter is spelled otherwise
            if one.start not in found and document.text.startswith(one.name, one.start):
                found[one.start] = one
    return sorted(found.values(), key=lambda one: one.start)


def occurrence_at(found: list[Occurrence], offset: int) -> Occurrence | None:
    """The occurrence that an offset is in or touches; between two that touch it, the right one."""
    at = bisect_right(found, offset, key=lambda one: one.start) - 1
    return found[at] if at >= 0 and offset <= found[at].end else None


def alike(found: Iterable[Occurrence], one: Occurrence) -> list[Occurrence]:
    """The occurrences that mean the same as one of them."""
    return [other for other in found if other.subject == one.subject]


def _named(name: str, start: int, kind: str = "name", writes: bool = False, scope: int = EVERYWHERE) -> Occurrence:
    return Occurrence(name, start, start + len(name), kind, writes, scope)


def _in_definition(one: Definition) -> Iterator[Occurrence]:
    yield _named(one.name, one.name_span.start, writes=True)
    local = frozenset(name for name, _ in one.arguments)
    for name, span in one.arguments:
        yield _named(name, span.start, "argument", True, one.span.start)
    if one.expr is not None:
        yield from in_expression(one.expr, local, one.span.start)
    if one.annotation is not None:
        yield from _in_all((one.annotation.low, one.annotation.high))


def in_expression(expr: Expr, local: frozenset[str] = frozenset(), scope: int = EVERYWHERE) -> Iterator[Occurrence]:
    """The names and called functions of an expression; those of `local` are arguments of the line at `scope`."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.args)
        if node.op == "name" or node.op == "call":
            name = str(node.value)
            if node.op == "name" and name in local:
                yield _named(name, node.op_start, "argument", False, scope)
            else:
                yield _named(name, node.op_start)


def _in_all(expressions: Iterable[Expr | None]) -> Iterator[Occurrence]:
    for expr in expressions:
        if expr is not None:
            yield from in_expression(expr)


def _in_directive(one: Directive) -> Iterator[Occurrence]:
    if one.argument is not None and one.argument_span is not None and one.key in ("preset", "expect", "on"):
        kind = "event" if one.key == "on" else "preset"
        yield _named(one.argument, one.argument_span.start, kind, one.key != "expect")
    yield from _in_body(one.body)


def _in_body(body: object) -> Iterator[Occurrence]:
    if isinstance(body, Expr):
        yield from in_expression(body)
    elif isinstance(body, Assignment):
        yield _named(body.name, body.name_span.start, writes=True)
        yield from in_expression(body.expr)
    elif isinstance(body, Init):
        yield from _in_body(body.assignments)
    elif isinstance(body, Event):
        yield from in_expression(body.condition)
        yield from _in_body(body.assignments)
    elif isinstance(body, Stimulus):
        yield _named(body.name, body.name_span.start, writes=True)
        yield from _in_all(argument.expr for term in body.terms for argument in term.arguments)
    elif isinstance(body, Run):
        yield from _in_all((body.duration, body.dt, body.seed))
    elif isinstance(body, Word):
        yield _named(body.text, body.span.start)
    elif isinstance(body, Claim):
        kinds = MEASURES[body.measure].arguments
        for at, argument in enumerate(body.arguments):
            if argument.value != "last" or kinds[at : at + 1] != ("index",):
                yield from in_expression(argument)
        yield from _in_all((body.low, body.high))
    elif isinstance(body, tuple):
        for item in body:
            yield from _in_body(item)
