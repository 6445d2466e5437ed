"""The nodes of the integer dataflow: each one value, an integer or a truth value, from earlier ones.

Operands are positions of earlier nodes. A truth value is 0 or 1. Nothing here overflows: every node has exact bounds
(`hdl.ir.bounds`), and its wire is as wide as they need.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

# -- sources ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Const:
    """A number."""

    value: int


@dataclass(frozen=True, slots=True)
class Truth:
    """A constant truth value."""

    value: int


@dataclass(frozen=True, slots=True)
class Input:
    """The value at an input port in this step."""

    port: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a register holds at the start of the step."""

    register: str


@dataclass(frozen=True, slots=True)
class Bits:
    """`count` fresh bits of a random source, from bit `low` on, as an unsigned number."""

    source: str
    low: int
    count: int


# -- arithmetic ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Add:
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Sub:
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Mul:
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Div:
    """a / b towards zero; b = 0 counts as 1."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Scale:
    """a * 2**shift."""

    a: int
    shift: int


@dataclass(frozen=True, slots=True)
class Round:
    """a / 2**shift to the nearest integer, halves up."""

    a: int
    shift: int


@dataclass(frozen=True, slots=True)
class Floor:
    """a / 2**shift, rounded down."""

    a: int
    shift: int


@dataclass(frozen=True, slots=True)
class Low:
    """The lowest bits of a as an unsigned number: a modulo 2**count."""

    a: int
    count: int


@dataclass(frozen=True, slots=True)
class Saturate:
    """a, but no less than `low` and no more than `high`."""

    a: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Rom:
    """The entry of a table; the index is inside it by its bounds."""

    table: str
    index: int


# -- truth values and choices -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lt:
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Le:
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Eq:
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class And:
    """Of truth values."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Or:
    """Of truth values."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Not:
    """Of a truth value."""

    a: int


@dataclass(frozen=True, slots=True)
class Select:
    """a where the condition holds, else b; a and b are both integers or both truth values."""

    condition: int
    a: int
    b: int


Node = (
    Const | Truth | Input | Read | Bits | Add | Sub | Mul | Div | Scale | Round | Floor | Low | Saturate | Rom
    | Lt | Le | Eq | And | Or | Not | Select
)  # fmt: skip

TYPES: dict[str, type] = {
    kind.__name__.lower(): kind
    for kind in (
        Const, Truth, Input, Read, Bits, Add, Sub, Mul, Div, Scale, Round, Floor, Low, Saturate, Rom,
        Lt, Le, Eq, And, Or, Not, Select,
    )
}  # fmt: skip

OPERANDS: dict[type, tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind) if f.name in ("a", "b", "index", "condition")) for kind in TYPES.values()
}

# operands that have to be truth values; all others are integers (those of Select: of one kind)
TRUTH_OPERANDS: dict[type, tuple[str, ...]] = {And: ("a", "b"), Or: ("a", "b"), Not: ("a",), Select: ("condition",)}
TRUTH_RESULTS = (Truth, Lt, Le, Eq, And, Or, Not)


def operands(node: Node) -> tuple[int, ...]:
    """The positions a node reads, in the order of its fields."""
    return tuple(getattr(node, name) for name in OPERANDS[type(node)])
