"""What a directive's value parses into: the types that stand in `tree.Directive.body`.

========================================  ===========================================
key                                       body (None where the value did not parse)
========================================  ===========================================
title category reference doi note time    str
tags                                      tuple[str, ...]
init                                      Init
threshold spike refractory                Expr
reset                                     tuple[Assignment, ...]
preset                                    tuple[Assignment | Stimulus, ...]
on                                        Event
input                                     Stimulus
run                                       Run
plot                                      tuple[Word, ...]
expect                                    tuple[Claim, ...]
========================================  ===========================================
"""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.syntax.tree import Assignment, Expr, Span


class Word(NamedTuple):
    """A bare word and where it stands."""

    text: str
    span: Span


class Init(NamedTuple):
    """Initial values; `steady` asks for the rest state (further assignments say where its search begins)."""

    steady: bool
    assignments: tuple[Assignment, ...]


class Event(NamedTuple):
    """`condition -> statements` of an `on NAME` directive."""

    condition: Expr
    assignments: tuple[Assignment, ...]


class Argument(NamedTuple):
    """One argument of a stimulus term, by the protocol's own name for it (positions are already resolved)."""

    name: str
    expr: Expr
    span: Span


class Term(NamedTuple):
    """One summand of a stimulus: `protocol` is a key of PROTOCOLS; `path` only for `file`."""

    protocol: str
    protocol_span: Span
    arguments: tuple[Argument, ...]
    path: str | None
    span: Span


class Stimulus(NamedTuple):
    """`I = term + term + ...`: what drives the input `name`."""

    name: str
    name_span: Span
    terms: tuple[Term, ...]


class Run(NamedTuple):
    """The run directive's settings, None where not given. `method` is a name of METHODS."""

    duration: Expr | None
    dt: Expr | None
    method: Word | None
    seed: Expr | None


class Claim(NamedTuple):
    """One claim of an `expect` line.

    `rate(800*pA) in [14 Hz, 18 Hz]`: measure, one argument, relation `in`, low and high.
    `pattern == "adapting"`: relation `==`, word. `lyapunov > 0`: relation `>`, low. An argument that is a
    word (`last`, a state's name) is a `name` expression.
    """

    measure: str
    measure_span: Span
    arguments: tuple[Expr, ...]
    relation: str
    low: Expr | None
    high: Expr | None
    word: str | None
    span: Span
