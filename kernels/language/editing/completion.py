"""What can be written at an offset: completion for the studio's editor and for the language server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from kernels.language.analysis import Analysis, analyse
from kernels.language.editing import completion_tables as offer
from kernels.language.editing.completion_tables import Candidate
from kernels.language.editing.context import (
    ARGUMENT,
    EXPRESSION,
    FLAG,
    KEY,
    START,
    UNIT,
    VALUE,
    Context,
    Inside,
    context_at,
    inside,
)
from kernels.language.measures import MEASURES
from kernels.language.protocols import PROTOCOLS, Protocol
from kernels.language.syntax.settings import RUN_NAMES
from kernels.language.units.unit_table import Dimension

MOST_OFFERED = 200
_LONGEST_LOOK = 64  # characters before the word that tell whether a number stands there

_NUMBER = re.compile(r"(?<![\w.])(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[ \t]*(\*?)[ \t]*\Z")
_ASSIGNS = re.compile(r"(?<![<>=!])=(?!=)")
_SETTABLE = ("parameter", "input", "state")
_TRACES = ("state", "input", "sub-expression")
_TIME: Dimension = (0, 0, 1, 0, 0, 0, 0)
_QUANTITIES: dict[str, Dimension] = {"time": _TIME, "frequency": (0, 0, -1, 0, 0, 0, 0)}


class Completion(NamedTuple):
    """One thing to write: put `insert` in place of `text[start:end]`, the word that the offset is in.

    `label` is what a list shows, `detail` its unit or how it is called, `doc` a line about it. `kind` is state, input,
    parameter, sub-expression, function, argument, constant, unit, word, directive, preset, protocol, measure, pattern,
    method, setting or flag.
    """

    label: str
    kind: str
    insert: str
    detail: str
    doc: str
    start: int
    end: int


def completions(text: str, offset: int, analysis: Analysis | None = None) -> tuple[Completion, ...]:
    """What can stand at an offset, the likeliest first; at most MOST_OFFERED. Never raises on any text and offset.

    `analysis` is that of the same text, for callers who have it.
    """
    context = context_at(text, offset)
    source = _SOURCES.get(context.part)
    if source is None or _in_exponent(text, context):
        return ()
    analysis = analyse(text) if analysis is None else analysis
    typed = context.typed.casefold()
    ranked = []
    seen: set[str] = set()
    for at, candidate in enumerate(source(context, analysis)):
        label = candidate.label.casefold()
        place = label.find(typed)
        if place >= 0 and candidate.label not in seen and candidate.label != context.defines:
            seen.add(candidate.label)
            worse = 0 if candidate.label.startswith(context.typed) else 1 if place == 0 else 2
            ranked.append((worse, at, candidate))
    ranked.sort(key=lambda row: row[:2])
    return tuple(_completion(text, context, candidate) for _, _, candidate in ranked[:MOST_OFFERED])


def _completion(text: str, context: Context, candidate: Candidate) -> Completion:
    insert = candidate.insert
    behind = text[context.end : context.end + 1]
    if insert.endswith(("(", "()")) and behind == "(":
        insert = insert[: insert.index("(")]
    elif insert.rstrip().endswith("=") and text[context.end : context.end + 2].lstrip(" ").startswith("="):
        insert = insert.rstrip("= ")
    elif insert.endswith(": ") and text[context.end : context.end + 2].lstrip(" ").startswith(":"):
        insert = insert[:-2]
    return Completion(
        candidate.label, candidate.kind, insert, candidate.detail, candidate.doc, context.start, context.end
    )


def _in_exponent(text: str, context: Context) -> bool:
    """`1e` and `2.5E`: a number is being written."""
    before = text[max(context.start - 1, 0) : context.start]
    return context.typed in ("e", "E") and before != "" and before in "0123456789."


# -- what each part of a line offers ------------------------------------------------------------------------------


def _start(context: Context, analysis: Analysis) -> Iterator[Candidate]:
    if not context.marked:
        yield from offer.undefined(analysis)
    yield from offer.directives(context.marked)


def _key(context: Context, analysis: Analysis) -> Iterator[Candidate]:
    for one in offer.directives(marked=True):
        yield one._replace(insert=one.label)


def _argument(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    return offer.preset_names(analysis) if context.key == "expect" else ()


def _unit(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    return offer.units(analysis.document.text, base_first=True)


def _flag(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    if "unless" in context.before:
        return (Candidate("refractory", "flag", "refractory", "", "held after a spike, for the refractory time"),)
    return (Candidate("unless refractory", "flag", "unless refractory", "", "held after a spike, while refractory"),)


def _expression(context: Context, analysis: Analysis, piece: str | None = None) -> Iterable[Candidate]:
    """An expression; behind a number come units alone, behind `number*` units first."""
    before = context.before if piece is None else piece
    number = _NUMBER.search(before[-_LONGEST_LOOK:])
    whole = offer.expression(analysis, context.local)
    if number is None:
        return whole
    found = offer.units(analysis.document.text)
    return chain(found, whole) if number[1] else found


def _value(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    source = _VALUES.get(context.key)
    return () if source is None else source(context, analysis)


# -- the values of directives -------------------------------------------------------------------------------------


def _assignments(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    """`x = e; y += e`, of `init`, `reset` and what follows the `->` of an event."""
    if context.key == "on" and "->" not in context.before:
        return _expression(context, analysis)
    piece = inside(context.before.rpartition("->")[2]).piece
    if _ASSIGNS.search(piece) or inside(context.before).call is not None:
        return _expression(context, analysis)
    states = offer.names(analysis, ("state",), " = ")
    steady = offer.words({"steady": "the rest state"}, "word") if context.key == "init" else ()
    return chain(states, steady)


def _spike(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    return chain(_expression(context, analysis), offer.spike_words())


def _stimulus(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    """`I = step(800*pA, start=100 ms) + ...`, of `input`, and of an input in a preset."""
    here = inside(context.before)
    protocol = PROTOCOLS.get(here.call or "")
    if protocol is not None:
        return _in_protocol(protocol, here, analysis)
    if "=" not in context.before:
        return offer.names(analysis, ("input",), " = ")
    return chain(_unnamed(here.piece.rpartition("=")[2], offer.protocols()), _after_number(here.piece, analysis))


def _in_protocol(protocol: Protocol, here: Inside, analysis: Analysis) -> Iterable[Candidate]:
    """An argument of a stimulus: its name, or behind a number its unit."""
    name = here.piece.partition("=")[0].strip() if "=" in here.piece else ""
    at = next((n for n, one in enumerate(protocol.arguments) if one.name == name), here.place)
    quantity = protocol.arguments[at].quantity if at < len(protocol.arguments) else ""
    like = _QUANTITIES.get(quantity)
    if quantity == "amplitude":
        inputs = [info.dimension for info in analysis.names.values() if info.kind == "input"]
        like = inputs[0] if inputs else None
    units = _after_number(here.piece, analysis, like)
    return units if name else chain(_unnamed(here.piece, offer.protocol_arguments(protocol)), units)


def _preset(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    here = inside(context.before)
    if here.call in PROTOCOLS:
        return _stimulus(context, analysis)
    if "=" not in here.piece:
        return chain(offer.names(analysis, _SETTABLE, " = "), offer.preset_settings())
    name = here.piece.partition("=")[0].strip()
    info = analysis.names.get(name)
    drives = offer.protocols() if info is not None and info.kind == "input" else ()
    like = info.dimension if info is not None else _TIME if name in RUN_NAMES else None
    return chain(_after_number(here.piece, analysis, like), drives)


def _run(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    piece = inside(context.before).piece
    name, equals, value = piece.partition("=")
    if name.strip() == "method" and equals:
        return offer.methods()
    return _after_number(piece, analysis, _TIME) if piece.strip() else offer.run_settings(context.before)


def _traces(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    return offer.names(analysis, _TRACES)


def _claims(context: Context, analysis: Analysis) -> Iterable[Candidate]:
    here = inside(context.before)
    measure = MEASURES.get(here.call or "")
    if measure is not None:
        kind = measure.arguments[here.place] if here.place < len(measure.arguments) else ""
        if kind == "name":
            return offer.names(analysis, _TRACES)
        last = offer.words({"last": "the last interval"}, "word") if kind == "index" else ()
        return chain(last, _after_number(here.piece, analysis))
    piece = here.piece.strip()
    if here.call is None and not piece:
        return offer.measures()
    if piece.startswith("pattern"):
        quoted = piece.endswith(('"', "'"))
        return offer.patterns(quoted) if "=" in piece else offer.words({"==": "is"}, "word")
    if here.call is None and not any(sign in piece for sign in "<>="):
        return offer.words({"in": "between two values: in [low, high]"}, "word", " [")
    return _after_number(here.piece, analysis)


def _after_number(piece: str, analysis: Analysis, like: Dimension | None = None) -> Iterable[Candidate]:
    return offer.units(analysis.document.text, like) if _NUMBER.search(piece[-_LONGEST_LOOK:]) else ()


def _unnamed(piece: str, found: Iterable[Candidate]) -> Iterable[Candidate]:
    """What may stand at the beginning of a piece or behind a `+`, not behind a number."""
    return () if _NUMBER.search(piece[-_LONGEST_LOOK:]) else found


Source = Callable[[Context, Analysis], Iterable[Candidate]]

_VALUES: dict[str, Source] = {
    "init": _assignments,
    "threshold": _expression,
    "reset": _assignments,
    "spike": _spike,
    "refractory": _expression,
    "on": _assignments,
    "input": _stimulus,
    "run": _run,
    "time": lambda context, analysis: offer.time_units(),
    "plot": _traces,
    "preset": _preset,
    "expect": _claims,
}

_SOURCES: dict[str, Source] = {
    START: _start,
    KEY: _key,
    ARGUMENT: _argument,
    VALUE: _value,
    EXPRESSION: _expression,
    UNIT: _unit,
    FLAG: _flag,
}
