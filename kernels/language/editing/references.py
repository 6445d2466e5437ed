"""Where is the name under the cursor defined, and where else does it stand?"""

from __future__ import annotations

from kernels.language.analysis import Analysis
from kernels.language.editing.occurrences import Occurrence, alike, occurrence_at, occurrences
from kernels.language.syntax.tree import Definition, Directive, Span


def references(analysis: Analysis, offset: int) -> list[Occurrence]:
    """All occurrences of what stands at an offset, its definition included; empty where there is no name."""
    found = occurrences(analysis.document)
    one = occurrence_at(found, offset)
    return [] if one is None else alike(found, one)


def definition(analysis: Analysis, offset: int) -> Span | None:
    """Where the name at an offset is defined: the name itself, in its line; None for built-in names and units."""
    one = occurrence_at(occurrences(analysis.document), offset)
    return None if one is None else defined_at(analysis, one)


def defined_at(analysis: Analysis, one: Occurrence) -> Span | None:
    """As `definition`, of an occurrence."""
    key = {"preset": "preset", "event": "on"}.get(one.kind)
    for statement in analysis.document.statements:
        if isinstance(statement, Definition):
            if one.kind == "name" and statement.name == one.name:
                return statement.name_span
            if one.kind == "argument" and statement.span.start == one.scope:
                return next((span for name, span in statement.arguments if name == one.name), None)
        elif isinstance(statement, Directive) and statement.key == key and statement.argument == one.name:
            return statement.argument_span
    return None
