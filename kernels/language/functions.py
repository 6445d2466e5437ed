"""The built-in functions: what a file may call, how many arguments each takes, and what it does to units.

One table for the checker, the compilers, completion, hover and the docs. Nothing outside this table and the
functions a file defines itself can be called.
"""

from __future__ import annotations

from typing import NamedTuple


class Function(NamedTuple):
    """One built-in function.

    `at_least` and `at_most` bound the number of arguments (`at_most` None: any number). `unit_rule` is one of

    =============  ================================================================================
    unit_rule      meaning
    =============  ================================================================================
    dimensionless  every argument and the result are plain numbers
    angle          as dimensionless, the argument is an angle in radians
    same           all arguments share one unit, the result has it
    sqrt           the result has the square root of the argument's unit
    sign           the argument may have any unit, the result is a plain number
    integer        the argument is a plain number or a condition, the result a plain number
    where          (condition, a, b): a and b share one unit, the result has it
    piecewise      (e1, c1, e2, c2, ..., default): the e and the default share one unit, the c are conditions
    =============  ================================================================================
    """

    name: str
    at_least: int
    at_most: int | None
    parameters: tuple[str, ...]
    unit_rule: str
    doc: str
    definition: str
    stochastic: bool = False


def _one(name: str, unit_rule: str, doc: str, definition: str) -> Function:
    return Function(name, 1, 1, ("x",), unit_rule, doc, definition)


# fmt: off
_TABLE = (
    _one("exp", "dimensionless", "Exponential.", "e**x"),
    _one("log", "dimensionless", "Natural logarithm.", "ln(x)"),
    _one("log10", "dimensionless", "Logarithm to base 10.", "ln(x)/ln(10)"),
    _one("sqrt", "sqrt", "Square root.", "x**0.5"),
    _one("abs", "same", "Absolute value.", "x if x >= 0 else -x"),
    _one("sign", "sign", "Sign: -1, 0 or 1.", "-1 if x < 0 else (1 if x > 0 else 0)"),
    _one("floor", "dimensionless", "Largest whole number not above x.", "floor(x)"),
    _one("ceil", "dimensionless", "Smallest whole number not below x.", "ceil(x)"),
    _one("round", "dimensionless", "Nearest whole number, halves to even.", "round(x)"),
    _one("int", "integer", "Whole part towards zero; 1 or 0 of a condition.", "trunc(x)"),
    Function("min", 1, None, ("a", "b", "..."), "same", "Smallest of its arguments.", "a if a < b else b"),
    Function("max", 1, None, ("a", "b", "..."), "same", "Largest of its arguments.", "a if a > b else b"),
    Function("clip", 3, 3, ("x", "low", "high"), "same", "x held between low and high.", "min(max(x, low), high)"),
    _one("sin", "angle", "Sine of an angle in radians.", "sin(x)"),
    _one("cos", "angle", "Cosine of an angle in radians.", "cos(x)"),
    _one("tan", "angle", "Tangent of an angle in radians.", "sin(x)/cos(x)"),
    _one("asin", "dimensionless", "Inverse sine, in radians.", "asin(x)"),
    _one("acos", "dimensionless", "Inverse cosine, in radians.", "acos(x)"),
    _one("atan", "dimensionless", "Inverse tangent, in radians.", "atan(x)"),
    _one("sinh", "dimensionless", "Hyperbolic sine.", "(exp(x) - exp(-x))/2"),
    _one("cosh", "dimensionless", "Hyperbolic cosine.", "(exp(x) + exp(-x))/2"),
    _one("tanh", "dimensionless", "Hyperbolic tangent.", "sinh(x)/cosh(x)"),
    _one("sigmoid", "dimensionless", "Logistic function.", "1/(1 + exp(-x))"),
    _one("heaviside", "sign", "Unit step: 0 below zero, else 1.", "1 if x >= 0 else 0"),
    _one("exprel", "dimensionless",
         "Relative exponential, 1 at x = 0; removes the 0/0 of rate functions.", "(exp(x) - 1)/x"),
    Function("where", 3, 3, ("condition", "a", "b"), "where",
             "a where the condition holds, else b.", "a if condition else b"),
    Function("piecewise", 1, None, ("e1", "c1", "...", "default"), "piecewise",
             "The e of the first condition that holds, else the default; an odd number of arguments.",
             "e1 if c1 else (e2 if c2 else ... default)"),
    Function("rand", 0, 0, (), "dimensionless",
             "A random number, uniform in [0, 1), new at every step.", "U(0, 1)", True),
    Function("randn", 0, 0, (), "dimensionless",
             "A standard normal random number, new at every step.", "N(0, 1)", True),
    Function("poisson", 1, 1, ("mean",), "dimensionless",
             "A Poisson-distributed count, new at every step.", "Poisson(mean)", True),
)
# fmt: on

FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}


def accepts(function: Function, count: int) -> bool:
    """Whether the function can be called with `count` arguments."""
    if function.name == "piecewise" and count % 2 == 0:
        return False
    return count >= function.at_least and (function.at_most is None or count <= function.at_most)


def signature(function: Function) -> str:
    """The call as shown to the user, for instance `clip(x, low, high)`."""
    return f"{function.name}({', '.join(function.parameters)})"
