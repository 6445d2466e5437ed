"""One logical line of a text into a statement: where it ends, what it holds, and what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.limits import MAX_LINE, MAX_LINE_PROBLEMS
from kernels.language.syntax.directive_line import comment_line, directive_head, parse_directive, suspected_directive
from kernels.language.syntax.directives import TEXT_KEYS
from kernels.language.syntax.lines import code_end, continues
from kernels.language.syntax.statements import parse_definition
from kernels.language.syntax.tree import Comment, Definition, Directive, Expr, Span

_UNIT_OPS = frozenset(("name", "num", "mul", "div", "pow", "neg", "error"))


class ParsedLine(NamedTuple):
    """One logical line: where it stands (line break left out), what it holds, and what is wrong with it."""

    start: int
    end: int
    statement: Definition | Directive | Comment | None
    problems: tuple[Diagnostic, ...]


def read_line(text: str, lines: list[tuple[int, int]], at: int) -> tuple[ParsedLine, int]:
    """The logical line that begins with physical line `at` of `lines`, and the physical line behind it.

    What it depends on is its own text and what follows, up to the next line that is neither blank nor a comment.
    """
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
    return ParsedLine(start, end, statement, tuple(problems)), at + 1


def _position(problem: Diagnostic) -> int:
    return problem.start


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
