"""Expression trees of a checked model -> nodes of the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kernels.codegen.graph import Graph
from kernels.language.syntax.tree import Expr

CONSTANTS = {"pi": 3.141592653589793, "e": 2.718281828459045, "inf": float("inf")}

ARITHMETIC = {"add": "add", "sub": "sub", "mul": "mul", "div": "div", "mod": "mod"}
PLAIN_CALLS = {
    **{name: name for name in "exp exprel log log10 sin cos tan asin acos atan sinh cosh tanh sigmoid sign".split()},
    "sqrt": "sqrt",
    "abs": "abs",
    "floor": "floor",
    "ceil": "ceil",
    "round": "rint",
    "int": "trunc",
}


class Builder:
    """Translates expressions over a set of named nodes; counts the random draws it meets."""

    def __init__(self, graph: Graph, names: Mapping[str, int]) -> None:
        self.graph = graph
        self.names = dict(names)
        self.uniform_draws = 0
        self.normal_draws = 0
        self._draws: dict[tuple[str, int], int] = {}
        self.equation = ""  # unnamed xi is a source of its own in every equation

    def number(self, expr: Expr) -> int:
        """The expression as a double; a condition counts 1 or 0."""
        node = self._node(expr)
        if self.graph.nodes[node].kind == "b":
            return self.graph.select(node, self.graph.const(1.0), self.graph.const(0.0))
        return node

    def condition(self, expr: Expr) -> int:
        """The expression as a truth value; a number is true where it is not 0."""
        node = self._node(expr)
        if self.graph.nodes[node].kind == "f":
            return self.graph.apply("ne", node, self.graph.const(0.0))
        return node

    def next_normal(self) -> int:
        """A fresh standard normal draw a step."""
        self.normal_draws += 1
        return self.graph.leaf("normal", str(self.normal_draws - 1))

    def next_uniform(self) -> int:
        """A fresh uniform draw a step."""
        self.uniform_draws += 1
        return self.graph.leaf("uniform", str(self.uniform_draws - 1))

    def noise_leaf(self, name: str) -> int:
        """The leaf of white noise `xi` or `xi_name`."""
        source = f"xi@{self.equation}" if name == "xi" else name
        return self.graph.leaf("noise", source)

    def _node(self, expr: Expr) -> int:
        g = self.graph
        op, args, value = expr.op, expr.args, expr.value
        if op == "num":
            return g.const(float(value or 0.0))
        if op == "name":
            return self._name(str(value))
        if op == "call":
            return self._call(expr)
        if op in ARITHMETIC:
            return g.apply(ARITHMETIC[op], self.number(args[0]), self.number(args[1]))
        if op == "pow":
            return g.power(self.number(args[0]), self.number(args[1]))
        if op == "floordiv":
            return g.apply("floor", g.div(self.number(args[0]), self.number(args[1])))
        if op in ("neg", "pos"):
            inner = self.number(args[0])
            return g.neg(inner) if op == "neg" else inner
        if op == "not":
            return g.apply("not", self.condition(args[0]))
        if op in ("and", "or"):
            return g.apply(op, self.condition(args[0]), self.condition(args[1]))
        if op in ("lt", "le", "eq", "ne"):
            return g.apply(op, self.number(args[0]), self.number(args[1]))
        if op in ("gt", "ge"):
            return g.apply("lt" if op == "gt" else "le", self.number(args[1]), self.number(args[0]))
        if op == "if":
            return g.select(self.condition(args[1]), self.number(args[0]), self.number(args[2]))
        raise ValueError(f"an expression of a checked model cannot hold {op!r}")

    def _name(self, name: str) -> int:
        if name in self.names:
            return self.names[name]
        if name in CONSTANTS:
            return self.graph.const(CONSTANTS[name])
        if name == "xi" or name.startswith("xi_"):
            return self.noise_leaf(name)
        raise ValueError(f"a checked model cannot use the unknown name {name!r}")

    def _call(self, expr: Expr) -> int:
        name, args = str(expr.value), expr.args
        if name in PLAIN_CALLS:
            return self.graph.apply(PLAIN_CALLS[name], self.number(args[0]))
        if name not in DRAWS:
            return SPECIAL_CALLS[name](self, args)
        # an occurrence in the text is one draw, however often its expression is translated
        occurrence = name, expr.op_start
        if occurrence not in self._draws:
            self._draws[occurrence] = SPECIAL_CALLS[name](self, args)
        return self._draws[occurrence]


def _fold(choose: Callable[[Graph, int, int], int]) -> Callable[[Builder, tuple[Expr, ...]], int]:
    def build(b: Builder, args: tuple[Expr, ...]) -> int:
        value = b.number(args[0])
        for arg in args[1:]:
            value = choose(b.graph, value, b.number(arg))
        return value

    return build


def _clip(b: Builder, args: tuple[Expr, ...]) -> int:
    g = b.graph
    return g.minimum(g.maximum(b.number(args[0]), b.number(args[1])), b.number(args[2]))


def _where(b: Builder, args: tuple[Expr, ...]) -> int:
    return b.graph.select(b.condition(args[0]), b.number(args[1]), b.number(args[2]))


def _piecewise(b: Builder, args: tuple[Expr, ...]) -> int:
    value = b.number(args[-1])
    for i in range(len(args) - 3, -1, -2):
        value = b.graph.select(b.condition(args[i + 1]), b.number(args[i]), value)
    return value


def _heaviside(b: Builder, args: tuple[Expr, ...]) -> int:
    g = b.graph
    return g.select(g.apply("le", g.const(0.0), b.number(args[0])), g.const(1.0), g.const(0.0))


def _poisson(b: Builder, args: tuple[Expr, ...]) -> int:
    mean = b.number(args[0])
    return b.graph.apply("poisson", mean, b.next_uniform(), b.next_normal())


DRAWS = frozenset({"rand", "randn", "poisson"})
SPECIAL_CALLS: dict[str, Callable[[Builder, tuple[Expr, ...]], int]] = {
    "min": _fold(Graph.minimum),
    "max": _fold(Graph.maximum),
    "clip": _clip,
    "where": _where,
    "piecewise": _piecewise,
    "heaviside": _heaviside,
    "rand": lambda b, args: b.next_uniform(),
    "randn": lambda b, args: b.next_normal(),
    "poisson": _poisson,
}
