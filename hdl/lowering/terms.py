"""Which nodes of a graph are sums, which of them are part of another, and what are a sum's terms?"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from hdl.lowering.intervals import is_fraction
from hdl.lowering.plan import Plan
from hdl.refusal import Refused

SUMS = frozenset(("add", "sub", "neg", "mul"))


@dataclass(frozen=True, slots=True)
class Term:
    """constant * the product of one or two nodes of the real graph; `node` is where it stands there.

    `place` is the node that has the constant as well, where one node has, and belongs to this term alone if one does.
    """

    constant: Fraction
    factors: tuple[int, ...]
    node: int
    place: int


class Sums:
    """Which nodes of a plan are sums, which of them are part of another, and the integer nodes of the rest."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.g = plan, plan.graph
        self.uses: Counter[int] = Counter()
        self.users: dict[int, list[int]] = {}
        for n in plan.nodes:
            read = (plan.tables[n],) if n in plan.tables else self.g.nodes[n].args
            for a in read:
                self.uses[a] += 1
                self.users.setdefault(a, []).append(n)
        self.uses.update(plan.roots)

    def is_sum(self, n: int) -> bool:
        """Whether a node is a sum or product of numbers."""
        op, _, _, kind = self.g.nodes[n]
        return op in SUMS and kind == "f" and n not in self.plan.tables and not is_fraction(self.g, n)

    def is_inside(self, n: int) -> bool:
        """Whether a sum is nothing but a part of another."""
        if not self.is_sum(n) or self.uses[n] != 1 or n not in self.users:
            return False
        user = self.users[n][0]
        if not self.is_sum(user):
            return False
        return self.g.nodes[user].op != "mul" or any(self.g.constant_of(a) is not None for a in self.g.nodes[user].args)

    def is_factor(self, n: int) -> bool:
        """Whether a sum has no other use than in products and sums."""
        return self.is_sum(n) and n not in self.plan.roots and all(self.is_sum(u) for u in self.users.get(n, ()))

    def terms(self, root: int) -> tuple[list[Term], Fraction]:
        """The terms of a sum, and its constant."""
        found: list[Term] = []
        constant = Fraction(0)
        stack = [(root, Fraction(1), root)]
        while stack:
            n, k, place = stack.pop()
            op, args, _, _ = self.g.nodes[n]
            value = self.g.constant_of(n)
            if value is not None:
                constant += k * finite(float(value))  # type: ignore[arg-type]
            elif n != root and not self.is_inside(n):
                found.append(Term(k, (n,), n, place if self.g.nodes[n].op == "leaf" else n))
            elif op == "mul":
                for c, x in (args, args[::-1]):
                    known = self.g.constant_of(c)
                    if known is not None:
                        stack.append((x, k * finite(float(known)), n))  # type: ignore[arg-type]
                        break
                else:
                    found.append(Term(k, args, n, n))
            elif op == "neg":
                stack.append((args[0], -k, place))
            else:
                stack += [(args[1], k if op == "add" else -k, place), (args[0], k, place)]
        return [t for t in found if t.constant], constant


def finite(value: float) -> Fraction:
    """An exact constant. Refused where it is infinite."""
    if not math.isfinite(value):
        raise Refused("range", "an infinite constant is left after the parameters are put in")
    return Fraction(value)
