"""What Yosys writes as JSON, as cells between words: each cell's result is a word, each operand a row of slices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hdl.judges.process import ToolError

MOST_BITS = 1 << 14  # of one operand; a table's contents are no operand


class Slice(NamedTuple):
    """`length` bits of a word from bit `low` on; with `word` -1 they are the constant `low` itself."""

    word: int
    low: int
    length: int


Signal = tuple[Slice, ...]  # lowest bits first
Bit = int | str  # a net's number, or a constant "0", "1", "x", "z"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the netlist: `word` is its result (of a memory: the first of those of its ports), -1 where it has none;
    parameters are numbers, or texts.
    """

    name: str
    kind: str
    parameters: Mapping[str, Any]
    operands: Mapping[str, Signal]
    word: int


@dataclass(frozen=True, slots=True)
class Netlist:
    """A flat module. `widths[w]` are the bits of word w; inputs are words, outputs and named nets are signals."""

    name: str
    widths: tuple[int, ...]
    inputs: Mapping[str, int]
    outputs: Mapping[str, Signal]
    nets: Mapping[str, Signal]
    cells: tuple[Cell, ...]


class Unknown:
    """What stands for bits that are not defined: the same pseudo-random bits whenever the seed is the same."""

    def __init__(self, seed: int) -> None:
        self.state = (seed * 2654435761 + 12345) & 0xFFFFFFFF

    def bit(self) -> int:
        """The next of them (a linear congruence; its upper bits are good enough)."""
        self.state = (self.state * 1664525 + 1013904223) & 0xFFFFFFFF
        return self.state >> 31

    def bits(self, count: int) -> int:
        """So many of them as a number."""
        return sum(self.bit() << k for k in range(count))


def parse_netlist(text: str, top: str, seed: int = 0) -> Netlist:
    """The module `top` of a netlist. ToolError where the text is no netlist, or holds cells with several results.

    Undefined bits of constants become pseudo-random ones.
    """
    try:
        module = json.loads(text)["modules"][top]
        return _netlist(top, module, Unknown(seed))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise ToolError("yosys wrote no netlist of the module") from None


def _netlist(top: str, module: Mapping[str, Any], unknown: Unknown) -> Netlist:
    drivers: dict[int, tuple[int, int]] = {}
    widths: list[int] = []

    def word(bits: Sequence[Bit]) -> int:
        for k, bit in enumerate(bits):
            if isinstance(bit, int):
                drivers[bit] = (len(widths), k)
        widths.append(len(bits))
        return len(widths) - 1

    ports = module["ports"]
    inputs = {name: word(port["bits"]) for name, port in ports.items() if port["direction"] == "input"}
    found = []
    for name, cell in sorted(module["cells"].items()):
        kind = cell["type"]
        if kind == "$scopeinfo":
            continue
        ends = cell["port_directions"]
        results = [port for port, direction in ends.items() if direction == "output"]
        if len(results) > 1 or "inout" in ends.values():
            raise ToolError(f"the netlist has a cell of type {kind}, which the simulator does not know")
        result = -1
        if results:
            bits = cell["connections"][results[0]]
            # each port of a memory has a word of its own, one after the other: one's address may come from another
            size = number(cell["parameters"]["WIDTH"], unknown) if kind == "$mem_v2" else len(bits)
            result = min([word(bits[low : low + size]) for low in range(0, len(bits), max(1, size))], default=-1)
        found.append((name, kind, cell, results, result))
    free: dict[int, int] = {}

    def signal(bits: Iterable[Bit]) -> Signal:
        return _signal(bits, drivers, free, unknown)

    cells = []
    for name, kind, cell, results, result in found:
        operands = {port: signal(bits) for port, bits in cell["connections"].items() if port not in results}
        parameters = {key: number(value, unknown) for key, value in cell["parameters"].items()}
        if set(cell["parameters"].get("INIT", "0")) == {"x"}:
            parameters["INIT"] = None
        cells.append(Cell(name, kind, parameters, operands, result))
    nets = {
        name: signal(net["bits"])
        for name, net in module["netnames"].items()
        if all(not isinstance(bit, int) or bit in drivers for bit in net["bits"])
    }
    outputs = {name: signal(port["bits"]) for name, port in ports.items() if port["direction"] == "output"}
    return Netlist(top, tuple(widths), inputs, outputs, nets, tuple(cells))


def number(value: Any, unknown: Unknown) -> Any:
    """A parameter: binary digits as a number, anything else as it is."""
    if not isinstance(value, str) or not value or set(value) - set("01xz"):
        return value
    if "x" in value or "z" in value:
        value = "".join(c if c in "01" else str(unknown.bit()) for c in value)
    return int(value, 2)


def _signal(
    bits: Iterable[Bit], drivers: Mapping[int, tuple[int, int]], free: dict[int, int], unknown: Unknown
) -> Signal:
    """Bits as slices of the words that drive them; a bit nothing drives is a constant, the same one everywhere."""
    found: list[Slice] = []
    for bit in bits:
        place = drivers.get(bit) if isinstance(bit, int) else None
        last = found[-1] if found else None
        if place is not None:
            word, k = place
            if last is not None and last.word == word and last.low + last.length == k:
                found[-1] = Slice(word, last.low, last.length + 1)
            else:
                found.append(Slice(word, k, 1))
            continue
        if isinstance(bit, int):
            value = free.setdefault(bit, unknown.bit())
        else:
            value = int(bit) if bit in ("0", "1") else unknown.bit()
        if last is not None and last.word == -1:
            found[-1] = Slice(-1, last.low | value << last.length, last.length + 1)
        else:
            found.append(Slice(-1, value, 1))
    return tuple(found)


def width(signal: Signal) -> int:
    """How many bits a signal has."""
    return sum(one.length for one in signal)


def part(signal: Signal, low: int, count: int) -> Signal:
    """Some bits of a signal."""
    found, at = [], 0
    for one in signal:
        first, last = max(low, at), min(low + count, at + one.length)
        if first < last:
            skip, length = first - at, last - first
            if one.word < 0:
                found.append(Slice(-1, one.low >> skip & ((1 << length) - 1), length))
            else:
                found.append(Slice(one.word, one.low + skip, length))
        at += one.length
    return tuple(found)
