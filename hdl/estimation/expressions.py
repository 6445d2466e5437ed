"""Expressions of printed Verilog: how wide is what, and which operators are in it?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

BINARY: dict[str, int] = {
    "|": 1, "||": 1, "^": 2, "&": 3, "&&": 3, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6,
    "*": 7, "/": 7,
}  # fmt: skip


MOST_NUMBERS = 32  # of a choice between constants that are followed


class Unread(ValueError):
    """A text that is not what this package prints."""


@dataclass(slots=True)
class Operators:
    """The counts, by the names above."""

    counts: Counter[str] = field(default_factory=Counter)
    products: list[tuple[int, int]] = field(default_factory=list)
    tables: list[tuple[int, int, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Value:
    """An expression: its bits, how many of the lowest are 0, whether it is a constant, and its text.

    `own`: the bits it has without those of its sign that were put before it. `numbers`: of a constant, or of a choice
    between constants, all of them. `part`: the register it is a part of, from which bit on. `top`: how many of
    the highest bits are 0.
    """

    width: int
    zeros: int = 0
    constant: bool = False
    text: str = ""
    own: int = 0
    numbers: tuple[int, ...] = ()
    part: tuple[str, int] | None = None
    top: int = 0

    @property
    def real(self) -> int:
        """The bits that carry something."""
        return self.own or self.width


class Expressions:
    """Reads expressions from tokens and counts their operators.

    `values`: what is declared. `lowest`: of each name the lowest bit that is read; while `idle` is set, so many of the
    lowest bits of what is read go nowhere.
    """

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0
        self.found = Operators()
        self.values: dict[str, Value] = {}
        self.memories: dict[str, tuple[int, int]] = {}
        self.registers: set[str] = set()
        self.registered: set[str] = set()  # memories read into a register
        self.lowest: dict[str, int] = {}
        self.idle = 0

    # -- tokens ---------------------------------------------------------------------------------

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise Unread(f"expected {expected or 'more'}, found {token or 'the end'} at token {self.at}")
        self.at += 1
        return token

    def has(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def skip(self, opening: str, closing: str) -> None:
        self.take(opening)
        depth = 1
        while depth:
            word = self.take()
            depth += (word == opening) - (word == closing)

    # -- expressions ----------------------------------------------------------------------------

    def expression(self, top: bool = False) -> Value:
        first = self.binary(0, top)
        if not self.has("?"):
            return first
        a = self.expression()
        self.take(":")
        b = self.expression()
        width = max(a.width, b.width)
        real = max(a.real, b.real)
        fixed = [one for one in (a, b) if one.constant]
        kind = "choose_fixed" if fixed else "choose"
        self.found.counts["choose_zero" if any(one.numbers == (0,) for one in fixed) else kind] += real
        numbers = a.numbers + b.numbers if a.numbers and b.numbers else ()
        return Value(
            width, min(a.zeros, b.zeros), False, own=real, numbers=numbers if len(numbers) <= MOST_NUMBERS else ()
        )

    def binary(self, level: int, top: bool = False) -> Value:
        left = self.unary(top)
        while BINARY.get(self.peek(), -1) > level or (BINARY.get(self.peek(), -1) == level and level):
            sign = self.peek()
            if BINARY[sign] <= level:
                break
            self.take()
            left = self.combined(sign, left, self.binary(BINARY[sign]))
        return left

    def combined(self, sign: str, a: Value, b: Value) -> Value:
        counts, wide = self.found.counts, max(a.width, b.width)
        both = a.constant and b.constant
        if sign in "+-":
            zeros = min(a.zeros, b.zeros)
            real = min(wide, max(a.real, b.real) + 1)
            free = max(b.zeros, a.zeros if sign == "+" else 0)
            if not both:
                counts["add_fixed" if a.constant or b.constant else "add"] += max(0, real - free)
            return Value(wide, zeros, both, own=real)
        if sign == "*":
            self.found.products.append((a.real, b.real))
            return Value(wide, a.zeros + b.zeros, both, own=min(wide, a.real + b.real))
        if sign == "/":
            counts["divide"] += a.real * b.real
            return Value(wide, 0, both, own=a.real)
        if sign in ("<", "<=", ">", ">=", "==", "!="):
            counts["decide"] += 1
            if a.constant or b.constant:
                value, number = (b, a) if a.constant else (a, b)
                if sign in ("==", "!="):
                    counts["fixed"] += value.real
                elif number.numbers != (0,):  # less than 0 is the sign alone
                    counts["fixed"] += max(1, value.real - number.zeros)
            else:
                counts["compare"] += max(a.real, b.real)
            return Value(1, 0, both)
        counts["choose" if sign == "^" else "decide"] += wide
        return Value(wide, 0, both)

    def unary(self, top: bool) -> Value:
        if self.has("-"):
            value = self.unary(False)
            if value.constant and value.numbers:
                return replace(value, numbers=(-value.numbers[0],))
            return value if value.constant else self.combined("-", Value(value.width, value.width, True), value)
        if self.has("~") or self.has("!"):
            return self.unary(False)
        if self.peek() in ("&", "|", "^"):
            self.take()
            value = self.unary(False)
            self.found.counts["fixed"] += value.width
            return Value(1)
        return self.primary(top)

    def primary(self, top: bool) -> Value:
        word = self.take()
        if word == "(":
            value = self.expression()
            self.take(")")
            return value
        if word == "$signed":
            return self.primary(False)
        if word == "{":
            return self.joined()
        if "'" in word:
            return _literal(word)
        if word.isdigit():
            number = int(word)
            return Value(32, _zeros(number, 32), True, own=number.bit_length() + 1, numbers=(number,))
        return self.named(word, top)

    def joined(self) -> Value:
        """{a, b} or {n{a}}; copies of a sign before a value are not its own."""
        if self.peek().isdigit() and self.tokens[self.at + 1] == "{":
            count = int(self.take())
            self.take("{")
            value = self.expression()
            self.take("}")
            self.take("}")
            return Value(count * value.width, 0, value.constant, own=1)
        parts = [self.expression()]
        while self.has(","):
            parts.append(self.expression())
        self.take("}")
        width = sum(part.width for part in parts)
        zeros = 0
        for part in reversed(parts):
            zeros += part.width if part.constant and part.zeros >= part.width else min(part.zeros, part.width)
            if not (part.constant and part.zeros >= part.width):
                break
        repeated = parts[0].own == 1 and parts[0].width >= 1 and len(parts) > 1
        own = width - parts[0].width if repeated else width
        if repeated and len(parts) == 2:
            own = parts[1].real
        top = parts[0].width if parts[0].numbers == (0,) and len(parts) > 1 else parts[0].top
        return Value(width, min(zeros, width), all(p.constant for p in parts), own=own, top=top)

    def named(self, name: str, top: bool) -> Value:
        if name in self.memories:
            self.skip("[", "]")
            if top:
                self.registered.add(name)
            return Value(self.memories[name][1], text=name)
        value = self.values.get(name)
        if value is None:
            raise Unread(f"{name} is not declared")
        if name in self.registers:
            value = replace(value, part=(name, 0))
        if self.peek() != "[":
            self.seen(name, self.idle)
            return value
        self.take("[")
        first = self.expression()
        self.seen(name, (first.numbers or (0,))[0] if self.peek() == "]" else int(self.tokens[self.at + 1]))
        if self.has(":"):
            low = self.take()
            self.take("]")
            high = int(self.tokens[self.at - 4]) if self.tokens[self.at - 4].isdigit() else value.width - 1
            width = high - int(low) + 1
            part = (value.part[0], value.part[1] + int(low)) if value.part else None
            own = max(1, min(width, value.real))
            return Value(width, max(0, value.zeros - int(low)), value.constant, own=own, part=part)
        self.take("]")
        if value.part and first.constant and first.numbers:
            return Value(1, part=(value.part[0], value.part[1] + first.numbers[0]))
        return Value(1, 0, value.constant and first.constant)

    def seen(self, name: str, bit: int) -> None:
        self.lowest[name] = min(bit, self.lowest.get(name, bit))


def _literal(word: str) -> Value:
    width, _, digits = word.partition("'")
    digits = digits.lstrip("s")
    base = {"b": 2, "d": 10, "h": 16}[digits[0]]
    number = int(digits[1:].replace("_", "").replace("x", "0"), base)
    return Value(int(width), _zeros(number, int(width)), True, own=max(1, number.bit_length() + 1), numbers=(number,))


def _zeros(number: int, width: int) -> int:
    return width if number == 0 else (number & -number).bit_length() - 1
