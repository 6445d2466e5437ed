"""Why a model, or a part of it, cannot become hardware."""

from __future__ import annotations

from kernels.errors import ModelError

REASONS = {
    "time": "reads the time itself",
    "range": "a value's range cannot be bounded or is too wide",
    "function": "a function of several changing values, or one that jumps",
    "format": "a value does not fit the format",
    "random": "a random number that a shift register cannot make",
    "states": "its states leave the finite numbers, or have no range",
    "writable": "a writable parameter that changes the structure",
}


class Refused(ModelError):
    """A model that cannot become hardware as asked; `reason` is a key of REASONS, the message says it in full."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        assert reason in REASONS
        self.reason = reason
