"""Which operators stand in a printed module, and how wide are they?

A reader of the Verilog that this package prints, no more than that. What it counts, in bits:

- `add`: sums and differences, without the lowest bits in which an operand is 0;
- `compare`: comparisons of two values, `fixed`: those with a constant;
- `choose`: choices between two values, also those that a register with several sources needs;
- `decide`: truth values computed, conditions of registers among them;
- `register`: bits of registers, `loaded`: those that change only under a condition, `source`: bits times sources but
  one, `code`: bits times values of a register that takes constants alone;
- `tables`: the sizes of all tables (entries, bits, whether a register takes what is read);
- `divide`: bits of dividend times bits of divisor;
- `products`: the widths of both operands of each product.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

TOKEN = re.compile(
    r"\d+'s?[bdh][0-9a-fA-FxX_]+|\d+|[A-Za-z_$][\w$]*|<<<|>>>|<=|>=|==|!=|&&|\|\||[-+*/&|^~!?:;,(){}\[\]=<>@.]"
)
DROPPED = re.compile(r"//[^\n]*|/\*.*?\*/|^`[^\n]*|\(\*[^)]*?\*\)", re.DOTALL | re.MULTILINE)
BINARY: dict[str, int] = {
    "|": 1, "||": 1, "^": 2, "&": 3, "&&": 3, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6,
    "*": 7, "/": 7,
}  # fmt: skip


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

    `own`: the bits it has without those of its sign that were put before it. `number`: of a constant. `part`: the
    register it is a part of, from which bit on.
    """

    width: int
    zeros: int = 0
    constant: bool = False
    text: str = ""
    own: int = 0
    number: int | None = None
    part: tuple[str, int] | None = None

    @property
    def real(self) -> int:
        """The bits that carry something."""
        return self.own or self.width


def operators(text: str) -> Operators:
    """The operators of a printed module. Unread for a text of another form."""
    tokens = TOKEN.findall(DROPPED.sub(" ", text))
    return _Reader(tokens).run()


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0
        self.found = Operators()
        self.values: dict[str, Value] = {}
        self.memories: dict[str, tuple[int, int]] = {}
        self.registered: set[str] = set()  # memories read into a register
        self.sources: dict[str, dict[str, Value]] = {}  # register -> text of what it takes -> that
        self.guarded: set[str] = set()
        self.conditions: set[str] = set()

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

    # -- the module -----------------------------------------------------------------------------

    def run(self) -> Operators:
        while self.peek() != "module":
            self.take()
        while self.take() != ")":
            if self.tokens[self.at - 1] in ("wire", "reg"):
                self.port()
        self.take(";")
        items: dict[str, Callable[[], None]] = {
            "wire": self.declaration, "reg": self.declaration, "integer": self.declaration,
            "localparam": self.parameter, "assign": self.assignment, "always": self.always, "initial": self.initial,
        }  # fmt: skip
        while not self.has("endmodule"):
            word = self.take()
            if word not in items:
                raise Unread(f"cannot read an item that begins with {word}")
            items[word]()
        return self.finish()

    def range(self) -> int:
        """The bits of an optional [high:low]."""
        if not self.has("["):
            return 1
        high = self.number()
        self.take(":")
        low = self.number()
        self.take("]")
        return abs(high - low) + 1

    def number(self) -> int:
        total, sign = 0, 1
        while self.peek() not in ("]", ":", ";", ","):
            word = self.take()
            if word in "+-":
                sign = 1 if word == "+" else -1
            elif word.isdigit():
                total += sign * int(word)
            else:
                raise Unread(f"{word} is no number")
        return total

    def port(self) -> None:
        kind = self.tokens[self.at - 1]
        self.has("signed")
        width = self.range()
        self.declare(kind, self.take(), width)

    def declare(self, kind: str, name: str, width: int) -> None:
        self.values[name] = Value(width, text=name)
        if kind == "reg":
            self.sources.setdefault(name, {})

    def declaration(self) -> None:
        kind = self.tokens[self.at - 1]
        self.has("signed")
        width = 32 if kind == "integer" else self.range()
        while True:
            name = self.take()
            if self.peek() == "[":  # a memory
                self.memories[name] = (self.range(), width)
            elif self.has("="):
                value = self.expression()
                self.values[name] = Value(
                    width, value.zeros, value.constant, name, min(width, value.real), value.number, value.part
                )
            else:
                self.declare(kind, name, width)
            if not self.has(","):
                break
        self.take(";")

    def parameter(self) -> None:
        self.has("signed")
        width = self.range() if self.peek() == "[" else 32
        name = self.take()
        self.take("=")
        value = self.expression()
        self.values[name] = Value(width, value.zeros, True, name)
        self.take(";")

    def assignment(self) -> None:
        names = self.target()
        self.take("=")
        value = self.expression()
        self.take(";")
        for name in names:  # the first is the upper part of what is cut
            old = self.values.get(name, Value(1))
            lower = sum(self.values[n].width for n in names[names.index(name) + 1 :] if n in self.values)
            self.values[name] = Value(
                old.width, max(0, value.zeros - lower), value.constant, name, max(1, min(old.width, value.real - lower))
            )

    def target(self) -> list[str]:
        """The names on the left of an assignment."""
        if self.has("{"):
            names = []
            while True:
                names += self.target()
                if not self.has(","):
                    break
            self.take("}")
            return names
        name = self.take()
        if self.peek() == "[":
            self.skip("[", "]")
        return [name]

    def skip(self, opening: str, closing: str) -> None:
        self.take(opening)
        depth = 1
        while depth:
            word = self.take()
            depth += (word == opening) - (word == closing)

    def initial(self) -> None:
        """Contents of memories cost nothing by themselves."""
        if not self.has("begin"):
            while self.take() != ";":
                pass
            return
        depth = 1
        while depth:
            word = self.take()
            depth += (word in ("begin", "case")) - (word in ("end", "endcase"))

    # -- what happens at a clock edge ------------------------------------------------------------

    def always(self) -> None:
        self.take("@")
        self.skip("(", ")")
        self.statement(reset=False, guarded=False)

    def statement(self, reset: bool, guarded: bool) -> None:
        if self.has("begin"):
            while not self.has("end"):
                self.statement(reset, guarded)
        elif self.has("if"):
            self.take("(")
            start = self.at
            self.condition()
            condition = self.tokens[start : self.at]
            self.take(")")
            resetting = condition == ["rst"]
            self.statement(reset or resetting, guarded or not resetting)
            if self.has("else"):
                self.statement(reset, guarded or not resetting)
        elif self.has("case"):
            self.take("(")
            selector = self.expression()
            self.take(")")
            while not self.has("endcase"):
                if self.has("default"):
                    self.has(":")
                else:
                    while True:
                        self.expression()
                        self.condition_counts(selector)
                        if not self.has(","):
                            break
                    self.take(":")
                self.statement(reset, True)
        elif not self.has(";"):
            self.transfer(reset, guarded)

    def condition(self) -> None:
        start = self.at
        before = self.found.counts.copy()
        self.expression()
        text = " ".join(self.tokens[start : self.at])
        if text in self.conditions:
            self.found.counts = before  # the same condition is computed once
        self.conditions.add(text)

    def condition_counts(self, selector: Value) -> None:
        self.found.counts["decide"] += 1
        self.found.counts["fixed"] += selector.width

    def transfer(self, reset: bool, guarded: bool) -> None:
        names = self.target()
        self.take("<=")
        start = self.at
        value = self.expression(top=True)
        text = " ".join(self.tokens[start : self.at])
        self.take(";")
        for name in names:
            if reset:
                continue
            self.sources.setdefault(name, {})[text] = value
            if guarded:
                self.guarded.add(name)

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
        self.found.counts["choose" if not (a.constant or b.constant) else "choose_fixed"] += real
        return Value(width, min(a.zeros, b.zeros), a.constant and b.constant, own=real)

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
            fixed = a.constant or b.constant
            counts["fixed" if fixed else "compare"] += min(a.real, b.real) if fixed else max(a.real, b.real)
            return Value(1, 0, both)
        counts["decide"] += wide
        return Value(wide, 0, both)

    def unary(self, top: bool) -> Value:
        if self.has("-"):
            value = self.unary(False)
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
            return Value(32, _zeros(number, 32), True, own=number.bit_length() + 1, number=number)
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
        return Value(width, min(zeros, width), all(p.constant for p in parts), own=own)

    def named(self, name: str, top: bool) -> Value:
        if name in self.memories:
            self.skip("[", "]")
            if top:
                self.registered.add(name)
            return Value(self.memories[name][1], text=name)
        value = self.values.get(name)
        if value is None:
            raise Unread(f"{name} is not declared")
        if name in self.sources:
            value = replace(value, part=(name, 0))
        if self.peek() != "[":
            return value
        self.take("[")
        first = self.expression()
        if self.has(":"):
            low = self.take()
            self.take("]")
            high = int(self.tokens[self.at - 4]) if self.tokens[self.at - 4].isdigit() else value.width - 1
            width = high - int(low) + 1
            part = (value.part[0], value.part[1] + int(low)) if value.part else None
            own = max(1, min(width, value.real))
            return Value(width, max(0, value.zeros - int(low)), value.constant, own=own, part=part)
        self.take("]")
        if value.part and first.number is not None:
            return Value(1, part=(value.part[0], value.part[1] + first.number))
        return Value(1, 0, value.constant and first.constant)

    # -- the end --------------------------------------------------------------------------------

    def finish(self) -> Operators:
        counts = self.found.counts
        for name, taken in self.sources.items():
            if name in self.memories or name not in self.values:
                continue
            width = self.bits(name)
            counts["register"] += width
            if name in self.guarded:
                counts["loaded"] += width
            numbers = sum(value.number is not None for value in taken.values())
            if numbers == len(taken):
                counts["code"] += width * numbers
            else:
                counts["source"] += width * max(0, len(taken) - 1)
        for name, (depth, width) in self.memories.items():
            self.found.tables.append((depth, width, name in self.registered))
        return self.found

    def bits(self, name: str) -> int:
        """The flip-flops of a register: bits that are always 0, or always equal to another one, need none."""
        width, taken = self.values[name].width, list(self.sources[name].values())
        if len(taken) == 1 and taken[0].part is not None and taken[0].width == width:
            other, low = taken[0].part
            columns = self.columns(other)
            return len(_distinct(columns[low : low + width])) if columns else width
        columns = self.columns(name)
        return len(_distinct(columns)) if columns else width

    def columns(self, name: str) -> list[tuple[int, ...]]:
        """The values of each bit of a register that takes only constants; none for another one."""
        taken = [value.number for value in self.sources.get(name, {}).values()]
        numbers = [number for number in taken if number is not None]
        if not numbers or len(numbers) < len(taken) or len(numbers) < 2:
            return []
        return [tuple((number >> bit) & 1 for number in numbers) for bit in range(self.values[name].width)]


def _distinct(columns: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {column for column in columns if any(column) and not all(column)}


def _literal(word: str) -> Value:
    width, _, digits = word.partition("'")
    digits = digits.lstrip("s")
    base = {"b": 2, "d": 10, "h": 16}[digits[0]]
    number = int(digits[1:].replace("_", "").replace("x", "0"), base)
    return Value(int(width), _zeros(number, int(width)), True, own=max(1, number.bit_length() + 1), number=number)


def _zeros(number: int, width: int) -> int:
    return width if number == 0 else (number & -number).bit_length() - 1
