"""A netlist as Yosys writes it for SMT solvers, clock by clock: a formula about any number of clocks.

Registers of a clock are what the clock before says, so that nothing but the first clock's registers and each clock's
inputs are unknowns, and a solver computes with what it knows of them before it searches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hdl.judges.process import ToolError

UNKNOWN = re.compile(r"^\(declare-fun \|([^|]+)\| \(\|[^|]+_s\|\) (.+?)\)(?: ;.*)?$")
VALUE = re.compile(r"^\(define-fun \|([^|]+)\| \(\(state \|[^|]+_s\|\)\) ((?:Bool|\(_ BitVec \d+\))) (.+)\)(?: ;.*)?$")
NEXT = re.compile(r"^  \(= (.+) \(\|([^|]+)\| next_state\)\)(?: ;.*)?$")
FIRST = re.compile(r"^  \(= (.+) (true|false|#b[01]+)\)(?: ;.*)?$")
OF_STATE = re.compile(r"\(\|([^|]+)\| state\)")


@dataclass(frozen=True, slots=True)
class Netlist:
    """What a clock's values come from: sorts of unknowns, values in their order with sort and text, what each register
    takes next, and what is so in the first clock.
    """

    top: str
    unknowns: Mapping[str, str]
    values: Mapping[str, tuple[str, str]]
    following: Mapping[str, str]
    first: tuple[str, ...]

    def net(self, name: str) -> str:
        """What a net of this name is called in the text."""
        return f"{self.top}_n {name}"


def read_smt2(text: str, top: str) -> Netlist:
    """Reads what `write_smt2` wrote of a flat module without memories. ToolError where it is something else."""
    unknowns: dict[str, str] = {}
    values: dict[str, tuple[str, str]] = {}
    following: dict[str, str] = {}
    first: list[str] = []
    for line in text.splitlines():
        if match := UNKNOWN.match(line):
            unknowns[match[1]] = match[2]
        elif match := VALUE.match(line):
            values[match[1]] = (match[2], match[3])
        elif match := NEXT.match(line):
            following[match[2]] = match[1]
        elif match := FIRST.match(line):
            first.append(f"(= {match[1]} {match[2]})")
    unknowns.pop(f"{top}_is", None)
    if "end of yosys output" not in text or "(Array" in text or not following:
        raise ToolError(f"yosys wrote no netlist of {top} for a solver")
    return Netlist(top, unknowns, values, following, tuple(first))


def unrolled(netlist: Netlist, clocks: int, wanted: Sequence[str]) -> str:
    """Definitions of the nets `wanted`, and of what they come from, in the clocks 0 to `clocks`, which are called
    NET@CLOCK; with what is so in clock 0.
    """
    return "\n".join(_lines(netlist, clocks, wanted)) + "\n"


def at(name: str, clock: int) -> str:
    """A value in a clock."""
    return f"|{name}@{clock}|"


def _lines(netlist: Netlist, clocks: int, wanted: Sequence[str]) -> Iterator[str]:
    needed = _needed(netlist, wanted)
    for clock in range(clocks + 1):
        for name, sort in netlist.unknowns.items():
            if name not in needed:
                continue
            if clock and name in netlist.following:
                yield f"(define-fun {at(name, clock)} () {sort} {_in_clock(netlist.following[name], clock - 1)})"
            else:
                yield f"(declare-fun {at(name, clock)} () {sort})"
        for name, (sort, text) in netlist.values.items():
            if name in needed:
                yield f"(define-fun {at(name, clock)} () {sort} {_in_clock(text, clock)})"
    for condition in netlist.first:
        if set(OF_STATE.findall(condition)) <= needed:
            yield f"(assert {_in_clock(condition, 0)})"


def _in_clock(text: str, clock: int) -> str:
    return OF_STATE.sub(lambda match: at(match[1], clock), text)


def _needed(netlist: Netlist, wanted: Sequence[str]) -> set[str]:
    """The nets, and everything they come from in this clock or those before."""
    waiting, needed = [netlist.net(name) for name in wanted], set[str]()
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        if name in netlist.values:
            waiting += OF_STATE.findall(netlist.values[name][1])
        elif name in netlist.unknowns:
            waiting += OF_STATE.findall(netlist.following.get(name, ""))
        else:
            raise ToolError(f"yosys wrote nothing about {name.removeprefix(f'{netlist.top}_n ')}")
    return needed
