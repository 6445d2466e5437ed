"""Operations on real numbers -> nodes on integers: one function an operation, each exact but for a stated rounding."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import signed_width
from hdl.lowering.intervals import extreme
from hdl.lowering.logarithm import natural_logarithm
from hdl.lowering.needs import log2, size
from hdl.lowering.plan import Plan
from hdl.lowering.sums import total
from hdl.lowering.terms import Sums
from hdl.refusal import Refused

SELECTED = 2  # bits a value is needed to beyond those of the state it becomes by a choice
MOST_POINT = 100
BEYOND_RANGE = 2.0  # times its range: there a quotient is cut
DIVIDEND_BITS = 62  # of a true division: what a processor divides at once


class _Made(dict[int, int]):
    """The integer nodes by their real ones; a sum is made when it is first asked for as a value of its own."""

    def __init__(self, emitter: Emitter) -> None:
        super().__init__()
        self.emitter = emitter

    def __missing__(self, n: int) -> int:
        if not self.emitter.sums.is_sum(n):
            raise KeyError(n)
        self[n] = self.emitter.sum_value(n)
        return self[n]


class Emitter:
    """Makes the nodes of a plan in a builder. `made` maps a real node to its integer node."""

    def __init__(self, plan: Plan, b: Builder, width: int, port: int) -> None:
        self.plan, self.b, self.width, self.port = plan, b, width, port
        self.g = plan.graph
        self.sums = Sums(plan)
        self.made: dict[int, int] = _Made(self)
        self.products: dict[int, int] = {}  # of two factors, that a constant multiplies
        self.shifts: set[int] = set()  # by which products are shifted before they are added
        self.also: list[tuple[int, int]] = []  # (integer node, real node it was made for inside of a sum)

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

    def sum_value(self, n: int) -> int:
        """A sum as a value of its own: of a port's bits where only products and sums read it, and that is enough."""
        point = self.point(n)
        if not self.sums.is_factor(n):
            chosen = all(self.g.nodes[u].op == "select" for u in self.sums.users[n])
            return total(self, n, point - SELECTED if chosen else point)
        return total(self, n, point, most_bits=self.port if self.is_fine(n) else 0)

    def is_fine(self, n: int) -> bool:
        """Whether a port's bits of a value are all that a multiplier has to see."""
        reach = size(self.plan.ranges.get(n, (-math.inf, math.inf)))
        if not math.isfinite(reach):
            return False
        return self.plan.seen.get(n, 0.0) <= self.port - 1 - math.ceil(log2(reach))

    def at_point(self, n: int, point: int) -> int:
        """A value rounded to a binary point; a sum is rounded only once."""
        if self.sums.is_sum(n) and self.made.get(n) is None:
            return self.b.at_point(total(self, n, point), point)
        return self.b.at_point(self.made[n], point)

    def make(self, n: int) -> None:
        """The integer node of a real one, whose arguments have been made."""
        op, args, value, kind = self.g.nodes[n]
        if op == "const":
            if kind == "b":
                self.made[n] = self.b.add(ir.Truth(int(bool(value))))
            else:
                self.made[n] = self.constant(float(value), self.point(n))  # type: ignore[arg-type]
            return
        if self.sums.is_sum(n):
            if self.sums.users.get(n) and not self.sums.is_inside(n):
                self.made[n] = self.sum_value(n)
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


def _sub(e: Emitter, n: int, a: int, b: int) -> int:
    """x - floor(x); all other sums are made in `hdl.lowering.sums`."""
    if e.b.points[e.made[a]] > 0:
        return e.b.add(ir.Low(e.made[a], e.b.points[e.made[a]]), e.b.points[e.made[a]])
    return e.b.minus(e.made[a], e.made[b])


def _negative(e: Emitter, a: int) -> int:
    return e.b.minus(e.b.const(0, e.b.points[e.made[a]]), e.made[a])


def _div(e: Emitter, n: int, a: int, b: int) -> int:
    """A true division: the dividend is brought to as many bits as the quotient needs, within DIVIDEND_BITS."""
    over, under = e.made[a], _short(e, e.made[b])
    low, high = e.b.bounds[over]
    room = DIVIDEND_BITS - signed_width(low, high)
    shift = min(e.point(n) + 1 + e.b.points[under] - e.b.points[over], room)
    point = e.b.points[over] + shift - e.b.points[under]
    if shift < 0:
        over, shift = e.b.at_point(over, e.b.points[over] + shift), 0
    quotient = e.b.add(ir.Div(e.b.add(ir.Scale(over, shift), 0) if shift else over, under), point)
    # the smallest divisor an integer allows makes a quotient look larger than it can be
    reach = size(e.plan.ranges.get(n, (-math.inf, math.inf)))
    if not math.isfinite(reach):
        return quotient
    most = math.ceil(math.ldexp(reach * BEYOND_RANGE, point)) + 1
    return e.b.limited(quotient, -most, most)


def _short(e: Emitter, x: int) -> int:
    """A divisor of no more bits than a processor divides by: the quotient has far fewer."""
    drop = signed_width(*e.b.bounds[x]) - DIVIDEND_BITS
    return x if drop <= 0 else e.b.at_point(x, e.b.points[x] - drop)


def _abs(e: Emitter, n: int, a: int) -> int:
    x = e.made[a]
    low, high = e.b.bounds[x]
    if low >= 0:
        return x
    negative = e.b.compare(ir.Lt, x, e.b.const(0, e.b.points[x]))
    return e.b.limited(e.b.choose(negative, _negative(e, a), x), 0, max(high, -low))


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
    if not kind:
        return _jump(e, e.made[condition], x, y)
    chosen = e.b.choose(e.made[condition], x, y)
    if e.b.constant(e.made[condition]) is not None:
        return chosen
    # the smaller of two is no larger than either, which a choice alone does not know
    x, y, _ = e.b.aligned(x, y)
    (al, ah), (bl, bh) = e.b.bounds[x], e.b.bounds[y]
    low, high = (min(al, bl), min(ah, bh)) if kind == "min" else (max(al, bl), max(ah, bh))
    return e.b.limited(chosen, low, high)


def _jump(e: Emitter, condition: int, a: int, b: int) -> int:
    """A choice; between a value and the same and a constant it is the value and the constant or 0."""
    value = e.b.nodes[a]
    if isinstance(value, ir.Add) and e.b.constant(value.b) is not None:
        base, target, _ = e.b.aligned(value.a, b)
        if base == target:
            zero = e.b.const(0, e.b.points[value.b])
            return e.b.plus(b, e.b.choose(condition, value.b, zero))
    # a constant is known as finely as what it is chosen instead of
    if e.b.constant(a) is not None and e.b.points[a] > e.b.points[b]:
        a = e.b.at_point(a, e.b.points[b])
    elif e.b.constant(b) is not None and e.b.points[b] > e.b.points[a]:
        b = e.b.at_point(b, e.b.points[a])
    return e.b.choose(condition, a, b)


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
    # a sum is compared as finely as it can be, even where products see less of it
    value = total(e, x, e.point(x)) if e.sums.is_sum(x) else e.made[x]
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
    "sub": _sub,
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
