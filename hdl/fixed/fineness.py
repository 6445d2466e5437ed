"""How finely does a circuit compute inside? Steps from what is cheap to what agrees with float64 almost always."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Fineness:
    """What a circuit spends inside, whatever the formats of its ports are."""

    operands: int  # bits of a multiplier's operand, at least: 16 is what the multiplier of every FPGA takes
    guard: int  # bits behind a port's last, at least
    segments: int  # of a table, at most
    share: float  # what goes into a product may change a state by 2**-share of its typical step


ROUGH = Fineness(16, 8, 512, 6.0)
LADDER = (ROUGH, Fineness(18, 8, 1024, 6.0), Fineness(24, 14, 2048, 8.0), Fineness(32, 20, 4096, 12.0))


def open_steps(guard: int | None, segments: int | None, operands: int | None) -> tuple[Fineness, ...]:
    """The steps of the ladder, with what is given in the place of their own; what becomes the same is there once."""
    given = {"guard": guard, "segments": segments, "operands": operands}
    fixed = {name: value for name, value in given.items() if value is not None}
    if len(fixed) == len(given):
        return (replace(ROUGH, **fixed),)
    return tuple(dict.fromkeys(replace(step, **fixed) for step in LADDER))
