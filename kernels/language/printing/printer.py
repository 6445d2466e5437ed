"""The canonical form of a file. Idempotent; keeps comments, and leaves lines with errors as they stand."""

from __future__ import annotations

from kernels.language.printing.alignment import Line, Row, align_block, align_comments, one_line
from kernels.language.printing.directive_text import format_directive
from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.document import is_refused
from kernels.language.syntax.lines import physical_lines
from kernels.language.syntax.logical_lines import ParsedLine
from kernels.language.syntax.reparse import parse_lines
from kernels.language.syntax.tree import Annotation, Comment, Definition, Directive

_JOINED = 100  # a statement over several lines becomes one if that fits into so many columns


def format_text(text: str) -> str:
    """The canonical form of `text`; a text that is not analysed at all (too long, XPPAUT) comes back unchanged."""
    if is_refused(text):
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    printed: list[Line] = []
    block: list[Row] = []
    for line in parse_lines(text):
        row = _row(text, line, block)
        if row is not None:
            block.append(row)
            continue
        printed += align_block(block)
        block = []
        printed += [Line(code, None) for code in _other(text, line)]
    printed += align_block(block)
    body = newline.join(_without_extra_blanks(align_comments(printed)))
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + body + newline if body else mark


def _row(text: str, line: ParsedLine, block: list[Row]) -> Row | None:
    """The line as a row of an aligned block; None if it is no definition, broken, or better left in several lines."""
    statement = line.statement
    if isinstance(statement, Comment):
        hangs = text[line.start : line.start + 1] in (" ", "\t") and block and block[-1].comment
        return Row("", "", "", "", statement.text) if hangs and statement.text else None
    if not isinstance(statement, Definition) or _broken(line):
        return None
    row = _pieces(text, statement, line.end)
    lines = physical_lines(text[line.start : line.end])
    if len(lines) > 1:
        inner = "#" in text[line.start : line.start + lines[-2][1]]
        if inner or len(one_line(row)) > _JOINED:
            return None
    return row


def _pieces(text: str, statement: Definition, line_end: int) -> Row:
    left = statement.name
    if statement.kind == "ode":
        left = f"d{left}/dt"
    elif statement.kind == "map":
        left = f"{left}[n+1]"
    elif statement.kind == "function":
        left = f"{left}({', '.join(name for name, _ in statement.arguments)})"
    right = format_expr(statement.expr, text) if statement.expr is not None else ""
    unit = format_expr(statement.unit, text) if statement.unit is not None else ""
    if statement.flags:
        unit += f" ({', '.join(flag for flag, _ in statement.flags)})"
    comment = _annotation(text, statement.annotation) if statement.annotation is not None else ""
    return Row(statement.kind, left, right, unit, comment)


def _annotation(text: str, annotation: Annotation) -> str:
    if annotation.low is None or annotation.high is None:
        return text[annotation.span.start : annotation.span.end].rstrip()
    low = format_expr(annotation.low, text, quantities=True)
    high = format_expr(annotation.high, text, quantities=True)
    scale = ", log" if annotation.log else ""
    return f"# [{low}, {high}{scale}] {annotation.text}".rstrip()


def _other(text: str, line: ParsedLine) -> list[str]:
    """A line that is no row of a block: a directive, a comment, or anything kept as it stands."""
    statement = line.statement
    if isinstance(statement, Comment):
        return [statement.text]
    raw = text[line.start : line.end]
    kept = [raw[start:end].rstrip(" \t") for start, end in physical_lines(raw)]
    if not isinstance(statement, Directive) or _broken(line):
        return kept
    inner = len(kept) > 1 and any("#" in part for part in kept[:-1])
    return kept if inner else [format_directive(text, statement, line.end)]


def _broken(line: ParsedLine) -> bool:
    return any(problem.severity == "error" for problem in line.problems)


def _without_extra_blanks(lines: list[str]) -> list[str]:
    """No empty lines at the beginning and the end, and never two in a row."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept
