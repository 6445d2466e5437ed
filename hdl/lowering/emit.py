"""Operations on real numbers -> nodes on integers: one function an operation, each exact but for a stated rounding."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import signed_width
from hdl.lowering.intervals import extreme, is_fraction
from hdl.lowering.logarithm import natural_logarithm
from hdl.lowering.needs import log2, size
from hdl.lowering.plan import Plan
from hdl.refusal import Refused

NEAR_ONE = 0.25  # a factor this close to 1 is x plus a small share of x
LEAST_BITS = 6  # of a constant factor, however little it matters
MOST_POINT = 100
DIVIDEND_BITS = 62  # of a true division: what a processor divides at once


class Emitter:
    """Makes the nodes of a plan in a builder. `made` maps a real node to its integer node."""

    def __init__(self, plan: Plan, b: Builder, width: int, coefficient: int) -> None:
        self.plan, self.b, self.width, self.coefficient = plan, b, width, coefficient
        self.g = plan.graph
        self.made: dict[int, int] = {}

    def point(self, n: int) -> int:
        """The bits behind the point a value is rounded to: what is needed, within the width of the data path."""
        bits = math.ceil(self.plan.needs.get(n, 0.0)) + 1
        reach = self.plan.ranges.get(n, (-1.0, 1.0))
        if not math.isfinite(size(reach)):
            return max(0, min(bits, self.width))
        return max(-MOST_POINT, min(bits, self.width - math.ceil(log2(size(reach))), MOST_POINT))

    def rounded(self, n: int, value: int) -> int:
        """A computed value with no more bits than are needed."""
        return self.b.at_point(value, self.point(n)) if self.b.points[value] > self.point(n) else value

    def make(self, n: int) -> None:
        """The integer node of a real one, whose arguments have been made."""
        op, args, value, kind = self.g.nodes[n]
        if op == "const":
            if kind == "b":
                self.made[n] = self.b.add(ir.Truth(int(bool(value))))
            else:
                self.made[n] = self.constant(float(value), self.point(n))  # type: ignore[arg-type]
            return
        if op not in OPERATIONS:
            raise Refused("function", f"{op} of {self.words(n)} has no table: its argument's range is not bounded")
        self.made[n] = OPERATIONS[op](self, n, *args)

    def words(self, n: int) -> str:
        """The leaves a node depends on, for messages."""
        names = {str(self.g.nodes[m].value[1]) or str(self.g.nodes[m].value[0])  # type: ignore[index]
                 for m in self.g.reachable([n]) if self.g.nodes[m].op == "leaf"}  # fmt: skip
        return ", ".join(sorted(names)) or "constants"

    def constant(self, value: float, point: int) -> int:
        """A constant term, exact where a double of few bits is."""
        if not math.isfinite(value):
            raise Refused("range", "an infinite constant is left after the parameters are put in")
        exact = Fraction(value)
        exact_point = exact.denominator.bit_length() - 1
        if exact.denominator == 1:
            return self.b.const(int(exact), 0)
        point = min(point, exact_point)
        return self.b.const(math.floor(exact * Fraction(2) ** point + Fraction(1, 2)), point)

    def factor(self, value: float, need: float) -> int:
        """A constant factor: a whole number of few bits with a binary point of its own."""
        exponent = math.frexp(value)[1]
        point = min(self.coefficient - 1 - exponent, max(math.ceil(need), LEAST_BITS - exponent))
        raw = math.floor(Fraction(value) * Fraction(2) ** point + Fraction(1, 2))
        while raw and raw % 2 == 0:
            raw, point = raw // 2, point - 1
        return self.b.const(raw, point)

    def scaled(self, n: int, k: float, x: int) -> int:
        """k * x, rounded to what node n needs."""
        b = self.b
        need = self.plan.needs.get(n, 0.0) + 1 + log2(size(self.plan.ranges[x]))
        value = self.made[x]
        if k != 1.0 and abs(k - 1.0) < NEAR_ONE:
            rest = b.times(self.factor(k - 1.0, need), value)
            return b.plus(value, self.rounded(n, rest))
        return self.rounded(n, b.times(self.factor(k, need), value))


def _add(e: Emitter, n: int, a: int, b: int) -> int:
    return e.b.plus(e.made[a], e.made[b])


def _sub(e: Emitter, n: int, a: int, b: int) -> int:
    if is_fraction(e.g, n) and e.b.points[e.made[a]] > 0:
        return e.b.add(ir.Low(e.made[a], e.b.points[e.made[a]]), e.b.points[e.made[a]])
    return e.b.minus(e.made[a], e.made[b])


def _neg(e: Emitter, n: int, a: int) -> int:
    return e.b.minus(e.b.const(0, e.b.points[e.made[a]]), e.made[a])


def _mul(e: Emitter, n: int, a: int, b: int) -> int:
    for k, x in ((a, b), (b, a)):
        value = e.g.constant_of(k)
        if value is not None:
            return e.scaled(n, float(value), x)  # type: ignore[arg-type]
    return e.rounded(n, e.b.times(e.made[a], e.made[b]))


def _div(e: Emitter, n: int, a: int, b: int) -> int:
    """A true division: the dividend is brought to as many bits as the quotient needs, within DIVIDEND_BITS."""
    over, under = e.made[a], e.made[b]
    low, high = e.b.bounds[over]
    room = DIVIDEND_BITS - signed_width(low, high)
    shift = min(e.point(n) + 1 + e.b.points[under] - e.b.points[over], room)
    point = e.b.points[over] + shift - e.b.points[under]
    if shift < 0:
        over, shift = e.b.at_point(over, e.b.points[over] + shift), 0
    return e.b.add(ir.Div(e.b.add(ir.Scale(over, shift), 0) if shift else over, under), point)


def _abs(e: Emitter, n: int, a: int) -> int:
    x = e.made[a]
    low, high = e.b.bounds[x]
    if low >= 0:
        return x
    negative = e.b.compare(ir.Lt, x, e.b.const(0, e.b.points[x]))
    return e.b.limited(e.b.choose(negative, _neg(e, n, a), x), 0, max(high, -low))


def _floor(e: Emitter, n: int, a: int) -> int:
    x = e.made[a]
    p = e.b.points[x]
    return e.b.add(ir.Floor(x, p), 0) if p > 0 else e.b.at_point(x, 0)


def _ceil(e: Emitter, n: int, a: int) -> int:
    x = e.made[a]
    p = e.b.points[x]
    if p <= 0:
        return e.b.at_point(x, 0)
    return e.b.add(ir.Floor(e.b.plus(x, e.b.const((1 << p) - 1, p)), p), 0)


def _rint(e: Emitter, n: int, a: int) -> int:
    """To the nearest whole number, halves to the even one."""
    x = e.made[a]
    p = e.b.points[x]
    if p <= 0:
        return e.b.at_point(x, 0)
    nearest = e.b.add(ir.Round(x, p), 0)
    half = e.b.compare(ir.Eq, e.b.add(ir.Low(x, p), 0), e.b.const(1 << (p - 1), 0))
    odd = e.b.compare(ir.Eq, e.b.add(ir.Low(nearest, 1), 0), e.b.const(1, 0))
    return e.b.minus(nearest, e.b.choose(e.b.both(half, odd), e.b.const(1, 0), e.b.const(0, 0)))


def _trunc(e: Emitter, n: int, a: int) -> int:
    x = e.made[a]
    if e.b.points[x] <= 0:
        return e.b.at_point(x, 0)
    negative = e.b.compare(ir.Lt, x, e.b.const(0, e.b.points[x]))
    return e.b.choose(negative, _ceil(e, n, a), _floor(e, n, a))


def _select(e: Emitter, n: int, condition: int, a: int, b: int) -> int:
    x, y = e.made[a], e.made[b]
    kind = extreme(e.g, n) if e.g.nodes[n].kind == "f" else ""
    chosen = e.b.choose(e.made[condition], x, y)
    if not kind:
        return chosen
    # the smaller of two is no larger than either, which a choice alone does not know
    x, y, _ = e.b.aligned(x, y)
    (al, ah), (bl, bh) = e.b.bounds[x], e.b.bounds[y]
    low, high = (min(al, bl), min(ah, bh)) if kind == "min" else (max(al, bl), max(ah, bh))
    return e.b.limited(chosen, low, high)


def _compare(kind: type[ir.Lt | ir.Le]) -> Callable[..., int]:
    def emit(e: Emitter, n: int, a: int, b: int) -> int:
        for x, other, flipped in ((a, b, False), (b, a, True)):
            if e.g.constant_of(other) is not None:
                return _against(e, kind, x, exact(e, other), flipped)
        return e.b.compare(kind, e.made[a], e.made[b])

    return emit


def exact(e: Emitter, n: int) -> Fraction:
    """A constant as a fraction."""
    value = e.g.constant_of(n)
    assert isinstance(value, float)
    return Fraction(value)


def _against(e: Emitter, kind: type[ir.Lt | ir.Le], x: int, t: Fraction, flipped: bool) -> int:
    """x < t (or t < x), with what is added to and multiplied into x brought to the other side: no rounding at all."""
    while x not in e.plan.tables:
        op, args, _, _ = e.g.nodes[x]
        constants = [e.g.constant_of(a) for a in args]
        if op == "add" and constants[1] is not None:
            x, t = args[0], t - exact(e, args[1])
        elif op == "add" and constants[0] is not None:
            x, t = args[1], t - exact(e, args[0])
        elif op == "sub" and constants[1] is not None:
            x, t = args[0], t + exact(e, args[1])
        elif op == "mul" and constants[0] is not None and constants[0] != 0.0:
            k = exact(e, args[0])
            x, t, flipped = args[1], t / k, flipped != (k < 0)
        else:
            break
    value = e.made[x]
    point = e.b.points[value]
    raw = t * Fraction(2) ** point
    strict = kind is ir.Lt
    if flipped:
        # t < x: x > floor(t); t <= x: x >= ceil(t)
        bound = math.floor(raw) + 1 if strict else math.ceil(raw)
        return e.b.compare(ir.Le, e.b.const(bound, point), value)
    bound = math.ceil(raw) - 1 if strict else math.floor(raw)
    return e.b.compare(ir.Le, value, e.b.const(bound, point))


def _equal(e: Emitter, n: int, a: int, b: int) -> int:
    return e.b.compare(ir.Eq, e.made[a], e.made[b])


def _not(e: Emitter, a: int) -> int:
    value = e.b.constant(a)
    if value is not None:
        return e.b.add(ir.Truth(1 - value))
    node = e.b.nodes[a]
    return node.a if isinstance(node, ir.Not) else e.b.add(ir.Not(a))


def _log(e: Emitter, n: int, a: int) -> int:
    return natural_logarithm(e.b, e.made[a], e.point(n), n)


OPERATIONS: dict[str, Callable[..., int]] = {
    "add": _add,
    "sub": _sub,
    "neg": _neg,
    "mul": _mul,
    "div": _div,
    "abs": _abs,
    "log": _log,
    "floor": _floor,
    "ceil": _ceil,
    "rint": _rint,
    "trunc": _trunc,
    "select": _select,
    "select_bool": lambda e, n, c, a, b: e.b.choose(e.made[c], e.made[a], e.made[b]),
    "lt": _compare(ir.Lt),
    "le": _compare(ir.Le),
    "eq": _equal,
    "ne": lambda e, n, a, b: _not(e, _equal(e, n, a, b)),
    "and": lambda e, n, a, b: e.b.both(e.made[a], e.made[b]),
    "or": lambda e, n, a, b: e.b.either(e.made[a], e.made[b]),
    "not": lambda e, n, a: _not(e, e.made[a]),
}
