"""Small faults in the text of a module: a constant, a shift, an operator, a slot of the schedule, a table entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

KINDS = ("constant", "shift", "operator", "schedule", "table")
LITERAL = re.compile(r"(?<![\w'])(\d+)'(s?)([dh])([0-9a-f]+)\b")
SELECT = re.compile(r"\b([A-Za-z_]\w*)\[(\d+):(\d+)\]")
SPLIT = re.compile(r"^(assign \{\w+, \w+\} = )(.*);", re.MULTILINE)
SCHEDULE = re.compile(r"\bslot\b|\bcontrol\b|\bphase\b|^\s*\d+'d\d+:|\btake_|\bcount")
ENTRY = re.compile(r"^\s*(\w+)\[(\d+)\] = |^\s*\d+'[dh][0-9a-f]+: \w+ = ")
DECLARED = re.compile(r"^\s*(?:input|output|reg|wire|localparam)\b[^=;]*")
OPERATORS = {
    " + ": " - ", " - ": " + ", " < ": " <= ", " > ": " >= ", " <= ": " < ", " == ": " != ", " & ": " | ",
    " | ": " & ", " ^ ": " & ", " * ": " + ", "~": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutation:
    """A place in a text and what is written there instead."""

    kind: str
    line: int
    start: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        """The text with the fault."""
        return text[: self.start] + self.new + text[self.end :]


def inverted(text: str, mutation: Mutation) -> Mutation:
    """The fault that inverts every bit of a number instead of one. The place has to be that of a number."""
    first = text.rfind("\n", 0, mutation.start) + 1
    found = next(one for one in LITERAL.finditer(text, first) if one.start(4) == mutation.start)
    value = int(found[4], 16 if found[3] == "h" else 10) ^ ((1 << _room(found)) - 1)
    return replace(mutation, new=f"{value:{'x' if found[3] == 'h' else 'd'}}")


def _room(literal: re.Match[str]) -> int:
    """The bits of a literal that may change: one with a sign stays what it can be with it."""
    return max(1, int(literal[1]) - 1) if literal[2] else int(literal[1])


def mutations(text: str, count: int, seed: int = 0) -> tuple[Mutation, ...]:
    """So many faults (fewer where there are no more), of each kind in turn; the same ones for the same seed."""
    draw = Random(seed)  # noqa: S311  no secret
    places: dict[str, list[Mutation]] = {kind: [] for kind in KINDS}
    for mutation in _all(text, draw):
        places[mutation.kind].append(mutation)
    for found in places.values():
        draw.shuffle(found)
    chosen: list[Mutation] = []
    while len(chosen) < count and any(places.values()):
        chosen += [found.pop() for kind in KINDS if (found := places[kind])][: count - len(chosen)]
    return tuple(chosen)


def _all(text: str, draw: Random) -> Iterator[Mutation]:
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        code = line.split("//")[0]
        if code.strip() and not code.startswith("`"):
            yield from _in_line(code, at, number, draw)
        at += len(line)


def _in_line(code: str, at: int, number: int, draw: Random) -> Iterator[Mutation]:
    declared = DECLARED.match(code)
    first = declared.end() if declared else 0
    schedule, entry = bool(SCHEDULE.search(code)), bool(ENTRY.match(code))
    for found in LITERAL.finditer(code, first):
        base, digits, room = found[3], found[4], _room(found)
        value = int(digits, 16 if base == "h" else 10)
        # a bit of the upper half: the last one of a rounding is seen once in a million steps
        size = min(room, value.bit_length() or room)
        new = value ^ 1 << draw.randrange(size // 2, size)
        kind = "table" if entry else "schedule" if schedule else "constant"
        if new != value:
            yield Mutation(kind, number, at + found.start(4), at + found.end(4), f"{new:{'x' if base == 'h' else 'd'}}")
    right = code.find("=", first)
    if right < 0:
        return
    for found in SELECT.finditer(code, right):
        high, low = int(found[2]), int(found[3])
        if low > 0:
            yield Mutation("shift", number, at + found.start(2), at + found.end(3), f"{high - 1}:{low - 1}")
    split = SPLIT.match(code)
    if split is not None:
        yield Mutation("shift", number, at + split.start(2), at + split.end(2), f"({split[2]}) << 1")
    compared = code.lstrip().startswith(("wire", "assign", "if"))
    for sign, other in OPERATORS.items():
        place = code.find(sign, right + 1)
        while place >= 0:
            if sign != " <= " or compared:
                kind = "schedule" if schedule else "operator"
                yield Mutation(kind, number, at + place, at + place + len(sign), other)
            place = code.find(sign, place + 1)
