"""A whole text into a `tree.Document` and its diagnostics: the entry point of the syntax."""

from __future__ import annotations

import re
from typing import NamedTuple

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.directives import DIRECTIVES, TEXT_KEYS, DirectiveKind
from kernels.language.limits import MAX_LINE, MAX_LINE_PROBLEMS, MAX_PROBLEMS, MAX_TEXT
from kernels.language.lines import code_end, continues, physical_lines
from kernels.language.misspelt import meant_directive
from kernels.language.statements import parse_definition
from kernels.language.tree import Comment, Definition, Directive, Document, Span
from kernels.language.xppaut import looks_like_xppaut

# `# key argument: value` or the same without `#`
_KEYED = re.compile(r"[ \t]*(#*)[ \t]*([A-Za-z_]\w*)(?:[ \t]+([A-Za-z_]\w*))?[ \t]*:")


class ParsedLine(NamedTuple):
    """One logical line: where it stands (line break left out), what it holds, and what is wrong with it."""

    start: int
    end: int
    statement: Definition | Directive | Comment | None
    problems: tuple[Diagnostic, ...]


def parse_document(text: str) -> tuple[Document, list[Diagnostic]]:
    """The statements of `text` and every syntax problem, in order. Never raises; all offsets lie within the text.

    A line that cannot be understood has no statement; one that is understood in part has `error` expressions.
    """
    refusal = _refused(text)
    if refusal is not None:
        return Document(text, ()), [refusal]
    statements: list[Definition | Directive | Comment] = []
    problems: list[Diagnostic] = []
    for line in parse_lines(text):
        if line.statement is not None:
            statements.append(line.statement)
        problems.extend(line.problems)
    if len(problems) > MAX_PROBLEMS:
        first = problems[MAX_PROBLEMS]
        message = f"{len(problems) - MAX_PROBLEMS} further problems are not listed"
        problems[MAX_PROBLEMS:] = [diagnose("ODE009", first.start, first.end, message)]
    return Document(text, tuple(statements)), problems


def parse_lines(text: str) -> list[ParsedLine]:
    """The logical lines of a text that is within MAX_TEXT."""
    parsed: list[ParsedLine] = []
    lines = physical_lines(text)
    at = 0
    count = len(lines)
    while at < count:
        start, end = lines[at]
        if start == 0 and text[0] == "\ufeff":
            start = 1  # a byte-order mark at the beginning of a file is the encoding's, not the text's
        problems: list[Diagnostic] = []
        statement: Definition | Directive | Comment | None
        stripped = text[start:end].strip(" \t")
        if not stripped:
            statement = Comment("", Span(start, end))
        elif end - start > MAX_LINE:
            statement = None
            problems.append(_too_long(start, end))
        elif stripped[0] == "#":
            statement = _comment(text, start, end, problems)
        else:
            directive = _plain_directive(text, start, end)
            raw = directive is not None and directive[0].key in TEXT_KEYS
            code_stop = end if raw else code_end(text, start, end)
            if not raw and _may_continue(text, lines, at, code_stop):
                last = continues(text, lines, at, code_stop)
                if last > at:
                    at = last
                    end = lines[at][1]
                    code_stop = code_end(text, lines[at][0], end)
            if end - start > MAX_LINE:
                statement = None
                problems.append(_too_long(start, end))
            elif directive is not None:
                statement = _directive(text, *directive, code_stop, problems)
            else:
                statement = _definition(text, start, code_stop, end, problems)
        if len(problems) > MAX_LINE_PROBLEMS:
            hidden = len(problems) - MAX_LINE_PROBLEMS
            problems[MAX_LINE_PROBLEMS:] = [diagnose("ODE009", start, end, f"{hidden} further problems of this line are not listed")]
        parsed.append(ParsedLine(start, end, statement, tuple(problems)))
        at += 1
    return parsed


def is_refused(text: str) -> bool:
    """Whether the text is not analysed at all: too long, or not in this language."""
    return _refused(text) is not None


def _refused(text: str) -> Diagnostic | None:
    """The diagnostic of a text that is not analysed at all."""
    if len(text) > MAX_TEXT:
        message = f"this text has {len(text)} characters; at most {MAX_TEXT} are analysed: one file describes one neuron"
        return diagnose("ODE001", MAX_TEXT, len(text), message)
    if looks_like_xppaut(text):
        end = len(text.split("\n", 1)[0].rstrip("\r"))
        message = "this is XPPAUT's language, not ours: write `dv/dt = ...` for `v' = ...` and one `name = value` a line for `par`"
        return diagnose("ODE010", 0, end, message)
    return None


def _too_long(start: int, end: int) -> Diagnostic:
    return diagnose("ODE002", start, end, f"this line has {end - start} characters; at most {MAX_LINE} are read: split it into named parts")


def _may_continue(text: str, lines: list[tuple[int, int]], at: int, code_stop: int) -> bool:
    """A cheap look that spares most lines the full one: an open bracket, a trailing operator, or an operator next."""
    if at + 1 == len(lines):
        return False
    start = lines[at][0]
    count = text.count
    if text[code_stop - 1] in "+-*/%^<>=,([|&\\dtrfe" or count("(", start, code_stop) > count(")", start, code_stop):
        return True
    if count("[", start, code_stop) > count("]", start, code_stop):
        return True
    following = lines[at + 1][0]
    return text[following : following + 1] in " \t+-*/%^<>)],|&=!aoie"


def _comment(text: str, start: int, end: int, problems: list[Diagnostic]) -> Directive | Comment:
    """A line that begins with `#`: a directive, or prose, perhaps a misspelt directive."""
    match = _KEYED.match(text, start, end)
    if match is not None:
        key, argument = match[2], match[3]
        row = DIRECTIVES.get(key)
        if row is not None and _is_directive(row, argument, text[match.end() : end]):
            stop = end if key in TEXT_KEYS else code_end(text, match.end(), end)
            return _directive(text, row, match, stop, problems)
        if row is None:
            meant = meant_directive(key, argument, text[match.end() : end])
            if meant is not None:
                span = match.span(2)
                fix = (Fix(f"Replace by {meant.key}", (Edit(*span, meant.key),)),)
                message = f"`{key}` is no directive, so this line has no effect; did you mean `{meant.key}`?"
                problems.append(diagnose("ODE117", *span, message, fix))
    first = start
    while text[first] in " \t":
        first += 1
    last = end
    while text[last - 1] in " \t":
        last -= 1
    return Comment(text[first:last], Span(first, last))


def _is_directive(row: DirectiveKind, argument: str | None, value: str) -> bool:
    """Whether a comment `# key argument: value` with a known key is one, and not prose such as `# note that: ...`."""
    if argument is None:
        return row.argument != "required" or row.plausible.match(value) is not None
    if row.argument == "no" or row.key == "on":
        return row.key not in TEXT_KEYS and row.plausible.match(value) is not None
    return True


def _plain_directive(text: str, start: int, end: int) -> tuple[DirectiveKind, re.Match[str]] | None:
    """`key: value` without `#`, of a known key."""
    match = _KEYED.match(text, start, end)
    if match is None:
        return None
    row = DIRECTIVES.get(match[2])
    return None if row is None else (row, match)


def _directive(text: str, row: DirectiveKind, match: re.Match[str], stop: int, problems: list[Diagnostic]) -> Directive:
    """The directive whose head is `match` and whose value reaches to `stop`."""
    key_span = Span(*match.span(2))
    argument = match[3]
    argument_span = None if argument is None else Span(*match.span(3))
    first = match.end()
    while first < stop and text[first] in " \t":
        first += 1
    while stop > first and text[stop - 1] in " \t":
        stop -= 1
    if argument is None and row.argument == "required":
        problems.append(diagnose("ODE118", *key_span, f"`{row.key}` needs a name, as in `{row.example}`"))
    elif argument_span is not None and row.argument == "no":
        fix = (Fix("Remove the name", (Edit(key_span.end, argument_span.end, ""),)),)
        problems.append(diagnose("ODE119", *argument_span, f"`{row.key}` takes no name: write `{row.example}`", fix))
    body: object = None
    if first >= stop:
        first = stop = max(match.end(), stop)
        problems.append(diagnose("ODE120", *key_span, f"`{row.key}` has no value; write for instance `{row.example}`"))
    else:
        body = row.parse(text, first, stop, problems)
    begin = match.start(1) if match[1] else key_span.start
    return Directive(row.key, key_span, argument, argument_span, text[first:stop], Span(first, stop), body, Span(begin, stop))


def _definition(text: str, start: int, stop: int, end: int, problems: list[Diagnostic]) -> Definition | None:
    """A definition; where it is none, perhaps a misspelt directive without `#`."""
    comment = text.find("#", stop, end)
    definition = parse_definition(text, start, stop, comment if comment >= 0 else end, end, problems)
    if problems and (definition is None or definition.kind == "input"):
        match = _KEYED.match(text, start, stop)
        meant = None if match is None else meant_directive(match[2], match[3], text[match.end() : stop])
        if match is not None and meant is not None:
            span = match.span(2)
            fix = (Fix(f"Replace by {meant.key}", (Edit(*span, meant.key),)),)
            message = f"`{match[2]}` is no directive; did you mean `{meant.key}`?"
            problems[:] = [diagnose("ODE105", *span, message, fix)]
            return None
    return definition
