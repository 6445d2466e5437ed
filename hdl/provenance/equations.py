"""A model's text as sums of products, each with the places it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from hdl.provenance.products import Product, Span, Terms, merged, multiplied, with_span
from hdl.provenance.values import Key, Values
from kernels.codegen.equations import Equations
from kernels.codegen.expressions import CONSTANTS, DRAWS
from kernels.language.model import Model
from kernels.language.syntax.tree import Expr

Root = tuple[Any, ...]  # ("rhs", state), ("update", state), ("inside", key of a function), ("condition", key)
COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
TIME: Key = ("leaf", "time")


class Text:
    """What a model's text says: `roots` its expressions as sums, `whole` their places, `atoms` what they are made of.

    `constants` are the names of parameters that are baked in.
    """

    def __init__(self, e: Equations, leaves: Mapping[tuple[str, str], Any], constants: Set[str]) -> None:
        self.e, self.constants = e, constants
        self.values = Values(e.graph, leaves)
        self.roots: dict[Root, Terms] = {}
        self.whole: dict[Root, frozenset[Span]] = {}
        self.atoms: set[Key] = set()
        self._subexpressions: dict[str, Terms] = {}
        self._read()

    def _read(self) -> None:
        model, builder = self.e.model, self.e.builder
        for sub in model.subexpressions:
            builder.equation = sub.name
            self._subexpressions[sub.name] = self.terms(sub.expr)
        for state in model.states:
            builder.equation = state.name
            self.note(("rhs", state.name), self.terms(state.rhs), (state.rhs.start, state.rhs.end))
        for update in (*model.reset, *(u for event in model.events for u in event.updates)):
            self.note(("update", update.name), self.terms(update.expr), (update.expr.start, update.expr.end))
        for condition in (model.threshold, model.spike, *(event.condition for event in model.events)):
            if condition is not None:
                self.condition(condition)
                self.note(("conditions",), {}, (condition.start, condition.end))
        if model.refractory is not None:
            if model.refractory_is_condition:
                self.condition(model.refractory)
            terms = {} if model.refractory_is_condition else self.terms(model.refractory)
            self.note(("refractory",), terms, (model.refractory.start, model.refractory.end))

    def note(self, root: Root, terms: Terms, span: Span) -> None:
        """A sum is found at a place."""
        self.roots[root] = merged((self.roots.get(root, {}), terms))
        self.whole[root] = self.whole.get(root, frozenset()) | {span}

    def atom(self, key: Key, span: Span) -> Terms:
        """A product of one atom."""
        self.atoms.add(key)
        return {(key,): frozenset({span})}

    def terms(self, expr: Expr) -> Terms:
        """An expression as a sum of products."""
        op, args, span = expr.op, expr.args, (expr.start, expr.end)
        if op == "num":
            return {(): frozenset({span})} if expr.value else {}
        if op == "name":
            return self._name(str(expr.value), span)
        if op in ("add", "sub"):
            return merged((self.terms(args[0]), self.terms(args[1])))
        if op in ("neg", "pos"):
            return self.terms(args[0])
        if op in ("mul", "div", "pow"):
            found = self._product(op, expr)
            if found is not None:
                return with_span(found, span) if len(found) == 1 else found
        if op == "if":
            return self._choice(args[1], (args[0], args[2]), span)
        if op == "call" and expr.value in ("where", "min", "max", "clip", "heaviside"):
            return self._named_choice(expr)
        if op in COMPARISONS or op in ("and", "or", "not"):
            self.condition(expr)
            return {(): frozenset({span})}
        return self._function(expr)

    def _name(self, name: str, span: Span) -> Terms:
        if name in self._subexpressions:
            return {product: spans | {span} for product, spans in self._subexpressions[name].items()}
        if name in self.constants or name in CONSTANTS or name == "dt":
            return {(): frozenset({span})}
        if name in ("t", "t_spike"):
            return self.atom(TIME, span)
        if name == "xi" or name.startswith("xi_"):
            return self.atom(("noise", str(self.e.builder.noise_leaf(name))), span)
        return self.atom(("leaf", name), span)

    def _product(self, op: str, expr: Expr) -> Terms | None:
        """a * b, a / b or a ** n written out, where it can be."""
        a, b = expr.args
        if op == "mul":
            return multiplied(self.terms(a), self.terms(b))
        if op == "pow":
            n = b.value if b.op == "num" else None
            if not isinstance(n, float) or not n.is_integer() or not 1 <= n <= 8:
                return None
            base = self.terms(a)
            total: Terms | None = {(): frozenset({(b.start, b.end)})}
            for _ in range(int(n)):
                total = None if total is None else multiplied(total, base)
            return total
        under = self.terms(b)
        if set(under) <= {()}:
            return multiplied(self.terms(a), under or {(): frozenset()})
        g, builder = self.e.graph, self.e.builder
        inverse = self.values.key(g.div(g.const(1.0), builder.number(b)))
        self.note(("inside", inverse), under, (b.start, b.end))
        return multiplied(self.terms(a), self.atom(inverse, (b.start, b.end)))

    def _choice(self, condition: Expr, values: tuple[Expr, ...], span: Span) -> Terms:
        self.condition(condition)
        return merged(self.terms(value) for value in values) or {(): frozenset({span})}

    def _named_choice(self, expr: Expr) -> Terms:
        """A function that chooses between its arguments."""
        span, args = (expr.start, expr.end), expr.args
        if expr.value == "where":
            return self._choice(args[0], args[1:], span)
        number, terms = self.e.builder.number, [self.terms(a) for a in args]
        if expr.value == "heaviside":
            self._decision(number(args[0]), self.e.graph.const(0.0), terms, span)
            return {(): frozenset({span})}
        chosen = number(args[0])
        choose = {"min": self.e.graph.minimum, "max": self.e.graph.maximum}
        for k, arg in enumerate(args[1:]):
            self._decision(chosen, number(arg), terms, span)
            how = str(expr.value) if expr.value != "clip" else ("max", "min")[k]
            chosen = choose[how](chosen, number(arg))
        return merged(terms)

    def _function(self, expr: Expr) -> Terms:
        """Anything else is one atom, with its arguments inside."""
        span = expr.start, expr.end
        node = self.e.builder.number(expr)
        g = self.e.graph
        if expr.value in DRAWS and g.nodes[node].op == "leaf":
            return self.atom(leaf_key(g.role_of(node), str(g.nodes[node].value[1])), span)  # type: ignore[index]
        if g.nodes[node].op == "const":
            return {(): frozenset({span})}
        key = self.values.key(node)
        inside = merged(self.terms(a) for a in expr.args)
        self.note(("inside", key), inside, span)
        constant = set(inside) <= {()} and expr.value not in DRAWS
        return {(): frozenset({span})} if constant else self.atom(key, span)

    def condition(self, expr: Expr) -> None:
        """Notes the comparisons of a condition."""
        if expr.op in COMPARISONS:
            a, b = expr.args
            terms = [self.terms(a), self.terms(b)]
            number = self.e.builder.number
            self._decision(number(a), number(b), terms, (expr.start, expr.end))
            return
        for arg in expr.args:
            self.condition(arg)

    def _decision(self, a: int, b: int, terms: list[Terms], span: Span) -> None:
        self.note(("condition", self.values.difference(a, b)), merged(terms), span)


def leaf_key(role: str, name: str) -> Key:
    """The atom of a leaf of a graph."""
    if role in ("age", "clock", "t", "t_end", "t_spike"):
        return TIME
    return ("leaf", name) if role in ("state", "input", "parameter") else ("leaf", role, name)


def shorter(product: Product, atoms: Set[Key]) -> Product:
    """A product without atoms that the text does not have."""
    return tuple(a for a in product if a in atoms)


def defined(model: Model) -> dict[Span, str]:
    """Where the names are defined."""
    found = {(s.span.start, s.span.end): s.name for s in model.states}
    found |= {(i.span.start, i.span.end): i.name for i in model.inputs}
    found |= {(p.span.start, p.span.end): p.name for p in model.parameters}
    return found | {(e.span.start, e.span.end): e.name for e in model.subexpressions}
