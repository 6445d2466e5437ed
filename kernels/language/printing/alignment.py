"""How definitions stand below each other in the canonical form: which columns line up, and how far that reaches."""

from __future__ import annotations

from typing import NamedTuple

# Wider names, values and lines stand for themselves: they would push everything else to the right.
_WIDEST_NAME = 24
_WIDEST_VALUE = 24
_WIDEST_CODE = 60

# Of these kinds `=` and `:` line up; equations are too unlike each other.
_ALIGNED_KINDS = frozenset(("value", "function"))


class Row(NamedTuple):
    """One definition in pieces: `left = right : unit`, and its comment. `kind` is the definition's."""

    kind: str
    left: str
    right: str
    unit: str
    comment: str


class Line(NamedTuple):
    """One line of the result; `comment` is None for a line that is no definition."""

    code: str
    comment: str | None


def one_line(row: Row, left_width: int = 0, right_width: int = 0) -> str:
    """`left = right : unit`, the left and right side padded to the widths."""
    code = row.left
    if row.right:
        code = f"{code.ljust(left_width)} = {row.right}"
        if row.unit:
            code = code.ljust(left_width + len(" = ") + right_width)
    return f"{code} : {row.unit}" if row.unit else code


def align_block(block: list[Row]) -> list[Line]:
    """Consecutive definitions, `=` and `:` below those of the others of their kind."""
    names: dict[str, int] = {}
    values: dict[str, int] = {}
    for row in block:
        if len(row.left) <= _WIDEST_NAME:
            names[row.kind] = max(len(row.left), names.get(row.kind, 0))
        if row.unit and len(row.right) <= _WIDEST_VALUE:
            values[row.kind] = max(len(row.right), values.get(row.kind, 0))
    lines: list[Line] = []
    for row in block:
        aligned = row.kind in _ALIGNED_KINDS and len(row.left) <= _WIDEST_NAME
        code = one_line(row, names[row.kind], values.get(row.kind, 0)) if aligned else one_line(row)
        lines.append(Line(code, row.comment))
    return lines


def align_comments(lines: list[Line]) -> list[str]:
    """The lines as text, comments behind definitions below each other: across empty lines, but no others."""
    texts: list[str] = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and (lines[stop].comment is not None or not lines[stop].code):
            stop += 1
        widths = [len(code) for code, comment in lines[at:stop] if comment and len(code) <= _WIDEST_CODE]
        column = max(widths, default=0)
        texts += [f"{code.ljust(column)}  {comment}" if comment else code for code, comment in lines[at:stop]]
        texts += [line.code for line in lines[stop : stop + 1]]
        at = stop + 1
    return texts
