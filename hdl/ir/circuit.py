"""A circuit: ports, registers, tables and random sources around a list of nodes. One step of it is one model step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hdl.ir.nodes import Node


@dataclass(frozen=True, slots=True)
class Port:
    """An input: signed integers from `low` to `high`, which stand for raw * 2**-point."""

    name: str
    low: int
    high: int
    point: int


@dataclass(frozen=True, slots=True)
class Register:
    """What is kept from step to step. `writable`: a parameter, changed from outside, not by the step.

    `next` is the node it takes over at the end of a step (its own Read where it is writable); `truth` values are 0, 1.
    """

    name: str
    low: int
    high: int
    point: int
    initial: int
    next: int
    truth: bool = False
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Random bits: s[t + length] = s[t] xor s[t + tap], `leap` new bits a step (Tausworthe 1965).

    `seed` holds the first `length` bits, s[0] lowest, and is not 0. The fresh bits of a step are s[0 .. leap-1] xor
    s[tap .. tap+leap-1]; leap <= length - tap.
    """

    name: str
    length: int
    tap: int
    leap: int
    seed: int


@dataclass(frozen=True, slots=True)
class Table:
    """A read-only memory."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A value the outside sees after each step. `point` is None for a truth value."""

    name: str
    node: int
    point: int | None


@dataclass(frozen=True, slots=True)
class Circuit:
    """Nodes in an order in which each reads only earlier ones; `bounds` and `points` go with them.

    `points[i]` is the binary point of node i: its integer stands for raw * 2**-point. It means nothing to the circuit
    itself. `names` gives nodes the names of the model's quantities.
    """

    name: str
    inputs: tuple[Port, ...]
    registers: tuple[Register, ...]
    sources: tuple[Source, ...]
    tables: tuple[Table, ...]
    nodes: tuple[Node, ...]
    bounds: tuple[tuple[int, int], ...]
    points: tuple[int, ...]
    outputs: tuple[Output, ...]
    names: Mapping[int, str] = field(default_factory=dict)

    def register(self, name: str) -> Register:
        """The register of a name."""
        return next(r for r in self.registers if r.name == name)

    def table(self, name: str) -> Table:
        """The table of a name."""
        return next(t for t in self.tables if t.name == name)


def signed_width(low: int, high: int) -> int:
    """Bits of the narrowest two's complement number that holds both."""
    return max(high.bit_length(), (~low).bit_length() if low < 0 else 0) + 1
