"""Sums in the fewest multiplications: constants collected, spread over sums and taken into factors.

0.1*(0.04*v*v + 5*v + 140 - u + I) as (0.004*v + 0.5)*v + 14 - 0.1*u + 0.1*I. Values that several others use are
computed once and not spread.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hdl.lowering.functions import COSTLY, evaluate
from kernels.codegen.graph import FUNCTIONS, Graph


@dataclass(frozen=True, slots=True)
class Product:
    """A product of two sums that is not written down yet."""

    a: Sum
    b: Sum


@dataclass(frozen=True, slots=True)
class Sum:
    """constant + the sum of coefficient * factor; a factor is a node of the new graph or a product."""

    constant: float
    terms: tuple[tuple[float, int | Product], ...]

    def scaled(self, c: float) -> Sum:
        """c times the sum."""
        return Sum(c * self.constant, tuple((c * k, f) for k, f in self.terms) if c != 0.0 else ())

    @property
    def is_constant(self) -> bool:
        """No terms."""
        return not self.terms


def regrouped(g: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """A new graph with the roots regrouped."""
    work = _Regrouper(g, roots)
    return work.new, [work.root(r) for r in roots]


class _Regrouper:
    def __init__(self, g: Graph, roots: list[int]) -> None:
        self.old, self.new = g, Graph()
        self.sums: dict[int, Sum] = {}
        self.written: dict[Sum, int] = {}
        self.costly: set[int | Product] = set()  # values that need a table, used once
        order = g.reachable(roots)
        self.uses: Counter[int] = Counter(a for n in order for a in g.nodes[n].args)
        self.uses.update(roots)
        for n in order:
            self.sums[n] = s = self._sum(n)
            if g.nodes[n].op in COSTLY and self.uses[n] == 1 and len(s.terms) == 1:
                self.costly.add(s.terms[0][1])

    def root(self, n: int) -> int:
        return self._write(self.sums[n])

    def _sum(self, n: int) -> Sum:
        op, args, value, kind = self.old.nodes[n]
        g = self.new
        if op == "const" and kind == "f":
            return Sum(float(value), ())  # type: ignore[arg-type]
        if op == "const":
            return self._atom(g.truth(bool(value)))
        if op == "leaf":
            return self._atom(g.leaf(str(value[0]), str(value[1]), kind=kind))  # type: ignore[index]
        if op in ("add", "sub"):
            return self._added(self._open(args[0]), self._open(args[1]).scaled(1.0 if op == "add" else -1.0))
        if op == "neg":
            return self._open(args[0]).scaled(-1.0)
        if op == "mul":
            return self._multiplied(self._open(args[0]), self._open(args[1]))
        if op == "div":
            divisor = self._open(args[1])
            if divisor.is_constant and divisor.constant != 0.0:
                return self._open(args[0]).scaled(1.0 / divisor.constant)
            over = self._open(args[0])
            under = self._write(divisor)
            if over.is_constant:
                return self._atom(g.div(g.const(1.0), under)).scaled(over.constant)
            return self._atom(g.div(self._write(over), under))
        new = [self._write(self.sums[a]) for a in args]
        if op in FUNCTIONS and all(g.constant_of(a) is not None for a in new):
            return Sum(float(evaluate(g, g.apply(op, *new), {})), ())
        return self._atom(g.apply(op, *new))

    def _open(self, n: int) -> Sum:
        """The sum behind an argument; one that others use as well and is worth sharing is written down first."""
        s = self.sums[n]
        if self.uses[n] > 1 and (len(s.terms) > 1 or any(isinstance(f, Product) for _, f in s.terms)):
            return self._atom(self._write(s))
        return s

    def _atom(self, node: int) -> Sum:
        value = self.new.constant_of(node)
        if value is not None and self.new.nodes[node].kind == "f":
            return Sum(float(value), ())  # type: ignore[arg-type]
        return Sum(0.0, ((1.0, node),))

    def _added(self, a: Sum, b: Sum) -> Sum:
        total: dict[int | Product, float] = {}
        for k, factor in (*a.terms, *b.terms):
            total[factor] = total.get(factor, 0.0) + k
        return Sum(a.constant + b.constant, tuple((k, f) for f, k in total.items() if k != 0.0))

    def _multiplied(self, a: Sum, b: Sum) -> Sum:
        for one, other in ((a, b), (b, a)):
            if one.is_constant:
                return other.scaled(one.constant)
        k, (a, b) = 1.0, (a, b)
        stripped = []
        for s in (a, b):
            if s.constant == 0.0 and len(s.terms) == 1:
                k *= s.terms[0][0]
                s = Sum(0.0, ((1.0, s.terms[0][1]),))
            stripped.append(s)
        return Sum(0.0, ((k, Product(stripped[0], stripped[1])),))

    def _write(self, s: Sum) -> int:
        if s in self.written:
            return self.written[s]
        g = self.new
        total: int | None = None
        for k, factor in sorted(s.terms, key=lambda term: term[0] < 0.0):
            positive = k > 0.0 or total is None
            node = self._scaled(k if positive else -k, factor)
            total = node if total is None else (g.add if positive else g.sub)(total, node)
        if total is None:
            total = g.const(s.constant)
        elif s.constant != 0.0:
            total = g.add(total, g.const(s.constant))
        self.written[s] = total
        return total

    def _scaled(self, k: float, factor: int | Product) -> int:
        g = self.new
        if not isinstance(factor, Product):
            # a truth value stands alone, and is no number to be multiplied
            return factor if k == 1.0 else g.mul(g.const(k), factor)
        a, b = factor.a, factor.b
        if k != 1.0:
            # a sum that multiplies by constants anyway takes the coefficient in
            for one, other in ((a, b), (b, a)):
                if len(one.terms) + (one.constant != 0.0) > 1 and any(c != 1.0 for c, _ in one.terms):
                    return g.mul(self._write(one.scaled(k)), self._write(other))
            # a costly function does as well: it becomes a table
            for one, other in ((a, b), (b, a)):
                if one.constant == 0.0 and [c for c, _ in one.terms] == [1.0] and one.terms[0][1] in self.costly:
                    return g.mul(g.mul(g.const(k), self._write(one)), self._write(other))
        return g.mul(g.const(k), g.mul(self._write(a), self._write(b)))
