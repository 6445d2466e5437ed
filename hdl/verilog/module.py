"""A printed module, and how the outside speaks to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Module:
    """A printed module: its text, and the names of its ports and registers by those of the circuit.

    `ports` has the inputs, and the states at their output ports. `latency`: clocks from `step` to `valid`.
    """

    name: str
    text: str
    ports: dict[str, str]
    registers: dict[str, str]
    register_widths: dict[str, int]
    port_widths: dict[str, int]
    latency: int
    has_ready: bool = False  # steps are taken only where `ready` is 1
    neurons: int = 1
    word_width: int = 0  # of a neuron in the memory, where there are several
