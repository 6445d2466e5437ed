"""Expressions of a checked model in Brian 2's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kernels.errors import ModelError
from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.tree import Expr

SAME = frozenset("exp exprel log log10 sqrt abs sign floor ceil int clip sin cos tan sinh cosh tanh".split())
RENAMED = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
DRAWS = {"rand": "rand()", "randn": "randn()"}
ZERO = Expr("num", (), 0.0, 0, 0, 0)


def brian2_text(expr: Expr, names: Mapping[str, str]) -> str:
    """The expression as Brian 2 reads it; `names` says what stands for a name of the model.

    Raises ModelError for what Brian 2 has not.
    """
    return format_expr(_translated(expr, names))


def mentioned(expr: Expr) -> set[str]:
    """Names and called functions of an expression."""
    found = {str(expr.value)} if expr.op in ("name", "call") else set()
    return found.union(*(mentioned(a) for a in expr.args))


def _translated(expr: Expr, names: Mapping[str, str]) -> Expr:
    """The expression with Brian's names and calls alone."""
    if expr.op == "name":
        return _verbatim(names.get(str(expr.value), str(expr.value)))
    args = tuple(_translated(a, names) for a in expr.args)
    if expr.op == "if":
        return _chosen(args[1], args[0], args[2])
    if expr.op != "call":
        return expr._replace(args=args)
    name = str(expr.value)
    if name in SAME or name in RENAMED:
        return _call(RENAMED.get(name, name), *args)
    if name in DRAWS:
        return _verbatim(DRAWS[name])
    if name not in _CALLS:
        raise ModelError(f"Brian 2 cannot express {name}() as this model uses it")
    return _CALLS[name](args)


def _verbatim(text: str) -> Expr:
    return Expr("name", (), text, 0, 0, 0)


def _call(name: str, *args: Expr) -> Expr:
    return Expr("call", args, name, 0, 0, 0)


def _operation(op: str, *args: Expr) -> Expr:
    return Expr(op, args, None, 0, 0, 0)


def number(value: float) -> Expr:
    """A number as an expression."""
    return Expr("num", (), value, 0, 0, 0)


def _chosen(test: Expr, then: Expr, otherwise: Expr) -> Expr:
    """`int(test)*then + int(not test)*otherwise`: Brian's expressions have no choice of their own."""
    parts = []
    for condition, value in ((test, then), (_operation("not", test), otherwise)):
        if value != ZERO and not (value.op == "num" and value.value == 0.0):
            chosen = _call("int", condition)
            one = value.op == "num" and value.value == 1.0
            parts.append(chosen if one else _operation("mul", chosen, value))
    if not parts:
        return number(0.0)
    return parts[0] if len(parts) == 1 else _operation("add", *parts)


def _folded(args: tuple[Expr, ...], bounds: Callable[[Expr], tuple[Expr, Expr]]) -> Expr:
    value = args[0]
    for other in args[1:]:
        value = _call("clip", value, *bounds(other))
    return value


def _piecewise(args: tuple[Expr, ...]) -> Expr:
    value = args[-1]
    for i in range(len(args) - 3, -1, -2):
        value = _chosen(args[i + 1], args[i], value)
    return value


def _sigmoid(args: tuple[Expr, ...]) -> Expr:
    one = number(1.0)
    return _operation("div", one, _operation("add", one, _call("exp", _operation("neg", args[0]))))


_CALLS: dict[str, Callable[[tuple[Expr, ...]], Expr]] = {
    "min": lambda args: _folded(args, lambda other: (_verbatim("-inf"), other)),
    "max": lambda args: _folded(args, lambda other: (other, _verbatim("inf"))),
    "where": lambda args: _chosen(*args),
    "piecewise": _piecewise,
    "heaviside": lambda args: _call("int", _operation("ge", args[0], number(0.0))),
    "sigmoid": _sigmoid,
    "poisson": lambda args: _call("poisson", *args),
}
