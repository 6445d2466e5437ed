"""Can the frequency of nextpnr-ice40 be believed? Not where a multiplier has no registers.

It takes every port of an SB_MAC16 for a register with a delay of 0.1 ns, whatever the cell's registers are. So a path
through a multiplier without registers is cut in two, and the sum of its halves is never looked at: such a frequency is
not reported. Where operands and product have registers, what is missing is the way from those to the cell's outputs. It
is put back here, with the slowest that Project IceStorm's tables have for the UP5K (icefuzz/timings_up5k.txt).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MULTIPLIER = "SB_MAC16"
REGISTERED, PRODUCT = 1, 3  # of TOPOUTPUT_SELECT, BOTOUTPUT_SELECT: the adder's register, the 16 x 16 product
ASSUMED = 0.1  # ns from the clock to an output, as nextpnr has it
FROM_OUTPUT_REGISTER = 2.01  # ns from the clock to an output, where the whole product has a register
FROM_INPUT = 9.05  # ns from an input to an output without any register; a bound of each part of it


def unregistered(netlist: Mapping[str, Any]) -> tuple[str, ...]:
    """What each multiplier of a netlist lacks, a line each: "name: operand A, the product"."""
    found = []
    for name, cell in _multipliers(netlist):
        lacking = [f"operand {operand}" for operand in "AB" if not _operand(cell, operand)]
        if not (_whole(cell) or _in_parts(cell)):
            lacking.append("the product")
        if lacking:
            found.append(f"{name}: {', '.join(lacking)}")
    return tuple(found)


def distrust(netlist: Mapping[str, Any]) -> str:
    """Why the frequency is not to be believed, empty where it is."""
    found = unregistered(netlist)
    if not found:
        return ""
    every = sum(1 for _ in _multipliers(netlist))
    return (
        f"{len(found)} of {every} multipliers have an operand or their product outside of their own registers, and "
        f"nextpnr-ice40 leaves out the paths through those ({found[0]})"
    )


def missing_delay(netlist: Mapping[str, Any]) -> float:
    """The ns that have to be added to paths that begin at a multiplier, 0.0 without one."""
    every = [(FROM_OUTPUT_REGISTER if _whole(cell) else FROM_INPUT) - ASSUMED for _, cell in _multipliers(netlist)]
    return max(every, default=0.0)


def ends_at_registers(netlist: Mapping[str, Any]) -> bool:
    """Whether the multipliers' outputs go to registers with at most a LUT before, so that nextpnr's report has them."""
    for module in netlist.get("modules", {}).values():
        cells = [cell for cell in module.get("cells", {}).values() if "connections" in cell]
        readers: dict[Any, list[tuple[str, str, Mapping[str, Any]]]] = {}
        for cell in cells:
            for port, bits in cell["connections"].items():
                for bit in bits:
                    readers.setdefault(bit, []).append((cell["type"], port, cell))
        for cell in cells:
            if cell["type"] != MULTIPLIER:
                continue
            for bit in cell["connections"].get("O", ()):
                if not all(_ends(kind, port, one, readers) for kind, port, one in readers[bit] if one is not cell):
                    return False
    return True


def trusted_period(period: float, from_multipliers: float, missing: float, seen: bool) -> float:
    """The clock period in ns that holds for all paths.

    `period` is nextpnr's, `from_multipliers` its slowest path from a multiplier to a register, which are all there are
    if `seen`, `missing` what `missing_delay` says.
    """
    if not missing:
        return period
    return max(period, (from_multipliers if seen else period) + missing, FROM_INPUT)


def _ends(kind: str, port: str, cell: Mapping[str, Any], readers: Mapping[Any, list[Any]]) -> bool:
    if kind.startswith("SB_DFF"):
        return port == "D"
    if kind != "SB_LUT4":
        return False
    output = cell["connections"]["O"][0]
    return all(k.startswith("SB_DFF") and p == "D" for k, p, one in readers[output] if one is not cell)


def _multipliers(netlist: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for module in netlist.get("modules", {}).values():
        for name, cell in module.get("cells", {}).items():
            if cell.get("type") == MULTIPLIER and "parameters" in cell and "connections" in cell:
                yield name, cell


def _operand(cell: Mapping[str, Any], operand: str) -> bool:
    """A constant needs no register."""
    bits = cell["connections"].get(operand, [])
    return _value(cell, f"{operand}_REG") == 1 or all(isinstance(bit, str) for bit in bits)


def _whole(cell: Mapping[str, Any]) -> bool:
    """Whether what comes out has been in a register as it is."""
    selected = [_value(cell, f"{half}OUTPUT_SELECT") for half in ("TOP", "BOT")]
    pipelined = _value(cell, "PIPELINE_16x16_MULT_REG2") == 1
    return all(one == REGISTERED or (one == PRODUCT and pipelined) for one in selected)


def _in_parts(cell: Mapping[str, Any]) -> bool:
    """Whether the four partial products have registers, whose sum then comes out. So Yosys does it."""
    names = ("TOP_8x8_MULT_REG", "BOT_8x8_MULT_REG", "PIPELINE_16x16_MULT_REG1")
    return all(_value(cell, name) == 1 for name in names)


def _value(cell: Mapping[str, Any], parameter: str) -> int:
    text = str(cell["parameters"].get(parameter, "0"))
    return int(text, 2) if text and set(text) <= {"0", "1"} else 0
