"""Each kind of cell as LLVM instructions on integers of exactly its operands' widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from hdl.judges.netlist.parse import Signal, part, width
from hdl.judges.process import ToolError

MOST_DIVIDED = 64  # wider divisions are calls of a library that is not there


class Writer(Protocol):
    """What the cells need of the function that is being written."""

    def op(self, text: str) -> str:
        """Appends an instruction and gives its register."""

    def read(self, signal: Signal) -> str:
        """A signal's value, of its own width."""


def resized(w: Writer, value: str, own: int, wanted: int, signed: bool = False) -> str:
    """A value at another width."""
    if own == wanted:
        return value
    how = "trunc" if own > wanted else "sext" if signed else "zext"
    return w.op(f"{how} i{own} {value} to i{wanted}")


def _pair(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], wide: int) -> tuple[str, str]:
    signed = bool(p["A_SIGNED"] and p["B_SIGNED"])
    a, b = (resized(w, w.read(at[port]), width(at[port]), wide, signed) for port in "AB")
    return a, b


def _arithmetic(name: str) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        # the lower bits of sums and products do not depend on those above: the result's width is enough
        a, b = _pair(w, p, at, own)
        return w.op(f"{name} i{own} {a}, {b}")

    return write


def _division(name: str) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        wide = max(width(at["A"]), width(at["B"]), own) + 1
        if wide > MOST_DIVIDED:
            raise ToolError(f"a division of {wide - 1} bits, of which the compiled simulation has at most 63")
        a, b = _pair(w, p, at, wide)
        zero = w.op(f"icmp eq i{wide} {b}, 0")
        result = w.op(f"s{name} i{wide} {a}, {w.op(f'select i1 {zero}, i{wide} 1, i{wide} {b}')}")
        instead = "-1" if name == "div" else a
        return resized(w, w.op(f"select i1 {zero}, i{wide} {instead}, i{wide} {result}"), wide, own)

    return write


def _comparison(name: str) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        sign = name if name in ("eq", "ne") else ("s" if p["A_SIGNED"] and p["B_SIGNED"] else "u") + name
        wide = max(width(at["A"]), width(at["B"]))
        a, b = _pair(w, p, at, wide)
        return resized(w, w.op(f"icmp {sign} i{wide} {a}, {b}"), 1, own)

    return write


def _one(text: str) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        a = resized(w, w.read(at["A"]), width(at["A"]), own, bool(p.get("A_SIGNED")))
        return w.op(text.format(f"i{own}", a)) if text else a

    return write


def _shift(w: Writer, a: str, wide: int, by: str, by_width: int, how: str) -> str:
    """A value shifted by a variable amount; beyond its width nothing of it is left but the sign of `ashr`."""
    room = max(wide, by_width) + 1
    amount, value = resized(w, by, by_width, room), resized(w, a, wide, room, how == "ashr")
    if how == "lshr" or how == "shl":
        value = resized(w, a, wide, room)
    most = w.op(f"icmp ult i{room} {amount}, {wide}")
    limited = w.op(f"select i1 {most}, i{room} {amount}, i{room} {wide}")
    return resized(w, w.op(f"{how} i{room} {value}, {limited}"), room, wide)


def _shifting(how: str) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        signed, wide = bool(p["A_SIGNED"]), max(width(at["A"]), own)
        a = resized(w, w.read(at["A"]), width(at["A"]), wide, signed)
        right = "ashr" if how == "ashr" and signed else "shl" if how == "shl" else "lshr"
        by, size = w.read(at["B"]), width(at["B"])
        result = _shift(w, a, wide, by, size, right)
        if how == "either" and p["B_SIGNED"]:
            back = w.op(f"sub i{size} 0, {by}")
            other = _shift(w, a, wide, back, size, "shl")
            negative = w.op(f"icmp slt i{size} {by}, 0")
            result = w.op(f"select i1 {negative}, i{wide} {other}, i{wide} {result}")
        return resized(w, result, wide, own)

    return write


def _test(sign: str, against: int) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        return resized(w, w.op(f"icmp {sign} i{width(at['A'])} {w.read(at['A'])}, {against}"), 1, own)

    return write


def _parity(turned: bool) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        value, size = w.read(at["A"]), width(at["A"])
        bits = 1 << max(0, size - 1).bit_length()
        value = resized(w, value, size, bits)
        while bits > 1:  # fold the halves onto each other
            bits //= 2
            upper = w.op(f"lshr i{2 * bits} {value}, {bits}")
            value = w.op(f"trunc i{2 * bits} {w.op(f'xor i{2 * bits} {value}, {upper}')} to i{bits}")
        if turned:
            value = w.op(f"xor i1 {value}, 1")
        return resized(w, value, 1, own)

    return write


def _logic(name: str) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        a, b = (w.op(f"icmp ne i{width(at[port])} {w.read(at[port])}, 0") for port in "AB")
        return resized(w, w.op(f"{name} i1 {a}, {b}"), 1, own)

    return write


def _bitwise(name: str, turn_b: bool = False, turn_result: bool = False) -> Callable[..., str]:
    def write(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
        a, b = _pair(w, {"A_SIGNED": p.get("A_SIGNED"), "B_SIGNED": p.get("B_SIGNED")}, at, own)
        if turn_b:
            b = w.op(f"xor i{own} {b}, -1")
        value = w.op(f"{name} i{own} {a}, {b}")
        return w.op(f"xor i{own} {value}, -1") if turn_result else value

    return write


def _mux(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
    return w.op(f"select i1 {w.read(at['S'])}, i{own} {w.read(at['B'])}, i{own} {w.read(at['A'])}")


def _pmux(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
    value, count = w.read(at["A"]), width(at["S"])
    for k in reversed(range(count)):  # the lowest bit of S decides last
        chosen, choice = part(at["S"], k, 1), part(at["B"], k * own, own)
        value = w.op(f"select i1 {w.read(chosen)}, i{own} {w.read(choice)}, i{own} {value}")
    return value


def _bmux(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
    value = w.read(part(at["A"], 0, own))
    level = [w.read(part(at["A"], k * own, own)) for k in range(width(at["A"]) // own)]
    for k in range(width(at["S"])):
        chosen = w.read(part(at["S"], k, 1))
        level = [
            w.op(f"select i1 {chosen}, i{own} {b}, i{own} {a}") for a, b in zip(level[::2], level[1::2], strict=True)
        ]
    return level[0] if level else value


def _lut(w: Writer, p: Mapping[str, Any], at: Mapping[str, Signal], own: int) -> str:
    count = width(at["A"])
    size = 1 << count
    index = resized(w, w.read(at["A"]), count, size)
    chosen = w.op(f"lshr i{size} {p['LUT']}, {index}")
    return resized(w, chosen, size, own)


LLVM: dict[str, Callable[..., str]] = {
    "$pos": _one(""),
    "$_BUF_": _one(""),
    "$not": _one("xor {} {}, -1"),
    "$_NOT_": _one("xor {} {}, -1"),
    "$neg": _one("sub {} 0, {}"),
    "$add": _arithmetic("add"),
    "$sub": _arithmetic("sub"),
    "$mul": _arithmetic("mul"),
    "$div": _division("div"),
    "$mod": _division("rem"),
    "$and": _bitwise("and"),
    "$or": _bitwise("or"),
    "$xor": _bitwise("xor"),
    "$xnor": _bitwise("xor", turn_result=True),
    "$_AND_": _bitwise("and"),
    "$_NAND_": _bitwise("and", turn_result=True),
    "$_OR_": _bitwise("or"),
    "$_NOR_": _bitwise("or", turn_result=True),
    "$_XOR_": _bitwise("xor"),
    "$_XNOR_": _bitwise("xor", turn_result=True),
    "$_ANDNOT_": _bitwise("and", turn_b=True),
    "$_ORNOT_": _bitwise("or", turn_b=True),
    "$lt": _comparison("lt"),
    "$le": _comparison("le"),
    "$ge": _comparison("ge"),
    "$gt": _comparison("gt"),
    "$eq": _comparison("eq"),
    "$ne": _comparison("ne"),
    "$eqx": _comparison("eq"),
    "$nex": _comparison("ne"),
    "$shl": _shifting("shl"),
    "$sshl": _shifting("shl"),
    "$shr": _shifting("lshr"),
    "$sshr": _shifting("ashr"),
    "$shift": _shifting("either"),
    "$shiftx": _shifting("either"),
    "$reduce_and": _test("eq", -1),
    "$reduce_or": _test("ne", 0),
    "$reduce_bool": _test("ne", 0),
    "$reduce_xor": _parity(False),
    "$reduce_xnor": _parity(True),
    "$logic_not": _test("eq", 0),
    "$logic_and": _logic("and"),
    "$logic_or": _logic("or"),
    "$mux": _mux,
    "$_MUX_": _mux,
    "$pmux": _pmux,
    "$bmux": _bmux,
    "$lut": _lut,
}
