"""The settings every hardware operation shares, their defaults, and the requests that hold them."""

from __future__ import annotations

from dataclasses import dataclass

from hdl.files import ARCHITECTURES, MOST_NEURONS, NEURONS
from hdl.fixed.formats import parse_format
from hdl.lowering.tables import FEWEST, MOST_SEGMENTS
from kernels.analysis.options import RunOptions, asked
from kernels.errors import RequestError

MOST_BITS = 40
MOST_GUARD = 24
LEAST_OPERANDS, MOST_OPERANDS = 8, 40


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is not asked for."""

    format: str = "16"
    rate_error: float = 0.01
    coincidence: float = 0.95


HARDWARE = Defaults()


@dataclass(frozen=True, slots=True)
class CircuitRequest:
    """Which circuit a model becomes: the fields that every operation has which compiles one."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", HARDWARE.format)
    guard: int | None = asked(
        "bits behind the port's last, kept inside, at least; 8 to 20, as the spikes need, without one",
        None, low=0, high=MOST_GUARD,
    )
    segments: int | None = asked(
        "segments of a table, at most; 512 to 4096, as the spikes need, without one",
        None, low=FEWEST, high=MOST_SEGMENTS,
    )
    operands: int | None = asked(
        "bits of a multiplier's operands, at least; 16 to 32, as the spikes need, without one",
        None, low=LEAST_OPERANDS, high=MOST_OPERANDS,
    )
    rate_error: float = asked(
        "largest relative error of the rate that auto takes", HARDWARE.rate_error, low=0.0, high=1.0
    )
    coincidence: float = asked(
        "least coincidence factor of the spikes that auto takes", HARDWARE.coincidence, low=0.0, high=1.0
    )


@dataclass(frozen=True, slots=True)
class ModuleRequest(CircuitRequest):
    """Which circuit, and in which architecture it is printed."""

    arch: str = asked("architecture", "single", choices=ARCHITECTURES)
    neurons: int = asked("neurons of an array", NEURONS, low=2, high=MOST_NEURONS)


class CircuitOptions(RunOptions, total=False):
    """The fields of `CircuitRequest` and the settings of a run: what an operation hands on to `hdl.rtl.circuit_of`."""

    format: str
    guard: int | None
    segments: int | None
    operands: int | None
    rate_error: float
    coincidence: float


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
