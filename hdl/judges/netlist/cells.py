"""What each kind of cell computes, in plain integers: the definition the native code must match.

Facts from the description of Yosys' internal cells. Values are unsigned; a cell that is signed extends them itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Values = Mapping[str, int]
Widths = Mapping[str, int]  # of the operands, and of the result as Y


def extended(value: int, width: int, signed: bool) -> int:
    """The number that so many bits stand for."""
    return value - (1 << width) if signed and value >> (width - 1) & 1 else value


def both(p: Mapping[str, Any], v: Values, w: Widths) -> tuple[int, int]:
    """The operands A and B; they count as signed only where both are."""
    signed = bool(p["A_SIGNED"] and p["B_SIGNED"])
    return extended(v["A"], w["A"], signed), extended(v["B"], w["B"], signed)


def one(p: Mapping[str, Any], v: Values, w: Widths) -> int:
    """The operand A."""
    return extended(v["A"], w["A"], bool(p["A_SIGNED"]))


def _two(f: Callable[[int, int], int]) -> Callable[..., int]:
    return lambda p, v, w: f(*both(p, v, w))


def _bare(f: Callable[[Values, Widths], int]) -> Callable[..., int]:
    return lambda p, v, w: f(v, w)


def _divided(a: int, b: int) -> int:
    """Towards zero; all ones for a divisor of 0, which has no defined quotient."""
    if b == 0:
        return -1
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def _remainder(a: int, b: int) -> int:
    return a - _divided(a, b) * b if b else a


def _right(p: Mapping[str, Any], v: Values, w: Widths) -> int:
    """A logical shift of A extended to the result's width."""
    width = max(w["A"], w["Y"])
    return (one(p, v, w) & ((1 << width) - 1)) >> v["B"]


def _arithmetic_right(p: Mapping[str, Any], v: Values, w: Widths) -> int:
    return one(p, v, w) >> v["B"]


def _left(p: Mapping[str, Any], v: Values, w: Widths) -> int:
    return one(p, v, w) << v["B"] if v["B"] < w["Y"] else 0


def _either_way(p: Mapping[str, Any], v: Values, w: Widths) -> int:
    by = extended(v["B"], w["B"], bool(p["B_SIGNED"]))
    if by < 0:
        return one(p, v, w) << -by if -by < w["Y"] else 0
    width = max(w["A"], w["Y"])
    return (one(p, v, w) & ((1 << width) - 1)) >> by


def _first_chosen(v: Values, w: Widths) -> int:
    """B's part of the lowest bit of S that is set, else A."""
    if v["S"] == 0:
        return v["A"]
    k = (v["S"] & -v["S"]).bit_length() - 1
    return v["B"] >> (k * w["A"]) & ((1 << w["A"]) - 1)


CELLS: dict[str, Callable[[Mapping[str, Any], Values, Widths], int]] = {
    "$pos": one,
    "$not": lambda p, v, w: ~one(p, v, w),
    "$neg": lambda p, v, w: -one(p, v, w),
    "$add": _two(lambda a, b: a + b),
    "$sub": _two(lambda a, b: a - b),
    "$mul": _two(lambda a, b: a * b),
    "$div": _two(_divided),
    "$mod": _two(_remainder),
    "$and": _two(lambda a, b: a & b),
    "$or": _two(lambda a, b: a | b),
    "$xor": _two(lambda a, b: a ^ b),
    "$xnor": _two(lambda a, b: ~(a ^ b)),
    "$lt": _two(lambda a, b: int(a < b)),
    "$le": _two(lambda a, b: int(a <= b)),
    "$ge": _two(lambda a, b: int(a >= b)),
    "$gt": _two(lambda a, b: int(a > b)),
    "$eq": _two(lambda a, b: int(a == b)),
    "$ne": _two(lambda a, b: int(a != b)),
    "$eqx": _two(lambda a, b: int(a == b)),
    "$nex": _two(lambda a, b: int(a != b)),
    "$shl": _left,
    "$sshl": _left,
    "$shr": _right,
    "$sshr": _arithmetic_right,
    "$shift": _either_way,
    "$shiftx": _either_way,
    "$reduce_and": _bare(lambda v, w: int(v["A"] == (1 << w["A"]) - 1)),
    "$reduce_or": _bare(lambda v, w: int(v["A"] != 0)),
    "$reduce_bool": _bare(lambda v, w: int(v["A"] != 0)),
    "$reduce_xor": _bare(lambda v, w: v["A"].bit_count() & 1),
    "$reduce_xnor": _bare(lambda v, w: 1 - (v["A"].bit_count() & 1)),
    "$logic_not": _bare(lambda v, w: int(v["A"] == 0)),
    "$logic_and": _bare(lambda v, w: int(v["A"] != 0 and v["B"] != 0)),
    "$logic_or": _bare(lambda v, w: int(v["A"] != 0 or v["B"] != 0)),
    "$mux": _bare(lambda v, w: v["B"] if v["S"] else v["A"]),
    "$pmux": _bare(_first_chosen),
    "$bmux": _bare(lambda v, w: v["A"] >> (v["S"] * w["Y"])),
    "$lut": lambda p, v, w: p["LUT"] >> v["A"],
    "$_NOT_": _bare(lambda v, w: ~v["A"]),
    "$_BUF_": _bare(lambda v, w: v["A"]),
    "$_AND_": _bare(lambda v, w: v["A"] & v["B"]),
    "$_NAND_": _bare(lambda v, w: ~(v["A"] & v["B"])),
    "$_OR_": _bare(lambda v, w: v["A"] | v["B"]),
    "$_NOR_": _bare(lambda v, w: ~(v["A"] | v["B"])),
    "$_XOR_": _bare(lambda v, w: v["A"] ^ v["B"]),
    "$_XNOR_": _bare(lambda v, w: ~(v["A"] ^ v["B"])),
    "$_ANDNOT_": _bare(lambda v, w: v["A"] & ~v["B"]),
    "$_ORNOT_": _bare(lambda v, w: v["A"] | ~v["B"]),
    "$_MUX_": _bare(lambda v, w: v["B"] if v["S"] else v["A"]),
}
