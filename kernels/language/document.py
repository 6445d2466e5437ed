"""A whole text into a `tree.Document` and its diagnostics: the entry point of the syntax."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.directive_line import comment_line, directive_head, parse_directive, suspected_directive
from kernels.language.directives import TEXT_KEYS
from kernels.language.limits import MAX_LINE, MAX_LINE_PROBLEMS, MAX_LINES, MAX_PROBLEMS, MAX_TEXT
from kernels.language.lines import code_end, continues, physical_lines
from kernels.language.statements import parse_definition
from kernels.language.tree import Comment, Definition, Directive, Document, Expr, Span
from kernels.language.xppaut import looks_like_xppaut

_UNIT_OPS = frozenset(("name", "num", "mul", "div", "pow", "neg", "error"))


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
        problems += line.problems
    return Document(text, tuple(statements)), problems


def parse_lines(text: str) -> list[ParsedLine]:
    """The logical lines of a text that is not refused. Behind MAX_PROBLEMS problems they are not read any more."""
    parsed: list[ParsedLine] = []
    found = 0
    lines = physical_lines(text)
    at = 0
    count = len(lines)
    while at < count:
        start, end = lines[at]
        if start == 0 and text[0] == "\ufeff":
            start = 1  # a byte-order mark at the beginning of a file is the encoding's, not the text's
        if found > MAX_PROBLEMS:
            parsed.append(ParsedLine(start, end, None, ()))
            at += 1
            continue
        problems: list[Diagnostic] = []
        statement: Definition | Directive | Comment | None
        stripped = text[start:end].strip(" \t")
        if not stripped:
            statement = Comment("", Span(start, end))
        elif end - start > MAX_LINE:
            statement = None
            problems.append(_too_long(start, end))
        elif stripped[0] == "#":
            statement = comment_line(text, start, end, problems)
        else:
            directive = directive_head(text, start, end)
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
                statement = parse_directive(text, *directive, code_stop, problems)
            else:
                statement = _definition(text, start, code_stop, end, problems)
        if problems:
            problems.sort(key=_position)
            if len(problems) > MAX_LINE_PROBLEMS:
                message = "this line has further problems, which are not listed"
                problems[MAX_LINE_PROBLEMS:] = [diagnose("ODE009", start, end, message)]
            found += len(problems)
            if found > MAX_PROBLEMS:
                problems.append(diagnose("ODE009", start, end, "too many problems: the lines below are not read"))
        parsed.append(ParsedLine(start, end, statement, tuple(problems)))
        at += 1
    return parsed


def is_refused(text: str) -> bool:
    """Whether the text is not analysed at all: too long, or not in this language."""
    return _refused(text) is not None


def _refused(text: str) -> Diagnostic | None:
    """The diagnostic of a text that is not analysed at all."""
    if len(text) > MAX_TEXT:
        message = (
            f"this text has {len(text)} characters; at most {MAX_TEXT} are analysed: one file describes one neuron"
        )
        return diagnose("ODE001", MAX_TEXT, len(text), message)
    if text.count("\n") >= MAX_LINES or text.count("\r") >= MAX_LINES:
        at = _line_start(text, MAX_LINES)
        if at is not None:
            message = f"this text has more than {MAX_LINES} lines, so it is not analysed: one file describes one neuron"
            return diagnose("ODE012", at, len(text), message)
    if looks_like_xppaut(text):
        end = len(text.split("\n", 1)[0].rstrip("\r"))
        message = "this is XPPAUT's language: write `dv/dt = ...` for `v' = ...`, and `name = value` lines for `par`"
        return diagnose("ODE010", 0, end, message)
    return None


def _position(problem: Diagnostic) -> int:
    return problem.start


def _line_start(text: str, index: int) -> int | None:
    """Where the line with this index begins; None where the text has no such line."""
    lines = physical_lines(text)
    return lines[index][0] if index < len(lines) else None


def _too_long(start: int, end: int) -> Diagnostic:
    return diagnose(
        "ODE002",
        start,
        end,
        f"this line has {end - start} characters; at most {MAX_LINE} are read: split it into named parts",
    )


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


def _definition(text: str, start: int, stop: int, end: int, problems: list[Diagnostic]) -> Definition | None:
    """A definition; where it is none, perhaps a misspelt directive without `#`."""
    comment = text.find("#", stop, end)
    definition = parse_definition(text, start, stop, comment if comment >= 0 else end, end, problems)
    if definition is None or (definition.kind == "input" and (problems or not _like_a_unit(definition.unit))):
        suspicion = suspected_directive(text, start, stop, plain=True)
        if suspicion is not None:
            problems[:] = [suspicion]
            return None
    return definition


def _like_a_unit(unit: Expr | None) -> bool:
    return unit is None or (unit.op in _UNIT_OPS and all(_like_a_unit(part) for part in unit.args))
