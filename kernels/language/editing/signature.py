"""Which function, protocol or measure is being called at an offset, and which of its arguments stands there?"""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.analysis import Analysis
from kernels.language.editing.context import EXPRESSION, VALUE, Context, context_at, inside
from kernels.language.functions import FUNCTIONS, signature
from kernels.language.measures import MEASURES, measure_signature
from kernels.language.protocols import PROTOCOLS, protocol_signature
from kernels.language.syntax.tree import Definition


class Argument(NamedTuple):
    """One argument: `label[start:end]` of the signature, and a line about it."""

    start: int
    end: int
    doc: str


class Signature(NamedTuple):
    """A call: its `label` as it is written, a line about it, its arguments, and the index of the one at the offset.

    `active` is None where the call has no argument there.
    """

    label: str
    doc: str
    arguments: tuple[Argument, ...]
    active: int | None


def signature_at(text: str, offset: int, analysis: Analysis) -> Signature | None:
    """The innermost call around an offset that is known; None outside of any. Never raises."""
    context = context_at(text, offset)
    if context.part not in (EXPRESSION, VALUE):
        return None
    before = context.before
    while True:
        here = inside(before)
        if here.call is None:
            return None
        found = _known(here.call, context, analysis) if here.call else None
        if found is not None:
            return _with_active(found, here[1], here.piece, context)
        opened = _opened(before)
        if opened is None:
            return None
        before = before[:opened]


def _known(name: str, context: Context, analysis: Analysis) -> Signature | None:
    """The signature of what is called, none of its arguments active."""
    if context.part == VALUE and context.key in ("input", "preset") and name in PROTOCOLS:
        protocol = PROTOCOLS[name]
        parts = [(item.name, _protocol_doc(item.doc, item.default)) for item in protocol.arguments]
        return _made(protocol_signature(protocol), protocol.doc, parts)
    if context.part == VALUE and context.key == "expect" and name in MEASURES:
        measure = MEASURES[name]
        return _made(measure_signature(measure), measure.doc, [(kind, _KINDS[kind]) for kind in measure.arguments])
    own = next(
        (
            one for one in analysis.document.statements
            if isinstance(one, Definition) and one.kind == "function" and one.name == name
        ),
        None,
    )  # fmt: skip
    if own is not None:
        names = [argument for argument, _ in own.arguments]
        doc = own.annotation.text if own.annotation is not None else ""
        return _made(f"{name}({', '.join(names)})", doc, [(argument, "") for argument in names])
    row = FUNCTIONS.get(name)
    return None if row is None else _made(signature(row), row.doc, [(word, "") for word in row.parameters])


_KINDS = {
    "drive": "a constant value of the first input",
    "name": "a state or a named expression",
    "index": "a whole number from 1, or last",
    "level": "a value of the name before it",
}


def _protocol_doc(doc: str, default: str | None) -> str:
    return doc if default is None else f"{doc}; by default {default}"


def _made(label: str, doc: str, parts: list[tuple[str, str]]) -> Signature:
    """The signature, its arguments found in the label from left to right."""
    at = label.find("(") + 1
    found = []
    for name, about in parts:
        start = label.find(name, at)
        if start < 0:
            break
        at = start + len(name)
        found.append(Argument(start, at, about))
    return Signature(label, doc, tuple(found), None)


def _with_active(found: Signature, index: int, piece: str, context: Context) -> Signature:
    """The argument that stands there: by its name where it is written, else by its place."""
    name, equals, _ = piece.partition("=")
    if equals and context.part == VALUE:
        for at, argument in enumerate(found.arguments):
            if found.label[argument.start : argument.end] == name.strip():
                return found._replace(active=at)
    count = len(found.arguments)
    repeats = "..." in found.label
    if index >= count and repeats and count > 1:  # `min(a, b, ...)`: all others are like the last
        return found._replace(active=count - 1)
    return found._replace(active=index if index < count else None)


def _opened(before: str) -> int | None:
    """Where the innermost bracket of `before` opens."""
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        if before[at] in ")]":
            depth += 1
        elif before[at] in "([":
            if depth == 0:
                return at
            depth -= 1
    return None
