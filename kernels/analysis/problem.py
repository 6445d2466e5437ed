"""Why something cannot be measured: one line, which fails the claim that asked for it."""

from __future__ import annotations

from kernels.errors import KernelsError


class NotMeasurable(KernelsError):
    """The run does not have what the measure is about: no spikes, no rest, no oscillation."""
