"""Replaces functions and random draws by primitives: after it every node is one machine operation or a leaf."""

from __future__ import annotations

from collections.abc import Callable

from kernels.codegen.elementary import exponential, logarithm, random_numbers, trigonometric
from kernels.codegen.graph import FUNCTIONS, Graph


def _sign(g: Graph, x: int) -> int:
    negative = g.select(g.apply("lt", x, g.const(0.0)), g.const(-1.0), x)  # 0 and NaN stay themselves
    return g.select(g.apply("lt", g.const(0.0), x), g.const(1.0), negative)


def _mod(g: Graph, a: int, b: int) -> int:
    """a - b floor(a/b): Python's remainder, with the sign of b."""
    return g.sub(a, g.mul(b, g.apply("floor", g.div(a, b))))


LOWER: dict[str, Callable[..., int]] = {
    "exp": exponential.exp,
    "expm1": exponential.expm1,
    "exprel": exponential.exprel,
    "sigmoid": exponential.sigmoid,
    "tanh": exponential.tanh,
    "sinh": exponential.sinh,
    "cosh": exponential.cosh,
    "log": logarithm.log,
    "log10": logarithm.log10,
    "pow": logarithm.power,
    "sin": trigonometric.sin,
    "cos": trigonometric.cos,
    "tan": trigonometric.tan,
    "asin": trigonometric.asin,
    "acos": trigonometric.acos,
    "atan": trigonometric.atan,
    "sign": _sign,
    "mod": _mod,
    "poisson": random_numbers.poisson,
}
assert LOWER.keys() == FUNCTIONS.keys()

DRAWS: dict[str, Callable[[Graph, int], int]] = {
    "normal": random_numbers.normal,
    "uniform": random_numbers.uniform,
}


def lower(g: Graph, roots: list[int], keep_calls: bool = False) -> list[int]:
    """The roots with every random draw and (unless `keep_calls`) every function written in primitives."""
    done: dict[int, int] = {}
    for node in g.reachable(roots):
        op, args, value, _ = g.nodes[node]
        new_args = tuple(done[a] for a in args)
        if op in LOWER and not keep_calls:
            done[node] = LOWER[op](g, *new_args)
        elif op == "leaf" and isinstance(value, tuple) and value[0] in DRAWS:
            done[node] = DRAWS[value[0]](g, int(value[1]))
        else:
            done[node] = node if new_args == args else g.apply(op, *new_args)
    return [done[root] for root in roots]
