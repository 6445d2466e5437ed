"""Which operators stand in a printed module, and how wide are they?

A reader of the Verilog that this package prints, no more than that. What it counts, in bits:

- `add`: sums and differences, without the lowest bits in which an operand is 0;
- `compare`: comparisons of two values, `fixed`: those with a constant;
- `choose`: choices between two values, `choose_fixed`: of a constant, `choose_zero`: of 0;
- `decide`: truth values computed, conditions of registers among them;
- `register`: bits of registers, `loaded`: those that change only under a condition, `source`: bits times sources but
  one, `code`: bits times values of a register that takes constants alone, `multiplier`: those around a product;
- `tables`: the sizes of all tables (entries, bits, whether a register takes what is read);
- `divide`: bits of dividend times bits of divisor;
- `products`: the widths of both operands of each product.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from hdl.estimation.expressions import Expressions, Operators, Unread, Value

TOKEN = re.compile(
    r"\d+'s?[bdh][0-9a-fA-FxX_]+|\d+|[A-Za-z_$][\w$]*|<<<|>>>|<=|>=|==|!=|&&|\|\||[-+*/&|^~!?:;,(){}\[\]=<>@.]"
)
DROPPED = re.compile(r"//[^\n]*|/\*.*?\*/|^`[^\n]*|\(\*[^)]*?\*\)", re.DOTALL | re.MULTILINE)
LEAST_CODE = 7  # bits of what chooses among the constants of a register, from which on it becomes a memory
OF_MULTIPLIER = ("factor_a", "factor_b", "product")  # registers that a multiplier may have of its own


def operators(text: str) -> Operators:
    """The operators of a printed module. Unread for a text of another form."""
    tokens = TOKEN.findall(DROPPED.sub(" ", text))
    return _Reader(tokens).run()


class _Reader(Expressions):
    def __init__(self, tokens: list[str]) -> None:
        super().__init__(tokens)
        self.sources: dict[str, dict[str, Value]] = {}  # register -> text of what it takes -> that
        self.selectors: dict[str, int] = {}  # register -> the bits of what chooses among its sources
        self.selecting = 0
        self.guarded: set[str] = set()
        self.conditions: set[str] = set()

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
            self.registers.add(name)

    def declaration(self) -> None:
        kind = self.tokens[self.at - 1]
        self.has("signed")
        width = 32 if kind == "integer" else self.range()
        while True:
            name = self.take()
            if self.peek() == "[":  # a memory
                self.memories[name] = (self.range(), width)
            elif self.has("="):
                value = self.unseen() if name.endswith("_unused") else self.expression()
                self.values[name] = Value(
                    width,
                    value.zeros,
                    value.constant,
                    name,
                    min(width, value.real),
                    value.numbers,
                    value.part,
                    value.top if value.width == width else 0,
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
        alone = self.tokens[self.at + 1 : self.at + 2] == [";"]
        if alone and len(names) > 1 and names[-1].endswith("_unused"):
            self.idle = self.values[names[-1]].width
        value = self.expression()
        self.idle = 0
        self.take(";")
        for name in names:  # the first is the upper part of what is cut
            old = self.values.get(name, Value(1))
            lower = sum(self.values[n].width for n in names[names.index(name) + 1 :] if n in self.values)
            self.values[name] = Value(
                old.width, max(0, value.zeros - lower), value.constant, name, max(1, min(old.width, value.real - lower))
            )

    def unseen(self) -> Value:
        """An expression that is there only so that no linter complains."""
        before = dict(self.lowest)
        value = self.expression()
        self.lowest = before
        return value

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
            self.selecting = selector.width
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
            self.selecting = 0
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
            self.selectors[name] = max(self.selecting, self.selectors.get(name, 0))
            if guarded:
                self.guarded.add(name)

    # -- the end --------------------------------------------------------------------------------

    def finish(self) -> Operators:
        counts = self.found.counts
        for name, taken in self.sources.items():
            if name in self.memories or name not in self.values:
                continue
            width = self.bits(name)
            counts["register"] += width
            if name in OF_MULTIPLIER:
                counts["multiplier"] += width
            if name in self.guarded:
                counts["loaded"] += width
            if all(value.constant for value in taken.values()):
                if self.selectors.get(name, 0) >= LEAST_CODE:
                    varying = sum(any(column) and not all(column) for column in self.columns(name))
                    self.found.tables.append((1 << self.selectors[name], varying, True))
                    counts["register"] += varying - width
                else:
                    counts["code"] += width * len(taken)
            else:
                counts["source"] += width * max(0, len(taken) - 1)
        for name, (depth, width) in self.memories.items():
            self.found.tables.append((depth, width, name in self.registered))
        return self.found

    def bits(self, name: str) -> int:
        """The flip-flops of a register: bits that nobody reads, are always 0 or equal to another one need none."""
        return min(self.changing(name), self.values[name].width - self.lowest.get(name, 0))

    def changing(self, name: str) -> int:
        """The bits of a register that are not always 0, and not equal to each other."""
        width, taken = self.values[name].width, list(self.sources[name].values())
        if len(taken) == 1 and taken[0].part is not None and taken[0].width == width:
            other, low = taken[0].part
            columns = self.columns(other)
            return len(_distinct(columns[low : low + width])) if columns else width
        columns = self.columns(name)
        if columns:
            return len(_distinct(columns))
        fixed = min((v.zeros + (v.top if v.width == width else 0) for v in taken if not v.numbers), default=0)
        return width - min(fixed, width) if not any(value.numbers for value in taken) else width

    def columns(self, name: str) -> list[tuple[int, ...]]:
        """The values of each bit of a register that takes only constants; none for another one."""
        taken = list(self.sources.get(name, {}).values())
        numbers = [number for value in taken for number in value.numbers]
        if len(numbers) < 2 or not all(value.numbers for value in taken):
            return []
        return [tuple((number >> bit) & 1 for number in numbers) for bit in range(self.values[name].width)]


def _distinct(columns: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {column for column in columns if any(column) and not all(column)}
