"""The exact range of a node from those of its operands: integer intervals, so no wire is ever too narrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hdl.ir import nodes as ir

Bounds = tuple[int, int]
TRUTH: Bounds = (0, 1)


def _product(a: Bounds, b: Bounds) -> Bounds:
    corners = [x * y for x in a for y in b]
    return min(corners), max(corners)


def _mul(n: ir.Mul, at: Sequence[Bounds]) -> Bounds:
    low, high = _product(at[n.a], at[n.b])
    return (max(low, 0), high) if n.a == n.b else (low, high)


def _div(n: ir.Div, at: Sequence[Bounds]) -> Bounds:
    """The quotient is largest in size at the smallest divisors, which are at the ends or next to 0."""
    low, high = at[n.b]
    divisors = {low or 1, high or 1} | {d for d in (-1, 1) if low <= d <= high}
    if low <= 0 <= high:
        divisors.add(1)
    corners = [towards_zero(a, d) for a in at[n.a] for d in divisors]
    return min(corners), max(corners)


def _low(n: ir.Low, at: Sequence[Bounds]) -> Bounds:
    low, high = at[n.a]
    whole = (1 << n.count) - 1
    return (low, high) if low >= 0 and high <= whole else (0, whole)


def _select(n: ir.Select, at: Sequence[Bounds]) -> Bounds:
    return min(at[n.a][0], at[n.b][0]), max(at[n.a][1], at[n.b][1])


def _saturate(n: ir.Saturate, at: Sequence[Bounds]) -> Bounds:
    return tuple(min(max(x, n.low), n.high) for x in at[n.a])  # type: ignore[return-value]


def towards_zero(a: int, b: int) -> int:
    """The quotient of integers rounded towards zero; by 0 as by 1."""
    b = b or 1
    whole = abs(a) // abs(b)
    return whole if (a < 0) == (b < 0) else -whole


def rounded(a: int, shift: int) -> int:
    """a / 2**shift to the nearest integer, halves up."""
    return (a + (1 << shift >> 1)) >> shift


INNER: dict[type, Callable[..., Bounds]] = {
    ir.Const: lambda n, at: (n.value, n.value),
    ir.Truth: lambda n, at: (n.value, n.value),
    ir.Bits: lambda n, at: (0, (1 << n.count) - 1),
    ir.Add: lambda n, at: (at[n.a][0] + at[n.b][0], at[n.a][1] + at[n.b][1]),
    ir.Sub: lambda n, at: (at[n.a][0] - at[n.b][1], at[n.a][1] - at[n.b][0]),
    ir.Mul: _mul,
    ir.Div: _div,
    ir.Scale: lambda n, at: (at[n.a][0] << n.shift, at[n.a][1] << n.shift),
    ir.Round: lambda n, at: (rounded(at[n.a][0], n.shift), rounded(at[n.a][1], n.shift)),
    ir.Floor: lambda n, at: (at[n.a][0] >> n.shift, at[n.a][1] >> n.shift),
    ir.Low: _low,
    ir.Saturate: _saturate,
    ir.Lt: lambda n, at: TRUTH,
    ir.Le: lambda n, at: TRUTH,
    ir.Eq: lambda n, at: TRUTH,
    ir.And: lambda n, at: TRUTH,
    ir.Or: lambda n, at: TRUTH,
    ir.Not: lambda n, at: TRUTH,
    ir.Select: _select,
}


def bounds_of(
    node: ir.Node,
    at: Sequence[Bounds],
    outside: Mapping[tuple[str, str], Bounds],
) -> Bounds:
    """The range of a node; `at` holds those of earlier nodes, `outside` those of ("input" | "read" | "rom", name)."""
    if isinstance(node, ir.Input):
        return outside["input", node.port]
    if isinstance(node, ir.Read):
        return outside["read", node.register]
    if isinstance(node, ir.Rom):
        return outside["rom", node.table]
    return INNER[type(node)](node, at)
