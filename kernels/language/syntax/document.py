"""A whole text into a `tree.Document` and its diagnostics: the entry point of the syntax."""

from __future__ import annotations

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.limits import MAX_LINES, MAX_TEXT
from kernels.language.syntax.lines import physical_lines
from kernels.language.syntax.reparse import parse_lines
from kernels.language.syntax.tree import Comment, Definition, Directive, Document
from kernels.language.xppaut.xppaut import looks_like_xppaut


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


def _line_start(text: str, index: int) -> int | None:
    """Where the line with this index begins; None where the text has no such line."""
    lines = physical_lines(text)
    return lines[index][0] if index < len(lines) else None
