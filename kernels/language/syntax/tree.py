"""The syntax tree of an .ode file: expressions, statements, and the document that holds them.

Everything is an immutable NamedTuple (an order of magnitude cheaper to build than a frozen
dataclass, which matters when a file is analysed on every keystroke). Positions are offsets
into the text, `start` inclusive and `end` exclusive, so `text[start:end]` is the node's source.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A range of offsets into the text, end exclusive."""

    start: int
    end: int


class Expr(NamedTuple):
    """One node of an expression.

    `op` is one of

    =====================  =====================  ==========================================
    op                     args                   value
    =====================  =====================  ==========================================
    num                    ()                     float
    name                   ()                     str
    neg pos not            (operand,)             None
    add sub mul div        (left, right)          None
    floordiv mod pow       (left, right)          None
    lt le gt ge eq ne      (left, right)          None
    and or                 (left, right)          None
    if                     (then, test, else)     None
    call                   arguments              str, the function's name
    error                  ()                     None: stands for what could not be parsed
    =====================  =====================  ==========================================

    Chained comparisons (`a < b < c`) are parsed into `and`. `20 mV` is `mul` of `num` and `name`.
    `op_start` is where the operator (or the called name) begins: unit errors point there.
    """

    op: str
    args: tuple[Expr, ...]
    value: float | str | None
    start: int
    end: int
    op_start: int


class Assignment(NamedTuple):
    """`x = expr` or `x += expr` inside a directive (reset, init, events, presets)."""

    name: str
    name_span: Span
    operator: str  # "=", "+=", "-=", "*=", "/="
    expr: Expr
    span: Span


class Annotation(NamedTuple):
    """What follows the code of a definition in its comment: `[lo, hi, log] text`."""

    low: Expr | None
    high: Expr | None
    log: bool
    text: str
    span: Span


class Definition(NamedTuple):
    """One line that defines a name.

    `kind` is `ode` (dx/dt = ...), `map` (x[n+1] = ...), `value` (name = ..., a parameter or a
    sub-expression: the checker decides), `function` (f(x) = ...) or `input` (name : unit).
    """

    kind: str
    name: str
    name_span: Span
    arguments: tuple[tuple[str, Span], ...]  # of a function
    expr: Expr | None  # None for an input
    unit: Expr | None  # as written after the colon
    flags: tuple[tuple[str, Span], ...]  # e.g. ("unless refractory", span)
    annotation: Annotation | None
    span: Span  # of the code, without the comment


class Directive(NamedTuple):
    """One `# key: value` or `key: value` line.

    `argument` is the word after the key (`preset NAME`, `expect NAME`, `on NAME`).
    `body` is the parsed value: what it holds depends on the key, see `directives.py`.
    """

    key: str
    key_span: Span
    argument: str | None
    argument_span: Span | None
    value: str
    value_span: Span
    body: object
    span: Span


class Comment(NamedTuple):
    """A line of prose: a comment that is no directive, or an empty line (text == "")."""

    text: str
    span: Span


class Document(NamedTuple):
    """A whole parsed text: its statements in order, broken lines included as far as they parsed."""

    text: str
    statements: tuple[Definition | Directive | Comment, ...]
