"""The settings every hardware operation shares, and their defaults."""

from __future__ import annotations

from dataclasses import dataclass

from hdl.fixed.choose import GUARD
from hdl.fixed.formats import parse_format
from kernels.errors import RequestError

MOST_BITS = 40


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is not asked for."""

    guard: int = GUARD
    segments: int = 512


HARDWARE = Defaults()


def asked_format(text: str) -> str | int:
    """A format as it is asked for: "auto", a number of bits as int, or "Qm.n". RequestError for anything else."""
    if not isinstance(text, str):
        raise RequestError("format", "needs a text: Q8.8, a number of bits as 16, or auto")
    word = text.strip()
    if word == "auto":
        return word
    if word.isascii() and word.isdigit() and len(word) < 4:
        bits = int(word)
        if not 4 <= bits <= MOST_BITS:
            raise RequestError("format", f"{bits} bits; a format by range has 4 to {MOST_BITS}")
        return bits
    parse_format(word)
    return word
