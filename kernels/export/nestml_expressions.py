"""Expressions of a checked model in NESTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kernels.errors import ModelError
from kernels.export.brian2_expressions import number
from kernels.language.syntax.tree import Expr

CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)

# op -> (written, level, least level of the left operand, of the right one)
INFIX: dict[str, tuple[str, int, int, int]] = {
    "or": (" or ", OR, OR, AND),
    "and": (" and ", AND, AND, NOT),
    "lt": (" < ", COMPARE, SUM, SUM),
    "le": (" <= ", COMPARE, SUM, SUM),
    "gt": (" > ", COMPARE, SUM, SUM),
    "ge": (" >= ", COMPARE, SUM, SUM),
    "eq": (" == ", COMPARE, SUM, SUM),
    "ne": (" != ", COMPARE, SUM, SUM),
    "add": (" + ", SUM, SUM, PRODUCT),
    "sub": (" - ", SUM, SUM, PRODUCT),
    "mul": (" * ", PRODUCT, PRODUCT, SIGN),
    "div": (" / ", PRODUCT, PRODUCT, SIGN),
    "pow": ("**", POWER, ATOM, ATOM),
}
CALLS = {name: name for name in "exp log10 sin cos tan sinh cosh tanh abs ceil floor".split()} | {"log": "ln"}


def nestml_text(expr: Expr, names: Mapping[str, str], least: int = CHOICE) -> str:
    """The expression as NESTML reads it; ModelError names what NESTML has not."""
    text, level = _shown(expr, names)
    return text if level >= least else f"({text})"


def real(value: float) -> str:
    """A number as a real of NESTML, which keeps whole numbers apart."""
    if value in (float("inf"), float("-inf")):
        raise ModelError("NESTML has no infinite number")
    return repr(float(value))


def _shown(expr: Expr, names: Mapping[str, str]) -> tuple[str, int]:
    op, args = expr.op, expr.args
    if op in INFIX:
        written, level, left, right = INFIX[op]
        return nestml_text(args[0], names, left) + written + nestml_text(args[1], names, right), level
    if op == "num":
        text = real(float(expr.value or 0.0))
        return text, SIGN if text[0] == "-" else ATOM
    if op == "name":
        return names.get(str(expr.value), str(expr.value)), ATOM
    if op in ("neg", "not"):
        mark, level = ("-", SIGN) if op == "neg" else ("not ", NOT)
        return mark + nestml_text(args[0], names, ATOM), level
    if op == "pos":
        return _shown(args[0], names)
    if op == "if":
        return _chosen(args[1], args[0], args[2], names)
    if op == "floordiv":
        return f"floor({_shown(expr._replace(op='div'), names)[0]})", ATOM
    if op != "call":
        raise ModelError(f"NESTML has no operator for {op}")
    name = str(expr.value)
    if name in CALLS:
        return f"{CALLS[name]}({', '.join(nestml_text(a, names) for a in args)})", ATOM
    if name not in _SPECIAL:
        raise ModelError(f"NESTML cannot express {name}() as this model uses it")
    return _SPECIAL[name](args, names)


Rule = Callable[[tuple[Expr, ...], Mapping[str, str]], tuple[str, int]]


def _chosen(test: Expr, then: Expr, otherwise: Expr, names: Mapping[str, str]) -> tuple[str, int]:
    condition, value = nestml_text(test, names, ATOM), nestml_text(then, names, OR)
    return f"({condition} ? {value} : {nestml_text(otherwise, names, OR)})", ATOM


def _piecewise(args: tuple[Expr, ...], names: Mapping[str, str]) -> tuple[str, int]:
    value = args[-1]
    for i in range(len(args) - 3, -1, -2):
        value = Expr("if", (args[i], args[i + 1], value), None, 0, 0, 0)
    return _shown(value, names)


def _folded(name: str) -> Rule:
    def write(args: tuple[Expr, ...], names: Mapping[str, str]) -> tuple[str, int]:
        text = nestml_text(args[0], names)
        for other in args[1:]:
            text = f"{name}({text}, {nestml_text(other, names)})"
        return text, ATOM

    return write


def _exprel(args: tuple[Expr, ...], names: Mapping[str, str]) -> tuple[str, int]:
    x = nestml_text(args[0], names)
    return f"((abs({x}) < 1e-12) ? 1.0 : expm1({x}) / ({x}))", ATOM


_SPECIAL: dict[str, Rule] = {
    "where": lambda args, names: _chosen(args[0], args[1], args[2], names),
    "piecewise": _piecewise,
    "min": _folded("min"),
    "max": _folded("max"),
    "clip": lambda args, names: (f"clip({', '.join(nestml_text(a, names) for a in args)})", ATOM),
    "sqrt": lambda args, names: (f"pow({nestml_text(args[0], names)}, 0.5)", ATOM),
    "sigmoid": lambda args, names: (f"(1.0 / (1.0 + exp(-({nestml_text(args[0], names)}))))", ATOM),
    "exprel": _exprel,
    "heaviside": lambda args, names: _chosen(
        Expr("ge", (args[0], number(0.0)), None, 0, 0, 0), number(1.0), number(0.0), names
    ),
}
