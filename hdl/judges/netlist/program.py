"""A netlist in the order in which it is computed: registers and memories apart, every cell after its operands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hdl.judges.netlist.parse import Cell, Netlist, Signal, Slice, Unknown, part
from hdl.judges.process import ToolError

CLOCK = "clk"
# registers: how the reset acts ("": not; "sync", "gated": only while enabled, "async") and whether one enables
REGISTERS: dict[str, tuple[str, bool]] = {
    "$dff": ("", False), "$dffe": ("", True), "$sdff": ("sync", False), "$sdffe": ("sync", True),
    "$sdffce": ("gated", True), "$adff": ("async", False), "$adffe": ("async", True),
}  # fmt: skip
IGNORED = ("$assert", "$assume", "$cover", "$check", "$print", "$live", "$fair")


@dataclass(frozen=True, slots=True)
class Flop:
    """A register of the netlist. `word` is what it holds; `reset` and `enable` are one bit, or empty."""

    word: int
    data: Signal
    enable: Signal
    enable_when: int
    reset: Signal
    reset_when: int
    reset_value: int
    how: str


@dataclass(frozen=True, slots=True)
class Write:
    """A write port of a memory; `enable` has a bit a bit."""

    address: Signal
    data: Signal
    enable: Signal


@dataclass(frozen=True, slots=True)
class Memory:
    """A memory: its contents before the first clock, and its write ports, later ones win."""

    name: str
    width: int
    offset: int
    contents: tuple[int, ...]
    writes: tuple[Write, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """A read port: the word it gives."""

    memory: int
    address: Signal
    word: int


@dataclass(frozen=True, slots=True)
class Program:
    """What is computed in a clock: `steps` in their order, then the registers and memories take over."""

    netlist: Netlist
    widths: tuple[int, ...]
    steps: tuple[Cell | Load, ...]
    flops: tuple[Flop, ...]
    memories: tuple[Memory, ...]


def program_of(netlist: Netlist, seed: int = 0) -> Program:
    """Registers, memories and cells of a netlist. ToolError for a loop, a latch, or a second clock."""
    unknown = Unknown(seed + 1)
    widths = list(netlist.widths)
    clock = (Slice(netlist.inputs[CLOCK], 0, 1),) if CLOCK in netlist.inputs else ()
    flops: list[Flop] = []
    memories: list[Memory] = []
    waiting: list[Cell | Load] = []
    for cell in netlist.cells:
        if cell.kind in REGISTERS:
            _on_clock(cell.operands["CLK"], cell.parameters["CLK_POLARITY"], clock, cell.kind)
            flops.append(_flop(cell))
        elif cell.kind == "$mem_v2":
            memory, loads = _memory(cell, len(memories), unknown, clock)
            memories.append(memory)
            waiting += loads
        elif cell.kind not in IGNORED:
            waiting.append(cell)
    flops = [_stored(flop, widths, waiting) if flop.how == "async" else flop for flop in flops]
    waiting = [step for step in waiting if step.word >= 0]
    ready = set(netlist.inputs.values()) | {flop.word for flop in flops}
    return Program(netlist, tuple(widths), tuple(_ordered(waiting, ready)), tuple(flops), tuple(memories))


def _on_clock(signal: Signal, polarity: int, clock: Signal, kind: str) -> None:
    if signal != clock or polarity != 1:
        raise ToolError(f"a {kind} of the netlist is not on the rising edge of {CLOCK}")


def _flop(cell: Cell) -> Flop:
    how, enables = REGISTERS[cell.kind]
    p, at = cell.parameters, cell.operands
    pin = "ARST" if how == "async" else "SRST"
    return Flop(
        cell.word, at["D"], at["EN"] if enables else (), p.get("EN_POLARITY", 1), at[pin] if how else (),
        p.get(f"{pin}_POLARITY", 1), p.get(f"{pin}_VALUE", 0), how,
    )  # fmt: skip


def _stored(flop: Flop, widths: list[int], waiting: list[Cell | Load]) -> Flop:
    """A register with asynchronous reset: what it stores in a word of its own, what it shows chosen by the reset."""
    count = widths[flop.word]
    widths.append(count)
    kept, fixed = (Slice(len(widths) - 1, 0, count),), (Slice(-1, flop.reset_value, count),)
    a, b = (kept, fixed) if flop.reset_when else (fixed, kept)
    waiting.append(Cell("", "$mux", {}, {"A": a, "B": b, "S": flop.reset}, flop.word))
    return replace(flop, word=len(widths) - 1, how="sync")


def _memory(cell: Cell, index: int, unknown: Unknown, clock: Signal) -> tuple[Memory, list[Cell | Load]]:
    p, at = cell.parameters, cell.operands
    bits, size, room = p["WIDTH"], p["SIZE"], p["ABITS"]
    if size * bits > 1 << 26:
        raise ToolError("a memory of the netlist is too large to simulate")
    init = p["INIT"] if isinstance(p["INIT"], int) else unknown.bits(size * bits)
    whole = (init & ((1 << size * bits) - 1)).to_bytes((size * bits + 7) // 8, "little")
    contents = tuple(_entry(whole, k * bits, bits) for k in range(size))
    writes = []
    for k in range(p["WR_PORTS"]):
        enable = part(at["WR_EN"], k * bits, bits)
        if all(one.word < 0 and one.low == 0 for one in enable):
            continue  # never enabled, as of a block memory that holds a table: its clock may be tied to anything
        _on_clock(part(at["WR_CLK"], k, 1), (p["WR_CLK_POLARITY"] >> k) & 1, clock, cell.kind)
        writes.append(Write(part(at["WR_ADDR"], k * room, room), part(at["WR_DATA"], k * bits, bits), enable))
    if p["RD_CLK_ENABLE"] & ((1 << p["RD_PORTS"]) - 1):
        raise ToolError("a memory of the netlist has a registered read port, which the simulator does not know")
    memory = Memory(cell.name, bits, p["OFFSET"], contents, tuple(writes))
    loads: list[Cell | Load] = []
    for k in range(p["RD_PORTS"]):
        loads.append(Load(index, part(at["RD_ADDR"], k * room, room), cell.word + k))
    return memory, loads


def _entry(whole: bytes, low: int, bits: int) -> int:
    first, last = low // 8, (low + bits + 7) // 8
    return int.from_bytes(whole[first:last], "little") >> (low % 8) & ((1 << bits) - 1)


def signals_of(step: Cell | Load) -> Iterable[Signal]:
    """The operands of a step."""
    return (step.address,) if isinstance(step, Load) else step.operands.values()


def _ordered(waiting: list[Cell | Load], ready: set[int]) -> list[Cell | Load]:
    """Steps with each after those it reads (Kahn 1962)."""
    readers: dict[int, list[int]] = {}
    missing = []
    own = {step.word for step in waiting}
    for k, step in enumerate(waiting):
        needs = {one.word for signal in signals_of(step) for one in signal} & own - ready
        missing.append(len(needs))
        for word in needs:
            readers.setdefault(word, []).append(k)
    free = [k for k, count in enumerate(missing) if count == 0]
    found = []
    while free:
        step = waiting[free.pop()]
        found.append(step)
        for k in readers.get(step.word, ()):
            missing[k] -= 1
            if missing[k] == 0:
                free.append(k)
    if len(found) < len(waiting):
        raise ToolError("the netlist has a combinational loop")
    return found
