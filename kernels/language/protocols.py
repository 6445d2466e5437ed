"""The stimulus protocols: what may stand in an `input` line, and the arguments each takes."""

from __future__ import annotations

from typing import NamedTuple


class ProtocolArgument(NamedTuple):
    """One argument of a protocol.

    `quantity` says what it measures: amplitude (the input's unit), time, frequency, angle, number, or path.
    `default` is as shown to the user; None where the argument has to be given.
    """

    name: str
    quantity: str
    doc: str
    default: str | None = None


class Protocol(NamedTuple):
    """One protocol; arguments in the order in which they may be given without their names."""

    name: str
    arguments: tuple[ProtocolArgument, ...]
    doc: str
    example: str


_AMPLITUDE = ProtocolArgument("amplitude", "amplitude", "the height")
_START = ProtocolArgument("start", "time", "when it begins", "0")
_STOP = ProtocolArgument("stop", "time", "when it ends", "end of the run")

_TABLE = (
    Protocol("constant", (_AMPLITUDE,), "The same value throughout the run.", "constant(800*pA)"),
    Protocol(
        "step", (_AMPLITUDE, _START._replace(default="20 % of the run"), _STOP),
        "Zero, then the amplitude from start to stop.", "step(800*pA, start=100 ms)",
    ),
    Protocol(
        "ramp", (_AMPLITUDE, _START, _STOP),
        "Rises linearly from zero at start to the amplitude at stop.", "ramp(800*pA)",
    ),
    Protocol(
        "pulses",
        (
            _AMPLITUDE,
            ProtocolArgument("width", "time", "how long each pulse lasts", "5 ms"),
            ProtocolArgument("period", "time", "from one pulse's beginning to the next's", "10 ms"),
            _START, _STOP,
        ),
        "Rectangular pulses.", "pulses(800*pA, width=5 ms, period=10 ms)",
    ),
    Protocol(
        "sine",
        (
            _AMPLITUDE,
            ProtocolArgument("frequency", "frequency", "cycles per second"),
            ProtocolArgument("offset", "amplitude", "added to the wave", "0"),
            ProtocolArgument("phase", "angle", "at t = 0, in radians", "0"),
        ),
        "A sine wave: offset + amplitude*sin(2*pi*frequency*t + phase).", "sine(100*pA, 8 Hz)",
    ),
    Protocol(
        "chirp",
        (
            _AMPLITUDE,
            ProtocolArgument("f_start", "frequency", "frequency at the start of the run"),
            ProtocolArgument("f_stop", "frequency", "frequency at the end of the run"),
            ProtocolArgument("offset", "amplitude", "added to the wave", "0"),
        ),
        "A sine wave whose frequency rises linearly through the run.", "chirp(50*pA, 0.5 Hz, 40 Hz)",
    ),
    Protocol(
        "ou",
        (
            ProtocolArgument("mean", "amplitude", "the value it returns to"),
            ProtocolArgument("sigma", "amplitude", "its standard deviation"),
            ProtocolArgument("tau", "time", "its correlation time"),
        ),
        "Ornstein-Uhlenbeck noise, stationary from the start.", "ou(300*pA, 100*pA, 5 ms)",
    ),
    Protocol(
        "poisson",
        (
            ProtocolArgument("rate", "frequency", "events per second"),
            ProtocolArgument("amplitude", "amplitude", "the height of each event"),
            ProtocolArgument("tau", "time", "the time constant with which an event decays"),
        ),
        "Poisson events, each decaying exponentially.", "poisson(500 Hz, 40*pA, 5 ms)",
    ),
    Protocol(
        "file",
        (
            ProtocolArgument("path", "path", "a CSV file of times and values, in quotes"),
            ProtocolArgument("scale", "number", "multiplies the values", "1"),
        ),
        "A recorded waveform.", 'file("current.csv", scale=1)',
    ),
)  # fmt: skip

PROTOCOLS: dict[str, Protocol] = {protocol.name: protocol for protocol in _TABLE}


def protocol_signature(protocol: Protocol) -> str:
    """The protocol as shown to the user, `step(amplitude, start=20 % of the run, stop=end of the run)`."""
    shown = (item.name if item.default is None else f"{item.name}={item.default}" for item in protocol.arguments)
    return f"{protocol.name}({', '.join(shown)})"
