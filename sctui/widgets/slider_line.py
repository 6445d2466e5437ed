"""What a slider's row shows: name, bar, value and unit, in columns that the sliders of a section share. No Textual."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sctui.session.control import Number
from sctui.session.number_text import fitted, number_text
from sctui.units import unit_text

EIGHTHS = " ▏▎▍▌▋▊▉"
NARROW_BAR = 3  # columns; a unit gives way to it
WIDEST_NAME, WIDEST_UNIT = 9, 9
NARROW_VALUE, WIDE_VALUE = 5, 8
MARKED = "▸"  # the focused row
CHANGED = "*"
BELOW, ABOVE = "«", "»"  # a value beyond the ends of the range


class Columns(NamedTuple):
    """Widths: name, bar, value and unit. Two marks and the gaps between them are beside."""

    name: int
    bar: int
    value: int
    unit: int

    @property
    def bar_at(self) -> int:
        """The column where the bar begins."""
        return self.name + 2


def columns(numbers: Iterable[Number], width: int) -> Columns:
    """The columns for the sliders of one section in a panel `width` columns wide."""
    rows = list(numbers)
    name = min(max((len(one.name) for one in rows), default=0), WIDEST_NAME)
    unit = min(max((len(unit_text(one.unit)) for one in rows), default=0), WIDEST_UNIT)
    known = [v for one in rows for v in (one.value, one.default, one.scale.low, one.scale.high) if v is not None]
    value = min(max((len(number_text(v, WIDE_VALUE)) for v in known), default=NARROW_VALUE), WIDE_VALUE)
    value = max(value, NARROW_VALUE)
    while True:
        gap = 1 if unit else 0
        bar = width - (1 + name + 1 + 1 + value + gap + unit)
        if bar >= NARROW_BAR:
            return Columns(name, bar, value, unit)
        if unit > 4:
            unit -= 1
        elif value > 6:
            value -= 1
        elif name > 4:
            name -= 1
        else:
            return Columns(name, max(bar, 1), value, unit)


def bar_cells(position: float, width: int) -> str:
    """A bar filled up to a position in 0 ... 1, in eighths of a column."""
    eighths = round(position * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(width)


def slider_line(number: Number, at: Columns, value: float | None, focused: bool) -> list[tuple[str, str]]:
    """Texts and the parts they belong to: mark, name, changed, bar, outside, value, unit, absent."""
    changed = number.changed or value != number.value
    name = fitted(number.name, at.name).ljust(at.name)
    parts = [(MARKED if focused else " ", "mark"), (name, "name"), (CHANGED if changed else " ", "changed")]
    gap = 1 if at.unit else 0
    if value is None:
        room = at.bar + 1 + at.value + gap + at.unit
        return [*parts, (fitted(number.absent, room).ljust(room), "absent")]
    scale = number.scale
    if value > scale.high:
        parts += [("█" * (at.bar - 1), "bar"), (ABOVE, "outside")]
    elif value < scale.low:
        parts += [(BELOW, "outside"), (" " * (at.bar - 1), "bar")]
    else:
        parts += [(bar_cells(scale.position(value), at.bar), "bar")]
    parts += [(" " + number_text(value, at.value).rjust(at.value), "value")]
    if at.unit:
        parts += [(" " + fitted(unit_text(number.unit), at.unit).ljust(at.unit), "unit")]
    return parts


def range_text(number: Number) -> str:
    """The range and where it comes from, and the value to which it goes back."""
    scale, unit = number.scale, unit_text(number.unit)
    kind = " log" if scale.log else ""
    own = "" if number.default is None else f"default {number_text(number.default)}, "
    source = ", a guess" if scale.guessed else ""
    return f"{own}{number_text(scale.low)} to {number_text(scale.high)} {unit}".rstrip() + kind + source
