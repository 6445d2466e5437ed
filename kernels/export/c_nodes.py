"""Nodes of the graph as C99: expressions where a node is used once, named constants where it is used again.

C computes what stands there, operation by operation, as long as it may not contract multiplications and additions
(`-ffp-contract=off`); so the bits are those of strict mode.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from kernels.codegen.elementary import random_numbers
from kernels.codegen.graph import FUNCTIONS, Graph
from kernels.codegen.lower import lower
from kernels.export.names import Names

LONGEST = 88  # characters of an expression that is not broken up by a name

# C's levels of precedence, as far as they are used here
CHOICE, OR, AND, MASK, EQUAL, COMPARE, SUM, PRODUCT, SIGN, ATOM = 1, 2, 3, 4, 6, 7, 9, 10, 11, 12

# op -> (written, level, least level of the left operand, of the right one)
INFIX: dict[str, tuple[str, int, int, int]] = {
    "add": (" + ", SUM, SUM, PRODUCT),
    "sub": (" - ", SUM, SUM, PRODUCT),
    "mul": ("*", PRODUCT, PRODUCT, SIGN),
    "div": ("/", PRODUCT, PRODUCT, SIGN),
    "lt": (" < ", COMPARE, SUM, SUM),
    "le": (" <= ", COMPARE, SUM, SUM),
    "eq": (" == ", EQUAL, SUM, SUM),
    "ne": (" != ", EQUAL, SUM, SUM),
    "and": (" && ", AND, EQUAL, EQUAL),
    "or": (" || ", OR, EQUAL, EQUAL),
    "iadd": (" + ", SUM, ATOM, ATOM),
    "isub": (" - ", SUM, ATOM, ATOM),
    "imul": ("*", PRODUCT, ATOM, ATOM),
    "iand": (" & ", MASK, ATOM, ATOM),
    "ior": (" | ", MASK, ATOM, ATOM),
    "ixor": (" ^ ", MASK, ATOM, ATOM),
    "ishl": (" << ", MASK, ATOM, ATOM),
    "ishr": (" >> ", MASK, ATOM, ATOM),
}
CALLS = {
    "abs": "fabs", "sqrt": "sqrt", "floor": "floor", "ceil": "ceil", "rint": "rint", "trunc": "trunc",
    "bits": "bits_of", "from_bits": "double_of",
}  # fmt: skip
C_TYPES = {"f": "double", "i": "uint64_t", "b": "bool"}
DRAWS = {"normal": random_numbers.normal, "uniform": random_numbers.uniform}


class NodeWriter:
    """Writes nodes as statements of one function; `lines` are the statements, indented by `indent`."""

    def __init__(self, graph: Graph, names: Names, preferred: Mapping[int, str] | None = None) -> None:
        self.graph, self.names = graph, names
        self.preferred = dict(preferred or {})  # names of nodes that have one in the model
        self.terms: dict[int, tuple[str, int]] = {}  # text and level of what is written or bound
        self.lines: list[str] = []
        self.indent = "    "
        self.functions: set[str] = set()
        self.draws: set[tuple[str, int]] = set()
        self._uses: dict[int, int] = {}

    def bind(self, node: int, text: str) -> None:
        """Makes a leaf stand for a variable."""
        self.terms[node] = (text, ATOM)

    def count(self, roots: list[int]) -> None:
        """Adds the roots to what will be written: how often a node is used decides whether it gets a name."""
        for node in self.graph.reachable(roots):
            for argument in self.graph.nodes[node].args:
                self._uses[argument] = self._uses.get(argument, 0) + 1
        for root in roots:
            self._uses[root] = self._uses.get(root, 0) + 1

    def write(self, roots: list[int]) -> None:
        """Writes whatever of the roots' nodes is not written yet."""
        for node in self.graph.reachable(roots):
            if node in self.terms:
                continue
            text, level = self._term(node)
            several = self._uses.get(node, 0) > 1 and self.graph.nodes[node].op not in ("const", "leaf")
            if several or node in self.preferred or len(text) > LONGEST:
                text, level = self._named(node, text), ATOM
            self.terms[node] = (text, level)

    def name(self, node: int, wanted: str) -> str:
        """A node that has been written, as a name: its own where it has one."""
        text, _ = self.terms[node]
        if not text.isidentifier():
            text = self._declared(C_TYPES[self.graph.nodes[node].kind], self.names.new(wanted), text)
            self.terms[node] = (text, ATOM)
        return text

    def text(self, node: int, least: int = CHOICE) -> str:
        """A node that has been written, in parentheses where it binds less tightly than `least`."""
        text, level = self.terms[node]
        return text if level >= least else f"({text})"

    def _named(self, node: int, text: str) -> str:
        wanted = self.preferred.get(node)
        name = self.names.new(wanted) if wanted else self.names.numbered("x")
        return self._declared(C_TYPES[self.graph.nodes[node].kind], name, text)

    def _declared(self, kind: str, name: str, text: str) -> str:
        self.lines.append(f"{self.indent}const {kind} {name} = {text};")
        return name

    def _term(self, node: int) -> tuple[str, int]:
        op, args, value, kind = self.graph.nodes[node]
        if op == "const":
            return constant(value, kind)
        if op == "leaf":
            assert isinstance(value, tuple)
            role, name = value
            if role not in DRAWS:
                raise ValueError(f"leaf {value!r} is not bound")
            self.draws.add((role, int(name)))
            return f"{role}_{name}(k)", ATOM
        if op in INFIX:
            written, level, left, right = INFIX[op]
            return self.text(args[0], left) + written + self.text(args[1], right), level
        if op in FUNCTIONS:
            self.functions.add(op)
            return f"ode_{op}({', '.join(self.text(a) for a in args)})", ATOM
        if op in CALLS:
            return f"{CALLS[op]}({self.text(args[0])})", ATOM
        if op in ("select", "select_bool"):
            test, then, otherwise = args
            return f"{self.text(test, OR)} ? {self.text(then, OR)} : {self.text(otherwise)}", CHOICE
        if op == "to_float":
            return f"(double)(int64_t){self.text(args[0], ATOM)}", SIGN
        mark = {"neg": "-", "not": "!"}[op]
        return mark + self.text(args[0], ATOM), SIGN


def constant(value: object, kind: str) -> tuple[str, int]:
    """A constant and its level. Doubles in the shortest decimal that reads back as the same bits."""
    if kind == "b":
        return ("true" if value else "false"), ATOM
    if kind == "i":
        return f"UINT64_C({value})", ATOM
    return double(float(value))  # type: ignore[arg-type]


def double(value: float) -> tuple[str, int]:
    """A double as C writes it; a negative one has to be set in parentheses beside an operator."""
    if math.isnan(value):
        return "NAN", ATOM
    text = "INFINITY" if math.isinf(value) else repr(abs(value))
    return (f"-{text}", CHOICE) if math.copysign(1.0, value) < 0.0 else (text, ATOM)


def function_texts(functions: set[str], draws: set[tuple[str, int]]) -> list[str]:
    """The definitions of the elementary functions and random draws that a program uses, written in primitives."""
    lines: list[str] = []
    for name in sorted(functions):
        g = Graph()
        arguments = [g.leaf("argument", str(i)) for i in range(FUNCTIONS[name])]
        letters = dict(zip(arguments, "abc", strict=False))
        (root,) = lower(g, [g.apply(name, *arguments)])
        parameters = ", ".join(f"double {letter}" for letter in letters.values())
        lines += _function(g, root, letters, f"static double ode_{name}({parameters})")
    for role, number in sorted(draws):
        g = Graph()
        root = DRAWS[role](g, number)
        leaves = {g.leaf(name, kind="i"): name for name in ("seed", "lane", "step")}
        lines += _function(g, root, leaves, f"static double {role}_{number}(uint64_t step)")
    return lines


def _function(g: Graph, root: int, leaves: Mapping[int, str], head: str) -> list[str]:
    writer = NodeWriter(g, Names(leaves.values()))
    for leaf, name in leaves.items():
        writer.bind(leaf, name)
    writer.count([root])
    writer.write([root])
    return ["", head, "{", *writer.lines, f"    return {writer.text(root)};", "}"]
