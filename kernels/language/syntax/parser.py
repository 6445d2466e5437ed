"""The expression parser: tokens into `tree.Expr` by precedence climbing (Pratt), with recovery.

Precedence is Python's, from loose to tight: `a if c else b`, or, and, not, comparisons, + -, * / // %, signs,
`**` (also `^`, from the right). A number directly followed by a name is a product: `20 mV` is `20*mV`.
A problem is reported once and costs as little as possible of what follows; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.functions import FUNCTIONS
from kernels.language.limits import MAX_DEPTH, MAX_LINE_PROBLEMS, MAX_NESTING
from kernels.language.syntax.tokens import Token
from kernels.language.syntax.tree import Expr

_Fields: TypeAlias = tuple[str, tuple[Expr, ...], float | str | None, int, int, int]

# Building a NamedTuple through tuple.__new__ takes a third of the time of calling the class.
_node: Callable[[_Fields], Expr] = partial(tuple.__new__, Expr)

_CONDITIONAL, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER = 1, 2, 3, 4, 5, 10, 20, 30, 40

# token kind -> (op, how tightly it binds to its left, the least tight operator its right operand may hold)
_INFIX: dict[str, tuple[str, int, int]] = {
    "if": ("if", _CONDITIONAL, _OR),
    "or": ("or", _OR, _AND),
    "and": ("and", _AND, _NOT),
    "<": ("lt", _COMPARISON, _SUM),
    "<=": ("le", _COMPARISON, _SUM),
    ">": ("gt", _COMPARISON, _SUM),
    ">=": ("ge", _COMPARISON, _SUM),
    "==": ("eq", _COMPARISON, _SUM),
    "!=": ("ne", _COMPARISON, _SUM),
    "+": ("add", _SUM, _PRODUCT),
    "-": ("sub", _SUM, _PRODUCT),
    "*": ("mul", _PRODUCT, _SIGN),
    "/": ("div", _PRODUCT, _SIGN),
    "//": ("floordiv", _PRODUCT, _SIGN),
    "%": ("mod", _PRODUCT, _SIGN),
    "**": ("pow", _POWER, _SIGN),
    "^": ("pow", _POWER, _SIGN),
    # values side by side: a product where a number is followed by a name, otherwise a missing operator
    "name": ("", _PRODUCT, _SIGN),
    "num": ("", _PRODUCT, _SIGN),
    "(": ("", _PRODUCT, _SIGN),
}
_CLOSING = {")": "(", "]": "["}
_NO_WORDS: frozenset[str] = frozenset()


class Parser:
    """Reads expressions from a list of tokens, from position `at` on.

    `stops` are names that end an expression (`crosses`, `in`); with `calls` false a name is not called by the
    bracket behind it (units: `volt (unless refractory)`). Once `lost` is true nothing more is reported.
    """

    __slots__ = ("tokens", "at", "problems", "stops", "calls", "lost", "chains")

    def __init__(
        self,
        tokens: list[Token],
        problems: list[Diagnostic],
        at: int = 0,
        stops: frozenset[str] = _NO_WORDS,
        calls: bool = True,
    ) -> None:
        self.tokens = tokens
        self.at = at
        self.problems = problems
        self.stops = stops
        self.calls = calls
        self.lost = False
        self.chains = 0

    def expression(self) -> Expr:
        """The expression at `at`; what ends it is left to the caller."""
        expr = self._expression(0, 0)
        if len(self.tokens) > MAX_DEPTH and _height(expr) > MAX_DEPTH:
            return self._too_deep(expr.start, expr.end)
        return expr

    def _expression(self, floor: int, depth: int) -> Expr:
        """The expression at `at`, made of operators that bind at least as tightly as `floor`."""
        tokens = self.tokens
        at = self.at
        kind, start, end, word = tokens[at]
        if depth > MAX_NESTING:
            return self._too_deep(start, end)
        left: Expr
        if kind == "name":
            after = tokens[at + 1][0]
            if word in self.stops:
                left = self._missing(at)
            elif after == "(" and self.calls:
                left = self._call(start, word, depth)
            else:
                self.at = at + 1
                left = _node(("name", (), word, start, end, start))
                if after == "[":
                    self._index(left)
        elif kind == "num":
            self.at = at + 1
            value = float(word)
            if value == _INFINITY:
                self.report("ODE007", start, end, f"`{word}` is too large for a number; write `inf` for infinity")
            left = _node(("num", (), value, start, end, start))
        elif kind == "(":
            self.at = at + 1
            inner = self._expression(0, depth + 1)
            left = _node((inner.op, inner.args, inner.value, start, self.close(at), inner.op_start))
        elif kind == "-" or kind == "+":
            self.at = at + 1
            inner = self._expression(_SIGN, depth + 1)
            left = _node(("neg" if kind == "-" else "pos", (inner,), None, start, inner.end, start))
        elif kind == "not":
            if floor > _NOT:
                self.report("ODE102", start, end, "`not` binds looser than the operator before it: put it in brackets")
            self.at = at + 1
            inner = self._expression(_NOT, depth + 1)
            left = _node(("not", (inner,), None, start, inner.end, start))
        else:
            left = self._missing(at)

        middle: Expr | None = None  # the operand that the next comparison of a chain shares
        while True:
            at = self.at
            kind, start, end, word = tokens[at]
            rule = _INFIX.get(kind)
            if rule is None:
                return left
            op, binding, inner_floor = rule
            if binding < floor:
                return left
            if binding >= _SUM:
                if op:
                    self.at = at + 1
                elif not self._side_by_side(at, kind, word):
                    return left
                else:
                    op = "mul"
                right = self._expression(inner_floor, depth + 1)
                left = _node((op, (left, right), None, left.start, right.end, start))
            elif binding == _COMPARISON:
                self.at = at + 1
                chains = self.chains
                right = self._expression(inner_floor, depth + 1)
                if middle is None:
                    left = _node((op, (left, right), None, left.start, right.end, start))
                else:
                    self.chains += 1
                    link = _node((op, (middle, right), None, middle.start, right.end, start))
                    left = _node(("and", (left, link), None, left.start, right.end, start))
                if self.chains != chains and tokens[self.at][0] in _COMPARING and middle is None:
                    # The middle operand stands twice in the tree: chains within chains would grow it exponentially.
                    return self._too_deep(start, end)
                middle = right
            elif binding == _CONDITIONAL:
                left = self._conditional(left, start, end, depth)
            else:
                self.at = at + 1
                right = self._expression(inner_floor, depth + 1)
                left = _node((op, (left, right), None, left.start, right.end, start))

    def whole(self, *ends: str) -> Expr:
        """One expression that reaches up to a token of kind `ends` (or the end); what is left over is reported."""
        expr = self.expression()
        kind = self.tokens[self.at][0]
        if kind != "end" and kind not in ends:
            self.unexpected()
            self.skip_to(*ends)
        return expr

    def hopeless(self) -> bool:
        """Whether so many problems were found that the rest of the line is not worth reading."""
        return self.lost or len(self.problems) > MAX_LINE_PROBLEMS

    def report(self, code: str, start: int, end: int, message: str, fixes: tuple[Fix, ...] = ()) -> None:
        """Adds a problem, unless the parser is lost."""
        if not self.lost:
            self.problems.append(diagnose(code, start, end, message, fixes))

    def unexpected(self) -> None:
        """Reports the token at `at` as one that cannot stand there."""
        kind, start, end, word = self.tokens[self.at]
        last = self.problems[-1] if self.problems else None
        if kind == "bad" or (last is not None and last.start == start and last.code == "ODE101"):
            return  # it has been said that a value is missing before this token
        if kind == "=":
            fix = (Fix("Compare with ==", (Edit(start, end, "=="),)),)
            self.report("ODE108", start, end, "`=` cannot stand inside an expression; to compare, write `==`", fix)
        elif kind in _CLOSING:
            fix = (Fix("Remove it", (Edit(start, end, ""),)),)
            self.report("ODE104", start, end, f"`{kind}` closes a bracket that was never opened", fix)
        elif kind == "else":
            self.report("ODE111", start, end, "`else` without `if`: a conditional is written `a if condition else b`")
        else:
            self.report("ODE102", start, end, f"`{word}` cannot stand here")

    def skip_to(self, *ends: str) -> None:
        """Moves on to the next token of kind `ends` outside brackets, or to the end."""
        tokens = self.tokens
        depth = 0
        while True:
            kind = tokens[self.at][0]
            if kind == "end" or (depth <= 0 and kind in ends):
                return
            if kind == "(" or kind == "[":
                depth += 1
            elif kind == ")" or kind == "]":
                depth -= 1
            self.at += 1

    def close(self, opened: int) -> int:
        """Steps over the bracket that closes the one at token `opened`; the offset behind it. Reports a missing one."""
        tokens = self.tokens
        closing = ")" if tokens[opened][0] == "(" else "]"
        if tokens[self.at][0] != closing and tokens[self.at][0] not in ("end", ":"):
            self.unexpected()
            self.skip_to(closing, ":")
            if tokens[self.at][0] != closing:
                self.lost = True
        if tokens[self.at][0] == closing:
            self.at += 1
            return tokens[self.at - 1][2]
        _, start, end, word = tokens[opened]
        here = tokens[self.at - 1][2]
        fix = (Fix(f"Insert {closing}", (Edit(here, here, closing),)),)
        self.report("ODE103", start, end, f"this `{word}` is never closed: a `{closing}` is missing", fix)
        self.lost = True  # the brackets around this one are unclosed for the same reason
        return here

    def _missing(self, at: int) -> Expr:
        """Reports that an operand is missing before token `at`, and stands in for it."""
        kind, start, end, word = self.tokens[at]
        if kind == "bad":
            self.at = at + 1
            return _node(("error", (), None, start, end, start))
        before = self.tokens[at - 1] if at else None
        if kind == "if" or kind == "else":
            message = f"a value is missing before `{word}`: a conditional is written `a if condition else b`"
        elif kind == "string":
            message = "a text in quotes cannot stand in an expression"
            self.at = at + 1
        elif kind == "end" or kind in ",;:)]":
            message = "a value is missing here" if before is None else f"a value is missing after `{before[3]}`"
        else:
            message = f"a value is missing before `{word}`"
        if kind == "end" and before is not None:
            start, end = before[1], before[2]
        self.report("ODE101", start, end, message)
        return _node(("error", (), None, start, end, start))

    def _side_by_side(self, at: int, kind: str, word: str) -> bool:
        """Whether the value at token `at` multiplies the one before it; a missing operator is reported."""
        before = self.tokens[at - 1]
        if kind == "name":
            if word in self.stops:
                return False
            if before[0] == "num":
                ahead = self.tokens[at - 2] if at > 1 else before
                if ahead[0] == "/":
                    self._ambiguous_quantity(before, self.tokens[at])
                return True
        elif kind == "(" and not self.calls:
            return False
        start, end = self.tokens[at][1:3]
        if before[3] in FUNCTIONS and kind != "(":
            fix = (Fix("Insert the brackets", (Edit(before[2], start, "("), Edit(end, end, ")"))),)
            self.report("ODE109", start, end, f"`{before[3]}` is a function: write `{before[3]}({word})`", fix)
        elif before[0] != "bad" and self.tokens[at - 1][0] != "string":
            fix = (Fix("Insert *", (Edit(before[2], start, "*"),)),)
            self.report("ODE109", start, end, f"an operator is missing between `{before[3]}` and `{word}`", fix)
        return True

    def _ambiguous_quantity(self, number: Token, unit: Token) -> None:
        """`a / 20 ms` is `(a/20)*ms`; few who write it mean that."""
        written = f"{number[3]} {unit[3]}"
        fix = (Fix(f"Write ({number[3]}*{unit[3]})", (Edit(number[1], unit[2], f"({number[3]}*{unit[3]})"),)),)
        message = f"`/ {written}` divides by {number[3]} and multiplies by {unit[3]}: write `/({number[3]}*{unit[3]})`"
        self.report("ODE135", number[1], unit[2], message, fix)

    def _call(self, start: int, name: str, depth: int) -> Expr:
        """`name(argument, ...)`, `at` standing on the name."""
        opened = self.at + 1
        self.at = opened + 1
        arguments: list[Expr] = []
        if self.tokens[self.at][0] != ")":
            arguments.append(self._expression(0, depth + 1))
            while self.tokens[self.at][0] == ",":
                self.at += 1
                arguments.append(self._expression(0, depth + 1))
        return _node(("call", tuple(arguments), name, start, self.close(opened), start))

    def _index(self, name: Expr) -> None:
        """`x[...]` in an expression: reported, read as `x`."""
        opened = self.at
        self.at = opened + 1
        self.skip_to("]")
        inner_end = self.tokens[self.at][2]
        start = self.tokens[opened][1]
        if self.tokens[self.at][0] == "]":
            self.at += 1
            fix = (Fix("Remove the index", (Edit(start, inner_end, ""),)),)
            message = f"`{name.value}` has no index here: on the right side of a map `{name.value}` is its old value"
            self.report("ODE115", start, inner_end, message, fix)
        else:
            self.at = opened
            self.close(opened)

    def _conditional(self, then: Expr, start: int, end: int, depth: int) -> Expr:
        """`then if test else other`, `at` standing on `if`."""
        self.at += 1
        test = self._expression(_OR, depth + 1)
        if self.tokens[self.at][0] != "else":
            message = "this `if` has no `else`: a conditional is written `a if condition else b`"
            self.report("ODE111", start, end, message)
            return _node(("error", (), None, then.start, test.end, start))
        self.at += 1
        other = self._expression(_CONDITIONAL, depth + 1)
        return _node(("if", (then, test, other), None, then.start, other.end, start))

    def _too_deep(self, start: int, end: int) -> Expr:
        """Gives up on the line: its expressions are nested beyond the limits."""
        message = "expressions are nested too deeply here: name the inner part on a line of its own"
        self.report("ODE004", start, end, message)
        self.lost = True
        self.at = len(self.tokens) - 1
        return _node(("error", (), None, start, end, start))


_INFINITY = float("inf")
_COMPARING = frozenset(("<", "<=", ">", ">=", "==", "!="))


def _height(expr: Expr) -> int:
    """The number of nodes on the longest path down, without recursion."""
    height = 0
    level = [expr]
    while level and height <= MAX_DEPTH:
        height += 1
        level = [argument for parent in level for argument in parent.args]
    return height
