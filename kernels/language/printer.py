"""The canonical form of a file. Idempotent; keeps comments, and leaves lines with errors as they stand."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.directive_text import format_directive
from kernels.language.document import ParsedLine, is_refused, parse_lines
from kernels.language.expression_text import format_expr
from kernels.language.lines import physical_lines
from kernels.language.tree import Annotation, Comment, Definition, Directive

_JOINED = 100  # a statement over several lines becomes one if that fits into so many columns
_ALIGNED_NAME = 24  # wider names, values and lines take no part in the alignment
_ALIGNED_VALUE = 24
_ALIGNED_CODE = 60


class _Row(NamedTuple):
    """One definition in pieces: `left`, then ` = right`, ` : unit`, and the comment."""

    left: str
    right: str
    unit: str
    comment: str
    aligned: bool  # whether its `=` and `:` stand below those of its neighbours


def format_text(text: str) -> str:
    """The canonical form of `text`; a text that is not analysed at all (too long, XPPAUT) comes back unchanged."""
    if is_refused(text):
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    printed: list[str] = []
    block: list[_Row] = []
    for line in parse_lines(text):
        row = _row(text, line, block)
        if row is not None:
            block.append(row)
            continue
        printed += _aligned(block)
        block = []
        printed += _other(text, line)
    printed += _aligned(block)
    body = newline.join(_without_extra_blanks(printed))
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + body + newline if body else mark


def _row(text: str, line: ParsedLine, block: list[_Row]) -> _Row | None:
    """The line as a row of an aligned block; None if it is no definition, broken, or better left in several lines."""
    statement = line.statement
    if isinstance(statement, Comment):
        hangs = text[line.start : line.start + 1] in (" ", "\t") and block and block[-1].comment
        return _Row("", "", "", statement.text, False) if hangs and statement.text else None
    if not isinstance(statement, Definition) or _broken(line):
        return None
    row = _pieces(text, statement, line.end)
    lines = physical_lines(text[line.start : line.end])
    if len(lines) > 1:
        inner = "#" in text[line.start : line.start + lines[-2][1]]
        if inner or len(_joined(row)) > _JOINED:
            return None
    return row


def _pieces(text: str, statement: Definition, line_end: int) -> _Row:
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
    return _Row(left, right, unit, comment, statement.kind == "value")


def _annotation(text: str, annotation: Annotation) -> str:
    if annotation.low is None or annotation.high is None:
        return text[annotation.span.start : annotation.span.end].rstrip()
    low = format_expr(annotation.low, text, quantities=True)
    high = format_expr(annotation.high, text, quantities=True)
    scale = ", log" if annotation.log else ""
    return f"# [{low}, {high}{scale}] {annotation.text}".rstrip()


def _joined(row: _Row, left_width: int = 0, right_width: int = 0) -> str:
    code = row.left
    if row.right:
        code = f"{code.ljust(left_width)} = {row.right}"
        if row.unit:
            code = code.ljust(left_width + 3 + right_width) if right_width else code
    return f"{code} : {row.unit}" if row.unit else code


def _aligned(block: list[_Row]) -> list[str]:
    """The rows of a block, `=`, `:` and comments below each other."""
    names = [len(row.left) for row in block if row.aligned and len(row.left) <= _ALIGNED_NAME]
    left_width = max(names, default=0)
    values = [len(row.right) for row in block if row.aligned and row.unit and len(row.right) <= _ALIGNED_VALUE]
    right_width = max(values, default=0)
    codes: list[str] = []
    for row in block:
        fits = row.aligned and len(row.left) <= left_width
        codes.append(_joined(row, left_width, right_width) if fits else _joined(row))
    pairs = [(code, row.comment) for code, row in zip(codes, block, strict=True)]
    column = max((len(code) for code, comment in pairs if comment and len(code) <= _ALIGNED_CODE), default=0)
    return [f"{code.ljust(column)}  {comment}" if comment else code for code, comment in pairs]


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
