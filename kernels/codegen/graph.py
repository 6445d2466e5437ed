"""The SSA graph: what every kernel, printer and analysis of a model starts from.

A node is a small integer. Nodes are hash-consed: asking twice for the same operation on the same
arguments gives the same node, so common sub-expressions are shared without a pass of their own.
Constants are folded, and powers with a constant exponent are expanded, as nodes are made.

Kinds of values: `f` double, `i` 64-bit integer (two's complement), `b` truth value.
"""

from __future__ import annotations

from typing import NamedTuple

from kernels.codegen.arithmetic import EVALUATE

# op -> (kinds of the arguments, kind of the result); "*" takes any arguments.
PRIMITIVES: dict[str, tuple[str, str]] = {
    # arithmetic on doubles, each one IEEE operation
    "add": ("ff", "f"),
    "sub": ("ff", "f"),
    "mul": ("ff", "f"),
    "div": ("ff", "f"),
    "neg": ("f", "f"),
    "abs": ("f", "f"),
    "sqrt": ("f", "f"),
    "floor": ("f", "f"),
    "ceil": ("f", "f"),
    "rint": ("f", "f"),
    "trunc": ("f", "f"),
    # comparisons: false where an argument is NaN, except ne
    "lt": ("ff", "b"),
    "le": ("ff", "b"),
    "eq": ("ff", "b"),
    "ne": ("ff", "b"),
    "and": ("bb", "b"),
    "or": ("bb", "b"),
    "not": ("b", "b"),
    "select": ("bff", "f"),
    "select_bool": ("bbb", "b"),
    # 64-bit integers, for the bit tricks of the elementary functions and the random numbers
    "iadd": ("ii", "i"),
    "isub": ("ii", "i"),
    "imul": ("ii", "i"),
    "iand": ("ii", "i"),
    "ior": ("ii", "i"),
    "ixor": ("ii", "i"),
    "ishl": ("ii", "i"),
    "ishr": ("ii", "i"),  # logical
    "bits": ("f", "i"),
    "from_bits": ("i", "f"),
    "to_float": ("i", "f"),  # of integers below 2**53
}

# Functions of the language that `lower` replaces by primitives.
FUNCTIONS: dict[str, int] = dict.fromkeys(
    "exp expm1 exprel log log10 sin cos tan asin acos atan sinh cosh tanh sigmoid sign".split(), 1
) | {"pow": 2, "mod": 2, "poisson": 3}


class Node(NamedTuple):
    """One value: an operation and the nodes it reads. `value` holds a constant, or the identity of a leaf."""

    op: str
    args: tuple[int, ...]
    value: object
    kind: str


class Graph:
    """A growing set of hash-consed nodes."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[str, tuple[int, ...], object], int] = {}

    def _intern(self, op: str, args: tuple[int, ...], value: object, kind: str) -> int:
        # repr keeps 0.0 and -0.0, and True and 1, apart
        key = (op, args, repr(value) if op == "const" else value)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.nodes)
            self.nodes.append(Node(op, args, value, kind))
        return found

    # -- leaves ---------------------------------------------------------------------------------

    def const(self, value: float) -> int:
        """A double."""
        return self._intern("const", (), float(value), "f")

    def integer(self, value: int) -> int:
        """A 64-bit integer."""
        return self._intern("const", (), int(value) & 0xFFFFFFFFFFFFFFFF, "i")

    def truth(self, value: bool) -> int:
        """True or false."""
        return self._intern("const", (), bool(value), "b")

    def leaf(self, role: str, name: str = "", kind: str = "f") -> int:
        """A value that comes from outside: a state, parameter, input, time, random draw."""
        return self._intern("leaf", (), (role, name), kind)

    def role_of(self, node: int) -> str:
        """The role of a leaf (state, parameter, noise ...); "" for any other node."""
        op, _, value, _ = self.nodes[node]
        return str(value[0]) if op == "leaf" and isinstance(value, tuple) else ""

    def constant_of(self, node: int) -> object | None:
        """The value of a constant node, else None."""
        op, _, value, _ = self.nodes[node]
        return value if op == "const" else None

    # -- operations -----------------------------------------------------------------------------

    def apply(self, op: str, *args: int) -> int:
        """Any operation of PRIMITIVES or FUNCTIONS by name, simplified where that is exact."""
        if op in PRIMITIVES:
            nodes = self.nodes
            if all(nodes[a].op == "const" for a in args):
                kind = PRIMITIVES[op][1]
                result = EVALUATE[op](*(nodes[a].value for a in args))
                return self._intern("const", (), result, kind)
            simplified = self._simplify(op, args)
            if simplified is not None:
                return simplified
            return self._intern(op, args, None, PRIMITIVES[op][1])
        if op not in FUNCTIONS:
            raise KeyError(f"the graph has no operation {op!r}")
        return self._intern(op, args, None, "f")

    def _simplify(self, op: str, args: tuple[int, ...]) -> int | None:
        """Identities that keep every finite value: x+0, x*1, x*0, x/1, x-x is left alone (NaN)."""
        first = self.constant_of(args[0])
        last = self.constant_of(args[-1]) if len(args) > 1 else None
        if op == "add":
            if first == 0.0:
                return args[1]
            if last == 0.0:
                return args[0]
        elif op == "sub":
            if last == 0.0:
                return args[0]
            if first == 0.0:
                return self.apply("neg", args[1])
        elif op == "mul":
            if first == 0.0 or last == 0.0:
                return self.const(0.0)
            if first == 1.0:
                return args[1]
            if last == 1.0:
                return args[0]
            if first == -1.0:
                return self.apply("neg", args[1])
            if last == -1.0:
                return self.apply("neg", args[0])
        elif op == "div":
            if first == 0.0:
                return self.const(0.0)
            if last == 1.0:
                return args[0]
        elif op == "neg":
            if self.nodes[args[0]].op == "neg":
                return self.nodes[args[0]].args[0]
        elif op in ("select", "select_bool"):
            if first is not None:
                return args[1] if first else args[2]
            if args[1] == args[2]:
                return args[1]
        elif op in ("and", "or"):
            absorbing = op == "or"
            for constant, other in ((first, args[1]), (last, args[0])):
                if constant is not None:
                    return self.truth(absorbing) if bool(constant) is absorbing else other
            if args[0] == args[1]:
                return args[0]
        elif op == "not" and self.nodes[args[0]].op == "not":
            return self.nodes[args[0]].args[0]
        return None

    def add(self, a: int, b: int) -> int:
        return self.apply("add", a, b)

    def sub(self, a: int, b: int) -> int:
        return self.apply("sub", a, b)

    def mul(self, a: int, b: int) -> int:
        return self.apply("mul", a, b)

    def div(self, a: int, b: int) -> int:
        return self.apply("div", a, b)

    def neg(self, a: int) -> int:
        return self.apply("neg", a)

    def select(self, condition: int, then: int, otherwise: int) -> int:
        op = "select" if self.nodes[then].kind == "f" else "select_bool"
        return self.apply(op, condition, then, otherwise)

    def minimum(self, a: int, b: int) -> int:
        """The smaller; the first where one is NaN."""
        return self.select(self.apply("lt", b, a), b, a)

    def maximum(self, a: int, b: int) -> int:
        """The larger; the first where one is NaN."""
        return self.select(self.apply("lt", a, b), b, a)

    def power(self, base: int, exponent: int) -> int:
        """base**exponent; small constant exponents become multiplications and square roots."""
        n = self.constant_of(exponent)
        if isinstance(n, float) and abs(n) <= 32 and (2 * n).is_integer():
            whole = self._integer_power(base, int(abs(n)))
            if not n.is_integer():
                whole = self.mul(whole, self.apply("sqrt", base))
            return self.div(self.const(1.0), whole) if n < 0 else whole
        return self.apply("pow", base, exponent)

    def _integer_power(self, base: int, n: int) -> int:
        if n == 0:
            return self.const(1.0)
        half = self._integer_power(base, n // 2) if n > 1 else None
        if half is None:
            return base
        square = self.mul(half, half)
        return self.mul(square, base) if n % 2 else square

    # -- walking --------------------------------------------------------------------------------

    def reachable(self, roots: list[int]) -> list[int]:
        """All nodes the roots depend on, arguments before users (node numbers already are in that order)."""
        wanted: set[int] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in wanted:
                wanted.add(node)
                stack.extend(self.nodes[node].args)
        return sorted(wanted)

    def substitute(self, roots: list[int], replacement: dict[int, int]) -> list[int]:
        """The roots with nodes replaced, simplified again on the way."""
        done = dict(replacement)
        for node in self.reachable(roots):
            if node in done:
                continue
            op, args, value, kind = self.nodes[node]
            new_args = tuple(done[a] for a in args)
            done[node] = node if new_args == args else self.apply(op, *new_args)
        return [done[root] for root in roots]

    def depends_on(self, node: int, leaf: int) -> bool:
        """Whether a node reads a leaf."""
        return leaf in self.reachable([node])
