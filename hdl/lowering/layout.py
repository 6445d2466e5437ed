"""Where every kept value has its binary point and its ends: the decisions a circuit is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hdl.fixed.formats import Format
from hdl.ir.circuit import Circuit
from hdl.lowering.intervals import Range


@dataclass(frozen=True, slots=True)
class Kept:
    """A state: its format at the port, its bits behind the point inside, the integers between which it saturates."""

    port: Format
    point: int
    low: int
    high: int
    initial: int
    seen: Range  # in the runs it was measured in
    step: float = 0.0  # by how much it typically changes in a step; 0: not known

    @property
    def range(self) -> Range:
        """The numbers between which it saturates."""
        return self.low * 2.0**-self.point, self.high * 2.0**-self.point


@dataclass(frozen=True, slots=True)
class Entry:
    """An input or a writable parameter: its format and the integers it may have; `initial` of a parameter."""

    form: Format
    low: int
    high: int
    initial: int = 0

    @property
    def range(self) -> Range:
        """The numbers it may have."""
        return self.form.number(self.low), self.form.number(self.high)


@dataclass(frozen=True, slots=True)
class Precision:
    """How finely a circuit computes between its states."""

    width: int = 28  # bits of an intermediate value, at most, before its products
    port: int = 16  # bits of a multiplier's operand
    segments: int = 512  # of a table, at most
    share: float = 6.0  # what goes into a product may change a state by 2**-share of its typical step


@dataclass(frozen=True, slots=True)
class Layout:
    """All formats of a circuit. `age_limit` is where the count of steps since the last spike stops."""

    states: Mapping[str, Kept]
    inputs: Mapping[str, Entry]
    parameters: Mapping[str, Entry]  # the writable ones
    age_limit: int
    flags: Mapping[tuple[str, str], bool]  # initial values of the truth values that are carried
    precision: Precision
    seed: int = 0


class LaidOut(Protocol):
    """A circuit with its layout: all that is printed, apart from the header."""

    @property
    def circuit(self) -> Circuit:
        """The integer dataflow."""

    @property
    def layout(self) -> Layout:
        """Its formats."""
