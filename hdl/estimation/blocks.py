"""What the devices have besides LUTs, and how Yosys uses it."""

from __future__ import annotations

from dataclasses import dataclass

DEEP = ((512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16384, 1))


WITH_CHOOSERS = (1, 1, 1, 1, 1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Blocks:
    """How a device is used.

    `costs`: LUTs that 0, 1, 2 ... inputs need, with what the device has to choose between LUTs.
    `least`: adders up to so many bits are made of gates. `lookup`: comparisons with a constant of so many are a table.
    `chained`: bits with a constant in one stage of a comparison, 0 where it is a subtraction.
    `operand`: the widest operands of a product, the wider first. `narrowest`, `product`: the bits of the narrowest
    operand and product that go to a multiplier. `headroom`: what a part of a longer operand loses, as it has no sign.
    `packs`: whether the registers around a product are the multiplier's own.
    `shapes`, `cost`: entries and bits of a memory, and what Yosys says that it costs.
    `reset_over_enable`: a reset does not need the enable. `either_enable`: an enable may be inverted.
    `per_bit`, `compares`: LUTs of a bit of a sum, of a comparison, in a carry chain; `pairs`: of an even number.
    `propagated`: the LUT in front of a chain is a gate that others merge into. `inverts`: what is subtracted is
    inverted in front of it. `lone_carry`: a carry is a cell beside the LUT.
    `settles`: registers are looked through once more at the end.
    `lut_memory`: entries and bits of a memory in LUTs, and how many it takes.
    """

    costs: tuple[int, ...]
    least: int
    lookup: int
    chained: int
    operand: tuple[int, int]
    narrowest: int
    product: int
    headroom: int
    packs: bool
    shapes: tuple[tuple[int, int], ...]
    cost: int
    reset_over_enable: bool = True
    either_enable: bool = False
    per_bit: float = 1.0
    compares: float = 1.0
    pairs: bool = False
    propagated: bool = False
    inverts: bool = False
    lone_carry: bool = False
    settles: bool = False
    lut_memory: tuple[int, int, int] | None = (16, 4, 4)

    def adder(self, width: int) -> int:
        """LUTs that a carry chain of a sum sits in."""
        return round(self.per_bit * (width + (width & 1 if self.pairs else 0)))

    def comparison(self, width: int) -> int:
        """LUTs that a carry chain of a comparison sits in."""
        return round(self.compares * (width + (width & 1 if self.pairs else 0))) or 1


BLOCKS: dict[str, Blocks] = {
    "ice40": Blocks(
        (1, 1, 1, 1, 1),
        2,
        4,
        0,
        (16, 16),
        2,
        11,
        0,
        True,
        ((256, 16), (512, 8), (1024, 4), (2048, 2)),
        64,
        reset_over_enable=False,
        compares=0.0,
        lut_memory=None,
        inverts=True,
        lone_carry=True,
    ),
    "ecp5": Blocks(WITH_CHOOSERS, 4, 4, 0, (18, 18), 2, 9, 0, False, DEEP, 128, either_enable=True, pairs=True),
    "gowin": Blocks(WITH_CHOOSERS, 2, 0, 0, (18, 18), 4, 0, 0, False, DEEP, 128, settles=True),
    "xilinx": Blocks(
        (1, 1, 1, 1, 1, 1, 1, 2, 4),
        2,
        6,
        6,
        (25, 18),
        2,
        9,
        1,
        True,
        DEEP,
        129,
        per_bit=0.0,
        compares=0.0,
        propagated=True,
        lut_memory=(32, 6, 4),
    ),
}
