"""Which values of a step share a register? Those that come from the same wire and are never needed at the same time."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Shared:
    """A register: the wire it takes its values from, and for each of them when it is taken and last read."""

    name: str
    data: str
    width: int
    truth: bool
    spans: list[tuple[int, int]] = field(default_factory=list)  # (slot at whose end it is taken, last slot it is read)

    def is_free(self, taken: int, until: int) -> bool:
        """Whether another value can stand here: one may be taken in the last slot in which the one before is read."""
        return all(until <= t or u <= taken for t, u in self.spans)


class Registers:
    """The registers of a datapath, as few as their values need."""

    def __init__(self) -> None:
        self.all: list[Shared] = []

    def place(self, data: str, width: int, truth: bool, taken: int, until: int) -> Shared:
        """The register of a value taken at the end of slot `taken` and read until slot `until`."""
        for register in self.all:
            if register.data == data and register.width == width and register.is_free(taken, until):
                break
        else:
            register = Shared(f"kept{len(self.all)}", data, width, truth)
            self.all.append(register)
        register.spans.append((taken, until))
        return register
