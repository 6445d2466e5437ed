"""The control words: one a slot, each a number for every choice, a factor, and a bit for every register."""

from __future__ import annotations

from dataclasses import dataclass

from hdl.verilog.datapath import Datapath


@dataclass(frozen=True, slots=True)
class Field:
    """A part of the control word: its wire, and its place."""

    name: str
    high: int
    low: int


@dataclass(frozen=True, slots=True)
class Control:
    """The words of slots 0 ... last, and what their bits are."""

    width: int
    fields: tuple[Field, ...]
    words: tuple[int, ...]


def control(d: Datapath) -> Control:
    """The control words of a datapath."""
    values: dict[str, tuple[int, dict[int, int]]] = {}
    for choice in d.choices:
        if choice.bits:
            values[choice.name] = choice.bits, {slot: choice.code(k) for slot, k in choice.slots.items()}
    if d.constants:
        mask = (1 << d.port_b) - 1
        values["constant"] = d.port_b, {slot: value & mask for slot, value in d.constants.items()}
    for name, slots in d.strobes.items():
        if slots:
            values[name] = 1, dict.fromkeys(slots, 1)
    fields, words, low = [], [0] * (d.schedule.last + 1), 0
    for name, (width, by_slot) in values.items():
        fields.append(Field(name, low + width - 1, low))
        for slot, value in by_slot.items():
            words[slot] |= value << low
        low += width
    return Control(low, tuple(fields), tuple(words))
