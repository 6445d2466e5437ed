"""Formats for the states, inputs and writable parameters of a model, as asked for or by their ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from hdl.fixed.fineness import ROUGH, Fineness
from hdl.fixed.formats import MOST_BITS, Format, misfit, parse_format, rounded, whole_bits
from hdl.fixed.measured import Measured
from hdl.lowering.integral import whole_states
from hdl.lowering.layout import Entry, Kept, Layout, Precision
from hdl.lowering.program import Program
from hdl.refusal import Refused
from kernels.errors import RequestError, unknown
from kernels.language.model import Model

MOST_GUARD = 20
STEPS_OF_BIT = 8.0
GRID_BITS = 6  # of a state's range, that tell whether it is left
AGE_LIMIT = (1 << 16) - 1
MOST_INSIDE = 62  # bits of a state with its guard bits: what the executors keep in 64


def chosen_formats(
    model: Model, measured: Measured, asked: str | int | Mapping[str, str], whole: frozenset[str]
) -> dict[str, Format]:
    """The format of every state and input.

    `asked` is a format for all ("Q8.8"), a number of bits with the point placed by each one's range (16), or a mapping
    from names to formats (others: 16 bits by range). States in `whole` hold whole numbers and have no bits behind the
    point. RequestError naming the value where a format that was asked for does not hold its range.
    """
    names = [s.name for s in model.states] + [i.name for i in model.inputs]
    by_name: Mapping[str, str] = asked if isinstance(asked, Mapping) else {}
    for name in by_name:
        if name not in names:
            raise unknown(f"format.{name}", "state or input", name, names)
    bits = asked if isinstance(asked, int) else 16
    fixed = parse_format(asked) if isinstance(asked, str) else None
    formats = {}
    for name in names:
        low, high = measured.states.get(name) or measured.inputs[name]
        form = parse_format(by_name[name]) if name in by_name else fixed
        if form is not None:
            _check_holds(name, form, measured)
            formats[name] = form
            continue
        m = whole_bits(low, high)
        formats[name] = Format(m, max(2 - m, 0)) if name in whole else Format(m, bits - m)
    return formats


def _check_holds(name: str, form: Format, measured: Measured) -> None:
    """Refuses a format that what was seen of a value leaves."""
    seen = measured.seen.get(name) or measured.inputs[name]
    for value in seen:
        if not form.holds(value):
            raise RequestError("format", misfit(name, value, form))
    if name in measured.initial:
        form.raw(measured.initial[name], f"initial {name}")


def make_layout(
    program: Program,
    measured: Measured,
    asked: str | int | Mapping[str, str],
    *,
    fineness: Fineness = ROUGH,
    parameters: Mapping[str, tuple[float, float | None, float | None]] | None = None,
    flags: Mapping[tuple[str, str], bool],
    seed: int = 0,
) -> Layout:
    """The layout of a program. `parameters` gives (value, low, high) of each writable one."""
    model = program.model
    whole = whole_states(program)
    formats = chosen_formats(model, measured, asked, whole)
    states = {}
    for s in model.states:
        form = formats[s.name]
        least = _guard_of(measured, s.name, form) if by_range(asked, s.name) else 0
        bits = 0 if s.name in whole else max(fineness.guard, least)
        states[s.name] = _kept(s.name, form, bits, measured)
    inputs = {}
    for item in model.inputs:
        form = formats[item.name]
        low, high = measured.inputs[item.name]
        ends = rounded(low, form.n), rounded(high, form.n)
        inputs[item.name] = Entry(form, max(ends[0], form.low_raw), min(ends[1], form.high_raw))
    bits = max(f.width for f in formats.values())
    inside = max((k.port.width + k.point - k.port.n for k in states.values()), default=0)
    width = max(bits + fineness.guard, inside) + 4
    precision = Precision(width, max(fineness.operands, bits), fineness.segments, fineness.share)
    writable = {name: _writable(name, bits, *numbers) for name, numbers in (parameters or {}).items()}
    return Layout(states, inputs, writable, AGE_LIMIT, flags, precision, seed)


def by_range(asked: str | int | Mapping[str, str], name: str) -> bool:
    """Whether a value's format follows from its range and not from what was asked for."""
    return isinstance(asked, int) or (isinstance(asked, Mapping) and name not in asked)


def typical_step(measured: Measured, name: str) -> float:
    """By how much a state changes in a step of the run: the median of the steps in which it does; 0 if in none."""
    moved = np.abs(np.diff(measured.run.states[name]))
    moved = moved[moved > 0.0]
    return float(np.median(moved)) if len(moved) else 0.0


def _guard_of(measured: Measured, name: str, form: Format) -> int:
    """Guard bits with which a typical step of a state is STEPS_OF_BIT times its last bit."""
    typical = typical_step(measured, name) / STEPS_OF_BIT
    if typical == 0.0:
        return 0
    return min(MOST_GUARD, MOST_INSIDE - form.width, max(0, math.ceil(-math.log2(typical)) - form.n))


def _kept(name: str, form: Format, guard: int, measured: Measured) -> Kept:
    point = form.n + guard
    if form.width + guard > MOST_INSIDE:
        raise Refused("format", f"{name}: {form} with {guard} guard bits is wider than {MOST_INSIDE} bits")
    low, high = measured.states[name]
    lowest, highest = form.low_raw << guard, ((form.high_raw + 1) << guard) - 1
    ends = max(rounded(low, point), lowest), min(rounded(high, point), highest)
    initial = rounded(measured.initial[name], point)
    low_end, high_end = on_grid(min(ends[0], initial), max(ends[1], initial), lowest, highest)
    return Kept(form, point, low_end, high_end, initial, measured.seen[name], typical_step(measured, name))


def on_grid(low: int, high: int, lowest: int, highest: int) -> tuple[int, int]:
    """A range widened a little, so that its ends are told from the highest bits alone.

    What has one sign keeps it, and what stays inside of `lowest` to `highest` does so.
    """
    for grid in range(max(0, (high - low).bit_length() - GRID_BITS), 0, -1):
        wide_low, wide_high = low >> grid << grid, ((high >> grid) + 1 << grid) - 1
        if low > 0 >= wide_low or high < 0 <= wide_high:
            continue
        if (wide_low > lowest or low <= lowest) and (wide_high < highest or high >= highest):
            return max(wide_low, lowest), min(wide_high, highest)
    return low, high


def _writable(name: str, bits: int, value: float, low: float | None, high: float | None) -> Entry:
    """A parameter's register: wide enough for its range."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        raise Refused(
            "writable", f"{name} has no range in the model, so its register has no width; give it [low, high]"
        )
    m = whole_bits(min(low, value), max(high, value))
    form = Format(m, min(bits + 2, MOST_BITS) - m)
    return Entry(form, rounded(min(low, value), form.n), rounded(max(high, value), form.n), rounded(value, form.n))
