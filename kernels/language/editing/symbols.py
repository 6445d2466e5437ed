"""What a text consists of, as an outline: its names, presets, events and the lines that say how it runs."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.analysis import Analysis
from kernels.language.syntax.tree import Definition, Directive, Span

_LONGEST = 80  # characters of a line that the outline shows
# Directives of the outline, and what their symbols are called; those with a name of their own are named by it.
_SHOWN = {"preset": "preset", "on": "event", "threshold": "event", "reset": "event", "spike": "event",
          "refractory": "event", "init": "directive", "input": "directive", "run": "directive",
          "expect": "directive"}  # fmt: skip


class Symbol(NamedTuple):
    """One entry of the outline.

    `kind` is state, parameter, input, sub-expression, function, preset, event or directive; `detail` its unit, value or
    definition; `span` the whole statement and `name_span` its name.
    """

    name: str
    kind: str
    detail: str
    span: Span
    name_span: Span


def symbols(analysis: Analysis) -> list[Symbol]:
    """The entries of a text in its order."""
    text = analysis.document.text
    found = []
    for one in analysis.document.statements:
        if isinstance(one, Definition):
            info = analysis.names.get(one.name)
            kind = info.kind if info is not None and info.kind else "sub-expression"
            detail = _shortened(text[one.expr.start : one.expr.end]) if one.expr is not None else ""
            if info is not None and info.unit:
                detail = f"{detail} : {info.unit}" if detail else info.unit
            start = min(one.span.start, one.name_span.start)
            found.append(
                Symbol(one.name, kind, detail, Span(start, max(one.span.end, one.name_span.end)), one.name_span)
            )
        elif isinstance(one, Directive) and one.key in _SHOWN:
            name = one.argument if one.key in ("preset", "on") and one.argument else one.key
            span = one.argument_span if name == one.argument and one.argument_span is not None else one.key_span
            found.append(Symbol(name, _SHOWN[one.key], _shortened(one.value), one.span, span))
    return found


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
