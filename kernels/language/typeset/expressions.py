"""Expression trees as boxes: fractions stacked, powers raised, as flat or as tall as is asked."""

from __future__ import annotations

from kernels.language.syntax.tree import Expr
from kernels.language.typeset.boxes import Box, beside, cases, enclosed, fraction, raised, text_box
from kernels.language.typeset.symbols import superscript, symbol
from kernels.language.units.unit_table import is_unit

BINDING = {
    "if": 0, "or": 1, "and": 2, "not": 3, "lt": 4, "le": 4, "gt": 4, "ge": 4, "eq": 4, "ne": 4,
    "add": 5, "sub": 5, "mul": 6, "div": 6, "mod": 6, "floordiv": 6, "neg": 7, "pos": 7, "pow": 8,
}  # fmt: skip
ATOM = 9
INFIX = {
    "or": " or ", "and": " and ", "lt": " < ", "le": " ≤ ", "gt": " > ", "ge": " ≥ ", "eq": " = ", "ne": " ≠ ",
    "add": " + ", "sub": " − ", "mod": " mod ", "floordiv": " div ",
}  # fmt: skip


class Setter:
    """Sets expressions of one text; `tall` allows fractions and cases that take several lines."""

    def __init__(self, text: str, tall: bool) -> None:
        self.text = text
        self.tall = tall

    def set(self, expr: Expr, outer: int = 0) -> Box:
        """The expression, in parentheses where what stands around it (`outer`) binds more tightly."""
        binding = BINDING.get(expr.op, ATOM)
        if expr.op == "div" and self.tall:
            binding = ATOM if outer < BINDING["pow"] else BINDING["div"]
        box = self._set(expr)
        return enclosed(box) if binding < outer else box

    def _set(self, expr: Expr) -> Box:
        op, args = expr.op, expr.args
        if op == "num":
            return text_box(self._number(expr))
        if op == "name":
            return text_box(str(expr.value) if is_unit(str(expr.value)) else symbol(str(expr.value)))
        if op == "call":
            return self._call(str(expr.value), args)
        if op == "neg":
            return beside([text_box("−"), self.set(args[0], BINDING["mul"])])
        if op == "pos":
            return self.set(args[0], BINDING["neg"])
        if op == "not":
            return beside([text_box("not "), self.set(args[0], BINDING["not"])])
        if op == "mul":
            return self._product(args[0], args[1])
        if op == "div":
            return self._quotient(args[0], args[1])
        if op == "pow":
            return self._power(args[0], args[1])
        if op == "if":
            return self._choice([(args[0], args[1])], args[2])
        if op in INFIX:
            mine = BINDING[op]
            right = mine + (op in ("sub", "mod", "floordiv"))
            return beside([self.set(args[0], mine), text_box(INFIX[op]), self.set(args[1], right)])
        return text_box(self.text[expr.start : expr.end] or "?")

    def _number(self, expr: Expr) -> str:
        written = self.text[expr.start : expr.end]
        mantissa, sign, exponent = written.lower().partition("e")
        if not sign:
            return written
        power = superscript(str(int(exponent)))
        return f"{mantissa}·10{power}" if mantissa not in ("1", "1.", "1.0") else f"10{power}"

    def _product(self, left: Expr, right: Expr) -> Box:
        is_quantity = left.op == "num" and right.op == "name" and is_unit(str(right.value))
        mark = " " if is_quantity else "·"
        return beside([self.set(left, BINDING["mul"]), text_box(mark), self.set(right, BINDING["mul"] + 1)])

    def _quotient(self, top: Expr, bottom: Expr) -> Box:
        if not self.tall:
            return beside([self.set(top, BINDING["div"]), text_box("/"), self.set(bottom, BINDING["div"] + 1)])
        return fraction(self.set(top), self.set(bottom))

    def _power(self, base: Expr, exponent: Expr) -> Box:
        flat = Setter(self.text, tall=False).set(exponent)
        small = superscript(flat.lines[0].replace("−", "-"))
        bottom = self.set(base, BINDING["pow"] + 1)
        if small is not None:
            return beside([bottom, text_box(small)]) if bottom.height == 1 else raised(bottom, text_box(small))
        if not self.tall:
            return beside([bottom, text_box("^"), Setter(self.text, tall=False).set(exponent, BINDING["pow"])])
        return raised(bottom, flat)

    def _call(self, name: str, args: tuple[Expr, ...]) -> Box:
        if name == "abs" and len(args) == 1:
            inner = self.set(args[0])
            bar = Box(("│",) * inner.height, inner.baseline)
            return beside([bar, inner, bar])
        if name == "sqrt" and len(args) == 1:
            return beside([text_box("√"), enclosed(self.set(args[0]))])
        if name == "where" and len(args) == 3:
            return self._choice([(args[1], args[0])], args[2])
        if name == "piecewise" and len(args) % 2 == 1 and len(args) > 1:
            return self._choice(list(zip(args[0:-1:2], args[1:-1:2], strict=True)), args[-1])
        inside: list[Box] = []
        for arg in args:
            inside += [text_box(", "), self.set(arg)] if inside else [self.set(arg)]
        body = beside(inside) if inside else text_box("")
        return beside([text_box(symbol(name)), enclosed(body)])

    def _choice(self, choices: list[tuple[Expr, Expr]], otherwise: Expr) -> Box:
        if otherwise.op == "if":
            choices = [*choices, (otherwise.args[0], otherwise.args[1])]
            otherwise = otherwise.args[2]
        if not self.tall:
            parts: list[Box] = []
            for value, condition in choices:
                parts += [self.set(value, 1), text_box(" if "), self.set(condition, 1), text_box(" else ")]
            return enclosed(beside([*parts, self.set(otherwise, 0)]))
        rows = [beside([self.set(value), text_box("  if "), self.set(condition)]) for value, condition in choices]
        return cases([*rows, beside([self.set(otherwise), text_box("  otherwise")])])
