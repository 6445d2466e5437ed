"""The devices: how Yosys maps to each, which of its cells count as what, and how many fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kernels.errors import unknown

RESOURCES = ("lut", "ff", "dsp", "bram")


@dataclass(frozen=True, slots=True)
class Target:
    """A device: the command of Yosys, the cells that count as LUT, flip-flop, multiplier and memory, and how many fit.

    Keys are beginnings of cell types, values how many of the resource such a cell takes: a carry of the ECP5 sits in
    two LUTs. The longest beginning counts.
    """

    command: str
    device: str
    luts: Mapping[str, int]
    flip_flops: Mapping[str, int]
    multipliers: Mapping[str, int]
    memories: Mapping[str, int]
    capacity: Mapping[str, int]

    def counted(self, cells: Mapping[str, int]) -> dict[str, int]:
        """LUTs, flip-flops, multipliers and memories among cells by type."""
        kinds = (self.luts, self.flip_flops, self.multipliers, self.memories)
        return {
            resource: sum(_weight(cell, kind) * count for cell, count in cells.items())
            for resource, kind in zip(RESOURCES, kinds, strict=True)
        }


def _weight(cell: str, kind: Mapping[str, int]) -> int:
    found = [beginning for beginning in kind if cell.startswith(beginning)]
    return kind[max(found, key=len)] if found else 0


# Capacities: iCE40 UltraPlus UP5K, ECP5 LFE5U-25F, Gowin GW1NR-9, Artix-7 XC7A35T, from their makers' data sheets.
TARGETS: dict[str, Target] = {
    "ice40": Target(
        "synth_ice40 -dsp", "iCE40 UP5K",
        {"SB_LUT4": 1}, {"SB_DFF": 1}, {"SB_MAC16": 1}, {"SB_RAM40": 1},
        {"lut": 5280, "ff": 5280, "dsp": 8, "bram": 30},
    ),
    "ecp5": Target(
        "synth_ecp5", "ECP5 25K",
        {"LUT4": 1, "CCU2C": 2, "TRELLIS_DPR16X4": 4}, {"TRELLIS_FF": 1}, {"MULT18X18": 1},
        {"DP16KD": 1, "PDPW16KD": 1},
        {"lut": 24288, "ff": 24288, "dsp": 28, "bram": 56},
    ),
    "gowin": Target(
        "synth_gowin", "GW1NR-9",
        {"LUT": 1, "ALU": 1, "RAM16S": 4}, {"DFF": 1}, {"MULT": 1}, {"SDP": 1, "DP": 1, "SP": 1, "pROM": 1},
        {"lut": 8640, "ff": 6480, "dsp": 20, "bram": 26},
    ),
    "xilinx": Target(
        "synth_xilinx -family xc7", "XC7A35T",
        {"LUT": 1, "INV": 1, "SRL": 1, "RAM32M": 4, "RAM64M": 4, "RAM32X1D": 2, "RAM64X1D": 2},
        {"FDRE": 1, "FDSE": 1, "FDCE": 1, "FDPE": 1}, {"DSP48": 1}, {"RAMB18": 1, "RAMB36": 2},
        {"lut": 20800, "ff": 41600, "dsp": 90, "bram": 100},
    ),
}  # fmt: skip


def target_named(name: str) -> Target:
    """The device of a name; RequestError naming the nearest for an unknown one."""
    if not isinstance(name, str) or name not in TARGETS:
        raise unknown("target", "device", name, TARGETS)
    return TARGETS[name]
