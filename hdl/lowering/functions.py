"""Every operation of the kernels' graph over arrays of doubles: for folding constants and filling tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kernels.codegen.graph import Graph


def _exprel(x: Any) -> Any:
    """(exp(x) - 1) / x, 1 at 0."""
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, np.expm1(safe) / safe)


def _sigmoid(x: Any) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(x)))


def _sqrt(x: Any) -> Any:
    """0 below 0: rounding may bring an argument there that float64 would not."""
    return np.sqrt(np.maximum(x, 0.0))


VALUES: dict[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative, "abs": np.abs,
    "sqrt": _sqrt, "floor": np.floor, "ceil": np.ceil, "rint": np.rint, "trunc": np.trunc,
    "lt": np.less, "le": np.less_equal, "eq": np.equal, "ne": np.not_equal,
    "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "select": np.where, "select_bool": np.where,
    "exp": np.exp, "expm1": np.expm1, "exprel": _exprel, "log": np.log, "log10": np.log10,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "sigmoid": _sigmoid, "sign": np.sign,
    "pow": np.power, "mod": np.mod,
}  # fmt: skip

# smooth functions that cost a table in hardware; `div` is one where its divisor is no constant
COSTLY = frozenset("sqrt exp expm1 exprel log log10 sin cos tan asin acos atan sinh cosh tanh sigmoid pow div".split())


def evaluate(g: Graph, root: int, known: Mapping[int, Any]) -> Any:
    """The root's values given those of some nodes (numbers or arrays of one shape); no leaf may be left open."""
    values: dict[int, Any] = dict(known)
    with np.errstate(all="ignore"):
        for n in between(g, root, known):
            op, args, value, _ = g.nodes[n]
            values[n] = value if op == "const" else VALUES[op](*(values[a] for a in args))
    return values[root]


def between(g: Graph, root: int, known: Mapping[int, Any]) -> Sequence[int]:
    """The nodes to evaluate for the root, arguments first, down to the known ones."""
    wanted: set[int] = set()
    stack = [root]
    while stack:
        n = stack.pop()
        if n in wanted or n in known:
            continue
        wanted.add(n)
        stack.extend(g.nodes[n].args)
    return sorted(wanted)
