"""Expressions of an .ode text as LaTeX mathematics: names with subscripts, stacked fractions, cases."""

from __future__ import annotations

from collections.abc import Callable

from kernels.language.syntax.tree import Definition, Expr
from kernels.language.typeset.symbols import GREEK
from kernels.language.units.unit_table import is_unit

CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)

# op -> (written, level, least level of the left operand, of the right one)
INFIX: dict[str, tuple[str, int, int, int]] = {
    "or": (r" \lor ", OR, OR, OR),
    "and": (r" \land ", AND, AND, AND),
    "lt": (" < ", COMPARE, SUM, SUM),
    "le": (r" \le ", COMPARE, SUM, SUM),
    "gt": (" > ", COMPARE, SUM, SUM),
    "ge": (r" \ge ", COMPARE, SUM, SUM),
    "eq": (" = ", COMPARE, SUM, SUM),
    "ne": (r" \ne ", COMPARE, SUM, SUM),
    "add": (" + ", SUM, SUM, SUM),
    "sub": (" - ", SUM, SUM, PRODUCT),
    "mod": (r" \bmod ", PRODUCT, PRODUCT, SIGN),
}
FUNCTIONS = {
    **{name: f"\\{name}" for name in "exp sin cos tan sinh cosh tanh min max".split()},
    "log": r"\ln", "log10": r"\log_{10}", "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan",
}  # fmt: skip
BRACKETS = {
    "sqrt": (r"\sqrt{", "}"),
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r" \right\rfloor"),
    "ceil": (r"\left\lceil ", r" \right\rceil"),
}
SYMBOLS = {name: f"\\{name}" for name in GREEK} | {"lam": r"\lambda", "inf": r"\infty", "dt": r"\Delta t"}


def symbol(name: str) -> str:
    """A name as LaTeX: `tau_m` as \\tau_{m}, `I_Na` as I_{\\mathrm{Na}}, `x1` as x_{1}."""
    head, *parts = name.split("_")
    stem = head.rstrip("0123456789")
    if stem and stem != head:
        parts = [head[len(stem) :], *parts]
        head = stem
    below = ",".join(_word(part) for part in parts if part)
    shown = _word(head) if head else r"\_"
    return f"{shown}_{{{below}}}" if below else shown


def _word(word: str) -> str:
    if word in SYMBOLS:
        return SYMBOLS[word]
    return word if len(word) == 1 or word.isdigit() else rf"\mathrm{{{word}}}"


def left_side(item: Definition) -> str:
    """What a definition defines, as it stands before the sign of equality."""
    name = symbol(item.name)
    arguments = ", ".join(symbol(argument) for argument, _ in item.arguments)
    return {
        "ode": rf"\frac{{d{name}}}{{dt}}",
        "map": rf"{name}[n+1]",
        "function": rf"{name}\left({arguments}\right)",
    }.get(item.kind, name)


def expression(expr: Expr, text: str, least: int = CHOICE) -> str:
    """The expression of `text` (numbers keep their spelling), in parentheses where it binds less than `least`."""
    shown, level = _shown(expr, text)
    return shown if level >= least else rf"\left({shown}\right)"


def _shown(expr: Expr, text: str) -> tuple[str, int]:
    op, args = expr.op, expr.args
    if op in INFIX:
        written, level, left, right = INFIX[op]
        return expression(args[0], text, left) + written + expression(args[1], text, right), level
    return _RULES[op](expr, text)


def _number(expr: Expr, text: str) -> tuple[str, int]:
    written = text[expr.start : expr.end]
    mantissa, sign, exponent = written.lower().partition("e")
    if not sign:
        return written, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if float(mantissa) == 1.0 else (rf"{mantissa} \cdot {power}", PRODUCT)


def _name(expr: Expr, text: str) -> tuple[str, int]:
    name = str(expr.value)
    return (rf"\mathrm{{{name}}}" if is_unit(name) else symbol(name)), ATOM


def _product(expr: Expr, text: str) -> tuple[str, int]:
    left, right = expr.args
    if left.op == "neg":
        return "-" + _product(expr._replace(args=(left.args[0], right)), text)[0], SUM
    first, second = expression(left, text, PRODUCT), expression(right, text, SIGN)
    mark = r" \cdot " if second[0].isdigit() or second[0] == "." else r"\,"
    return first + mark + second, PRODUCT


def _quotient(expr: Expr, text: str) -> tuple[str, int]:
    # a fraction is a block of its own, but for a power of it
    return rf"\frac{{{expression(expr.args[0], text)}}}{{{expression(expr.args[1], text)}}}", SIGN


def _whole_quotient(expr: Expr, text: str) -> tuple[str, int]:
    return rf"\left\lfloor {_quotient(expr, text)[0]} \right\rfloor", ATOM


def _power(expr: Expr, text: str) -> tuple[str, int]:
    return f"{expression(expr.args[0], text, ATOM)}^{{{expression(expr.args[1], text)}}}", POWER


def _negative(expr: Expr, text: str) -> tuple[str, int]:
    return "-" + expression(expr.args[0], text, PRODUCT), SUM


def _not(expr: Expr, text: str) -> tuple[str, int]:
    return r"\lnot " + expression(expr.args[0], text, ATOM), NOT


def _call(expr: Expr, text: str) -> tuple[str, int]:
    name, args = str(expr.value), expr.args
    if name in BRACKETS and len(args) == 1:
        before, after = BRACKETS[name]
        return before + expression(args[0], text) + after, ATOM
    if name == "where" and len(args) == 3:
        return _cases([(args[1], args[0])], args[2], text)
    if name == "piecewise" and len(args) % 2 == 1 and len(args) > 1:
        return _cases(list(zip(args[0:-1:2], args[1:-1:2], strict=True)), args[-1], text)
    shown = FUNCTIONS.get(name) or (symbol(name) if len(name) == 1 or "_" in name else rf"\operatorname{{{name}}}")
    return rf"{shown}\left({', '.join(expression(arg, text) for arg in args)}\right)", ATOM


def _choice(expr: Expr, text: str) -> tuple[str, int]:
    then, test, otherwise = expr.args
    return _cases([(then, test)], otherwise, text)


def _cases(choices: list[tuple[Expr, Expr]], otherwise: Expr, text: str) -> tuple[str, int]:
    rows = [rf"{expression(value, text)} & \text{{if }} {expression(test, text)}" for value, test in choices]
    rows.append(rf"{expression(otherwise, text)} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", ATOM


_RULES: dict[str, Callable[[Expr, str], tuple[str, int]]] = {
    "num": _number,
    "name": _name,
    "mul": _product,
    "div": _quotient,
    "floordiv": _whole_quotient,
    "pow": _power,
    "neg": _negative,
    "pos": lambda expr, text: _shown(expr.args[0], text),
    "not": _not,
    "call": _call,
    "if": _choice,
}
