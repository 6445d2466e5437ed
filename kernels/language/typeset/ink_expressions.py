"""Expression trees as drawn mathematics: fractions, powers, roots, cases, names with subscripts."""

from __future__ import annotations

from kernels.language.syntax.tree import Expr
from kernels.language.typeset.expressions import ATOM, BINDING, INFIX
from kernels.language.typeset.ink import (
    AXIS,
    EM,
    SMALL,
    SMALLEST,
    Ink,
    beside,
    fenced,
    fraction,
    letters,
    moved,
    rooted,
    scripted,
    space,
    stacked,
)
from kernels.language.typeset.symbols import GREEK
from kernels.language.units.unit_table import is_unit

_FENCES = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}
_SHOWN = {"log": "ln", "log10": "log"}
_LEVELS = (EM, SMALL * EM, SMALLEST * EM)


def name_ink(name: str, level: int = 0) -> Ink:
    """A name: Greek where it is a Greek letter's, with what stands behind an underscore or at its end below."""
    head, *rest = name.split("_")
    stem = head.rstrip("0123456789")
    if stem and stem != head:
        rest = [head[len(stem) :], *rest]
        head = stem
    base = _word(head or "_", level)
    below = ",".join(GREEK.get(part, part) for part in rest if part)
    if not below:
        return base
    deeper = min(level + 1, 2)
    return scripted(base, letters(below, _LEVELS[deeper], len(below) == 1 and below.isalpha()), None, _LEVELS[level])


def _word(word: str, level: int) -> Ink:
    shown = GREEK.get(word, word)
    return letters(shown, _LEVELS[level], len(shown) == 1 and shown.isalpha())


class InkSetter:
    """Sets expressions of one text at a level of smallness."""

    def __init__(self, text: str, level: int = 0) -> None:
        self.text = text
        self.level = level
        self.size = _LEVELS[level]

    def set(self, expr: Expr, outer: int = 0) -> Ink:
        """The expression, in parentheses where what stands around it (`outer`) binds more tightly."""
        binding = BINDING.get(expr.op, ATOM)
        if expr.op == "div" and outer < BINDING["pow"]:
            binding = ATOM
        ink = self._set(expr)
        return fenced(ink, "(", ")", self.size) if binding < outer else ink

    def text_ink(self, text: str) -> Ink:
        """Upright text of this size."""
        return letters(text, self.size)

    def _set(self, expr: Expr) -> Ink:
        op, args = expr.op, expr.args
        if op == "num":
            return self._number(expr)
        if op == "name":
            name = str(expr.value)
            return self.text_ink(name) if is_unit(name) else name_ink(name, self.level)
        if op == "call":
            return self._call(str(expr.value), args)
        if op == "neg":
            return beside([self.text_ink("−"), self.set(args[0], BINDING["mul"])])
        if op == "pos":
            return self.set(args[0], BINDING["neg"])
        if op == "not":
            return beside([self.text_ink("not "), self.set(args[0], BINDING["not"])])
        if op == "mul":
            return self._product(args[0], args[1])
        if op == "div":
            return fraction(self.set(args[0]), self.set(args[1]), self.size)
        if op == "pow":
            smaller = InkSetter(self.text, min(self.level + 1, 2))
            return scripted(self.set(args[0], ATOM), None, smaller.set(args[1]), self.size)
        if op == "if":
            return self._choice([(args[0], args[1])], args[2])
        if op in INFIX:
            mine = BINDING[op]
            right = mine + (op in ("sub", "mod", "floordiv"))
            return beside([self.set(args[0], mine), self.text_ink(INFIX[op]), self.set(args[1], right)])
        return self.text_ink(self.text[expr.start : expr.end] or "?")

    def _number(self, expr: Expr) -> Ink:
        written = self.text[expr.start : expr.end]
        mantissa, sign, exponent = written.lower().partition("e")
        if not sign:
            return self.text_ink(written)
        power = letters(str(int(exponent)).replace("-", "−"), _LEVELS[min(self.level + 1, 2)])
        ten = scripted(self.text_ink("10"), None, power, self.size)
        plain = mantissa in ("1", "1.", "1.0")
        return ten if plain else beside([self.text_ink(f"{mantissa} · "), ten])

    def _product(self, left: Expr, right: Expr) -> Ink:
        first, second = self.set(left, BINDING["mul"]), self.set(right, BINDING["mul"] + 1)
        if right.op in ("neg", "pos"):  # no dot stands between the factors
            second = fenced(second, "(", ")", self.size)
        of_numbers = right.op == "num" or (right.op == "pow" and right.args[0].op == "num")
        return beside([first, self.text_ink(" · ") if of_numbers else space(0.17 * self.size), second])

    def _call(self, name: str, args: tuple[Expr, ...]) -> Ink:
        if name in _FENCES and len(args) == 1:
            return fenced(self.set(args[0]), *_FENCES[name], self.size)
        if name == "sqrt" and len(args) == 1:
            return rooted(self.set(args[0]), self.size)
        if name == "where" and len(args) == 3:
            return self._choice([(args[1], args[0])], args[2])
        if name == "piecewise" and len(args) % 2 == 1 and len(args) > 1:
            return self._choice(list(zip(args[0:-1:2], args[1:-1:2], strict=True)), args[-1])
        inside: list[Ink] = []
        for arg in args:
            inside += [self.text_ink(", "), self.set(arg)] if inside else [self.set(arg)]
        shown = self.text_ink(_SHOWN[name]) if name in _SHOWN else name_ink(name, self.level)
        return beside([shown, fenced(beside(inside), "(", ")", self.size)])

    def _choice(self, choices: list[tuple[Expr, Expr]], otherwise: Expr) -> Ink:
        while otherwise.op == "if":
            choices = [*choices, (otherwise.args[0], otherwise.args[1])]
            otherwise = otherwise.args[2]
        rows = [beside([self.set(value), self.text_ink("   if "), self.set(test)]) for value, test in choices]
        rows.append(beside([self.set(otherwise), self.text_ink("   otherwise")]))
        body = stacked(rows, 0.2 * self.size)
        axis = AXIS * self.size
        level = Ink(body.width, body.above + axis, body.below - axis, moved(body, 0.0, -axis))
        return fenced(level, "{", "", self.size)
